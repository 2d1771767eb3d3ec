import { type SettledChange, type TrackedText } from '../../core/attribution/trackedText.ts';
import { type FlowRow, type LedgerEdit, type SavedState } from '../../core/ports.ts';
import { type OriginId } from '../../core/attribution/origin.ts';
import { type Run } from '../../core/attribution/run.ts';
import { localDay } from '../../core/statistics/localDay.ts';
import { type DocumentHome } from '../../survey/documentHome.ts';

/** After so many journal entries a snapshot is cheaper to read than the journal. */
const journalLimit = 500;

/** A write of the editor's waits so long for another process's: it runs between two keys. */
const briefMs = 50;

type Session = Parameters<DocumentHome['ledger']['touchSession']>[0];

/** Collects what happened to one document and hands it to its ledger in one go. Nothing is written for a document that never changed. */
export class DocumentLedger {
  readonly #home: DocumentHome;
  readonly #text: TrackedText;
  #edits: LedgerEdit[] = [];
  #journalLength = 0;
  /** Of our own last snapshot, to which edits can be appended. */
  #generation: number | null = null;
  /** Of the snapshot that the text was last known to agree with, whoever wrote it; null for none. */
  #knownGeneration: number | null;
  #needsSnapshot = false;
  #blobOid: string | null = null;
  readonly #flow = new Map<string, FlowRow>();
  readonly #sessions = new Map<string, Session>();
  /** States that are on disk, or were, and that the text has left. */
  readonly #passed = new Map<string, SavedState>();

  /** `generation` is that of the snapshot from which the attribution of `text` was taken; null where there was none. */
  constructor(home: DocumentHome, text: TrackedText, generation: number | null) {
    this.#home = home;
    this.#text = text;
    this.#knownGeneration = generation;
  }

  /** Takes note of a settled change. Cheap; {@link flush} writes. */
  add(change: SettledChange, atMs: number): void {
    this.#edits.push(...change.ledgerEdits);
    this.#needsSnapshot ||= change.needsSnapshot;
    this.#blobOid = null;
    const day = localDay(atMs);
    for (const [originId, utf16Length] of change.inserted) this.#count(day, originId, utf16Length, 0);
    for (const [originId, utf16Length] of change.deleted) this.#count(day, originId, 0, utf16Length);
  }

  /** The text is now on disk as this blob: the next flush writes a snapshot that says so. */
  saved(blobOid: string | null): void {
    this.#blobOid = blobOid;
    if (this.#generation !== null || this.#edits.length > 0) this.#needsSnapshot = true;
  }

  /** A former state of the text is on disk as this blob; it had these runs. */
  passed(blobOid: string, runs: readonly Run[]): void {
    this.#passed.set(blobOid, { path: this.#home.key.path, blobOid, runs });
  }

  /** The attribution is not what the ledger holds, though no edit of ours changed it (it was re-aligned). */
  changedBehind(): void {
    this.#needsSnapshot = true;
  }

  /**
   * Takes up what another process wrote to the ledger since: it may know whose text is that nobody here could explain. What is known here stays. True
   * when something was learnt. Every change seen must be settled.
   */
  takeOthers(): boolean {
    const { ledger, key } = this.#home;
    const generation = ledger.generationOf(key);
    if (generation === this.#knownGeneration) return false;
    this.#knownGeneration = generation;
    const stored = ledger.readDocument(key);
    if (stored?.text === null || stored === null) return false;
    const isLearnt = this.#text.learn({ text: stored.text, runs: stored.runs });
    this.#needsSnapshot ||= isLearnt;
    return isLearnt;
  }

  /**
   * Writes what is due; everything seen and settled before the call is durable after it. False when it could not be written: it is kept, and
   * the next flush tries again. Waits for other writers no longer than `waitMs`.
   */
  flush(waitMs = briefMs): boolean {
    const { ledger } = this.#home;
    const hasChanged = this.#edits.length > 0 || this.#needsSnapshot;
    if (!hasChanged && this.#flow.size + this.#sessions.size + this.#passed.size === 0) return true;
    const outcome = { isAppended: false };
    const isWritten = ledger.atomically(() => {
      for (const state of this.#passed.values()) ledger.rememberState(state);
      if (hasChanged) {
        outcome.isAppended = this.#append();
        if (!outcome.isAppended) this.#writeSnapshot();
      }
      if (this.#flow.size > 0) ledger.addFlow([...this.#flow.values()]);
      for (const session of this.#sessions.values()) ledger.touchSession(session);
    }, waitMs);
    // Where every write is swallowed there is nothing to try again.
    const isOver = isWritten || ledger.swallowsWrites;
    if (hasChanged) {
      this.#journalLength = outcome.isAppended ? this.#journalLength + this.#edits.length : 0;
      // A snapshot tells what the edits would have told: they need not be kept.
      this.#needsSnapshot = !isOver;
      this.#edits = [];
    }
    if (isOver) {
      this.#flow.clear();
      this.#sessions.clear();
      this.#passed.clear();
    }
    return isOver;
  }

  #append(): boolean {
    if (this.#needsSnapshot || this.#generation === null) return false;
    if (this.#journalLength + this.#edits.length > journalLimit) return false;
    return this.#home.ledger.appendEdits(this.#home.key, this.#generation, this.#edits);
  }

  #writeSnapshot(): void {
    // A whole snapshot must not undo what another process has taken in since.
    this.takeOthers();
    this.#knownGeneration = this.#generation = this.#home.ledger.writeDocument(this.#home.key, {
      runs: this.#text.attribution.runs(),
      blobOid: this.#blobOid,
      text: this.#text.text(),
    });
  }

  #count(day: string, originId: OriginId, insertedUtf16Length: number, deletedUtf16Length: number): void {
    const { origins } = this.#home.ledger;
    const origin = origins.get(originId);
    // The daily counters keep the tool, not the conversation or the minute.
    const flowId = origins.intern({ ...origin, session: null, commit: null, atMs: null });
    const id = `${day} ${flowId}`;
    const row = this.#flow.get(id);
    this.#flow.set(id, {
      day,
      path: this.#home.key.path,
      originId: flowId,
      insertedUtf16Length: (row?.insertedUtf16Length ?? 0) + insertedUtf16Length,
      deletedUtf16Length: (row?.deletedUtf16Length ?? 0) + deletedUtf16Length,
    });
    if (origin.session !== null && origin.atMs !== null) {
      const { session: id, agent, model, atMs } = origin;
      this.#sessions.set(`${id} ${atMs}`, { id, agent, model, atMs });
    }
  }
}
