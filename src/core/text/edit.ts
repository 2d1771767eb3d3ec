/**
 * One replacement in a text: `deletedUtf16Length` code units at `offset` go, `insertedText` comes in their place. Offsets and
 * lengths count UTF-16 code units of the text *before* the edit.
 */
export interface TextEdit {
  readonly offset: number;
  readonly deletedUtf16Length: number;
  readonly insertedText: string;
}

/**
 * Edits that happen at once. Law: sorted by ascending `offset`, disjoint (`offset + deletedUtf16Length` of one is not above
 * the next one's `offset`), all in coordinates of the text before the first of them.
 */
export type TextEdits = readonly TextEdit[];

/** Brings edits of one moment into the order that {@link TextEdits} demands; edits at one offset keep their order. */
export function sortEdits(edits: TextEdits): TextEdits {
  return [...edits].sort((a, b) => a.offset - b.offset);
}

/** The text after `edits`. Throws `RangeError` when they overlap or leave the text. */
export function applyEdits(text: string, edits: TextEdits): string {
  let result = '';
  let offset = 0;
  for (const edit of edits) {
    const endExclusive = edit.offset + edit.deletedUtf16Length;
    if (edit.offset < offset || edit.deletedUtf16Length < 0 || endExclusive > text.length) {
      throw new RangeError(
        `Edit of [${edit.offset}, ${endExclusive}) overlaps the edit before it or leaves the text of ${text.length} code units`,
      );
    }
    result += text.slice(offset, edit.offset) + edit.insertedText;
    offset = endExclusive;
  }
  return result + text.slice(offset);
}

/**
 * Cuts what the replaced and the replacing text have in common off both ends of an edit, so that only what is new remains. Never cuts
 * between the two surrogates of one character.
 */
export function minimizeEdit(text: string, edit: TextEdit): TextEdit {
  const { offset, deletedUtf16Length, insertedText } = edit;
  const [prefix, suffix] = commonEnds(text, offset, offset + deletedUtf16Length, insertedText, 0, insertedText.length);
  if (prefix === 0 && suffix === 0) return edit;
  return {
    offset: offset + prefix,
    deletedUtf16Length: deletedUtf16Length - prefix - suffix,
    insertedText: insertedText.slice(prefix, insertedText.length - suffix),
  };
}

/** How many code units the ranges `[aStart, aEnd)` of `a` and `[bStart, bEnd)` of `b` have in common at their starts, and then at their ends. */
export function commonEnds(
  a: string,
  aStart: number,
  aEnd: number,
  b: string,
  bStart: number,
  bEnd: number,
): readonly [prefix: number, suffix: number] {
  const shorter = Math.min(aEnd - aStart, bEnd - bStart);
  let prefix = 0;
  while (prefix < shorter && a.charCodeAt(aStart + prefix) === b.charCodeAt(bStart + prefix)) prefix++;
  const cutsPair = (text: string, at: number, start: number, end: number): boolean =>
    at > start && at < end && isHighSurrogate(text.charCodeAt(at - 1)) && isLowSurrogate(text.charCodeAt(at));
  if (cutsPair(a, aStart + prefix, aStart, aEnd) || cutsPair(b, bStart + prefix, bStart, bEnd)) prefix--;
  let suffix = 0;
  while (suffix < shorter - prefix && a.charCodeAt(aEnd - 1 - suffix) === b.charCodeAt(bEnd - 1 - suffix)) suffix++;
  if (suffix > 0 && (cutsPair(a, aEnd - suffix, aStart, aEnd) || cutsPair(b, bEnd - suffix, bStart, bEnd))) suffix--;
  return [prefix, suffix];
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
