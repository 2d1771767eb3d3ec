import { diffTextsWithMoves } from '../text/diff.ts';
import { type OriginId } from './origin.ts';
import { type Run } from './run.ts';
import { RunCollector, RunReader } from './runReader.ts';

/**
 * Carries an attribution over to another text by diff, when a file's content is not what was remembered: what remains keeps
 * its origins, lines that only moved keep them too, and what is new gets `insertedOriginId`. `isExact` is false where the diff was cut
 * short. Throws `RangeError` when the runs do not cover the text.
 */
export function realign(
  before: { readonly text: string; readonly runs: readonly Run[] },
  afterText: string,
  insertedOriginId: OriginId,
): { readonly runs: readonly Run[]; readonly isExact: boolean } {
  const reader = new RunReader(before.runs);
  if (reader.utf16Length !== before.text.length) {
    throw new RangeError(`Runs of ${reader.utf16Length} code units do not cover a text of ${before.text.length}`);
  }
  if (before.text === afterText) return { runs: before.runs, isExact: true };
  const { edits, moves, isExact } = diffTextsWithMoves(before.text, afterText);
  const collector = new RunCollector();
  // Moved lines are read out of order, so that they have a reader of their own.
  const movedReader = new RunReader(before.runs);
  let moveIndex = 0;
  /** Attributes the new text's `[offset, endExclusive)`, which stands at `aOffset` of the old text or, if that is null, is new. */
  const attribute = (offset: number, endExclusive: number, aOffset: number | null): void => {
    for (let at = offset; at < endExclusive;) {
      while ((moves[moveIndex]?.bStart ?? Infinity) + (moves[moveIndex]?.length ?? 0) <= at) moveIndex++;
      const move = moves[moveIndex];
      const isMoved = move !== undefined && move.bStart <= at;
      const until = Math.min(endExclusive, isMoved ? move.bStart + move.length : (move?.bStart ?? Infinity));
      if (isMoved) movedReader.read(move.aStart + at - move.bStart, move.aStart + until - move.bStart, collector);
      else if (aOffset === null) collector.add(until - at, insertedOriginId);
      else reader.read(aOffset + at - offset, aOffset + until - offset, collector);
      at = until;
    }
  };
  let aAt = 0;
  let bAt = 0;
  for (const edit of edits) {
    const keptEnd = bAt + edit.offset - aAt;
    attribute(bAt, keptEnd, aAt);
    bAt = keptEnd + edit.insertedText.length;
    attribute(keptEnd, bAt, null);
    aAt = edit.offset + edit.deletedUtf16Length;
  }
  attribute(bAt, afterText.length, aAt);
  return { runs: collector.runs, isExact };
}
