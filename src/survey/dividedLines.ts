import { type Hunk } from './blame/gitDiff.ts';
import { firstBehind } from './firstBehind.ts';
import { partOf, type Entry } from './blame/moveSearch.ts';

/** Lines by what a commit did to them. */
export interface DividedLines {
  /** Those that it added. */
  readonly added: Entry[];
  /** Those that its parent has, too, with their place there. */
  readonly kept: Entry[];
}

/**
 * Divides lines at a commit by the hunks of its difference to a parent. The entries are used up: those that stay whole are moved, not made anew. Most do, at each of the
 * thousands of commits of a file.
 */
export function divideLines(entries: readonly Entry[], hunks: readonly Hunk[]): DividedLines {
  const [added, kept]: [Entry[], Entry[]] = [[], []];
  let [first, latest] = [0, 0];
  for (const entry of entries) {
    const start = entry.at;
    const end = start + entry.lineCount;
    // As a rule one stands behind the other.
    if (start < latest) first = firstBehind(hunks.length, start, (index) => endOf(hunks[index]));
    else while (endOf(hunks[first]) <= start) first++;
    latest = start;
    if ((hunks[first]?.newStart ?? end) >= end) {
      entry.at += shiftBehind(hunks[first - 1]);
      kept.push(entry);
    } else divideOne(entry, hunks, first, added, kept);
  }
  return { added, kept };
}

/** Divides lines of which some belong to a hunk, the first one as given, or lie around it. */
function divideOne(entry: Entry, hunks: readonly Hunk[], first: number, added: Entry[], kept: Entry[]): void {
  const end = entry.at + entry.lineCount;
  let from = entry.at;
  let shift = shiftBehind(hunks[first - 1]);
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

/** Behind the last hunk there is no end. */
function endOf(hunk: Hunk | undefined): number {
  return hunk === undefined ? Infinity : hunk.newStart + hunk.newCount;
}

/** The part of an entry, so many lines further down in the parent. */
function movedBy({ lineIndex, at }: Entry, start: number, lineCount: number, shift: number): Entry {
  return { lineIndex: lineIndex + start, at: at + start + shift, lineCount };
}

/** How far unchanged lines behind a hunk move down on their way to the parent. */
function shiftBehind(hunk: Hunk | undefined): number {
  return hunk === undefined ? 0 : hunk.oldStart + hunk.oldCount - hunk.newStart - hunk.newCount;
}
