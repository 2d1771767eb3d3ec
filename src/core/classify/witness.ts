import { unknownOrigin } from '../attribution/origin.ts';
import { type OriginRun } from '../attribution/run.ts';
import { type LinePosition } from '../text/lineMirror.ts';
import { isNamedPaste } from './editReasonRules.ts';
import { isPasteOf, pastesPartOf } from './pastedText.ts';
import { noEvidence, type ChangeEvidence, type PasteEvidence } from './change.ts';
import {
  type ChangeHappening,
  type CodeActionHappening,
  type CopyHappening,
  type Happening,
  type PasteHappening,
  type Selected,
  type SuggestionHappening,
} from './happening.ts';

/** A copy made in this window, with the attribution that the text had then. */
interface Copy {
  readonly id: string;
  readonly document: string;
  readonly text: string;
  readonly runs: readonly OriginRun[];
}

/** Where the attribution of copied text is found. Everything is null for a document that is not tracked. */
export interface CopySource {
  /** The settled attribution of a range. */
  readonly range: (document: string, offset: number, endExclusive: number) => readonly OriginRun[] | null;
  /** The attribution of this text when it was deleted lately; null where no such text was. */
  readonly deleted: (document: string, text: string) => readonly OriginRun[] | null;
}

/** What VS Code puts between the pieces that several cursors copy. */
export const betweenPieces = '\n';

/** A paste's change follows the question to the providers within 12 to 49 ms, as measured; this leaves room for a busy host. */
const pasteFollowsWithinMs = 1_000;

/**
 * VS Code waits for all providers before it pastes, and that of TypeScript for its server, which may just be starting. A person who waits so long for a text
 * may have gone on with a part of it; only the whole of it, where the editor calls it a paste or it is long enough not to be typed so by chance, is
 * that paste then.
 */
const latePasteWithinMs = 60_000;
const leastLateUtf16Length = 8;

/** How many copies are remembered: enough for a clipboard history, little enough to forget. */
const rememberedCopies = 20;

/** What our provider of inline suggestions was asked last about a document, and what is known since. */
interface Asked extends SuggestionHappening {
  readonly isCompletionShown: boolean;
  readonly mayBeCompletion: boolean;
}

/** A text that is shorter may be typed or suggested just as it was copied. */
const leastCopiedUtf16Length = 24;

const isBefore = (a: LinePosition, b: LinePosition): boolean =>
  a.lineIndex < b.lineIndex || (a.lineIndex === b.lineIndex && a.character < b.character);

const touches = (a: Selected, b: Selected): boolean => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);

const isSamePlace = (a: LinePosition, b: LinePosition): boolean =>
  a.lineIndex === b.lineIndex && a.character === b.character;

/** Remembers what a window told and says, for each change, what speaks about it. Pure: time is that of the happenings. */
export class Witness {
  readonly #source: CopySource;
  readonly #copies: Copy[] = [];
  readonly #asked = new Map<string, Asked>();
  readonly #codeActions = new Map<string, CodeActionHappening>();
  readonly #accepting = new Set<string>();
  #expected: { readonly document: string; readonly evidence: PasteEvidence; readonly atMs: number } | null = null;

  constructor(source: CopySource) {
    this.#source = source;
  }

  /** Takes note of everything that is not a change. */
  see(happening: Exclude<Happening, ChangeHappening>): void {
    if (happening.what === 'copy') this.#copied(happening);
    else if (happening.what === 'paste') this.#pasteAsked(happening);
    else if (happening.what === 'suggestion') this.#suggestionAsked(happening);
    else if (happening.what === 'completion') this.#completionAsked(happening.document);
    else if (happening.what === 'codeAction') this.#codeActions.set(happening.document, happening);
    else if (happening.what === 'accept' && happening.isOver) this.#accepting.delete(happening.document);
    else if (happening.what === 'accept') this.#accepting.add(happening.document);
  }

  /** Forgets a document that was closed. */
  closed(document: string): void {
    this.#asked.delete(document);
    this.#codeActions.delete(document);
    this.#accepting.delete(document);
  }

  /** The attribution of this text by the copy of this window that has this mark; null where it is not known. */
  copiedRuns(copyId: string, text: string): readonly OriginRun[] | null {
    const marked = this.#copies.find((copy) => copy.id === copyId);
    if (marked?.text === text) return marked.runs;
    // A cut tells of its copy when the text is already gone from the document.
    return marked === undefined ? null : this.#source.deleted(marked.document, text);
  }

