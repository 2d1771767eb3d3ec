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

/** Cuts what the replaced and the replacing text have in common off both ends of an edit, so that only what is new remains. */
export function minimizeEdit(text: string, edit: TextEdit): TextEdit {
  const deleted = text.slice(edit.offset, edit.offset + edit.deletedUtf16Length);
  const inserted = edit.insertedText;
  const shorter = Math.min(deleted.length, inserted.length);
  let prefix = 0;
  while (prefix < shorter && deleted.charCodeAt(prefix) === inserted.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    deleted.charCodeAt(deleted.length - 1 - suffix) === inserted.charCodeAt(inserted.length - 1 - suffix)
  ) {
    suffix++;
  }
  if (prefix === 0 && suffix === 0) return edit;
  return {
    offset: edit.offset + prefix,
    deletedUtf16Length: deleted.length - prefix - suffix,
    insertedText: inserted.slice(prefix, inserted.length - suffix),
  };
}
