import { type BlameRow, type CachedBlame } from '../../core/ports.ts';
import { bytesOf, textOf, type LedgerConnection } from './connection.ts';
import { packPieces, unpackPieces } from './storedPieces.ts';

/** Answers of blame that are kept: several states of a repository of 100,000 files. */
const mostBlameRows = 400_000;

/** What was read of a history and can be read again: answers of blame, and whatever else has a name. */
export class StoredHistory {
  readonly #connection: LedgerConnection;

  constructor(connection: LedgerConnection) {
    this.#connection = connection;
  }

  readBlame(path: string, blobOid: string): CachedBlame | null {
    const row = this.#connection.get('SELECT askedAt, pieces FROM blame WHERE path = ? AND blobOid = ?', [
      path,
      blobOid,
    ]);
    const packed = bytesOf(row?.['pieces']);
    const pieces = packed === null ? null : unpackPieces(packed);
    return pieces === null ? null : { askedAt: textOf(row?.['askedAt']) ?? '', pieces };
  }

  writeBlame(rows: readonly BlameRow[]): void {
    if (rows.length === 0) return;
    this.#connection.write(() => {
      for (const { path, blobOid, askedAt, pieces } of rows)
        this.#connection.run('INSERT OR REPLACE INTO blame (path, blobOid, askedAt, pieces) VALUES (?, ?, ?, ?)', [
          path,
          blobOid,
          askedAt,
          packPieces(pieces),
        ]);
      // Ids grow with every write, so the lowest are the answers that were not needed for longest.
      this.#connection.run('DELETE FROM blame WHERE id <= (SELECT max(id) FROM blame) - ?', [mostBlameRows]);
    });
  }

  readCache(name: string): Uint8Array | null {
    return bytesOf(this.#connection.get('SELECT value FROM cache WHERE name = ?', [name])?.['value']);
  }

  trimCache(beginning: string, most: number): void {
    this.#connection.write(() =>
      // A row that is replaced takes a new number. Nothing of Unicode comes after the last name.
      this.#connection.run(
        `DELETE FROM cache WHERE rowid IN
           (SELECT rowid FROM cache WHERE name >= ? AND name < ? ORDER BY rowid DESC LIMIT -1 OFFSET ?)`,
        [beginning, `${beginning}\u{10ffff}`, most],
      ),
    );
  }

  writeCache(name: string, bytes: Uint8Array | null): void {
    this.#connection.write(() => {
      if (bytes === null) this.#connection.run('DELETE FROM cache WHERE name = ?', [name]);
      else this.#connection.run('INSERT OR REPLACE INTO cache (name, value) VALUES (?, ?)', [name, bytes]);
    });
  }
}
