import { type DatabaseSync } from 'node:sqlite';
import {
  type BlameRow,
  type CachedBlame,
  type DocumentKey,
  type FlowRow,
  type Ledger,
  type LedgerEdit,
  type LedgerProblem,
  type Logger,
  type RememberedState,
  type SavedState,
  type StateName,
  type StoredDocument,
} from '../../core/ports.ts';
import { type OriginTable } from '../../core/attribution/origin.ts';
import { LedgerConnection, numberOf, textOf } from './connection.ts';
import { StoredDocuments } from './storedDocuments.ts';
import { StoredHistory } from './storedHistory.ts';
import { StoredOrigins } from './storedOrigins.ts';
import { StoredStates } from './storedStates.ts';

/** A report of an agent that comes twice comes twice within moments; this is for machines that sleep. */
const seenReportsKeptMs = 100 * 24 * 60 * 60 * 1000;

/** The ledger in a SQLite database; several processes may have it open. */
export class SqliteLedger implements Ledger {
  readonly origins: OriginTable;
  readonly #connection: LedgerConnection;
  readonly #origins: StoredOrigins;
  readonly #states: StoredStates;
  readonly #documents: StoredDocuments;
  readonly #history: StoredHistory;

  /** As {@link LedgerConnection}. */
  constructor(database: DatabaseSync, log: Logger, isReadOnly: boolean, problem: LedgerProblem, waitMs: number) {
    this.#connection = new LedgerConnection(database, log, isReadOnly, problem, waitMs);
    this.#origins = new StoredOrigins(this.#connection, log);
    this.origins = this.#origins.table;
    this.#states = new StoredStates(this.#connection, this.#origins, log);
    this.#documents = new StoredDocuments(this.#connection, this.#origins, this.#states, log);
    this.#history = new StoredHistory(this.#connection);
  }

  /** See {@link LedgerConnection.bearDamage}. */
  bearDamage(onDamage: () => void): void {
    this.#connection.bearDamage(onDamage);
  }

  get problem(): LedgerProblem {
    return this.#connection.problem;
  }

  get swallowsWrites(): boolean {
    return this.#connection.swallowsWrites;
  }

  readDocument(key: DocumentKey): StoredDocument | null {
    return this.#documents.read(key);
  }

  generationOf(key: DocumentKey): number | null {
    return this.#documents.generationOf(key);
  }

  writeDocument(key: DocumentKey, document: StoredDocument): number {
    return this.#documents.write(key, document);
  }

  appendEdits(key: DocumentKey, generation: number, edits: readonly LedgerEdit[]): boolean {
    return this.#documents.appendEdits(key, generation, edits);
  }

  removeDocument(key: DocumentKey): void {
    this.#documents.remove(key);
  }

  renameDocument(from: DocumentKey, to: DocumentKey): void {
    this.#documents.rename(from, to);
  }

  listDocuments(worktree: string): ReturnType<Ledger['listDocuments']> {
    return this.#documents.list(worktree);
  }

  listWorktrees(): readonly string[] {
    return this.#documents.listWorktrees();
  }

  forgetText(key: DocumentKey, blobOid: string): void {
    this.#documents.forgetText(key, blobOid);
  }

  rememberState({ path, blobOid, runs }: SavedState): void {
    this.#connection.write(() => this.#states.remember(path, blobOid, runs));
  }

  readStates(path: string): readonly SavedState[] {
    return this.#states.ofPath(path);
  }

  listStates(path: string): ReturnType<Ledger['listStates']> {
    return this.#states.listOfPath(path);
  }

  readState(path: string, blobOid: string): RememberedState | null {
    return this.#states.one(path, blobOid);
  }

  findState(blobOid: string): RememberedState | null {
    return this.#states.ofBlob(blobOid);
  }

  statesWithText(): readonly StateName[] {
    return this.#states.withText();
  }

  forgetStateTexts(states: readonly StateName[]): void {
    if (states.length > 0) this.#connection.write(() => this.#states.forgetTexts(states));
  }

  readBlame(path: string, blobOid: string): CachedBlame | null {
    return this.#history.readBlame(path, blobOid);
  }

