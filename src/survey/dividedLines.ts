import { type Hunk } from './blame/gitDiff.ts';
import { firstBehind } from './firstBehind.ts';
import { partOf, type Entry } from './blame/moveSearch.ts';

/** Lines by what a commit did to them. */
export interface DividedLines {
  /** Those that it added. */
  readonly added: readonly Entry[];
  /** Those that its parent has, too, with their place there. */
  readonly kept: readonly Entry[];
}

/** Divides lines at a commit by the hunks of its difference to a parent. */
export function divideLines(entries: readonly Entry[], hunks: readonly Hunk[]): DividedLines {
  const [added, kept]: [Entry[], Entry[]] = [[], []];
  const endOf = (index: number): number => {
    const hunk = hunks[index];
    return hunk === undefined ? Infinity : hunk.newStart + hunk.newCount;
  };
  for (const entry of entries) {
    const end = entry.at + entry.lineCount;
    const first = firstBehind(hunks.length, entry.at, endOf);
    let shift = shiftBehind(hunks[first - 1]);
    if ((hunks[first]?.newStart ?? end) >= end) {
      kept.push(shift === 0 ? entry : movedBy(entry, 0, entry.lineCount, shift));
      continue;
    }
    let from = entry.at;
    for (let index = first; index < hunks.length; index++) {
      const hunk = hunks[index];
      if (hunk === undefined) break;
      const { oldStart, newStart, newCount } = hunk;
      shift = oldStart - newStart;
      if (newStart >= end) break;
      if (newStart > from) {
        kept.push(movedBy(entry, from - entry.at, newStart - from, shift));
        from = newStart;
      }
      const to = Math.min(newStart + newCount, end);
      if (to > from) {
        added.push(partOf(entry, from - entry.at, to - from));
        from = to;
      }
      shift = shiftBehind(hunk);
    }
    if (end > from) kept.push(movedBy(entry, from - entry.at, end - from, shift));
  }
  return { added, kept };
}

/** The part of an entry, so many lines further down in the parent. */
function movedBy({ lineIndex, at }: Entry, start: number, lineCount: number, shift: number): Entry {
  return { lineIndex: lineIndex + start, at: at + start + shift, lineCount };
}

/** How far unchanged lines behind a hunk move down on their way to the parent. */
function shiftBehind(hunk: Hunk | undefined): number {
  return hunk === undefined ? 0 : hunk.oldStart + hunk.oldCount - hunk.newStart - hunk.newCount;
}
