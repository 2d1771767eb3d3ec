import { randomInt } from 'node:crypto';
import { type DatabaseSync, type StatementSync } from 'node:sqlite';
import { Attribution } from '../../core/attribution/attribution.ts';
import { decodeRuns, encodeRuns } from '../../core/attribution/codec.ts';
import { fillUnknown } from '../../core/attribution/fillUnknown.ts';
import { type Run } from '../../core/attribution/run.ts';
import {
  OriginTable,
  originFromKey,
  originKey,
  unknownOriginId,
  type OriginId,
} from '../../core/attribution/origin.ts';
import {
  type BlameRow,
  type CachedBlame,
  type DocumentKey,
  type FlowRow,
  type Ledger,
  type LedgerEdit,
  type LedgerProblem,
  type Logger,
  type SavedState,
  type StoredDocument,
} from '../../core/ports.ts';
import { packEdits, packPieces, packText, unpackEdits, unpackPieces, unpackText } from './storedForms.ts';

/** Answers of blame that are kept: several states of a repository of 100,000 files. */
const mostBlameRows = 400_000;

/** SQLite's code for "another connection is writing"; the low byte of an extended code is the code. */
const busyCode = 5;

type Row = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const bytesOf = (value: unknown): Uint8Array | null => (value instanceof Uint8Array ? value : null);

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  return typeof code === 'number' && (code & 0xff) === busyCode;
}

/** So many saved states of one path are remembered: a stash may come back after a day of saving. */
const statesKept = 64;

/** A report of an agent that comes twice comes twice within moments; this is for machines that sleep. */
const seenReportsKeptMs = 100 * 24 * 60 * 60 * 1000;

/**
 * The ledger in a SQLite database. The database gives its own ids to origins, since several processes add to it at once;
 * they are translated at the border and never leave this file.
 */
export class SqliteLedger implements Ledger {
  readonly origins = new OriginTable();
  readonly #database: DatabaseSync;
  readonly #log: Logger;
  readonly #isReadOnly: boolean;
  readonly #waitMs: number;
  readonly #statements = new Map<string, StatementSync>();
  readonly #storedIdOf = new Map<OriginId, number>();
  readonly #originIdOf = new Map<number, OriginId>();
  /** Origins that got their stored id in the transaction under way, by that id. */
  readonly #givenNow = new Map<number, OriginId>();
  readonly #openingProblem: LedgerProblem;
  /** Why the last write failed; a write that succeeds clears it. */
  #writeProblem: LedgerProblem = null;
  #isAtomic = false;

  /**
   * `problem` is what went wrong on opening, for the person; with `isReadOnly` every write does nothing. A write waits `waitMs` for another process's
   * transaction, unless it says otherwise.
   */
  constructor(database: DatabaseSync, log: Logger, isReadOnly: boolean, problem: LedgerProblem, waitMs: number) {
    this.#database = database;
    this.#log = log;
    this.#isReadOnly = isReadOnly;
    this.#waitMs = waitMs;
    database.exec(`PRAGMA busy_timeout = ${waitMs}`);
    this.#openingProblem = problem;
    for (const row of this.#all('SELECT id, key FROM origins ORDER BY id'))
      this.#learn(numberOf(row['id']), row['key']);
  }

  get problem(): LedgerProblem {
    return this.#writeProblem ?? this.#openingProblem;
  }

  get swallowsWrites(): boolean {
    return this.#isReadOnly || !this.#database.isOpen;
  }

  readDocument(key: DocumentKey): StoredDocument | null {
    const row = this.#get('SELECT id, runs, blobOid, text FROM documents WHERE worktree = ? AND path = ?', [
      key.worktree,
      key.path,
    ]);
    const packedRuns = bytesOf(row?.['runs']);
    if (row === undefined || packedRuns === null) return null;
    const decoded = decodeRuns(packedRuns);
    if (!decoded.ok) {
      this.#log.warn(`The stored attribution of ${key.path} cannot be read: ${decoded.reason}`);
      return null;
    }
    const runs = decoded.runs.map((run) => ({ ...run, originId: this.#originId(run.originId) }));
    const packedText = bytesOf(row['text']);
    const text = packedText === null ? null : unpackText(packedText);
    const journal = this.#all('SELECT edits FROM journal WHERE documentId = ? ORDER BY sequence', [
      numberOf(row['id']),
    ]);
    const snapshot = { runs, blobOid: textOf(row['blobOid']), text };
    return journal.length === 0 ? snapshot : this.#replay(key, snapshot, journal);
  }

