import { type GitDiff, type PlacesOfLines } from './gitDiff.ts';
import { type LineNames, type LineVersion } from './lineVersion.ts';
import { type UsedRoom } from './usedRoom.ts';

/** Lines side by side that are still followed: where they stand in the newest text, and where in the version that was reached. */
export interface Entry {
  readonly lineIndex: number;
  /** Set anew as the lines are followed (see `divideLines`): who follows them made the entry. */
  at: number;
  readonly lineCount: number;
}

/** The part of an entry. */
export function partOf({ lineIndex, at }: Entry, start: number, lineCount: number): Entry {
  return { lineIndex: lineIndex + start, at: at + start, lineCount };
}

/** What became of lines that were looked for in the whole of an older text. */
export interface MoveResult {
  /** Found there: `at` is their place in it. */
  readonly moved: readonly Entry[];
  /** Not found. */
  readonly left: readonly Entry[];
  /** Too slight to be looked for. */
  readonly slight: readonly Entry[];
  /** Those of the entries that had to be compared, and what of them moved. */
  readonly near: readonly { readonly entry: Entry; readonly moved: readonly Entry[] }[];
}

/** So many letters and digits, standing together, are taken for moved: more than 20 with the one that git counts beforehand. */
const leastLetters = 20;

/** Whether lines have so few letters and digits that they are not even looked for; see {@link MoveSearch.lettersBefore}. */
export function areSlight(lettersBefore: Int32Array, { lineIndex, lineCount }: Omit<Entry, 'at'>): boolean {
  return (lettersBefore[lineIndex + lineCount] ?? 0) - (lettersBefore[lineIndex] ?? 0) < leastLetters;
}

/** Numbers of 32 bits are enough up to here for places behind it. */
const mostBase = 1 << 30;

/** Where some lines stand in one version, and then others in another. */
export class LinePlaces implements PlacesOfLines {
  ids: Int32Array = new Int32Array(0);
  /** By name, where it stands first, counted from `#base` on: `#base` itself for nowhere, less for a line that is not looked for. */
  #first = new Int32Array(0);
  #base = 1;
  #size = 0;
  /** By place, where the same name stands next; below zero for nowhere. */
  #next = new Int32Array(0);

