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

/** A shorter piece may stand in both texts by chance. */
const leastNonBlank = 4;

/** Whether a text that stands in two places hardly does so by chance. */
export const isLongEnough = (text: string): boolean => text.replace(/\s/g, '').length >= leastNonBlank;

/**
 * What of a deleted text stands in an inserted one that holds more: an expression that became a variable, lines that became a function,
 * however they are indented there. In the order of the inserted text; none where they have nothing in common.
 */
export function extractedPieces(deletedText: string, insertedText: string): readonly SamePiece[] {
  const body = deletedText.trim();
  const whole = insertedText.indexOf(body);
  if (whole >= 0 && isLongEnough(body)) {
    return [{ from: whole, at: deletedText.indexOf(body), length: body.length }];
  }
  const pieces: SamePiece[] = [];
  let from = 0;
  let at = 0;
  for (const line of insertedText.split('\n')) {
    const content = line.trim();
    const found = isLongEnough(content) ? indexOfLine(deletedText, content, at) : -1;
    if (found >= 0) {
      pieces.push({ from: from + line.indexOf(content), at: found, length: content.length });
      at = found + content.length;
    }
    from += line.length + 1;
  }
  return pieces;
}

/** Where a line stands that is this but for white space around it, from `start` on; -1 where none does. */
function indexOfLine(text: string, content: string, start: number): number {
  for (let at = text.indexOf(content, start); at >= 0; at = text.indexOf(content, at + 1)) {
    const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
    const breakAt = text.indexOf('\n', at);
    const behind = text.slice(at + content.length, breakAt < 0 ? text.length : breakAt);
    if (before.trim() === '' && behind.trim() === '') return at;
  }
  return -1;
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
