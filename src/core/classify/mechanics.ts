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

/** Only marks of comments come. A single character is as likely a character that somebody wrote. */
export function onlyAddsCommentMarks(edits: SeenEdits): boolean {
  return edits.every(
    ({ deletedText, insertedText }) => deletedText === '' && insertedText.length > 1 && commentMark.test(insertedText),
  );
}

/** At most so many pieces does VS Code make of one replaced word, when it keeps the letters that old and new have in common. */
const piecesOfAWord = 8;

/** The same edits as if nobody ever wrote a capital letter. */
const inLowerCase = (edits: SeenEdits): SeenEdits =>
  edits.map(({ offset, deletedText, insertedText }) => ({
    offset,
    deletedText: deletedText.toLowerCase(),
    insertedText: insertedText.toLowerCase(),
  }));

/**
 * One text was replaced by one other, in several places, in the case of each place if the person wants it so: find and replace, rename. VS
 * Code may tell of each replacement in pieces, which are the same pieces each time.
 */
export function replacesOneByOther(cased: SeenEdits): boolean {
  const edits = inLowerCase(cased);
  const isNew =
    edits.some((edit) => edit.insertedText !== '') && !edits.some((edit) => edit.insertedText.includes('\n'));
  if (!isNew || !edits.some((edit) => edit.deletedText !== '')) return false;
  if (edits.length > 1 && repeatsOnePiece(edits)) return true;
  for (let pieces = 1; pieces <= Math.min(piecesOfAWord, edits.length / 2); pieces++) {
    if (edits.length % pieces === 0 && repeats(edits, pieces)) return true;
  }
  return false;
}

/** Matches that touch are told as one: `ee` gives way to `eeee` beside `e` that gives way to `ee`. */
function repeatsOnePiece(edits: SeenEdits): boolean {
  const one = edits.reduce((shortest, edit) =>
    edit.deletedText.length < shortest.deletedText.length ? edit : shortest,
  );
  if (one.deletedText === '') return false;
  return edits.every(({ deletedText, insertedText }) => {
    const times = deletedText.length / one.deletedText.length;
    return (
      Number.isInteger(times) &&
      deletedText === one.deletedText.repeat(times) &&
      insertedText === one.insertedText.repeat(times)
    );
  });
}

function repeats(edits: SeenEdits, pieces: number): boolean {
  return edits.every((edit: SeenEdit, index) => {
    const first = edits[index % pieces];
    const group = edits[index - (index % pieces)];
    return (
      first !== undefined &&
      group !== undefined &&
      (pieces > 1 || edit.deletedText !== '') &&
      edit.deletedText === first.deletedText &&
      edit.insertedText === first.insertedText &&
      edit.offset - group.offset === first.offset - (edits[0]?.offset ?? 0)
    );
  });
}
