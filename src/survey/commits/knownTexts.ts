import { attributeLines, isBlankRange } from '../../core/attribution/lineView.ts';
import { carriedLines, lettersIn, type KnownText } from '../../core/attribution/carriedLines.ts';
import { blankLine } from '../../core/attribution/lineAttribution.ts';
import { unknownOriginId, type OriginId, type OriginTable } from '../../core/attribution/origin.ts';
import { lineStarts } from '../../core/text/lines.ts';
import { lineKey } from './lineKey.ts';

/** A text with known origins that may explain lines of a commit. */
export interface TextSource extends KnownText {
  /** Whether it is another text than the one to be explained, and not an earlier state of it; see {@link carriedLines}. */
  readonly isElsewhere: boolean;
}

/** A {@link TextSource} of which first only the lines are asked for; most are never opened. */
export interface ClosedSource {
  /** The keys of the lines whose origin is known; see {@link lineKey}. May be asked for more than once. */
  readonly knownKeys: () => Iterable<number>;
  /** Null where the text cannot be had any more. */
  readonly open: () => Promise<TextSource | null>;
  /** When the commit of the source was made, Unix time: it explains no commit from before. Absent for what no commit holds. */
  readonly committedAtSeconds?: number;
}

/** A source whose text and attribution are at hand. */
export function closedSource(source: TextSource, origins: OriginTable, committedAtSeconds?: number): ClosedSource {
  let keys: readonly number[] | null = null;
  return {
    knownKeys: () => {
      if (keys !== null) return keys;
      const { originIds } = attributeLines(source.text, source.runs, origins);
      return (keys = keysOfLines(source.text, (lineIndex) => {
        const originId = originIds[lineIndex] ?? blankLine;
        return originId !== blankLine && origins.get(originId).contributor !== 'unknown';
      }));
    },
    open: () => Promise.resolve(source),
    ...(committedAtSeconds === undefined ? {} : { committedAtSeconds }),
  };
}

/** The keys of those lines of a text that are asked for, by their index; slight ones have none. `starts` are its {@link lineStarts}. */
export function keysOfLines(
  text: string,
  isAsked: (lineIndex: number) => boolean,
  starts = lineStarts(text),
): readonly number[] {
  const keys: number[] = [];
  for (let lineIndex = 0; lineIndex < starts.length; lineIndex++) {
    if (!isAsked(lineIndex)) continue;
    const key = lineKey(text, starts[lineIndex] ?? 0, starts[lineIndex + 1] ?? text.length);
    if (key !== 0) keys.push(key);
  }
  return keys;
}

/** The lines of a text with their line breaks. */
export function linesOf(text: string): readonly string[] {
  const starts = lineStarts(text);
  return Array.from(starts, (start, index) => text.slice(start, starts[index + 1] ?? text.length));
}

/** So often the sources are looked through one after the other; then an index of all their lines pays. */
const mostLooks = 2;

/** Many sources for the same lines, and which of them have a given line. */
export class KnownTexts {
  readonly #origins: OriginTable;
  readonly #sources: ClosedSource[] = [];
  /** How many of the sources are in the index; the others are put there when somebody asks. */
  #indexed = 0;
  /** Indexes of sources by the keys of the lines whose origin they know; slight lines are left out. */
  readonly #byLine = new Map<number, number[]>();
  #looks = 0;

  constructor(origins: OriginTable) {
    this.#origins = origins;
  }

  /** Adds a source. Of sources that explain equally much the one that was added last is asked first. */
  add(source: ClosedSource): void {
    this.#sources.push(source);
  }

  /** Whether a source knows one of the lines that are to be explained. Costs much less than to have them explained. */
  mayExplain(target: ExplainedLines): boolean {
    this.#indexAll();
    return this.#byLine.size > 0 && target.openKeys().some((key) => this.#byLine.has(key));
  }

