import { type BlamePiece } from '../core/ports.ts';

/** As few pieces as there can be, of sorted ones. */
export function joinedPieces(pieces: readonly BlamePiece[]): readonly BlamePiece[] {
  const found: (BlamePiece & { lineCount: number })[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    const isNext =
      last?.commit === piece.commit &&
      last.originalPath === piece.originalPath &&
      last.lineIndex + last.lineCount === piece.lineIndex &&
      last.originalLineIndex + last.lineCount === piece.originalLineIndex;
    if (isNext) last.lineCount += piece.lineCount;
    else found.push({ ...piece });
  }
  return found;
}
