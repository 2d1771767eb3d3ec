import { attributeAskedLines, isBlankRange } from '../../core/attribution/lineView.ts';
import { carriedLines, knownLines, lettersIn, type KnownText } from '../../core/attribution/carriedLines.ts';
import { blankLine } from '../../core/attribution/lineAttribution.ts';
import { unknownOriginId, type OriginId, type OriginTable } from '../../core/attribution/origin.ts';
import { type LinedText } from './linedText.ts';

/** A text with known origins that may explain lines of a commit. */
export interface TextSource extends KnownText {
  readonly lined: LinedText;
  /** Whether it is another text than the one to be explained, and not an earlier state of it; see {@link carriedLines}. */
  readonly isElsewhere: boolean;
}

/** A {@link TextSource} of which first only the lines are asked for; most are never opened. */
export interface ClosedSource {
  /** The keys of the lines whose origin is known; see `lineKey`. May be asked for more than once. */
  readonly knownKeys: () => Iterable<number>;
  /** Null where the text cannot be had any more. */
  readonly open: () => Promise<TextSource | null>;
  /** When the commit of the source was made, Unix time: it explains no commit from before. Absent for what no commit holds. */
  readonly committedAtSeconds?: number;
}

/** A source whose text and attribution are at hand. */
export function closedSource(source: TextSource, origins: OriginTable): ClosedSource {
  let keys: readonly number[] | null = null;
  return {
    knownKeys: () => (keys ??= keysOfKnownLines(source, origins)),
    open: () => Promise.resolve(source),
  };
}

function originIdsOf({ text, runs, lined }: TextSource, origins: OriginTable): Int32Array {
  return attributeAskedLines(text, runs, origins, lined.starts, null).originIds;
}

function isKnown(originId: OriginId | undefined, origins: OriginTable): originId is OriginId {
  return originId !== undefined && originId !== blankLine && origins.get(originId).contributor !== 'unknown';
}

/** The keys of the lines of a text whose origin is known. */
export function keysOfKnownLines(source: TextSource, origins: OriginTable): readonly number[] {
  const originIds = originIdsOf(source, origins);
  return source.lined.keysOf((lineIndex) => isKnown(originIds[lineIndex], origins));
}

/** So often what is kept is looked through as it is; then an index of all its lines pays. */
const mostLooks = 4;

/** Many sources for the same lines, and which of them have a given line. */
export class KnownTexts {
  readonly #origins: OriginTable;
  readonly #mayBeKept: (keys: readonly number[]) => boolean;
  readonly #sources: ClosedSource[] = [];
  /** Those that are not in the index yet. */
  #fresh: number[] = [];
  /** Those of which it is kept what they know, as far as they are not in the index yet. */
  #kept: number[] = [];
  /** Indexes of sources by the keys of the lines whose origin they know; slight lines are left out. */
  readonly #byLine = new Map<number, number[]>();
  #looks = 0;

  /** `mayBeKept` tells whether one of these lines may be known to a source of {@link addKept}; false is certain. */
  constructor(origins: OriginTable, mayBeKept: (keys: readonly number[]) => boolean = () => true) {
    this.#origins = origins;
    this.#mayBeKept = mayBeKept;
  }

  /** Adds a source. Of sources that explain equally much the one that was added last is asked first. */
  add(source: ClosedSource): void {
    this.#fresh.push(this.#sources.push(source) - 1);
  }

  /** As {@link add}, of a source whose keys are kept: they are not looked at before one of them may be asked for. */
  addKept(source: ClosedSource): void {
    this.#kept.push(this.#sources.push(source) - 1);
  }

  /** Whether a source knows one of the lines that are to be explained. Costs much less than to have them explained. */
  mayExplain(target: ExplainedLines): boolean {
    const keys = target.openKeys();
    if (keys.length === 0) return false;
    this.#index(this.#fresh);
    this.#fresh = [];
    if (this.#kept.length > 0 && (this.#looks++ >= mostLooks || this.#mayBeKept(keys))) {
      this.#index(this.#kept);
      this.#kept = [];
    }
    return this.#byLine.size > 0 && keys.some((key) => this.#byLine.has(key));
  }

