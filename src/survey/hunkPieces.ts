import { type BlamePiece } from '../core/ports.ts';
import { type PatchHunk } from './patchReader.ts';

/** What one commit did to a file. */
export interface FileStep {
  /** Full object id. */
  readonly commit: string;
  /** Ascending; white space aside, all that differs between the commit and its parent. */
  readonly hunks: readonly PatchHunk[];
}

/** Lines that are still followed: where they stand in the newest text, and where in the one that was reached. */
interface Followed {
  readonly lineIndex: number;
  readonly at: number;
  readonly lineCount: number;
}

/**
 * Which commit wrote each line of a file of `lineCount` lines, by what commits did to it, the newest first. What none of them wrote is said to be of
 * `before`, the commit that came before all of them. The path was the same all the time.
 */
export function piecesOfSteps(
  path: string,
  lineCount: number,
  steps: readonly FileStep[],
  before: string,
): readonly BlamePiece[] {
  const pieces: BlamePiece[] = [];
  const add = (commit: string, { lineIndex, at, lineCount: lines }: Followed): void => {
    pieces.push({ lineIndex, lineCount: lines, commit, originalPath: path, originalLineIndex: at });
  };
  let open: readonly Followed[] = lineCount > 0 ? [{ lineIndex: 0, at: 0, lineCount }] : [];
  for (const { commit, hunks } of steps) {
    const further: Followed[] = [];
    for (const one of open)
      follow(
        one,
        hunks,
        (part) => add(commit, part),
        (part) => further.push(part),
      );
    open = further;
  }
  for (const one of open) add(before, one);
  return pieces.sort((a, b) => a.lineIndex - b.lineIndex);
}

/** Divides lines into those that a commit added and those that were there before, which get their place in the parent. */
function follow(
  { lineIndex, at, lineCount }: Followed,
  hunks: readonly PatchHunk[],
  onAdded: (part: Followed) => void,
  onKept: (part: Followed) => void,
): void {
  const end = at + lineCount;
  const part = (from: number, to: number, shift: number): Followed => ({
    lineIndex: lineIndex + from - at,
    at: from + shift,
    lineCount: to - from,
  });
  let from = at;
  let shift = 0;
  for (const { oldStart, oldCount, newStart, newCount } of hunks) {
    if (newStart >= end) break;
    const addedEnd = newStart + newCount;
    if (newStart > from) {
      onKept(part(from, newStart, shift));
      from = newStart;
    }
    if (addedEnd > from && newCount > 0) {
      const to = Math.min(addedEnd, end);
      onAdded(part(from, to, 0));
      from = to;
    }
    shift = oldStart + oldCount - addedEnd;
  }
  if (from < end) onKept(part(from, end, shift));
}

/** `git blame -M` takes lines for moved that have more letters and digits than this, standing together. */
const leastMovedCharacters = 20;

/**
 * Whether `git blame -M` may take lines that a commit added for moved within the file: where a run of them, each of which the old text has somewhere, white
 * space aside, has enough letters and digits. Where this is false it finds none.
 */
export function mayHaveMoved(
  oldLines: readonly string[],
  newLines: readonly string[],
  hunks: readonly PatchHunk[],
): boolean {
  if (hunks.every(({ newCount }) => newCount === 0)) return false;
  const known = new Set(oldLines.map(withoutSpace));
  for (const { newStart, newCount } of hunks) {
    let characters = 0;
    for (let index = newStart; index < newStart + newCount; index++) {
      const line = withoutSpace(newLines[index] ?? '');
      characters = known.has(line) ? characters + line.replace(/[^0-9A-Za-z]/g, '').length : 0;
      // Git's own count of a run begins with one.
      if (characters >= leastMovedCharacters) return true;
    }
  }
  return false;
}

function withoutSpace(line: string): string {
  return line.replace(/[ \t\r\f\v]/g, '');
}
