import { type OriginRun } from '../attribution/run.ts';

/** One replacement as it was seen, with the text that went. Offsets and lengths as in `TextEdit`. */
export interface SeenEdit {
  readonly offset: number;
  readonly deletedText: string;
  readonly insertedText: string;
}

/** All replacements that one event of the editor told of: sorted by offset, disjoint, in coordinates of the text before. */
export type SeenEdits = readonly SeenEdit[];

/**
 * What the editor itself gives as the reason of an edit, where the host grants it (VS Code's proposed
 * `TextDocumentDetailedChangeReason`).
 */
export interface EditReason {
  /** For example `cursor`, `inlineCompletionAccept`, `Chat.applyEdits`. */
  readonly source: string;
  /** Further facts; the keys may carry leading `$` signs, which say how private VS Code holds them. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A paste that our paste provider was asked about shortly before the change. */
export interface PasteEvidence {
  /** The text that was to be pasted. */
  readonly text: string;
  /** The attribution that this text had where it was copied, when a window of ours saw that; their lengths sum to the text's. */
  readonly runs: readonly OriginRun[] | null;
  /** A chat of this window showed this text. */
  readonly isFromChat: boolean;
}

/** What caused the selection to move after a change, as VS Code tells; null when no selection event followed, or one without a kind. */
export type SelectionKind = 'keyboard' | 'mouse' | 'command' | null;

/** Everything that was seen around a change. A fact that could not be seen is null or false, never guessed. */
export interface ChangeEvidence {
  readonly editReason: EditReason | null;
  readonly undoRedo: 'undo' | 'redo' | null;
  readonly selectionKind: SelectionKind;
  /** Where the document was shown when it changed. */
  readonly view: 'active' | 'visible' | 'hidden';
  /** How many carets the active editor had before the change; 0 where the document is not the active one. */
  readonly caretCount: number;
  /** For each edit, in the order of the edits: whether what it replaced ended at a caret. */
  readonly endsAtCaret: readonly boolean[];
  /** The document was clean and stayed clean, as when it is read again from disk. */
  readonly staysClean: boolean;
  readonly paste: PasteEvidence | null;
  /** The only inserted text is one that was copied in this window, and too long to be so by chance; of some pastes nobody is asked, as of those of plain text. */
  readonly copied: PasteEvidence | null;
  /** The editor asks paste providers in this document: what it did not ask about is no paste. */
  readonly pastesAreSeen: boolean;
  /** What IntelliSense had selected, at any time since the change before this one. */
  readonly selectedCompletion: string | null;
  /** IntelliSense had something selected when inline suggestions were last asked for: Tab takes that, not the suggestion. */
  readonly isCompletionShown: boolean;
  /**
   * Tab may have taken more than a suggestion, though nobody told of it: IntelliSense was asked for after inline suggestions were,
   * or the person's settings let Tab complete words.
   */
  readonly mayBeCompletion: boolean;
  /** Milliseconds since code actions were asked for by key, menu or save in just this text; Infinity where they were not. */
  readonly sinceCodeActionsMs: number;
  /** Inline suggestions were asked for at one of the carets since the change before this one. */
  readonly inlineSuggestionsAsked: boolean;
  /** VS Code's own command for accepting an inline suggestion was at work, started by a key that we wrap. */
  readonly isAcceptUnderWay: boolean;
  /** The single inserted text is a copy of the text right before or right behind it, and long enough not to be so by chance. */
  readonly copiesBeside: boolean;
  /** The document is the active one, and something in it was selected. */
  readonly hasSelection: boolean;
  /** The document is the active one, and none of its carets or selections touches what was replaced. */
  readonly isAwayFromCarets: boolean;
  /** Right after the change a part of the inserted text was selected. */
  readonly selectsInserted: boolean;
  /** Right after the change, without a kind, the only caret stood at the end of the only inserted text. */
  readonly caretAtEndOfInsert: boolean;
  /** Right after the change, without a kind, carets stood anywhere else, be it for a moment: snippets move them twice. */
  readonly caretElsewhere: boolean;
  /** Milliseconds until a key press wrote right behind what was inserted; Infinity where none did soon. */
  readonly keyFollowsAfterMs: number;
  /** Milliseconds since the latest change that was taken for an accept by inference only; Infinity where there was none. */
  readonly sinceInferredMs: number;
  /** Milliseconds since the latest change of this document that no rule explained; Infinity where there was none. */
  readonly sinceUnexplainedMs: number;
}

/** Evidence that says nothing: the start for tests and for changes that nobody explains. */
export const noEvidence: ChangeEvidence = Object.freeze({
  editReason: null,
  undoRedo: null,
  selectionKind: null,
  view: 'hidden',
  caretCount: 0,
  endsAtCaret: [],
  staysClean: false,
  paste: null,
  copied: null,
  pastesAreSeen: true,
  selectedCompletion: null,
  isCompletionShown: false,
  mayBeCompletion: false,
  sinceCodeActionsMs: Infinity,
  inlineSuggestionsAsked: false,
  isAcceptUnderWay: false,
  copiesBeside: false,
  hasSelection: false,
  isAwayFromCarets: false,
  selectsInserted: false,
  caretAtEndOfInsert: false,
  caretElsewhere: false,
  keyFollowsAfterMs: Infinity,
  sinceInferredMs: Infinity,
  sinceUnexplainedMs: Infinity,
});
