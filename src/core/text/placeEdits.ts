/** One replacement that an agent made in a file, as it told of it: line breaks as `\n`, whatever the file has. */
export interface ReportedEdit {
  /** Empty where text only came; then {@link anchor} says where, if anybody knows. */
  readonly oldText: string;
  readonly newText: string;
  /** Every place that holds `oldText` was replaced, not only one. */
  readonly replacesAll: boolean;
  /** A line of the file above the place, by which a patch tells several places apart (`@@ function add(a, b) {`); null without one. */
  readonly anchor: string | null;
}

/** Line breaks as agents report them. */
export function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/**
 * The text after an agent's edits; null when one of them does not fit. The text has `\n` for line breaks, as the edits do. An edit of one place
 * whose old text stands at several takes the first one below its anchor; without an anchor it fits only where there is one place, or where `takesFirst`
 * says that the agent takes the first.
 */
export function placeEdits(text: string, edits: readonly ReportedEdit[], takesFirst = false): string | null {
  let result = text;
  // Patches go through a file from top to bottom.
  let from = 0;
  for (const edit of edits) {
    if (edit.replacesAll) {
      if (edit.oldText === '' || !result.includes(edit.oldText)) return null;
      result = result.replaceAll(edit.oldText, () => edit.newText);
      continue;
    }
    const placed = placeOne(result, edit, from, takesFirst);
    if (placed === null) return null;
    result = result.slice(0, placed.at) + placed.newText + result.slice(placed.at + placed.oldLength);
    from = placed.at + placed.newText.length;
  }
  return result;
}

/** The text before an agent's edits: the edits taken back, last one first; null when one of them does not fit. */
export function takeBackEdits(text: string, edits: readonly ReportedEdit[]): string | null {
  const inverse = edits.map((edit) => ({ ...edit, oldText: edit.newText, newText: edit.oldText })).reverse();
  let result = text;
  for (const edit of inverse) {
    // Where the new text already stood somewhere before, nobody can tell which of them came by the edit.
    if (edit.replacesAll && edit.oldText === '') return null;
    const placed = placeEdits(result, [edit]);
    if (placed === null) return null;
    result = placed;
  }
  return result;
}

interface Placed {
  readonly at: number;
  readonly oldLength: number;
  readonly newText: string;
}

function placeOne(text: string, edit: ReportedEdit, from: number, takesFirst: boolean): Placed | null {
  const start = edit.anchor === null ? from : afterAnchor(text, edit.anchor, from);
  if (edit.oldText === '') {
    // Lines that only come: below the anchor, else into an empty file or, in a patch, at the end.
    if (edit.anchor !== null) return start === null ? null : { at: start, oldLength: 0, newText: edit.newText };
    return text === '' || edit.newText.endsWith('\n') ? { at: text.length, oldLength: 0, newText: edit.newText } : null;
  }
  for (const candidate of [edit, withoutLastBreak(edit)]) {
    if (candidate === null) continue;
    const { oldText, newText } = candidate;
    const below = text.indexOf(oldText, start ?? from);
    const at = below >= 0 ? below : text.indexOf(oldText);
    if (at < 0) continue;
    if (candidate !== edit && at + oldText.length !== text.length) continue;
    const isOnly = text.indexOf(oldText) === text.lastIndexOf(oldText);
    if (isOnly || takesFirst || (edit.anchor !== null && below >= 0) || (from > 0 && below >= 0)) {
      // The patch tool ends every file with a line break, so the new text keeps its own.
      return { at, oldLength: oldText.length, newText: candidate === edit ? newText : edit.newText };
    }
    return null;
  }
  return null;
}

/** The same edit for a file that ends without a line break: only its last line can be meant. */
function withoutLastBreak(edit: ReportedEdit): ReportedEdit | null {
  return edit.oldText.endsWith('\n') && edit.oldText.length > 1
    ? { ...edit, oldText: edit.oldText.slice(0, -1) }
    : null;
}

/** Where the line after the anchor's starts; null where no line is the anchor's. */
function afterAnchor(text: string, anchor: string, from: number): number | null {
  for (const start of [from, 0]) {
    for (let at = text.indexOf(anchor, start); at >= 0; at = text.indexOf(anchor, at + 1)) {
      const lineStart = text.lastIndexOf('\n', at - 1) + 1;
      const end = text.indexOf('\n', at);
      if (text.slice(lineStart, end < 0 ? text.length : end).trim() === anchor.trim())
        return end < 0 ? text.length : end + 1;
    }
  }
  return null;
}
