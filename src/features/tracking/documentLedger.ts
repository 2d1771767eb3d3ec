import { type SettledChange, type TrackedText } from '../../core/attribution/trackedText.ts';
import { type FlowRow, type LedgerEdit } from '../../core/ports.ts';
import { type OriginId } from '../../core/attribution/origin.ts';
import { localDay } from '../../core/statistics/localDay.ts';
import { type DocumentHome } from '../../survey/documentHome.ts';

/** After so many journal entries a snapshot is cheaper to read than the journal. */
const journalLimit = 500;

/** Collects what happened to one document and hands it to its ledger in one go. Nothing is written for a document that never changed. */
export class DocumentLedger {
  readonly #home: DocumentHome;
  readonly #text: TrackedText;
  #edits: LedgerEdit[] = [];
  #journalLength = 0;
  #generation: number | null = null;
  #needsSnapshot = false;
  #blobOid: string | null = null;
  readonly #flow = new Map<string, FlowRow>();

  constructor(home: DocumentHome, text: TrackedText) {
    this.#home = home;
    this.#text = text;
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

  /** The attribution is not what the ledger holds, though no edit of ours changed it (it was re-aligned). */
  changedBehind(): void {
    this.#needsSnapshot = true;
  }

  /** Writes what is due; everything seen and settled before the call is durable after it. */
  flush(): void {
    const { ledger, key } = this.#home;
    if (this.#edits.length > 0 || this.#needsSnapshot) {
      const isAppended =
        !this.#needsSnapshot &&
        this.#generation !== null &&
        this.#journalLength + this.#edits.length <= journalLimit &&
        ledger.appendEdits(key, this.#generation, this.#edits);
      if (isAppended) {
        this.#journalLength += this.#edits.length;
      } else {
        this.#generation = ledger.writeDocument(key, {
          runs: this.#text.attribution.runs(),
          blobOid: this.#blobOid,
          text: this.#text.text(),
        });
        this.#journalLength = 0;
      }
      this.#edits = [];
      this.#needsSnapshot = false;
    }
    if (this.#flow.size > 0) {
      ledger.addFlow([...this.#flow.values()]);
      this.#flow.clear();
    }
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
      this.#home.ledger.touchSession({
        id: origin.session,
        agent: origin.agent,
        model: origin.model,
        atMs: origin.atMs,
      });
    }
  }
}
