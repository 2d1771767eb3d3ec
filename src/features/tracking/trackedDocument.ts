import { type KnownText } from '../../core/attribution/carriedLines.ts';
import { baselineOriginId, unknownOriginId } from '../../core/attribution/origin.ts';
import { fillUnknown } from '../../core/attribution/fillUnknown.ts';
import { realign } from '../../core/attribution/realign.ts';
import { type OriginRun, type Run } from '../../core/attribution/run.ts';
import {
  changeLineBreaks,
  seeChange,
  TrackedText,
  type EditorEdit,
  type SeenStep,
} from '../../core/attribution/trackedText.ts';
import { noEvidence, type ChangeEvidence, type SelectionKind } from '../../core/classify/change.ts';
import { awaitsSelection, classify } from '../../core/classify/classify.ts';
import { type Clock, type Logger } from '../../core/ports.ts';
import { type Decision } from '../../core/classify/verdict.ts';
import { type Selected } from '../../core/classify/happening.ts';
import { selectionFindings } from '../../core/classify/selectionEvidence.ts';
import { type LineMirror } from '../../core/text/lineMirror.ts';
import { decodeText } from '../../survey/decodeText.ts';
import { type DocumentHome } from '../../survey/documentHome.ts';
import { alignedRuns, gitBlobOid } from '../../survey/storedRuns.ts';
import { type After } from './after.ts';
import { DocumentLedger } from './documentLedger.ts';
import { eolOf, mirrorOf, type OpenDocument } from './openDocument.ts';
import { placesOf, textBefore, type PendingChange } from './pendingChange.ts';
import { broughtBack, namesakeOf, stateOf } from './savedStates.ts';

/** Another line break makes no text: what remains of each stays whose it was. */
const lineBreaksChanged: Decision = {
  how: 'rearrange',
  origin: { contributor: 'tool', evidence: 'observed', source: 'keystroke' },
};

/** A text with its attribution; the lengths of `runs` sum to its length. */
export interface AttributedText {
  readonly text: string;
  readonly runs: readonly OriginRun[];
}

/** What a tracked document needs from outside. */
export interface DocumentServices {
  readonly clock: Clock;
  readonly after: After;
  readonly log: Logger;
  /** The attribution of the document changed. */
  readonly onDidSettle: (document: TrackedDocument) => void;
}

/** The selection event follows a change within 3 ms, the first dirty event within 1 ms, as measured. */
const evidenceFollowsWithinMs = 40;

/** A host that is so late for its own timer is busy, and so may be who sends the evidence: it gets as long again, some times. */
const lateMs = 10;
const mostWaits = 4;

/** One open document, from open to close: sees its changes, lets the rules decide, and keeps the ledger up to date. */
export class TrackedDocument {
  readonly document: OpenDocument;
  readonly #services: DocumentServices;
  #mirror: LineMirror;
  #text: TrackedText | null = null;
  #ledger: DocumentLedger | null = null;
  #home: DocumentHome | null = null;
  #pending: PendingChange[] = [];
  #cancelTimer: (() => void) | null = null;
  #isDisposed = false;
  #inferredAtMs = -Infinity;
  #unexplainedAtMs = -Infinity;

  constructor(document: OpenDocument, services: DocumentServices) {
    this.document = document;
    this.#services = services;
    this.#mirror = mirrorOf(document);
  }

  /** Where the attribution is kept; null until {@link begin}. */
  get home(): DocumentHome | null {
    return this.#home;
  }

