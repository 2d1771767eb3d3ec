import { isOpenOrigin } from '../../core/attribution/lateEvidence.ts';
import { type OriginId } from '../../core/attribution/origin.ts';
import { takeReportedChange, type AttributedText, type ReportedChange } from '../../core/attribution/reportedChange.ts';
import { type FlowRow, type Ledger, type StoredDocument } from '../../core/ports.ts';
import { localDay } from '../../core/statistics/localDay.ts';
import { withLineFeeds } from '../../core/text/placeEdits.ts';
import { blobOidOf } from './inbox.ts';

/** The state of one file in the ledger, as it was read and as it has become. */
interface ChainedFile {
  /** As the ledger has it; null where it has nothing. */
  readonly stored: StoredDocument | null;
  /** What the ledger has, with its text; null where that is not known. */
  readonly known: AttributedText | null;
  now: AttributedText | null;
  /** Every state through which the file went, in order. */
  readonly states: AttributedText[];
  /** Whether the text that the ledger has was the one on disk when the first change was made; null before any. */
  wasOnDisk: boolean | null;
  isChanged: boolean;
}

/** What became of one file. */
export interface ChangedFile {
  readonly path: string;
  readonly stored: StoredDocument | null;
  readonly known: AttributedText | null;
  /** Null for a file that went. */
  readonly now: AttributedText | null;
  readonly states: readonly AttributedText[];
  readonly wasOnDisk: boolean;
}

/** The files of one work tree while reports are taken in, one after the other. Nothing reaches the ledger before all are. */
export class FileChain {
  readonly #ledger: Ledger;
  readonly #worktree: string;
  readonly #readBlob: (blobOid: string) => Promise<string | null>;
  readonly #files = new Map<string, ChainedFile>();
  readonly #flow = new Map<string, FlowRow>();

  constructor(ledger: Ledger, worktree: string, readBlob: (blobOid: string) => Promise<string | null>) {
    this.#ledger = ledger;
    this.#worktree = worktree;
    this.#readBlob = readBlob;
  }

  /** The file as it is known now; null for one that was never seen, or whose text is gone. */
  async known(path: string): Promise<AttributedText | null> {
    return (await this.#file(path)).now;
  }

  /** Takes a change in; false when it fits nothing that is known. */
  async take(
    path: string,
    change: ReportedChange,
    origins: { readonly inserted: OriginId; readonly gap: OriginId },
    atMs: number,
  ): Promise<boolean> {
    const file = await this.#file(path);
    const taken = takeReportedChange(file.now, change, origins, {
      others: this.#otherStates(file, change),
      isOpen: (originId) => isOpenOrigin(originId, this.#ledger.origins),
    });
    if (taken === null) return false;
    file.isChanged = true;
    file.wasOnDisk ??= file.known === null || withLineFeeds(file.known.text) === taken.before;
    file.now = taken.now;
    file.states.push(taken.now);
    const day = localDay(atMs);
    for (const [originId, length] of taken.inserted) this.#count(day, path, originId, length, 0);
    for (const [originId, length] of taken.deleted) this.#count(day, path, originId, 0, length);
    return true;
  }

  /** A file moved, with its attribution, over whatever was known at the new path. */
  async move(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#file(from), await this.#file(to)];
    target.now = source.now;
    if (source.now !== null) target.states.push(source.now);
    source.now = null;
    source.isChanged = true;
    target.isChanged = true;
  }

  /** A file went. */
  async remove(path: string): Promise<void> {
    const file = await this.#file(path);
    if (file.now === null) return;
    file.now = null;
    file.isChanged = true;
  }

  /** Every file that is not as the ledger has it. */
  changes(): readonly ChangedFile[] {
    return [...this.#files].flatMap(([path, file]) =>
      file.isChanged ? [{ ...file, path, wasOnDisk: file.wasOnDisk ?? true }] : [],
    );
  }

  /** Characters that came and went, for the daily counters. */
  flow(): readonly FlowRow[] {
    return [...this.#flow.values()];
  }

  async #file(path: string): Promise<ChainedFile> {
    const found = this.#files.get(path);
    if (found !== undefined) return found;
    const stored = this.#ledger.readDocument({ worktree: this.#worktree, path });
    const text =
      stored === null ? null : (stored.text ?? (stored.blobOid === null ? null : await this.#readBlob(stored.blobOid)));
    const covers =
      stored !== null && text !== null && stored.runs.reduce((sum, run) => sum + run.utf16Length, 0) === text.length;
    const known = covers ? { text, runs: stored.runs } : null;
    const file: ChainedFile = { stored, known, now: known, states: [], wasOnDisk: null, isChanged: false };
    this.#files.set(path, file);
    return file;
  }

  /** What the ledger has, where the chain has moved on from it, and what it remembers of the very texts of a change. */
  #otherStates({ known, now }: ChainedFile, change: ReportedChange): readonly AttributedText[] {
    const others = known === null || known === now ? [] : [known];
    const told = [change.before, change.after, change.earlier, change.later].filter((text) => text !== null);
    // Agents tell of texts with line feeds alone, whatever the file has.
    const texts = new Set(told.flatMap((text) => [text, withLineFeeds(text).replaceAll('\n', '\r\n')]));
    for (const text of texts) {
      const runs = text === '' ? null : this.#ledger.findState(blobOidOf(Buffer.from(text)))?.runs;
      if (runs?.reduce((sum, run) => sum + run.utf16Length, 0) === text.length) others.push({ text, runs });
    }
    return others;
  }

  #count(day: string, path: string, originId: OriginId, inserted: number, deleted: number): void {
    if (inserted === 0 && deleted === 0) return;
    const { origins } = this.#ledger;
    // The daily counters keep the tool, not the conversation or the minute.
    const flowId = origins.intern({ ...origins.get(originId), session: null, commit: null, atMs: null });
    const id = `${day} ${flowId} ${path}`;
    const row = this.#flow.get(id);
    this.#flow.set(id, {
      day,
      path,
      originId: flowId,
      insertedUtf16Length: (row?.insertedUtf16Length ?? 0) + inserted,
      deletedUtf16Length: (row?.deletedUtf16Length ?? 0) + deleted,
    });
  }
}
