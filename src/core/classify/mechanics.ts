import { type SeenEdit, type SeenEdits } from './change.ts';

// Shapes of changes that hold nothing new: whoever made them, what remains stays whose it was.

const withoutBlanks = (text: string): string => text.replace(/\s+/g, '');
const isBlank = (text: string): boolean => !/\S/.test(text);

/** Nothing but white space differs: indentation, join, trim, most of what formatters do. */
export function changesOnlyBlanks(edits: SeenEdits): boolean {
  return edits.every((edit) => withoutBlanks(edit.insertedText) === withoutBlanks(edit.deletedText));
}

/** Every inserted text was deleted elsewhere in the same change: lines moved, a selection dragged. */
export function onlyMoves(edits: SeenEdits): boolean {
  const inserts = edits.filter((edit) => edit.insertedText !== '');
  return (
    inserts.length > 0 &&
    edits.length > 1 &&
    inserts.every(
      (insert) =>
        insert.deletedText === '' &&
        !isBlank(insert.insertedText) &&
        edits.some((edit) => edit !== insert && sameLines(edit.deletedText, insert.insertedText)),
    )
  );
}

/** A line takes its line break along at its end where it goes, and at its start where it comes. */
function sameLines(a: string, b: string): boolean {
  const bare = (text: string): string => text.replace(/^\r?\n|\r?\n$/g, '');
  return bare(a) === bare(b);
}

/** The same lines in another order. */
export function onlyReorders(edits: SeenEdits): boolean {
  const sorted = (text: string): string => text.split(/\r?\n/).sort().join('\n');
  return edits.every(
    (edit) => edit.deletedText.includes('\n') && sorted(edit.deletedText) === sorted(edit.insertedText),
  );
}

/** Two neighbouring characters changed places. */
export function onlyTransposes(edits: SeenEdits): boolean {
  return edits.every(
    ({ deletedText, insertedText }) =>
      deletedText.length === 2 && insertedText === `${deletedText.charAt(1)}${deletedText.charAt(0)}`,
  );
}

/** The same letters in another case. */
export function onlyChangesCase(edits: SeenEdits): boolean {
  return edits.every(
    ({ deletedText, insertedText }) =>
      deletedText.length > 1 && deletedText.toLowerCase() === insertedText.toLowerCase(),
  );
}

/** What languages put before, or around, what is no code. */
const commentMark =
  /^[\t ]*(?:\/\/|#|--|;+|%|'|rem|<!--|-->|\/\*|\*\/|\{\/\*|\*\/\}|"""|\(\*|\*\))[\t ]?$|^ (?:\*\/|-->)$/i;

/** Only marks of comments come. */
export function onlyAddsCommentMarks(edits: SeenEdits): boolean {
  return edits.every(({ deletedText, insertedText }) => deletedText === '' && commentMark.test(insertedText));
}

/** One text was replaced by one other, in several places: find and replace, rename. */
export function replacesOneByOther(edits: SeenEdits): boolean {
  const [first] = edits;
  return (
    first !== undefined &&
    edits.length > 1 &&
    first.deletedText !== '' &&
    first.insertedText !== '' &&
    !first.insertedText.includes('\n') &&
    edits.every((edit: SeenEdit) => edit.deletedText === first.deletedText && edit.insertedText === first.insertedText)
  );
}
