import { completesAbbreviation, extendTypedPrefix, mayBeInlineAccept } from './accepts.ts';
import { type ChangeEvidence, type SeenEdits } from './change.ts';
import { pasteDecision, typedPart } from './editReasonRules.ts';
import { isPasteOf } from './pastedText.ts';
import { isEnterOrTab, isOneKeystroke } from './keystrokes.ts';
import {
  changesOnlyBlanks,
  onlyAddsCommentMarks,
  onlyChangesCase,
  onlyMoves,
  onlyReorders,
  onlyTransposes,
  replacesOneByOther,
} from './mechanics.ts';
import { type Decision, type DecidedOrigin, type Rule } from './verdict.ts';

/** A change with what a stock VS Code lets an extension see. */
export interface SeenChange {
  readonly edits: SeenEdits;
  readonly evidence: ChangeEvidence;
}

const observed = (
  contributor: DecidedOrigin['contributor'],
  source: DecidedOrigin['source'],
  more: Partial<DecidedOrigin> = {},
): DecidedOrigin => ({ contributor, evidence: 'observed', source, ...more });

const unexplained: DecidedOrigin = { contributor: 'unknown', evidence: null, source: 'none' };

/** The agent of an accepted inline suggestion when nothing tells whose it was. */
const someInlineCompletion = 'inline-completion';

/** The change is the editor's doing: what remains stays whose it was. */
const mechanics: Decision = { how: 'rearrange', origin: observed('tool', 'keystroke') };

/** The change looks like the editor's doing, and may be an extension's. */
const likelyMechanics: Decision = {
  how: 'rearrange',
  origin: { contributor: 'tool', evidence: 'inferred', source: 'keystroke' },
};

/** The change looks like an accepted suggestion, and may be an extension's. */
const likelyInlineAccept: Decision = {
  how: 'write',
  origin: { contributor: 'ai', evidence: 'inferred', source: 'accept-command', agent: someInlineCompletion },
};

/** Keys are apart by more; what an extension streams is not. */
const streamPauseMs = 150;

/** A pasted character looks like a typed one where VS Code does not tell of pastes. */
const keystroke = ({ pastesAreSeen }: ChangeEvidence): DecidedOrigin => ({
  ...observed('human', 'keystroke'),
  ...(pastesAreSeen ? {} : { evidence: 'inferred' }),
});

const isBlank = (text: string): boolean => !/\S/.test(text);
const insertsNothing = (edits: SeenEdits): boolean => edits.every((edit) => edit.insertedText === '');

/** The two edits of a commit character come in the same turn of the editor; two keys are further apart. */
const commitFollowsWithinMs = 5;

/** The fix that a person chooses from a list, or that a save or a command takes by itself, comes within this time. */
const codeActionFollowsWithinMs = 1_200;

/** Longer texts than this are more than a fix; an agent that happens to write at that moment mostly writes more. */
const fixUtf16Length = 200;

/** Blanks right after something that nothing explained: an extension that streams text writes its blanks, too. */
function isPartOfStream(edits: SeenEdits, evidence: ChangeEvidence): boolean {
  return evidence.sinceUnexplainedMs <= streamPauseMs && edits.every((edit) => isBlank(edit.insertedText));
}

/** A blank at the caret that no key wrote: keys report themselves. */
function isLoneBlankAtCaret(edits: SeenEdits, evidence: ChangeEvidence): boolean {
  return (
    evidence.selectionKind === null &&
    evidence.endsAtCaret.every(Boolean) &&
    edits.every((edit) => edit.insertedText === ' ' && edit.deletedText === '')
  );
}

/**
 * The rules for a stock VS Code, which does not name the reason of an edit. Each rests on a behaviour that was measured in a
 * real VS Code; what none of them explains stays `unknown`.
 */