  /**
   * Takes up the attribution that the ledger remembers. Changes seen since the document was opened are settled now.
   * Where the remembered text differs from the one that was opened, what is new is `unknown`. `inherited` gives the attribution of a text that
   * came to this document from another one, if it did.
   */
  async begin(
    home: DocumentHome,
    inherited: (text: string) => readonly OriginRun[] | null = () => null,
  ): Promise<void> {
    const openedText = this.#mirror.text();
    const isUntouched = this.#pending.length === 0;
    const generation = home.ledger.generationOf(home.key);
    const stored = home.ledger.readDocument(home.key);
    const storedText =
      stored === null ? null : (stored.text ?? (stored.blobOid === null ? null : await home.readBlob(stored.blobOid)));
    if (this.#isDisposed) return;
    // Changes may have come while the blob was read: the runs must describe the text before the first of them.
    const text = isUntouched && this.#pending.length > 0 ? openedText : textBefore(this.#pending, this.#mirror.text());
    let runs: readonly Run[] = text === '' ? [] : [{ utf16Length: text.length, originId: baselineOriginId }];
    if (stored !== null && storedText !== null) {
      runs = alignedRuns(home.ledger, { text: storedText, runs: stored.runs }, text);
    } else if (stored !== null) {
      this.#services.log.warn(`The remembered text of ${home.key.path} is gone; its attribution starts anew`);
    }
    // A file that was renamed where nobody watched, as by `git mv`, is known by its content.
    const namesake = stored === null ? namesakeOf(home, text) : null;
    if (namesake !== null) runs = namesake;
    const kept = inherited(text)?.map((run) => ({
      utf16Length: run.utf16Length,
      originId: home.ledger.origins.intern(run.origin),
    }));
    if (kept !== undefined) runs = fillUnknown(runs, kept, home.ledger.origins);
    this.#home = home;
    this.#text = new TrackedText(
      this.#mirror,
      runs,
      home.ledger.origins,
      this.#pending.map((change) => change.step),
    );
    this.#ledger = new DocumentLedger(home, this.#text, generation);
    if (kept !== undefined || namesake !== null || (storedText !== null && storedText !== text))
      this.#ledger.changedBehind();
    if (this.#pending.length > 0) this.#settleSoon();
    this.#services.onDidSettle(this);
  }

  /** Sees one event's replacements. `evidence` is what was known when it came; `decision` is given where no rule has to be asked. */
  see(edits: readonly EditorEdit[], evidence: ChangeEvidence, decision: Decision | null = null): void {
    if (this.#takesLineBreaks(edits)) return;
    let step: SeenStep;
    try {
      step = seeChange(this.#mirror, edits);
    } catch (error) {
      this.#services.log.error(`A change does not fit what was known of ${this.document.uri.toString()}`, error);
      this.#startAnew();
      return;
    }
    this.#pending.push({
      step,
      evidence,
      atMs: this.#services.clock.nowMs(),
      ...placesOf(edits),
      decision,
    });
    if (this.#mirror.lineCount !== this.document.lineCount) {
      this.#services.log.warn(`The known text of ${this.document.uri.toString()} has drifted from the editor's`);
      this.#startAnew();
    } else if (decision === null && awaitsSelection(step.edits, evidence)) {
      this.#settleSoon();
    } else {
      this.settle();
    }
  }

  /** A selection event followed. Typing in a burst gets one for several changes. */
  selectionChanged(kind: SelectionKind, selections: readonly Selected[]): void {
    const { evidence, isComplete } = selectionFindings(this.#pending, kind, selections);
    for (const [index, change] of this.#pending.entries()) change.evidence = evidence[index] ?? change.evidence;
    if (isComplete) this.settle();
  }

  /** Whether changes wait for the evidence that follows them. They settle by themselves; who settles them sooner decides without it. */
  get isWaiting(): boolean {
    return this.#cancelTimer !== null;
  }

  /** Settles every change seen so far with the evidence there is. Does nothing before {@link begin}. */
  settle(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#text === null || this.#ledger === null || this.#pending.length === 0) return;
    const due = this.#pending;
    this.#pending = [];
    for (const { step, evidence, atMs, decision: given } of due) {
      const known: ChangeEvidence = {
        ...evidence,
        staysClean: evidence.staysClean && !this.document.isDirty,
        copiesBeside: step.copiesBeside,
        sinceInferredMs: atMs - this.#inferredAtMs,
        sinceUnexplainedMs: atMs - this.#unexplainedAtMs,
      };
      const decision = given ?? this.#decide(step, known);
      if (decision.origin.evidence === 'inferred' && decision.origin.contributor === 'ai') this.#inferredAtMs = atMs;
      if (
        decision.origin.contributor === 'unknown' &&
        decision.origin.source === 'none' &&
        decision.how === 'rearrange'
      ) {
        if (step.edits.some((edit) => edit.insertedText !== '')) this.#unexplainedAtMs = atMs;
      }
      this.#ledger.add(this.#text.settle(step, decision, atMs), atMs);
    }
    if (this.#unexplainedAtMs >= (due[0]?.atMs ?? Infinity)) this.#learnFromStates();
    this.#services.onDidSettle(this);
  }

  /** Takes up what others know of this text, or of another state of the file: text that nobody here could explain may be theirs. */
  learn(states: readonly KnownText[]): void {
    this.settle();
    let isLearnt = false;
    for (const state of states) isLearnt = this.#text?.learn(state) === true || isLearnt;
    this.#hasLearnt(isLearnt);
  }

  /** Takes up what another process wrote to the ledger since this one read it. */
  takeOthers(): void {
    this.settle();
    this.#hasLearnt(this.#ledger?.takeOthers() === true);
  }

  /** A clean document whose text nobody explained was reloaded: its file may be as it was known to be once, or as an agent left it. */
  #learnFromStates(): void {
    const home = this.#home;
    if (home === null || this.#text === null || this.document.isDirty) return;
    const text = this.#text.text();
    const runs = stateOf(home, text);
    if (runs !== null) this.#hasLearnt(this.#text.learn({ text, runs }));
  }

  #hasLearnt(isLearnt: boolean): void {
    if (!isLearnt) return;
    this.#ledger?.changedBehind();
    this.#services.onDidSettle(this);
  }

  /**
   * The document was saved; `bytes` is what is on disk now, null when it could not be read. VS Code does not say which version it wrote, and the person may have
   * typed on since: the bytes tell.
   */
  saved(bytes: Uint8Array | null): void {
    this.settle();
    const onDisk = bytes === null ? null : decodeText(bytes);
    if (this.#text === null || this.#ledger === null) return;
    if (bytes === null || onDisk?.ok !== true) {
      this.#ledger.saved(null);
    } else if (onDisk.text === this.#text.text()) {
      this.#ledger.saved(gitBlobOid(bytes));
    } else {
      this.#ledger.saved(null);
      const runs = this.#text.runsOf(onDisk.text);
      if (runs !== null) this.#ledger.passed(gitBlobOid(bytes), runs);
    }
  }

  /** Settles and writes everything; false when it could not be written and has to be tried again. As {@link DocumentLedger.flush}. */
  flush(waitMs?: number): boolean {
    this.settle();
    return this.#ledger?.flush(waitMs) ?? true;
  }

  /** The text and its settled attribution; null before {@link begin}. */
  live(): { readonly text: string; readonly runs: readonly Run[] } | null {
    this.settle();
    return this.#text === null ? null : { text: this.#text.text(), runs: this.#text.attribution.runs() };
  }

  /** As {@link live}, in a form that can leave this document. */
  attributed(): AttributedText | null {
    const live = this.live();
    return live === null ? null : { text: live.text, runs: this.originRuns(0, live.text.length) ?? [] };
  }

  /** The attribution of a range, for the clipboard; null before {@link begin}. */
  originRuns(offset: number, endExclusive: number): readonly OriginRun[] | null {
    this.settle();
    return this.#text?.originRuns(offset, endExclusive) ?? null;
  }

  /** The text that the newest change deleted, where it did nothing else: maybe a cut. */
  lastDeleted(): string | null {
    this.settle();
    return this.#text?.lastDeleted ?? null;
  }

  /** The attribution that this text had when it was deleted lately, for the clipboard; null where no such text was. */
  deletedRuns(text: string): readonly OriginRun[] | null {
    this.settle();
    return this.#text?.deletedRuns(text) ?? null;
  }

  /** Flushes and ends the tracking; what {@link flush} says of it. */
  dispose(waitMs?: number): boolean {
    this.#isDisposed = true;
    return this.flush(waitMs);
  }

  /**
   * Follows the document to another line break. VS Code tells of it as one replacement of the whole text, which is all that is to
   * be said then (true is returned); it tells nothing when that is undone, so that the next change finds it.
   */
  #takesLineBreaks(edits: readonly EditorEdit[]): boolean {
    const eol = eolOf(this.document);
    if (eol === this.#mirror.eol) return false;
    this.settle();
    const step = changeLineBreaks(this.#mirror, eol);
    const atMs = this.#services.clock.nowMs();
    this.#pending.push({ step, evidence: noEvidence, atMs, ...placesOf([]), decision: lineBreaksChanged });
    this.settle();
    const [edit, ...others] = edits;
    return others.length === 0 && edit?.offset === 0 && edit.insertedText === this.#mirror.text();
  }

  #decide(step: SeenStep, evidence: ChangeEvidence): Decision {
    const { rule, decision } = classify(step.edits, evidence);
    const isReload = rule === 'stable/reload' || evidence.editReason?.source === 'reloadFromDisk';
    // Only of the newest step is the text after it at hand.
    const isNewest = step.after.linesHash === this.#mirror.signature.linesHash;
    const known =
      isReload && isNewest && this.#home !== null ? broughtBack(this.#home, step, this.#mirror.text()) : null;
    return known ?? decision;
  }

  #settleSoon(waitsLeft = mostWaits): void {
    const { clock, after } = this.#services;
    const dueMs = clock.nowMs() + evidenceFollowsWithinMs;
    this.#cancelTimer ??= after(evidenceFollowsWithinMs, () => {
      this.#cancelTimer = null;
      if (waitsLeft > 1 && clock.nowMs() - dueMs >= lateMs) this.#settleSoon(waitsLeft - 1);
      else this.settle();
    });
  }

  /** Takes the editor's text as it is; what differs from the text known before is `unknown`. */
  #startAnew(): void {
    const home = this.#home;
    const before = this.#text;
    this.#pending = [];
    this.#mirror = mirrorOf(this.document);
    if (home === null || before === null || this.#ledger === null) return;
    this.#ledger.flush();
    const stored = home.ledger.readDocument(home.key);
    const text = this.#mirror.text();
    const known = { text: stored?.text ?? '', runs: stored?.text === null ? [] : (stored?.runs ?? []) };
    const runs = realign(known, text, unknownOriginId).runs;
    this.#text = new TrackedText(this.#mirror, runs, home.ledger.origins);
    this.#ledger = new DocumentLedger(home, this.#text, home.ledger.generationOf(home.key));
    this.#ledger.changedBehind();
    this.#services.onDidSettle(this);
  }
}