  writeBlame(rows: readonly BlameRow[]): void {
    this.#history.writeBlame(rows);
  }

  readCache(name: string): Uint8Array | null {
    return this.#history.readCache(name);
  }

  writeCache(name: string, bytes: Uint8Array | null): void {
    this.#history.writeCache(name, bytes);
  }

  trimCache(beginning: string, most: number): void {
    this.#history.trimCache(beginning, most);
  }

  readBookmark(name: string): string | null {
    return textOf(this.#connection.get('SELECT value FROM bookmarks WHERE name = ?', [name])?.['value']);
  }

  writeBookmark(name: string, value: string): void {
    this.#connection.write(() =>
      this.#connection.run('INSERT OR REPLACE INTO bookmarks (name, value) VALUES (?, ?)', [name, value]),
    );
  }

  addFlow(rows: readonly FlowRow[]): void {
    this.#connection.write(() => {
      for (const row of rows) {
        this.#connection.run(
          `INSERT INTO flow (day, path, originId, insertedUtf16Length, deletedUtf16Length) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (day, path, originId) DO UPDATE SET
             insertedUtf16Length = insertedUtf16Length + excluded.insertedUtf16Length,
             deletedUtf16Length = deletedUtf16Length + excluded.deletedUtf16Length`,
          [row.day, row.path, this.#origins.storedId(row.originId), row.insertedUtf16Length, row.deletedUtf16Length],
        );
      }
    });
  }

  readFlow(sinceDay: string | null, untilDay: string | null): readonly FlowRow[] {
    const rows = this.#connection.all('SELECT * FROM flow WHERE day >= ? AND day <= ? ORDER BY day, path, originId', [
      sinceDay ?? '',
      untilDay ?? '9999-12-31',
    ]);
    return rows.map((row) => ({
      day: textOf(row['day']) ?? '',
      path: textOf(row['path']) ?? '',
      originId: this.#origins.originId(numberOf(row['originId'])),
      insertedUtf16Length: numberOf(row['insertedUtf16Length']),
      deletedUtf16Length: numberOf(row['deletedUtf16Length']),
    }));
  }

  touchSession(session: {
    readonly id: string;
    readonly agent: string | null;
    readonly model: string | null;
    readonly atMs: number;
  }): void {
    this.#connection.write(() =>
      this.#connection.run(
        `INSERT INTO sessions (id, agent, model, firstSeenAtMs, lastSeenAtMs) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
           agent = coalesce(agent, excluded.agent), model = coalesce(model, excluded.model),
           firstSeenAtMs = min(firstSeenAtMs, excluded.firstSeenAtMs), lastSeenAtMs = max(lastSeenAtMs, excluded.lastSeenAtMs)`,
        [session.id, session.agent, session.model, session.atMs, session.atMs],
      ),
    );
  }

  atomically(work: () => void, waitMs?: number): boolean {
    return this.#connection.atomically(work, waitMs);
  }

  hasSeenReport(key: string): boolean {
    return this.#connection.get('SELECT 1 FROM seenReports WHERE key = ?', [key]) !== undefined;
  }

  markReportSeen(key: string, atMs: number): void {
    this.#connection.write(() => {
      this.#connection.run('INSERT OR REPLACE INTO seenReports (key, atMs) VALUES (?, ?)', [key, atMs]);
      this.#connection.run('DELETE FROM seenReports WHERE atMs < ?', [atMs - seenReportsKeptMs]);
    });
  }

  summary(): ReturnType<Ledger['summary']> {
    const count = (sql: string): number => numberOf(this.#connection.get(sql)?.['n']);
    const pages = numberOf(this.#connection.get('PRAGMA page_count')?.['page_count']);
    const pageBytes = numberOf(this.#connection.get('PRAGMA page_size')?.['page_size']);
    return {
      documents: count('SELECT count(*) AS n FROM documents'),
      origins: count('SELECT count(*) AS n FROM origins'),
      flowDays: count('SELECT count(DISTINCT day) AS n FROM flow'),
      sessions: count('SELECT count(*) AS n FROM sessions'),
      bytes: pages * pageBytes,
    };
  }

  close(): void {
    this.#connection.close();
  }
}