  /** What was seen around a change when it came. Each paste explains one change only. */
  evidenceOf(change: ChangeHappening): ChangeEvidence {
    const asked = this.#asked.get(change.document);
    const codeActions = this.#codeActions.get(change.document);
    const isAsked =
      asked?.version === change.version - 1 &&
      change.selections.some((selected) => isSamePlace(selected.end, asked.position));
    return {
      ...noEvidence,
      editReason: change.editReason,
      undoRedo: change.undoRedo,
      view: change.view,
      caretCount: change.selections.length,
      endsAtCaret: [...change.edits]
        .sort((a, b) => a.offset - b.offset)
        .map((edit) => change.selections.some((selected) => isSamePlace(selected.end, edit.end))),
      hasSelection: change.selections.some(({ start, end }) => !isSamePlace(start, end)),
      isAwayFromCarets:
        change.selections.length > 0 &&
        !change.selections.some((selected) => change.edits.some((edit) => touches(selected, edit))),
      staysClean: !change.isDirty,
      paste: change.undoRedo === null ? this.#takePaste(change) : null,
      copied: change.undoRedo === null ? this.#knownCopy(change) : null,
      selectedCompletion: isAsked ? asked.selectedCompletion : null,
      isCompletionShown: isAsked && asked.isCompletionShown,
      mayBeCompletion: isAsked && asked.mayBeCompletion,
      sinceCodeActionsMs: codeActions?.version === change.version - 1 ? change.atMs - codeActions.atMs : Infinity,
      inlineSuggestionsAsked: isAsked,
      isAcceptUnderWay: this.#accepting.has(change.document),
    };
  }

  #copied({ document, copyId, pieces }: CopyHappening): void {
    const runs: OriginRun[] = [];
    for (const [index, piece] of pieces.entries()) {
      const ofPiece = this.#source.range(document, piece.offset, piece.offset + piece.text.length);
      if (ofPiece === null) return;
      if (index > 0) runs.push({ utf16Length: betweenPieces.length, origin: unknownOrigin });
      runs.push(...ofPiece);
    }
    const text = pieces.map((piece) => piece.text).join(betweenPieces);
    this.#copies.unshift({ id: copyId, document, text, runs });
    this.#copies.length = Math.min(this.#copies.length, rememberedCopies);
  }

  #pasteAsked({ document, text, copyId, elsewhere, isFromChat, atMs }: PasteHappening): void {
    const runs =
      (copyId === null ? null : this.copiedRuns(copyId, text)) ??
      // The same text is the same copy, also where the mark was lost on the way through the system's clipboard.
      this.#copies.find((one) => one.text === text)?.runs ??
      elsewhere;
    this.#expected = { document, evidence: { text, runs, isFromChat }, atMs };
  }

  #takePaste(change: ChangeHappening): PasteEvidence | null {
    const expected = this.#expected;
    if (expected?.document !== change.document) return null;
    const { text } = expected.evidence;
    const sinceMs = change.atMs - expected.atMs;
    if (sinceMs > latePasteWithinMs) this.#expected = null;
    const isNoChance = text.length >= leastLateUtf16Length || isNamedPaste(change.editReason);
    const isPasted =
      sinceMs <= pasteFollowsWithinMs
        ? pastesPartOf(change.edits, text)
        : sinceMs <= latePasteWithinMs && isNoChance && isPasteOf(change.edits, text);
    if (!isPasted) return null;
    this.#expected = null;
    return expected.evidence;
  }

  #knownCopy({ edits }: ChangeHappening): PasteEvidence | null {
    const [edit, ...others] = edits;
    if (edit === undefined || others.length > 0 || edit.insertedText.trim().length < leastCopiedUtf16Length)
      return null;
    const copy = this.#copies.find((one) => one.text === edit.insertedText);
    return copy === undefined ? null : { text: copy.text, runs: copy.runs, isFromChat: false };
  }

  #suggestionAsked(happening: SuggestionHappening): void {
    const earlier = this.#asked.get(happening.document);
    // Once IntelliSense had something selected in this state of the text, it stays a possible explanation of the next change.
    const keeps = earlier?.version === happening.version ? earlier.selectedCompletion : null;
    this.#asked.set(happening.document, {
      ...happening,
      isCompletionShown: happening.selectedCompletion !== null,
      mayBeCompletion: happening.completesByTab,
      selectedCompletion: happening.selectedCompletion ?? keeps,
    });
  }

  /** Until inline suggestions are asked for again, nobody tells whether IntelliSense came up. */
  #completionAsked(document: string): void {
    const asked = this.#asked.get(document);
    if (asked !== undefined) this.#asked.set(document, { ...asked, mayBeCompletion: true });
  }
}
