import {
  OriginTable,
  originFromKey,
  originKey,
  unknownOriginId,
  type OriginId,
} from '../../core/attribution/origin.ts';
import { type Logger } from '../../core/ports.ts';
import { numberOf, type LedgerConnection } from './connection.ts';

/**
 * The origins of a ledger. The database gives its own ids to them, since several processes add to it at once; they are translated here and
 * never leave this folder.
 */
export class StoredOrigins {
  readonly table = new OriginTable();
  readonly #connection: LedgerConnection;
  readonly #log: Logger;
  readonly #storedIdOf = new Map<OriginId, number>();
  readonly #originIdOf = new Map<number, OriginId>();
  /** Origins that got their stored id in the transaction under way, by that id. */
  readonly #givenNow = new Map<number, OriginId>();

  constructor(connection: LedgerConnection, log: Logger) {
    this.#connection = connection;
    this.#log = log;
    connection.onTransaction(
      () => this.#givenNow.clear(),
      () => this.#forgetGiven(),
    );
    for (const row of connection.all('SELECT id, key FROM origins ORDER BY id'))
      this.#learn(numberOf(row['id']), row['key']);
  }

  /** The database's id of an origin, given to it now if it is new there. Only within a transaction. */
  storedId(originId: OriginId): number {
    const known = this.#storedIdOf.get(originId);
    if (known !== undefined) return known;
    const key = originKey(this.table.get(originId));
    this.#connection.run('INSERT INTO origins (key) VALUES (?) ON CONFLICT (key) DO NOTHING', [key]);
    const stored = numberOf(this.#connection.get('SELECT id FROM origins WHERE key = ?', [key])?.['id']);
    this.#storedIdOf.set(originId, stored);
    this.#originIdOf.set(stored, originId);
    this.#givenNow.set(stored, originId);
    return stored;
  }

  /** The origin behind a database's id; unknown if it cannot be read. */
  originId(stored: number): OriginId {
    const known = this.#originIdOf.get(stored);
    if (known !== undefined) return known;
    // Another process has added it since.
    return this.#learn(stored, this.#connection.get('SELECT key FROM origins WHERE id = ?', [stored])?.['key']);
  }

  #learn(stored: number, key: unknown): OriginId {
    const origin = typeof key === 'string' ? originFromKey(key) : null;
    if (origin === null) this.#log.warn(`Origin ${stored} of the ledger cannot be read and counts as unknown`);
    const originId = origin === null ? unknownOriginId : this.table.intern(origin);
    this.#originIdOf.set(stored, originId);
    if (origin !== null) this.#storedIdOf.set(originId, stored);
    return originId;
  }

  /** Ids that a lost transaction gave out are not in the database, which may give them to other origins. */
  #forgetGiven(): void {
    for (const [stored, originId] of this.#givenNow) {
      this.#storedIdOf.delete(originId);
      this.#originIdOf.delete(stored);
    }
  }
}
