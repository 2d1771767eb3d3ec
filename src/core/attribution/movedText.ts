import { extractedPieces, isLongEnough, movedPiece, type SamePiece } from '../text/sameLines.ts';
import { type SeenEdit, type SeenEdits } from '../classify/change.ts';
import { type OriginId } from './origin.ts';
import { type Run } from './run.ts';

/** The attribution of a range of the text before the change. */
export type RunsOfRange = (offset: number, endExclusive: number) => readonly Run[];

/** A single character is in too many texts to have come from any. */
const leastUtf16Length = 2;

/**
 * The runs of an inserted text that another edit of the same event deleted, whole or in parts: a moved line, a drag, an expression that became
 * a variable. What came from nowhere has `fresh`. Null where nothing of it moved.
 */
export function movedRuns(
  edits: SeenEdits,
  edit: SeenEdit,
  before: RunsOfRange,
  fresh: OriginId,
): readonly Run[] | null {
  if (edit.insertedText.length < leastUtf16Length) return null;
  // What took the place of something else was more likely written for it.
  if (edit.deletedText !== '' && !isLongEnough(edit.insertedText)) return null;
  const others = edits.filter((other) => other !== edit && other.deletedText !== '');
  for (const { offset, deletedText } of others) {
    const piece = movedPiece(deletedText, edit.insertedText);
    if (piece !== null) return takenRuns(edit.insertedText, offset, [piece], before, fresh);
  }
  for (const { offset, deletedText } of others) {
    const pieces = extractedPieces(deletedText, edit.insertedText);
    if (pieces.length > 0) return takenRuns(edit.insertedText, offset, pieces, before, fresh);
  }
  return null;
}

/** The runs of an inserted text of which pieces, in their order, have what the text before has at them, counted from `offset`; the rest has `fresh`. */
export function takenRuns(
  insertedText: string,
  offset: number,
  pieces: readonly SamePiece[],
  before: RunsOfRange,
  fresh: OriginId,
): readonly Run[] {
  const runs: Run[] = [];
  let done = 0;
  const isNewUntil = (end: number): void => {
    if (end > done) runs.push({ utf16Length: end - done, originId: fresh });
  };
  for (const { from, at, length } of pieces) {
    isNewUntil(from);
    runs.push(...before(offset + at, offset + at + length));
    done = from + length;
  }
  isNewUntil(insertedText.length);
  return runs;
}
