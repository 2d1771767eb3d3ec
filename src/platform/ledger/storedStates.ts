import { decodeRuns, encodeRuns } from '../../core/attribution/codec.ts';
import { fillUnknown } from '../../core/attribution/fillUnknown.ts';
import { type Run } from '../../core/attribution/run.ts';
import { type DocumentKey, type Ledger, type Logger, type RememberedState, type StateName } from '../../core/ports.ts';
import { bytesOf, numberOf, textOf, type LedgerConnection, type Row } from './connection.ts';
import { withText } from './storedForms.ts';
import { type StoredOrigins } from './storedOrigins.ts';

/** So many saved states of one path are remembered: a stash may come back after a day of saving. */
const statesKept = 64;

/** So many of them with their text: what git took of a file before the next look is of one of the last. */
const textsKept = 16;

/** The saved states of files, by blob: commits and stashes are made of them. */
export class StoredStates {
  readonly #connection: LedgerConnection;
  readonly #origins: StoredOrigins;
  readonly #log: Logger;

  constructor(connection: LedgerConnection, origins: StoredOrigins, log: Logger) {
    this.#connection = connection;
    this.#origins = origins;
    this.#log = log;
  }

  /** Adds a state, or to what is known of it; within a transaction. */
  remember(path: string, blobOid: string, runs: readonly Run[]): void {
    if (runs.every((run) => this.#origins.table.get(run.originId).contributor === 'unknown')) return;
    const before = this.one(path, blobOid);
    // A text that went and came back is known less well than it was.
    const best = before === null ? runs : fillUnknown(runs, before.runs, this.#origins.table);
    const packedRuns = encodeRuns(best.map((run) => ({ ...run, originId: this.#origins.storedId(run.originId) })));
    this.#connection.run(
      `INSERT INTO states (path, blobOid, runs, sequence)
       VALUES (?, ?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM states WHERE path = ?))
       ON CONFLICT (path, blobOid) DO UPDATE SET runs = excluded.runs, sequence = excluded.sequence`,
      [path, blobOid, packedRuns, path],
    );
    // States are counted, not numbers: one that is saved again and again takes a new number each time.
    this.#connection.run(
      `DELETE FROM states WHERE path = ? AND sequence <=
         (SELECT sequence FROM states WHERE path = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?)`,
      [path, path, statesKept],
    );
  }

  /** Gives the state that a document is about to leave for another blob the text of it, if the document still has that; within a transaction. */
  keepText({ worktree, path }: DocumentKey, nextBlobOid: string | null): void {
    const left = this.#connection.get(
      'SELECT blobOid FROM documents WHERE worktree = ? AND path = ? AND text IS NOT NULL AND blobOid IS NOT ?',
      [worktree, path, nextBlobOid],
    );
    const blobOid = textOf(left?.['blobOid']);
    if (blobOid === null) return;
    this.#connection.run(
      `UPDATE states SET text = (SELECT text FROM documents WHERE worktree = ? AND path = ?)
       WHERE path = ? AND blobOid = ?`,
      [worktree, path, path, blobOid],
    );
    this.#connection.run(
      `UPDATE states SET text = NULL WHERE path = ? AND text IS NOT NULL AND sequence <=
         (SELECT sequence FROM states WHERE path = ? AND text IS NOT NULL ORDER BY sequence DESC LIMIT 1 OFFSET ?)`,
      [path, path, textsKept],
    );
  }

  /** Those whose text is kept. */
  withText(): readonly StateName[] {
    return this.#connection
      .all('SELECT path, blobOid FROM states WHERE text IS NOT NULL')
      .map((row) => ({ path: textOf(row['path']) ?? '', blobOid: textOf(row['blobOid']) ?? '' }));
  }

  /** Drops the texts of these; within a transaction. */
  forgetTexts(states: readonly StateName[]): void {
    for (const { path, blobOid } of states)
      this.#connection.run('UPDATE states SET text = NULL WHERE path = ? AND blobOid = ?', [path, blobOid]);
  }

  /** The states of a path, the last one first. */
  ofPath(path: string): readonly RememberedState[] {
    return this.#statesOf(this.#connection.all('SELECT * FROM states WHERE path = ? ORDER BY sequence DESC', [path]));
  }

  /** As {@link ofPath}, without what they say. */
  listOfPath(path: string): ReturnType<Ledger['listStates']> {
    // Two questions that are answered by indexes alone.
    const withText = this.#connection.all('SELECT sequence FROM states WHERE path = ? AND text IS NOT NULL', [path]);
    const hasText = new Set(withText.map((row) => numberOf(row['sequence'])));
    return this.#connection
      .all('SELECT blobOid, sequence FROM states WHERE path = ? ORDER BY sequence DESC', [path])
      .map((row) => {
        const sequence = numberOf(row['sequence']);
        return { blobOid: textOf(row['blobOid']) ?? '', sequence, hasText: hasText.has(sequence) };
      });
  }

  /** The state of a path with this blob. */
  one(path: string, blobOid: string): RememberedState | null {
    const rows = this.#connection.all('SELECT * FROM states WHERE path = ? AND blobOid = ?', [path, blobOid]);
    return this.#statesOf(rows)[0] ?? null;
  }

  /** The last state with this blob, of whatever path. */
  ofBlob(blobOid: string): RememberedState | null {
    const rows = this.#connection.all('SELECT * FROM states WHERE blobOid = ? ORDER BY sequence DESC LIMIT 1', [
      blobOid,
    ]);
    return this.#statesOf(rows)[0] ?? null;
  }

  #statesOf(rows: readonly Row[]): readonly RememberedState[] {
    return rows.flatMap((row) => {
      const decoded = decodeRuns(bytesOf(row['runs']) ?? new Uint8Array(), (stored) => this.#origins.originId(stored));
      if (!decoded.ok) {
        this.#log.warn(`A saved state of ${textOf(row['path']) ?? ''} cannot be read: ${decoded.reason}`);
        return [];
      }
      const { runs } = decoded;
      const state = { path: textOf(row['path']) ?? '', blobOid: textOf(row['blobOid']) ?? '', runs };
      return [withText(state, bytesOf(row['text']))];
    });
  }
}