  /** Fills in what is still unknown of the lines to be explained, from the source that knows most of them on. */
  async explain(target: ExplainedLines): Promise<void> {
    if (!this.mayExplain(target)) return;
    const asked = new Set<number>();
    for (let round = 0; round < mostRounds && !target.isComplete; round++) {
      const best = this.#bestFor(target, asked);
      if (best === null) return;
      asked.add(best);
      const source = await this.#sources[best]?.open();
      if (!source) continue;
      target.take(source, this.#origins);
      target.takeTwins(source, this.#origins);
    }
  }

  #index(sources: readonly number[]): void {
    for (const index of sources) {
      for (const key of this.#sources[index]?.knownKeys() ?? []) {
        const known = this.#byLine.get(key);
        if (known === undefined) this.#byLine.set(key, [index]);
        else if (known.at(-1) !== index) known.push(index);
      }
    }
  }

  #bestFor(target: ExplainedLines, asked: ReadonlySet<number>): number | null {
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
  readonly lined: LinedText;
  /** When the commit of these lines was made, Unix time. */
  readonly committedAtSeconds: number;
  /** One entry a line; null for lines that are not asked for. */
  readonly #originIds: (OriginId | null)[];
  readonly #asked: number;
  /** The lines that are not explained yet, ascending. */
  #open: number[] = [];
  #openKeys: readonly number[] | null = null;
  #result: readonly (OriginId | null)[] | null = null;

  /** `lineIndexes` are the lines that are asked for, 0-based and ascending. */
  constructor(lined: LinedText, lineIndexes: Iterable<number>, committedAtSeconds: number) {
    this.lined = lined;
    this.committedAtSeconds = committedAtSeconds;
    this.#originIds = new Array<OriginId | null>(lined.starts.length).fill(null);
    for (const lineIndex of lineIndexes) {
      const start = lined.starts[lineIndex];
      if (start === undefined) continue;
      const isBlank = isBlankRange(lined.text, start, lined.endOf(lineIndex));
      this.#originIds[lineIndex] = isBlank ? blankLine : unknownOriginId;
      if (!isBlank) this.#open.push(lineIndex);
    }
    this.#asked = this.#open.length;
  }

  /** Whether nothing is explained yet, or could be. */
  get isUntouched(): boolean {
    return this.#open.length === this.#asked;
  }

  /** Whether nothing is left to be explained. */
  get isComplete(): boolean {
    return this.#open.length === 0;
  }

  /** The keys of the lines that are not explained yet; slight ones are left out. */
  openKeys(): readonly number[] {
    this.#openKeys ??= this.#open.map((lineIndex) => this.lined.keyOf(lineIndex)).filter((key) => key !== 0);
    return this.#openKeys;
  }

  /** Fills in what `source` knows of the lines that are still open. */
  take(source: TextSource, origins: OriginTable): void {
    if (source.text === this.lined.text) {
      const open = this.#open;
      const known = knownLines(source, origins, this.lined.starts, open);
      this.#fill((_, index) => known[index] ?? unknownOriginId);
      return;
    }
    const carried = carriedLines(source, this.lined.text, origins, source.isElsewhere);
    this.#fill((lineIndex) => carried[lineIndex] ?? unknownOriginId);
  }

  /**
   * Fills in open lines that say much and stand in `source` word for word, though a diff finds another line for that one: a conflict that was resolved by
   * keeping both sides has lines twice.
   */
  takeTwins(source: TextSource, origins: OriginTable): void {
    const asked = new Set<number>();
    for (const lineIndex of this.#open)
      if (lettersIn(this.lined.line(lineIndex)) >= tellingFrom) asked.add(this.lined.keyOf(lineIndex));
    if (asked.size === 0) return;
    const originIds = originIdsOf(source, origins);
    const found = new Map<number, OriginId>();
    const isDisputed = new Set<number>();
    for (const [lineIndex, originId] of originIds.entries()) {
      if (!isKnown(originId, origins)) continue;
      const key = source.lined.keyOf(lineIndex);
      if (!asked.has(key)) continue;
      const before = found.get(key) ?? originId;
      if (origins.get(before).contributor !== origins.get(originId).contributor) isDisputed.add(key);
      found.set(key, originId);
    }
    for (const key of isDisputed) found.delete(key);
    if (found.size === 0) return;
    this.#fill((lineIndex) => found.get(this.lined.keyOf(lineIndex)) ?? unknownOriginId);
  }

  /** Gives open lines their origin; those for which it is unknown or {@link blankLine} stay open. */
  #fill(originIdOf: (lineIndex: number, index: number) => OriginId): void {
    const open = this.#open.filter((lineIndex, index) => {
      const originId = originIdOf(lineIndex, index);
      if (originId === unknownOriginId || originId === blankLine) return true;
      this.#originIds[lineIndex] = originId;
      return false;
    });
    if (open.length === this.#open.length) return;
    this.#open = open;
    this.#openKeys = null;
    this.#result = null;
  }

  /** For each line of the text its origin; null for lines that were not asked for, are blank, or stay unknown. */
  result(): readonly (OriginId | null)[] {
    this.#result ??= this.#originIds.map((originId) =>
      originId === unknownOriginId || originId === blankLine ? null : originId,
    );
    return this.#result;
  }
}
