const lf = (text: string): string => text.replace(/\r\n|\r/g, '\n');

/**
 * Whether these edits paste a text, whatever line breaks the document has: each cursor gets the whole of it, or, where there are as many lines as cursors,
 * a line of it.
 */
export function isPasteOf(edits: readonly { readonly insertedText: string }[], text: string): boolean {
  const pasted = lf(text);
  const inserted = edits.map((edit) => lf(edit.insertedText));
  return inserted.every((one) => one === pasted) || inserted.join('\n') === pasted.replace(/\n$/, '');
}

/** Whether one of these edits inserts a part of a text: formatting may have changed the rest on the way. */
export function pastesPartOf(edits: readonly { readonly insertedText: string }[], text: string): boolean {
  const pasted = lf(text);
  return edits.some((edit) => edit.insertedText !== '' && pasted.includes(lf(edit.insertedText)));
}
