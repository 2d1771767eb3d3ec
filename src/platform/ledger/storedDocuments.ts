import { randomInt } from 'node:crypto';
import { Attribution } from '../../core/attribution/attribution.ts';
import { decodeRuns, encodeRuns } from '../../core/attribution/codec.ts';
import { type DocumentKey, type Ledger, type LedgerEdit, type Logger, type StoredDocument } from '../../core/ports.ts';
import { bytesOf, numberOf, textOf, type LedgerConnection, type Row } from './connection.ts';
import { packEdits, packText, unpackEdits, withText } from './storedForms.ts';
import { type StoredOrigins } from './storedOrigins.ts';
import { type StoredStates } from './storedStates.ts';

/** The documents of a ledger: a snapshot of each, and the journal of the edits since. Its methods mean what those of {@link Ledger} mean. */
export class StoredDocuments {
  readonly #connection: LedgerConnection;
  readonly #origins: StoredOrigins;
  readonly #states: StoredStates;
  readonly #log: Logger;

  constructor(connection: LedgerConnection, origins: StoredOrigins, states: StoredStates, log: Logger) {
    this.#connection = connection;
    this.#origins = origins;
    this.#states = states;
    this.#log = log;
  }

  read(key: DocumentKey): StoredDocument | null {
    const row = this.#connection.get('SELECT id, runs, blobOid, text FROM documents WHERE worktree = ? AND path = ?', [
      key.worktree,
      key.path,
    ]);
    const packedRuns = bytesOf(row?.['runs']);
    if (row === undefined || packedRuns === null) return null;
    const decoded = decodeRuns(packedRuns, (stored) => this.#origins.originId(stored));
    if (!decoded.ok) {
      this.#log.warn(`The stored attribution of ${key.path} cannot be read: ${decoded.reason}`);
      return null;
    }
    const { runs } = decoded;
    const journal = this.#connection.all('SELECT edits FROM journal WHERE documentId = ? ORDER BY sequence', [
      numberOf(row['id']),
    ]);
    const snapshot = withText({ runs, blobOid: textOf(row['blobOid']) }, bytesOf(row['text']));
    return journal.length === 0 ? snapshot : this.#replay(key, snapshot, journal);
  }

  generationOf(key: DocumentKey): number | null {
    const row = this.#connection.get('SELECT generation FROM documents WHERE worktree = ? AND path = ?', [
      key.worktree,
      key.path,
    ]);
    return row === undefined ? null : numberOf(row['generation']);
  }

  write(key: DocumentKey, document: StoredDocument): number {
    // Two writers that write at once must not get the same generation.
    const generation = randomInt(2 ** 47);
    this.#connection.write(() => {
      this.#states.keepText(key, document.blobOid);
      const runs = encodeRuns(document.runs.map((run) => ({ ...run, originId: this.#origins.storedId(run.originId) })));
      this.#connection.run(
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
      this.#connection.run(
        'DELETE FROM journal WHERE documentId = (SELECT id FROM documents WHERE worktree = ? AND path = ?)',
        [key.worktree, key.path],
      );
      if (document.blobOid !== null) this.#states.remember(key.path, document.blobOid, document.runs);
    });
    return generation;
  }

  appendEdits(key: DocumentKey, generation: number, edits: readonly LedgerEdit[]): boolean {
    return (
      this.#connection.write(() => {
        const row = this.#connection.get(
          'SELECT id, generation, text IS NULL AS isTextGone FROM documents WHERE worktree = ? AND path = ?',
          [key.worktree, key.path],
        );
        // A journal without the text that it starts from could not be replayed.
        if (row?.['generation'] !== generation || row['isTextGone'] === 1) return false;
        const id = numberOf(row['id']);
        this.#connection.run(
          `INSERT INTO journal (documentId, sequence, edits)
           VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM journal WHERE documentId = ?), ?)`,
          [id, id, packEdits(edits, (originId) => this.#origins.storedId(originId))],
        );
        return true;
      }) ?? false
    );
  }

  remove(key: DocumentKey): void {
    this.#connection.write(() =>
      this.#connection.run('DELETE FROM documents WHERE worktree = ? AND path = ?', [key.worktree, key.path]),
    );
  }

  rename(from: DocumentKey, to: DocumentKey): void {
    this.#connection.write(() => {
      const isKnown = this.#connection.get('SELECT 1 FROM documents WHERE worktree = ? AND path = ?', [
        from.worktree,
        from.path,
      ]);
      if (isKnown === undefined) return;
      this.#connection.run('DELETE FROM documents WHERE worktree = ? AND path = ?', [to.worktree, to.path]);
      this.#connection.run('UPDATE documents SET worktree = ?, path = ? WHERE worktree = ? AND path = ?', [
        to.worktree,
        to.path,
        from.worktree,
        from.path,
      ]);
    });
  }

  list(worktree: string): ReturnType<Ledger['listDocuments']> {
    const rows = this.#connection.all(
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

  listWorktrees(): readonly string[] {
    return this.#connection
      .all('SELECT DISTINCT worktree FROM documents ORDER BY worktree')
      .map((row) => textOf(row['worktree']) ?? '');
  }

  forgetText(key: DocumentKey, blobOid: string): void {
    this.#connection.write(() =>
      this.#connection.run(
        `UPDATE documents SET text = NULL WHERE worktree = ? AND path = ? AND blobOid = ?
           AND NOT EXISTS (SELECT 1 FROM journal WHERE documentId = documents.id)`,
        [key.worktree, key.path, blobOid],
      ),
    );
  }

  #replay(key: DocumentKey, snapshot: StoredDocument, journal: readonly Row[]): StoredDocument {
    let text = snapshot.text ?? '';
    const attribution = Attribution.fromRuns(snapshot.runs);
    for (const row of journal) {
      const edits = unpackEdits(textOf(row['edits']) ?? '', (stored) => this.#origins.originId(stored));
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
}