  generationOf(key: DocumentKey): number | null {
    const row = this.#get('SELECT generation FROM documents WHERE worktree = ? AND path = ?', [key.worktree, key.path]);
    return row === undefined ? null : numberOf(row['generation']);
  }

  writeDocument(key: DocumentKey, document: StoredDocument): number {
    // Two writers that write at once must not get the same generation.
    const generation = randomInt(2 ** 47);
    this.#write(() => {
      const runs = encodeRuns(document.runs.map((run) => ({ ...run, originId: this.#storedId(run.originId) })));
      this.#run(
        `INSERT INTO documents (worktree, path, generation, runs, blobOid, text) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (worktree, path) DO UPDATE SET
           generation = excluded.generation, runs = excluded.runs, blobOid = excluded.blobOid, text = excluded.text`,
        [
          key.worktree,
          key.path,
          generation,
          runs,
          document.blobOid,
          document.text === null ? null : packText(document.text),
        ],
      );
      this.#run('DELETE FROM journal WHERE documentId = (SELECT id FROM documents WHERE worktree = ? AND path = ?)', [
        key.worktree,
        key.path,
      ]);
      if (document.blobOid !== null) this.#rememberState(key.path, document.blobOid, document.runs);
    });
    return generation;
  }

  rememberState({ path, blobOid, runs }: SavedState): void {
    this.#write(() => this.#rememberState(path, blobOid, runs));
  }

  #rememberState(path: string, blobOid: string, runs: readonly Run[]): void {
    if (runs.every((run) => this.origins.get(run.originId).contributor === 'unknown')) return;
    const before = this.#statesOf(this.#all('SELECT * FROM states WHERE path = ? AND blobOid = ?', [path, blobOid]))[0];
    // A text that went and came back is known less well than it was.
    const best = before === undefined ? runs : fillUnknown(runs, before.runs, this.origins);
    const packedRuns = encodeRuns(best.map((run) => ({ ...run, originId: this.#storedId(run.originId) })));
    this.#run(
      `INSERT OR REPLACE INTO states (path, blobOid, runs, sequence)
       VALUES (?, ?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM states WHERE path = ?))`,
      [path, blobOid, packedRuns, path],
    );
    this.#run(
      'DELETE FROM states WHERE path = ? AND sequence <= (SELECT max(sequence) - ? FROM states WHERE path = ?)',
      [path, statesKept, path],
    );
  }

  listWorktrees(): readonly string[] {
    return this.#all('SELECT DISTINCT worktree FROM documents ORDER BY worktree').map(
      (row) => textOf(row['worktree']) ?? '',
    );
  }

  readStates(path: string): readonly SavedState[] {
    return this.#statesOf(this.#all('SELECT * FROM states WHERE path = ? ORDER BY sequence DESC', [path]));
  }

  findState(blobOid: string): SavedState | null {
    const rows = this.#all('SELECT * FROM states WHERE blobOid = ? ORDER BY sequence DESC LIMIT 1', [blobOid]);
    return this.#statesOf(rows)[0] ?? null;
  }

  #statesOf(rows: readonly Row[]): readonly SavedState[] {
    return rows.flatMap((row) => {
      const decoded = decodeRuns(bytesOf(row['runs']) ?? new Uint8Array());
      if (!decoded.ok) {
        this.#log.warn(`A saved state of ${textOf(row['path']) ?? ''} cannot be read: ${decoded.reason}`);
        return [];
      }
      const runs = decoded.runs.map((run) => ({ ...run, originId: this.#originId(run.originId) }));
      return [{ path: textOf(row['path']) ?? '', blobOid: textOf(row['blobOid']) ?? '', runs }];
    });
  }

  readBookmark(name: string): string | null {
    return textOf(this.#get('SELECT value FROM bookmarks WHERE name = ?', [name])?.['value']);
  }

  writeBookmark(name: string, value: string): void {
    this.#write(() => this.#run('INSERT OR REPLACE INTO bookmarks (name, value) VALUES (?, ?)', [name, value]));
  }

  appendEdits(key: DocumentKey, generation: number, edits: readonly LedgerEdit[]): boolean {
    return (
      this.#write(() => {
        const row = this.#get(
          'SELECT id, generation, text IS NULL AS isTextGone FROM documents WHERE worktree = ? AND path = ?',
          [key.worktree, key.path],
        );
        // A journal without the text that it starts from could not be replayed.
        if (row?.['generation'] !== generation || row['isTextGone'] === 1) return false;
        const id = numberOf(row['id']);
        this.#run(
          `INSERT INTO journal (documentId, sequence, edits)
           VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM journal WHERE documentId = ?), ?)`,
          [id, id, packEdits(edits, (originId) => this.#storedId(originId))],
        );
        return true;
      }) ?? false
    );
  }

  removeDocument(key: DocumentKey): void {
    this.#write(() => this.#run('DELETE FROM documents WHERE worktree = ? AND path = ?', [key.worktree, key.path]));
  }

  renameDocument(from: DocumentKey, to: DocumentKey): void {
    this.#write(() => {
      const isKnown = this.#get('SELECT 1 FROM documents WHERE worktree = ? AND path = ?', [from.worktree, from.path]);
      if (isKnown === undefined) return;
      this.#run('DELETE FROM documents WHERE worktree = ? AND path = ?', [to.worktree, to.path]);
      this.#run('UPDATE documents SET worktree = ?, path = ? WHERE worktree = ? AND path = ?', [
        to.worktree,
        to.path,
        from.worktree,
        from.path,
      ]);
    });
  }

  listDocuments(worktree: string): ReturnType<Ledger['listDocuments']> {
    const rows = this.#all(
      `SELECT path, text IS NOT NULL AS hasText,
         CASE WHEN EXISTS (SELECT 1 FROM journal WHERE documentId = documents.id) THEN NULL ELSE blobOid END AS blobOid
       FROM documents WHERE worktree = ? ORDER BY path`,
      [worktree],
    );
    return rows.map((row) => ({
      path: textOf(row['path']) ?? '',
      blobOid: textOf(row['blobOid']),
      hasText: row['hasText'] === 1,
    }));
  }

  forgetText(key: DocumentKey, blobOid: string): void {
    this.#write(() =>
      this.#run(
        `UPDATE documents SET text = NULL WHERE worktree = ? AND path = ? AND blobOid = ?
           AND NOT EXISTS (SELECT 1 FROM journal WHERE documentId = documents.id)`,
        [key.worktree, key.path, blobOid],
      ),
    );
  }

  addFlow(rows: readonly FlowRow[]): void {
    this.#write(() => {
      for (const row of rows) {
        this.#run(
          `INSERT INTO flow (day, path, originId, insertedUtf16Length, deletedUtf16Length) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (day, path, originId) DO UPDATE SET
             insertedUtf16Length = insertedUtf16Length + excluded.insertedUtf16Length,
             deletedUtf16Length = deletedUtf16Length + excluded.deletedUtf16Length`,
          [row.day, row.path, this.#storedId(row.originId), row.insertedUtf16Length, row.deletedUtf16Length],
        );
      }
    });
  }

  readFlow(sinceDay: string | null, untilDay: string | null): readonly FlowRow[] {
    const rows = this.#all('SELECT * FROM flow WHERE day >= ? AND day <= ? ORDER BY day, path, originId', [
      sinceDay ?? '',
      untilDay ?? '9999-12-31',
    ]);
    return rows.map((row) => ({
      day: textOf(row['day']) ?? '',
      path: textOf(row['path']) ?? '',
      originId: this.#originId(numberOf(row['originId'])),
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
    this.#write(() =>
      this.#run(
        `INSERT INTO sessions (id, agent, model, firstSeenAtMs, lastSeenAtMs) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
           agent = coalesce(agent, excluded.agent), model = coalesce(model, excluded.model),
           firstSeenAtMs = min(firstSeenAtMs, excluded.firstSeenAtMs), lastSeenAtMs = max(lastSeenAtMs, excluded.lastSeenAtMs)`,
        [session.id, session.agent, session.model, session.atMs, session.atMs],
      ),
    );
  }

  readBlame(path: string, blobOid: string): CachedBlame | null {
    const row = this.#get('SELECT askedAt, pieces FROM blame WHERE path = ? AND blobOid = ?', [path, blobOid]);
    const packed = bytesOf(row?.['pieces']);
    const pieces = packed === null ? null : unpackPieces(packed);
    return pieces === null ? null : { askedAt: textOf(row?.['askedAt']) ?? '', pieces };
  }

  writeBlame(rows: readonly BlameRow[]): void {
    if (rows.length === 0) return;
    this.#write(() => {
      for (const { path, blobOid, askedAt, pieces } of rows)
        this.#run('INSERT OR REPLACE INTO blame (path, blobOid, askedAt, pieces) VALUES (?, ?, ?, ?)', [
          path,
          blobOid,
          askedAt,
          packPieces(pieces),
        ]);
      // Ids grow with every write, so the lowest are the answers that were not needed for longest.
      this.#run('DELETE FROM blame WHERE id <= (SELECT max(id) FROM blame) - ?', [mostBlameRows]);
    });
  }

  readCache(name: string): Uint8Array | null {
    return bytesOf(this.#get('SELECT value FROM cache WHERE name = ?', [name])?.['value']);
  }

  writeCache(name: string, bytes: Uint8Array | null): void {
    this.#write(() => {
      if (bytes === null) this.#run('DELETE FROM cache WHERE name = ?', [name]);
      else this.#run('INSERT OR REPLACE INTO cache (name, value) VALUES (?, ?)', [name, bytes]);
    });
  }

  atomically(work: () => void, waitMs?: number): boolean {
    return (
      this.#write(() => {
        this.#isAtomic = true;
        try {
          work();
        } finally {
          this.#isAtomic = false;
        }
        return true;
      }, waitMs) ?? false
    );
  }

  hasSeenReport(key: string): boolean {
    return this.#get('SELECT 1 FROM seenReports WHERE key = ?', [key]) !== undefined;
  }

  markReportSeen(key: string, atMs: number): void {
    this.#write(() => {
      this.#run('INSERT OR REPLACE INTO seenReports (key, atMs) VALUES (?, ?)', [key, atMs]);
      this.#run('DELETE FROM seenReports WHERE atMs < ?', [atMs - seenReportsKeptMs]);
    });
  }

  summary(): ReturnType<Ledger['summary']> {
    const count = (sql: string): number => numberOf(this.#get(sql)?.['n']);
    const pages = numberOf(this.#get('PRAGMA page_count')?.['page_count']);
    const pageBytes = numberOf(this.#get('PRAGMA page_size')?.['page_size']);
    return {
      documents: count('SELECT count(*) AS n FROM documents'),
      origins: count('SELECT count(*) AS n FROM origins'),
      flowDays: count('SELECT count(DISTINCT day) AS n FROM flow'),
      sessions: count('SELECT count(*) AS n FROM sessions'),
      bytes: pages * pageBytes,
    };
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #replay(key: DocumentKey, snapshot: StoredDocument, journal: readonly Row[]): StoredDocument {
    let text = snapshot.text ?? '';
    const attribution = Attribution.fromRuns(snapshot.runs);
    for (const row of journal) {
      const edits = unpackEdits(textOf(row['edits']) ?? '', (stored) => this.#originId(stored));
      const fits = edits?.every((edit) => {
        if (edit.offset + edit.deletedUtf16Length > text.length) return false;
        attribution.replace(edit.offset, edit.deletedUtf16Length, edit.insertedRuns);
        text = text.slice(0, edit.offset) + edit.insertedText + text.slice(edit.offset + edit.deletedUtf16Length);
        return true;
      });
      if (fits !== true) {
        this.#log.warn(`The journal of ${key.path} does not fit its snapshot; what came after is left out`);
        break;
      }
    }
    // What is on disk is the text of the snapshot, not this one.
    return { runs: attribution.runs(), blobOid: null, text };
  }

  /** The database's id of an origin, given to it now if it is new there. Only within {@link #write}. */
  #storedId(originId: OriginId): number {
    const known = this.#storedIdOf.get(originId);
    if (known !== undefined) return known;
    const key = originKey(this.origins.get(originId));
    this.#run('INSERT INTO origins (key) VALUES (?) ON CONFLICT (key) DO NOTHING', [key]);
    const stored = numberOf(this.#get('SELECT id FROM origins WHERE key = ?', [key])?.['id']);
    this.#storedIdOf.set(originId, stored);
    this.#originIdOf.set(stored, originId);
    this.#givenNow.set(stored, originId);
    return stored;
  }

  #originId(stored: number): OriginId {
    const known = this.#originIdOf.get(stored);
    if (known !== undefined) return known;
    // Another process has added it since.
    return this.#learn(stored, this.#get('SELECT key FROM origins WHERE id = ?', [stored])?.['key']);
  }

  #learn(stored: number, key: unknown): OriginId {
    const origin = typeof key === 'string' ? originFromKey(key) : null;
    if (origin === null) this.#log.warn(`Origin ${stored} of the ledger cannot be read and counts as unknown`);
    const originId = origin === null ? unknownOriginId : this.origins.intern(origin);
    this.#originIdOf.set(stored, originId);
    if (origin !== null) this.#storedIdOf.set(originId, stored);
    return originId;
  }

  /**
   * Runs `work` as one transaction; null when nothing can be written. What fails is logged and shown as the ledger's problem. Whoever gives `waitMs`
   * keeps what could not be written and comes again.
   */
  #write<T>(work: () => T, waitMs?: number): T | null {
    if (this.swallowsWrites) return null;
    // What fails within a larger transaction fails as a whole.
    if (this.#isAtomic) return work();
    this.#givenNow.clear();
    try {
      if (waitMs !== undefined) this.#database.exec(`PRAGMA busy_timeout = ${waitMs}`);
      this.#database.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#database.exec('COMMIT');
      this.#writeProblem = null;
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      // Ids that the lost transaction gave out are not in the database, which may give them to other origins.
      for (const [stored, originId] of this.#givenNow) {
        this.#storedIdOf.delete(originId);
        this.#originIdOf.delete(stored);
      }
      this.#failed(error, waitMs !== undefined);
      return null;
    } finally {
      if (waitMs !== undefined) this.#database.exec(`PRAGMA busy_timeout = ${this.#waitMs}`);
    }
  }

  #failed(error: unknown, isKept: boolean): void {
    const reason = error instanceof Error ? error.message : String(error);
    const problem =
      isKept && isBusy(error)
        ? 'Another program is writing to the ledger; what this window saw is kept and written as soon as that ends.'
        : `The ledger could not be written (${reason}); attribution of this session may be lost.`;
    // Whoever tries again and again says it once.
    if (problem !== this.#writeProblem) this.#log.error('A write to the ledger failed', error);
    this.#writeProblem = problem;
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #run(sql: string, values: readonly (string | number | Uint8Array | null)[] = []): void {
    this.#statement(sql).run(...values);
  }

  #get(sql: string, values: readonly (string | number | null)[] = []): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, values: readonly (string | number | null)[] = []): readonly Row[] {
    return this.#statement(sql).all(...values);
  }
}