export const stableRules: readonly Rule<SeenChange>[] = [
  {
    name: 'stable/undo',
    because: 'The event itself says undo or redo.',
    decide: ({ evidence }) => (evidence.undoRedo === null ? null : { how: 'restore', origin: unexplained }),
  },
  {
    name: 'stable/delete',
    because: 'Where nothing is inserted there is nothing to attribute.',
    decide: ({ edits }) => (insertsNothing(edits) ? { how: 'rearrange', origin: unexplained } : null),
  },
  {
    name: 'stable/paste',
    because: 'Our paste provider was asked about exactly this text just before.',
    decide: ({ edits, evidence }) =>
      evidence.paste !== null && isPasteOf(edits, evidence.paste.text) ? pasteDecision(evidence.paste) : null,
  },
  {
    name: 'stable/reload',
    because: 'Only a document that is read again from disk changes and stays clean.',
    decide: ({ evidence }) =>
      evidence.staysClean && evidence.selectionKind !== 'keyboard' ? { how: 'rearrange', origin: unexplained } : null,
  },
  {
    name: 'stable/suggest',
    because:
      'The inserted text is what IntelliSense had selected, and no key press moved the caret; a single character is as likely a key.',
    decide: ({ edits, evidence }) =>
      evidence.selectedCompletion !== null &&
      evidence.selectedCompletion.length > 1 &&
      evidence.view === 'active' &&
      evidence.selectionKind !== 'keyboard' &&
      edits.every((edit) => edit.insertedText === evidence.selectedCompletion)
        ? mechanics
        : null,
  },
  {
    name: 'stable/type',
    because:
      'After typing, VS Code reports a selection change of the kind keyboard; one keystroke inserts one character or a pair.',
    decide: ({ edits, evidence }) =>
      evidence.view === 'active' && evidence.selectionKind === 'keyboard' && edits.every(isOneKeystroke)
        ? { how: 'write', origin: keystroke(evidence), ...typedPart(edits) }
        : null,
  },
  {
    name: 'stable/accept-key',
    because:
      'VS Code’s command for accepting a suggestion was at work, called by the key that we wrap; no key press moved the caret.',
    decide: ({ evidence }) =>
      evidence.isAcceptUnderWay && evidence.view === 'active' && evidence.selectionKind !== 'keyboard'
        ? { how: 'rearrange', origin: observed('ai', 'accept-command', { agent: someInlineCompletion }) }
        : null,
  },
  {
    name: 'stable/enter',
    because: 'Enter and Tab insert white space at the caret and report no kind of selection.',
    decide: ({ edits, evidence }) =>
      evidence.view === 'active' &&
      edits.every((edit) => isBlank(edit.insertedText) && isBlank(edit.deletedText)) &&
      edits.some((edit, index) => isEnterOrTab(edit.insertedText) && evidence.endsAtCaret[index] === true) &&
      edits.length <= 2 * evidence.caretCount &&
      evidence.sinceUnexplainedMs > streamPauseMs
        ? { how: 'write', origin: keystroke(evidence) }
        : null,
  },
  {
    name: 'stable/white-space',
    because:
      'Edits that change nothing but white space re-arrange: join, indent, trim, and most of what formatters do.',
    decide: ({ edits, evidence }) =>
      !changesOnlyBlanks(edits)
        ? null
        : evidence.view === 'hidden' || isPartOfStream(edits, evidence) || isLoneBlankAtCaret(edits, evidence)
          ? { how: 'rearrange', origin: unexplained }
          : mechanics,
  },
  {
    name: 'stable/moved',
    because: 'What comes is what went in the same change, in another place, order or case; nothing of it is new.',
    decide: ({ edits, evidence }) =>
      evidence.view === 'active' &&
      (onlyMoves(edits) ||
        onlyReorders(edits) ||
        (evidence.endsAtCaret.some(Boolean) && onlyChangesCase(edits)) ||
        onlyTransposes(edits))
        ? mechanics
        : null,
  },
  {
    name: 'stable/duplicated',
    because:
      'A copy of the text right beside it: the editor duplicates lines and selections, and no key press moved the caret.',
    decide: ({ evidence }) =>
      evidence.view === 'active' &&
      evidence.selectionKind === null &&
      evidence.copiesBeside &&
      evidence.sinceUnexplainedMs > streamPauseMs
        ? mechanics
        : null,
  },
  {
    name: 'stable/comment',
    because: 'Toggling a comment inserts its marks and nothing else.',
    decide: ({ edits, evidence }) =>
      evidence.view === 'active' &&
      evidence.selectionKind === null &&
      onlyAddsCommentMarks(edits) &&
      evidence.sinceUnexplainedMs > streamPauseMs
        ? mechanics
        : null,
  },
  {
    name: 'stable/replace-all',
    because: 'One text gives way to one other in several places at once: find and replace, rename.',
    decide: ({ edits, evidence }) =>
      evidence.view === 'active' &&
      evidence.selectionKind === null &&
      replacesOneByOther(edits) &&
      !edits.every(
        (edit, index) => evidence.endsAtCaret[index] === true && edit.insertedText.startsWith(edit.deletedText),
      )
        ? mechanics
        : null,
  },
  {
    name: 'stable/snippet',
    because:
      'Only a snippet leaves a part of what it inserted selected: its first placeholder. Where IntelliSense had nothing to offer, an extension may have inserted it.',
    decide: ({ evidence }) =>
      evidence.view !== 'active' || !evidence.selectsInserted
        ? null
        : evidence.isCompletionShown
          ? mechanics
          : likelyMechanics,
  },
  {
    name: 'stable/suggest-commit',
    because:
      'A commit character takes the word that IntelliSense has selected and is typed behind it in the same moment, by one key.',
    decide: ({ edits, evidence }) =>
      evidence.view === 'active' &&
      evidence.caretAtEndOfInsert &&
      evidence.keyFollowsAfterMs <= commitFollowsWithinMs &&
      evidence.endsAtCaret.every(Boolean) &&
      edits.every(completesAbbreviation)
        ? mechanics
        : null,
  },
  {
    name: 'stable/code-action',
    because:
      'Code actions were asked for a moment before, in just this text, and what came is as short as a fix. No model answers so soon.',
    decide: ({ edits, evidence }) =>
      evidence.view === 'active' &&
      evidence.selectionKind === null &&
      edits.reduce((sum, edit) => sum + edit.insertedText.length, 0) <= fixUtf16Length &&
      evidence.sinceCodeActionsMs <= codeActionFollowsWithinMs &&
      evidence.sinceUnexplainedMs > codeActionFollowsWithinMs
        ? mechanics
        : null,
  },
  {
    name: 'stable/next-edit',
    because:
      'An accepted suggestion elsewhere takes the caret along to the end of what it wrote; edits of extensions leave it where it was, but for whole lines that they insert as snippets.',
    decide: ({ edits, evidence }) =>
      !mayBeInlineAccept(evidence) || !evidence.isAwayFromCarets || !evidence.caretAtEndOfInsert
        ? null
        : edits.some((edit) => edit.insertedText.includes('\n'))
          ? likelyInlineAccept
          : { how: 'rearrange', origin: observed('ai', 'accept-command', { agent: someInlineCompletion }) },
  },
  {
    name: 'stable/inline-accept',
    because:
      'An accepted inline suggestion replaces the typed prefix by the whole text; edits of extensions arrive without the common prefix.',
    decide: (change) =>
      mayBeInlineAccept(change.evidence) && extendTypedPrefix(change.edits, change.evidence, true)
        ? {
            how: 'rearrange',
            confirms: true,
            origin: observed('ai', 'accept-command', { agent: someInlineCompletion }),
          }
        : null,
  },
  {
    name: 'stable/known-copy',
    because: 'Nothing else explains it, and it is, to the letter, a text that was copied in this window.',
    decide: ({ evidence }) => (evidence.copied === null ? null : pasteDecision(evidence.copied)),
  },
  {
    name: 'stable/inline-accept-bare',
    because: 'Without a typed prefix the same shape may be another extension’s edit: likely, not certain.',
    decide: (change) =>
      mayBeInlineAccept(change.evidence) && extendTypedPrefix(change.edits, change.evidence, false)
        ? likelyInlineAccept
        : null,
  },
  {
    name: 'stable/unexplained',
    because: 'Nothing explains it: only what is new is unknown.',
    decide: () => ({
      how: 'rearrange',
      origin: unexplained,
    }),
  },
];
