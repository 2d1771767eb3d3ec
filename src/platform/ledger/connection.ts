import { type DatabaseSync, type StatementSync } from 'node:sqlite';
import { type LedgerProblem, type Logger } from '../../core/ports.ts';

/** A row of an answer, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** The text in a column; null for anything else. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
/** The number in a column; 0 for anything else. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
/** The bytes in a column; null for anything else. */
export const bytesOf = (value: unknown): Uint8Array | null => (value instanceof Uint8Array ? value : null);

/** SQLite's code for "another connection is writing"; the low byte of an extended code is the code. */
const busyCode = 5;

/** SQLite's codes for a database whose pages are not what it wrote, and for a file that is none. */
const damageCodes: readonly number[] = [11, 26];

function codeOf(error: unknown): number | null {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  return typeof code === 'number' ? code & 0xff : null;
}

function isBusy(error: unknown): boolean {
  return codeOf(error) === busyCode;
}

/** Whether an error says that the database is damaged. */
export function isDamage(error: unknown): boolean {
  return damageCodes.includes(codeOf(error) ?? 0);
}

const damageProblem =
  'The ledger is damaged: not all of it could be read. It is set aside when it is opened next, and history is read again.';

/** The ledger's way to its database: statements that are prepared once, and transactions that fail as a whole and say why. */
export class LedgerConnection {
  readonly #database: DatabaseSync;
  readonly #log: Logger;
  readonly #isReadOnly: boolean;
  readonly #waitMs: number;
  readonly #statements = new Map<string, StatementSync>();
  readonly #transactionListeners: { readonly onBegin: () => void; readonly onRollback: () => void }[] = [];
  #openingProblem: LedgerProblem;
  /** What is done where a read finds damage; null while the ledger is being opened, which fails of it. */
  #onDamage: (() => void) | null = null;
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
  }

  /** What a person should know: why the last write failed, else what went wrong on opening. */
  get problem(): LedgerProblem {
    return this.#writeProblem ?? this.#openingProblem;
  }

  /**
   * From now on a read that finds damage gives nothing, calls `onDamage`, and is the ledger's problem: opening looks at a few pages only, and what is found
   * later must not end what the person is doing.
   */
  bearDamage(onDamage: () => void): void {
    this.#onDamage = onDamage;
  }

  #read<T>(work: () => T, nothing: T): T {
    try {
      return work();
    } catch (error) {
      if (this.#onDamage === null || !isDamage(error)) throw error;
      if (this.#openingProblem !== damageProblem) {
        this.#openingProblem = damageProblem;
        this.#log.error('The ledger is damaged', error);
        this.#onDamage();
      }
      return nothing;
    }
  }

  /** Whether writes do nothing. */
  get swallowsWrites(): boolean {
    return this.#isReadOnly || !this.#database.isOpen;
  }

  /** Calls back when a transaction begins, and when what it wrote is lost. */
  onTransaction(onBegin: () => void, onRollback: () => void): void {
    this.#transactionListeners.push({ onBegin, onRollback });
  }

  /**
   * Runs `work` as one transaction; null when nothing can be written. What fails is logged and shown as the ledger's problem. Whoever gives `waitMs`
   * keeps what could not be written and comes again.
   */
  write<T>(work: () => T, waitMs?: number): T | null {
    if (this.swallowsWrites) return null;
    // What fails within a larger transaction fails as a whole.
    if (this.#isAtomic) return work();
    for (const { onBegin } of this.#transactionListeners) onBegin();
    try {
      if (waitMs !== undefined) this.#database.exec(`PRAGMA busy_timeout = ${waitMs}`);
      this.#database.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#database.exec('COMMIT');
      this.#writeProblem = null;
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      for (const { onRollback } of this.#transactionListeners) onRollback();
      this.#failed(error, waitMs !== undefined);
      return null;
    } finally {
      if (waitMs !== undefined) this.#database.exec(`PRAGMA busy_timeout = ${this.#waitMs}`);
    }
  }

  /** Runs `work`, in which every write belongs to one transaction; false when nothing was written. */
  atomically(work: () => void, waitMs?: number): boolean {
    return (
      this.write(() => {
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

  /** Changes the database; within {@link write}. */
  run(sql: string, values: readonly (string | number | Uint8Array | null)[] = []): void {
    this.#statement(sql).run(...values);
  }

  /** The first row of an answer. */
  get(sql: string, values: readonly (string | number | null)[] = []): Row | undefined {
    return this.#read(() => this.#statement(sql).get(...values), undefined);
  }

  /** Every row of an answer. */
  all(sql: string, values: readonly (string | number | null)[] = []): readonly Row[] {
    return this.#read(() => this.#statement(sql).all(...values), []);
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}