  /** Fills in what is still unknown of the lines to be explained, from the source that knows most of them on. */
  async explain(target: ExplainedLines): Promise<void> {
    const isOpen = (): boolean => !target.isComplete;
    if (!isOpen() || (this.#looks++ < mostLooks && !this.#haveOneOf(target.openKeys()))) return;
    this.#indexAll();
    const asked = new Set<number>();
    for (let round = 0; round < mostRounds && isOpen(); round++) {
      const best = this.#bestFor(target, asked);
      if (best === null) return;
      asked.add(best);
      const source = await this.#sources[best]?.open();
      if (!source) continue;
      target.take(source, this.#origins);
      target.takeTwins(source, this.#origins);
    }
  }

  #haveOneOf(open: readonly number[]): boolean {
    const asked = new Set(open);
    if (asked.size === 0) return false;
    return this.#sources.some(({ knownKeys }) => {
      for (const key of knownKeys()) if (asked.has(key)) return true;
      return false;
    });
  }

  #indexAll(): void {
    for (; this.#indexed < this.#sources.length; this.#indexed++) {
      for (const key of this.#sources[this.#indexed]?.knownKeys() ?? []) {
        const known = this.#byLine.get(key);
        if (known === undefined) this.#byLine.set(key, [this.#indexed]);
        else if (known.at(-1) !== this.#indexed) known.push(this.#indexed);
      }
    }
  }

  #bestFor(target: ExplainedLines, asked: ReadonlySet<number>): number | null {
    if (this.#byLine.size === 0) return null;
    const counts = new Map<number, number>();
    for (const key of target.openKeys()) {
      for (const index of this.#byLine.get(key) ?? []) {
        const isLater = (this.#sources[index]?.committedAtSeconds ?? -Infinity) > target.committedAtSeconds;
        if (!asked.has(index) && !isLater) counts.set(index, (counts.get(index) ?? 0) + 1);
      }
    }
    let best: number | null = null;
    for (const [index, count] of counts) {
      const most = best === null ? 0 : (counts.get(best) ?? 0);
      if (count > most || (count === most && index > (best ?? -1))) best = index;
    }
    return best;
  }
}

/** A line with so many letters and digits is not written twice by chance. */
const tellingFrom = 20;

/** A commit of many others' work may be put together from so many of them. */
const mostRounds = 40;

/** Lines of one file of a commit that are to be explained. */
export class ExplainedLines {
  readonly text: string;
  /** When the commit of these lines was made, Unix time. */
  readonly committedAtSeconds: number;
  readonly #starts: Int32Array;
  /** One entry a line; null for lines that are not asked for. */
  readonly #originIds: (OriginId | null)[];
  readonly #asked: number;
  #open: number;
  #openKeys: readonly number[] | null = null;

  /** `lineIndexes` are the lines that are asked for, 0-based. */
  constructor(text: string, lineIndexes: Iterable<number>, committedAtSeconds: number) {
    this.text = text;
    this.committedAtSeconds = committedAtSeconds;
    const starts = lineStarts(text);
    this.#starts = starts;
    this.#originIds = new Array<OriginId | null>(starts.length).fill(null);
    this.#open = 0;
    for (const lineIndex of lineIndexes) {
      const start = starts[lineIndex];
      if (start === undefined) continue;
      const isBlank = isBlankRange(text, start, starts[lineIndex + 1] ?? text.length);
      this.#originIds[lineIndex] = isBlank ? blankLine : unknownOriginId;
      if (!isBlank) this.#open++;
    }
    this.#asked = this.#open;
  }

  /** Whether nothing is explained yet, or could be. */
  get isUntouched(): boolean {
    return this.#open === this.#asked;
  }

  /** Whether nothing is left to be explained. */
  get isComplete(): boolean {
    return this.#open === 0;
  }

  /** The keys of the lines that are not explained yet; slight ones are left out. */
  openKeys(): readonly number[] {
    this.#openKeys ??= keysOfLines(
      this.text,
      (lineIndex) => this.#originIds[lineIndex] === unknownOriginId,
      this.#starts,
    );
    return this.#openKeys;
  }

  /** Fills in what `source` knows of the lines that are still open. */
  take(source: TextSource, origins: OriginTable): void {
    const carried = carriedLines(source, this.text, origins, source.isElsewhere);
    carried.forEach((originId, lineIndex) => {
      if (this.#originIds[lineIndex] !== unknownOriginId || originId === unknownOriginId || originId === blankLine)
        return;
      this.#fill(lineIndex, originId);
    });
  }

  /**
   * Fills in open lines that say much and stand in `source` word for word, though a diff finds another line for that one: a conflict that was resolved by
   * keeping both sides has lines twice.
   */
  takeTwins(source: TextSource, origins: OriginTable): void {
    const starts = this.#starts;
    const open = new Map<number, number[]>();
    for (const [lineIndex, originId] of this.#originIds.entries()) {
      if (originId !== unknownOriginId) continue;
      const [start, endExclusive] = [starts[lineIndex] ?? 0, starts[lineIndex + 1] ?? this.text.length];
      if (lettersIn(this.text.slice(start, endExclusive)) < tellingFrom) continue;
      const key = lineKey(this.text, start, endExclusive);
      open.set(key, [...(open.get(key) ?? []), lineIndex]);
    }
    if (open.size === 0) return;
    const sourceStarts = lineStarts(source.text);
    const { originIds } = attributeLines(source.text, source.runs, origins);
    const isKnown = (originId: OriginId | undefined): originId is OriginId =>
      originId !== undefined && originId !== blankLine && origins.get(originId).contributor !== 'unknown';
    const found = new Map<number, OriginId>();
    const isDisputed = new Set<number>();
    for (const [lineIndex, start] of sourceStarts.entries()) {
      const originId = originIds[lineIndex];
      if (!isKnown(originId)) continue;
      const key = lineKey(source.text, start, sourceStarts[lineIndex + 1] ?? source.text.length);
      if (!open.has(key)) continue;
      const before = found.get(key) ?? originId;
      if (origins.get(before).contributor !== origins.get(originId).contributor) isDisputed.add(key);
      found.set(key, originId);
    }
    for (const [key, originId] of found) {
      if (isDisputed.has(key)) continue;
      for (const lineIndex of open.get(key) ?? []) this.#fill(lineIndex, originId);
    }
  }

  #fill(lineIndex: number, originId: OriginId): void {
    this.#originIds[lineIndex] = originId;
    this.#open--;
    this.#openKeys = null;
  }

  /** For each line of the text its origin; null for lines that were not asked for, are blank, or stay unknown. */
  result(): readonly (OriginId | null)[] {
    return this.#originIds.map((originId) =>
      originId === unknownOriginId || originId === blankLine ? null : originId,
    );
  }
}