  /** Looks for lines, those of the entries with the names that these lines have in the newest text, in a version. */
  open({ ids }: LineVersion, nameCount: number, entries: readonly Entry[], names: Int32Array): void {
    this.#base += this.#size + 1;
    this.#size = ids.length;
    if (this.#first.length < nameCount) this.#first = new Int32Array(2 * nameCount);
    if (this.#base > mostBase) {
      this.#first.fill(0);
      this.#base = 1;
    }
    if (this.#next.length < ids.length) this.#next = new Int32Array(2 * ids.length);
    this.ids = ids;
    const [first, base] = [this.#first, this.#base];
    for (const { lineIndex, lineCount } of entries)
      for (let line = lineIndex; line < lineIndex + lineCount; line++) first[names[line] ?? 0] = base;
    for (let place = ids.length - 1; place >= 0; place--) {
      const id = ids[place] ?? 0;
      const known = first[id] ?? 0;
      if (known < base) continue;
      this.#next[place] = known - base - 1;
      first[id] = base + 1 + place;
    }
  }

  /** Where a name that is looked for stands first; below zero for nowhere. */
  first(id: number): number {
    return Math.max(-1, (this.#first[id] ?? 0) - this.#base - 1);
  }

  next(place: number): number {
    return this.#next[place] ?? -1;
  }
}

/** What is used for one file after the other, since fresh arrays cost more than the work that is done in them. Nothing is kept in it between two calls. */
export interface Workbench {
  readonly diff: GitDiff;
  readonly places: LinePlaces;
  /** Those that no file uses at the moment; empty ones. */
  readonly names: LineNames[];
  /** For contents and what is known of their lines. */
  readonly room: UsedRoom;
}

/** Looks for lines that a commit moved or copied within their file, as `git blame -w -M` does. */
export class MoveSearch {
  readonly #names: LineNames;
  readonly #diff: GitDiff;
  /** The newest text. */
  readonly #newest: LineVersion;
  readonly #places: LinePlaces;
  /** By line of the newest text: how many letters the lines before it have. */
  readonly lettersBefore: Int32Array;
  /** Used again and again by {@link #hasStretch}. */
  readonly #stretchesAt: number[] = [];
  readonly #stretchLetters: number[] = [];

  constructor(names: LineNames, { diff, places }: Workbench, newest: LineVersion) {
    this.#places = places;
    this.#names = names;
    this.#diff = diff;
    this.#newest = newest;
    this.lettersBefore = new Int32Array(newest.ids.length + 1);
    newest.ids.forEach((id, line) => {
      this.lettersBefore[line + 1] = (this.lettersBefore[line] ?? 0) + names.lettersOf(id);
    });
  }

  /** Whether so few lines are not even looked for. */
  isSlight(lines: Omit<Entry, 'at'>): boolean {
    return areSlight(this.lettersBefore, lines);
  }

  /**
   * Looks for lines in an older text: of an entry the stretch with most letters first, then again in what remains before and behind it. What is compared is the
   * newest text, whatever white space the version has that was reached.
   */
  search(entries: readonly Entry[], old: LineVersion): MoveResult {
    const [moved, left, slight]: [Entry[], Entry[], Entry[]] = [[], [], []];
    const near: { readonly entry: Entry; readonly moved: readonly Entry[] }[] = [];
    this.#places.open(old, this.#names.count, entries, this.#newest.ids);
    for (const whole of entries) {
      if (!this.#hasStretch(whole)) {
        left.push(whole);
        continue;
      }
      const before = moved.length;
      const open = [whole];
      for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
        if (this.isSlight(entry)) {
          slight.push(entry);
          continue;
        }
        const found = entry === whole || this.#hasStretch(entry) ? this.#best(entry, old) : null;
        if (found === null) {
          left.push(entry);
          continue;
        }
        const { start, lineCount, oldStart } = found;
        moved.push({ lineIndex: entry.lineIndex + start, at: oldStart, lineCount });
        const end = start + lineCount;
        if (end < entry.lineCount) open.push(partOf(entry, end, entry.lineCount - end));
        if (start > 0) open.push(partOf(entry, 0, start));
      }
      near.push({ entry: whole, moved: moved.slice(before) });
    }
    return { moved, left, slight, near };
  }

  /** Whether a stretch of an entry, no slight one, stands in an older text as it is: then a comparison may find it. */
  #hasStretch({ lineIndex, lineCount }: Entry): boolean {
    const { ids } = this.#newest;
    const places = this.#places;
    // Stretches that go on: where each stands in the older text, and how many letters it has.
    const at = this.#stretchesAt;
    const letters = this.#stretchLetters;
    let stretches = 0;
    for (let line = lineIndex; line < lineIndex + lineCount; line++) {
      const id = ids[line] ?? 0;
      const own = this.#names.lettersOf(id);
      // Lines without letters need not begin a stretch.
      const first = own > 0 ? places.first(id) : -1;
      if (stretches === 0 && first < 0) continue;
      if (first >= 0 && own >= leastLetters) return true;
      let kept = 0;
      for (let index = 0; index < stretches; index++) {
        const place = at[index] ?? 0;
        if (places.ids[place] !== id) continue;
        const sum = (letters[index] ?? 0) + own;
        if (sum >= leastLetters) return true;
        at[kept] = place + 1;
        letters[kept++] = sum;
      }
      for (let place = first; place >= 0; place = places.next(place)) {
        at[kept] = place + 1;
        letters[kept++] = own;
      }
      stretches = kept;
    }
    return false;
  }

  /** Of the stretches that an entry has in common with an older text the last of those with most letters; null where these are few. */
  #best(
    { lineIndex, lineCount }: Entry,
    old: LineVersion,
  ): { readonly start: number; readonly lineCount: number; readonly oldStart: number } | null {
    const hunks = this.#diff.hunks(
      { version: old, start: 0, count: old.ids.length },
      { version: this.#newest, start: lineIndex, count: lineCount },
      this.#names.count,
      this.#places,
    );
    let best: { readonly start: number; readonly lineCount: number; readonly oldStart: number } | null = null;
    let most = leastLetters;
    let [start, oldStart] = [0, 0];
    for (const hunk of [...hunks, null]) {
      const end = hunk?.newStart ?? lineCount;
      const letters = (this.lettersBefore[lineIndex + end] ?? 0) - (this.lettersBefore[lineIndex + start] ?? 0);
      if (end > start && letters >= most) {
        best = { start, lineCount: end - start, oldStart };
        most = letters;
      }
      if (hunk === null) break;
      start = hunk.newStart + hunk.newCount;
      oldStart = hunk.oldStart + hunk.oldCount;
    }
    return best;
  }
}
