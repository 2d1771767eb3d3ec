import { type ChangeEvidence, type SeenEdit, type SeenEdits } from './change.ts';

// Shapes of what is accepted: an inline suggestion, a word of IntelliSense.

/** Within this time after a word or line of a suggestion was accepted, the rest may be: VS Code then replaces those lines, too. */
const partialAcceptLastsMs = 10_000;

/** The shape of an accepted inline suggestion: the typed prefix before the caret is replaced by the prefix and more. */
export function extendTypedPrefix(edits: SeenEdits, evidence: ChangeEvidence, isPrefixNeeded: boolean): boolean {
  return edits.every(
    (edit, index) =>
      evidence.endsAtCaret[index] === true &&
      (edit.deletedText !== '') === isPrefixNeeded &&
      (!edit.deletedText.includes('\n') || evidence.sinceInferredMs < partialAcceptLastsMs) &&
      edit.insertedText.length > edit.deletedText.length + 1 &&
      edit.insertedText.startsWith(edit.deletedText),
  );
}

const word = /^[\p{L}\p{N}_$.]+$/u;

/** What stood there is the inserted word, with letters left out: how IntelliSense filters. */
export function completesAbbreviation({ deletedText, insertedText }: SeenEdit): boolean {
  if (!word.test(deletedText) || !word.test(insertedText) || insertedText.length <= deletedText.length) return false;
  const long = insertedText.toLowerCase();
  let at = 0;
  for (const letter of deletedText.toLowerCase()) {
    at = long.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/**
 * In the active editor, without a key press that moved the selection, without IntelliSense, after inline suggestions were asked for where
 * nothing was selected; and the caret stands behind what came, at once.
 */
export function mayBeInlineAccept(evidence: ChangeEvidence): boolean {
  return (
    evidence.view === 'active' &&
    evidence.selectionKind === null &&
    !evidence.isCompletionShown &&
    !evidence.mayBeCompletion &&
    !evidence.hasSelection &&
    (evidence.caretAtEndOfInsert ? !evidence.caretElsewhere : evidence.caretCount > 1) &&
    evidence.inlineSuggestionsAsked
  );
}
