import { type OriginRun } from '../attribution/run.ts';
import { type EditorEdit } from '../attribution/trackedText.ts';
import { type LinePosition } from '../text/lineMirror.ts';
import { type EditReason, type SelectionKind } from './change.ts';

/** A selection; a caret where `start` and `end` are the same place. */
export interface Selected {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

/** A piece of a document's text that was copied. Offsets in UTF-16 code units. */
export interface CopiedPiece {
  readonly offset: number;
  readonly text: string;
}

interface At {
  /** Unix milliseconds when the window told of it. */
  readonly atMs: number;
  /** The document's URI. */
  readonly document: string;
}

/** The text of a document changed. Everything is as it was told in the very event; `selections` are those before the change. */
export interface ChangeHappening extends At {
  readonly what: 'change';
  /** The number of the text after the change; it counts up by one with each change. */
  readonly version: number;
  readonly edits: readonly EditorEdit[];
  readonly undoRedo: 'undo' | 'redo' | null;
  readonly isDirty: boolean;
  readonly view: 'active' | 'visible' | 'hidden';
  /** Of the active editor; empty where the document is not the active one. */
  readonly selections: readonly Selected[];
  /** Null where the host grants none. */
  readonly editReason: EditReason | null;
}

/** A selection moved. `kind` is what VS Code says caused it. */
export interface SelectHappening extends At {
  readonly what: 'select';
  readonly kind: SelectionKind;
  readonly selections: readonly Selected[];
}

/** The document became clean or dirty; its text did not change. */
export interface DirtyHappening extends At {
  readonly what: 'dirty';
  readonly isDirty: boolean;
}

/** Our paste provider was told of a copy or cut. */
export interface CopyHappening extends At {
  readonly what: 'copy';
  /** The mark that was put on the clipboard beside the text. */
  readonly copyId: string;
  readonly pieces: readonly CopiedPiece[];
}

/** Our provider was asked about a paste, or about a drop from outside of the editor, that is to come. */
export interface PasteHappening extends At {
  readonly what: 'paste';
  readonly text: string;
  /** The mark of a copy made in this window; null where there is none. */
  readonly copyId: string | null;
  /** The attribution that this text had where it was copied in another window; null where none is known. Their lengths sum to the text's. */
  readonly elsewhere: readonly OriginRun[] | null;
  /** A chat of this window showed this text. */
  readonly isFromChat: boolean;
}

/** Our provider of inline suggestions, which never suggests anything, was asked for some. */
export interface SuggestionHappening extends At {
  readonly what: 'suggestion';
  /** The number of the text that it was asked about. */
  readonly version: number;
  readonly position: LinePosition;
  /** What IntelliSense had selected at that moment; null for nothing. */
  readonly selectedCompletion: string | null;
  /** Tab completes words, snippets or abbreviations here where no suggestion is shown, by the person's settings. */
  readonly completesByTab: boolean;
}

/** Our provider of completions, which never offers any, was asked: IntelliSense is about to come up. */
export interface CompletionHappening extends At {
  readonly what: 'completion';
}

/** Our provider of code actions, which never offers any, was asked because a person or a save wanted some, not because a caret moved. */
export interface CodeActionHappening extends At {
  readonly what: 'codeAction';
  /** The number of the text that it was asked about. */
  readonly version: number;
}

/**
 * A person took an inline suggestion by a key that we wrap (an opt-in): VS Code's own command for it begins now, or, with `isOver`, has returned. The
 * change that it makes is told in between.
 */
export interface AcceptHappening extends At {
  readonly what: 'accept';
  readonly isOver: boolean;
}

/** The document was written to disk by VS Code, or is about to be. */
export interface SaveHappening extends At {
  readonly what: 'willSave' | 'saved';
}

/**
 * One thing that a window tells an extension: all that attribution in a stock VS Code can rest on. The window's events become
 * happenings in one place (`features/tracking/tracking.ts`), recordings are lists of them, and replaying them goes the same way.
 */
export type Happening =
  | ChangeHappening
  | SelectHappening
  | DirtyHappening
  | CopyHappening
  | PasteHappening
  | SuggestionHappening
  | CompletionHappening
  | CodeActionHappening
  | AcceptHappening
  | SaveHappening;

/** Hears what a window tells, for recordings. */
export type HappeningListener = (happening: Happening) => void;
