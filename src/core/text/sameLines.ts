/** A stretch of an inserted text that stands elsewhere as well. All in UTF-16 code units. */
export interface SamePiece {
  /** Where the stretch begins in the inserted text. */
  readonly from: number;
  /** Where it begins in the other text. */
  readonly at: number;
  readonly length: number;
}

const leadingBreak = /^\r?\n/;
const trailingBreak = /\r?\n$/;

/** A text without a line break at its start and one at its end, and where that begins in it. */
function bare(text: string): { readonly body: string; readonly from: number } {
  const from = leadingBreak.exec(text)?.[0].length ?? 0;
  return { body: text.slice(from).replace(trailingBreak, ''), from };
}

/**
 * Where a deleted text has an inserted one: text that moved. Lines take their line break along at their end where they go, and may
 * have it at their start where they come. Null where it has not.
 */
export function movedPiece(deletedText: string, insertedText: string): SamePiece | null {
  const at = deletedText.indexOf(insertedText);
  if (at >= 0) return { from: 0, at, length: insertedText.length };
  const [gone, come] = [bare(deletedText), bare(insertedText)];
  const isSame = come.body !== '' && gone.body === come.body;
  return isSame ? { from: come.from, at: gone.from, length: come.body.length } : null;
}

/**
 * Where a text has what was inserted at `offset` once more, right before or right behind it; `at` is an offset of `text`, which holds the
 * inserted text. The first and the last line of a text have a line break on one side only. Null where it has not.
 */
export function copyBeside(text: string, offset: number, insertedText: string): SamePiece | null {
  const { length } = insertedText;
  for (const at of [offset - length, offset + length]) {
    if (at >= 0 && text.startsWith(insertedText, at)) return { from: 0, at, length };
  }
  const { body, from } = bare(insertedText);
  if (body === '') return null;
  const isWholeLines = (at: number): boolean =>
    at >= 0 &&
    text.startsWith(body, at) &&
    (at === 0 || text[at - 1] === '\n') &&
    (at + body.length === text.length || /[\r\n]/.test(text[at + body.length] ?? ''));
  const [before, behind] = [offset - body.length, offset + length];
  if (from > 0 && isWholeLines(before)) return { from, at: before, length: body.length };
  return from === 0 && isWholeLines(behind) ? { from, at: behind, length: body.length } : null;
}
