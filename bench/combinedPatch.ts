import { type LineSpan } from './lineSpans.ts';

/** Where lines of a merge that its patch names come from. */
interface CombinedHunk {
  /** 0-based. */
  readonly newStart: number;
  readonly newCount: number;
  readonly oldCounts: readonly number[];
  /** Of each line the first parent that has it; -1 for none. */
  readonly owners: number[];
  /** Of each line that a parent has, its 0-based line there. */
  readonly oldLines: number[];
}

const [space, plus, minus] = [0x20, 0x2b, 0x2d];

/** What a merge did to a file that it has otherwise than each of its parents: `git log -c`. */
export class CombinedPatch {
  newPath = '';
  /** By parent; null where it does not have the file. */
  readonly oldPaths: (string | null)[] = [];
  readonly #hunks: CombinedHunk[] = [];
  /** Of each parent, its line that comes next. */
  #next: number[] = [];

  /** Begins with the hunk of a line such as `@@@ -1,2 -1,3 +1,4 @@@`. */
  begin(header: string): void {
    const ranges = [...header.matchAll(/[-+](\d+)(?:,(\d+))?/g)].slice(0, this.oldPaths.length + 1);
    const counts = ranges.map(([, , count = '1']) => Number(count));
    const newCount = counts.pop() ?? 0;
    // Unlike in a patch against one parent, a hunk without lines names the line behind it.
    const newStart = Number(ranges.at(-1)?.[1] ?? 1) - 1;
    this.#hunks.push({ newStart, newCount, oldCounts: counts, owners: [], oldLines: [] });
    const before = this.#hunks.at(-2);
    this.#next = counts.map((_, parent) => {
      const last = before === undefined ? 0 : before.newStart + before.newCount;
      return (this.#next[parent] ?? 0) + newStart - last;
    });
  }

  /** Whether a line of the hunk that was begun may begin with that byte: its headers do not. */
  isLine(byte: number | undefined): boolean {
    return this.#hunks.length > 0 && (byte === space || byte === plus || byte === minus);
  }

  /** Takes a line of the hunk that was begun. */
  line(bytes: Buffer, start: number): void {
    const hunk = this.#hunks.at(-1);
    if (hunk === undefined) return;
    const columns = hunk.oldCounts.map((_, parent) => bytes[start + parent]);
    const isGone = columns.includes(minus);
    const had = columns.map((column) => column === (isGone ? minus : space));
    if (!isGone) {
      const owner = had.indexOf(true);
      hunk.owners.push(owner);
      hunk.oldLines.push(this.#next[owner] ?? 0);
    }
    this.#next = this.#next.map((next, parent) => next + (had[parent] === true ? 1 : 0));
    if (hunk.owners.length > hunk.newCount) throw new Error(`A hunk of ${this.newPath} has more lines than it says`);
  }

  /** Takes spans of the merge's version back: to each parent what it has, the first of them what several have; and what is the merge's own. */
  takeBack(spans: readonly LineSpan[]): {
    readonly own: readonly LineSpan[];
    readonly ofParents: readonly LineSpan[][];
  } {
    const own: LineSpan[] = [];
    const ofParents = this.oldPaths.map((): LineSpan[] => []);
    for (const span of spans) {
      const end = span.start + span.count;
      let at = span.start;
      let [shift, count] = [0, 0];
      const push = (to: LineSpan[] | undefined, start: number): void => {
        to?.push({ start, count, file: span.file, finalStart: span.finalStart + at - span.start });
        at += count;
      };
      for (const { newStart, newCount, oldCounts, owners, oldLines } of this.#hunks) {
        if (newStart > at && at < end) {
          count = Math.min(end, newStart) - at;
          push(ofParents[0], at + shift);
        }
        while (at < end && at < newStart + newCount) {
          const owner = owners[at - newStart] ?? -1;
          count = 1;
          push(owner < 0 ? own : ofParents[owner], owner < 0 ? at : (oldLines[at - newStart] ?? 0));
        }
        shift += (oldCounts[0] ?? 0) - newCount;
      }
      count = end - at;
      if (count > 0) push(ofParents[0], at + shift);
    }
    for (const of of ofParents) of.sort((a, b) => a.start - b.start);
    return { own, ofParents };
  }
}
