import { type BlamePiece } from '../core/ports.ts';
import { movedLines } from './movedLines.ts';
import { type PatchHunk } from './patchReader.ts';

/** What one commit did to a file. */
export interface FileStep {
  /** Full object id. */
  readonly commit: string;
  /** Ascending; white space aside, all that differs between the commit and its parent. */
  readonly hunks: readonly PatchHunk[];
  /** The lines in the parent, and in the commit. */
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
}

/** Lines that are still followed: where they stand in the newest text, and where in the one that was reached. */
interface Followed {
  readonly lineIndex: number;
  readonly at: number;
  readonly lineCount: number;
}

/**
 * Which commit wrote each line of a file, by what commits did to it, the newest first; there is at least one. What none of them wrote is said to be of `before`,
 * the commit that came before all of them. The path was the same all the time. Null where lines may have moved in a way that only blame can tell.
 */
export function piecesOfSteps(path: string, steps: readonly FileStep[], before: string): readonly BlamePiece[] | null {
  const pieces: BlamePiece[] = [];
  const add = (commit: string, { lineIndex, at, lineCount }: Followed): void => {
    pieces.push({ lineIndex, lineCount, commit, originalPath: path, originalLineIndex: at });
  };
  const lineCount = steps[0]?.newLines.length ?? 0;
  let open: readonly Followed[] = lineCount > 0 ? [{ lineIndex: 0, at: 0, lineCount }] : [];
  for (const { commit, hunks, oldLines, newLines } of steps) {
    const [added, further]: [Followed[], Followed[]] = [[], []];
    for (const one of open) follow(one, hunks, added, further);
    for (const one of added) {
      const moved = movedLines(oldLines, newLines.slice(one.at, one.at + one.lineCount));
      if (moved === null) return null;
      let from = 0;
      for (const { start, count, oldStart } of moved) {
        if (start > from) add(commit, partOf(one, from, start - from));
        further.push({ lineIndex: one.lineIndex + start, at: oldStart, lineCount: count });
        from = start + count;
      }
      if (from < one.lineCount) add(commit, partOf(one, from, one.lineCount - from));
    }
    open = further;
  }
  for (const one of open) add(before, one);
  return pieces.sort((a, b) => a.lineIndex - b.lineIndex);
}

function partOf({ lineIndex, at }: Followed, start: number, lineCount: number): Followed {
  return { lineIndex: lineIndex + start, at: at + start, lineCount };
}

/** Divides lines into those that a commit added and those that were there before, which get their place in the parent. */
function follow(one: Followed, hunks: readonly PatchHunk[], added: Followed[], kept: Followed[]): void {
  const { lineIndex, at } = one;
  const end = at + one.lineCount;
  const keep = (from: number, to: number, shift: number): void => {
    kept.push({ lineIndex: lineIndex + from - at, at: from + shift, lineCount: to - from });
  };
  let from = at;
  let shift = 0;
  for (const { oldStart, oldCount, newStart, newCount } of hunks) {
    if (newStart >= end) break;
    const addedEnd = newStart + newCount;
    if (newStart > from) {
      keep(from, newStart, shift);
      from = newStart;
    }
    if (addedEnd > from && newCount > 0) {
      const to = Math.min(addedEnd, end);
      added.push(partOf(one, from - at, to - from));
      from = to;
    }
    shift = oldStart + oldCount - addedEnd;
  }
  if (from < end) keep(from, end, shift);
}
