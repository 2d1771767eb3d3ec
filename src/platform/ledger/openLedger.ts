import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type * as Sqlite from 'node:sqlite';
import { type Ledger, type Logger } from '../../core/ports.ts';
import { isDamage } from './connection.ts';
import { NoLedger } from './noLedger.ts';
import { migrate, schemaVersion, versionOf } from './schema.ts';
import { SqliteLedger } from './sqliteLedger.ts';

/** Name of the database in the ledger's folder. */
export const ledgerFileName = 'ledger.db';

/** How long whoever has nobody waiting for an answer waits for another process's transaction. */
const patientMs = 5_000;

/** Node's SQLite, asked for when the first ledger is opened: some hosts were built without it, whatever the types say. */
function loadSqlite(): typeof Sqlite | null {
  const found = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
  return found ?? null;
}

function open(sqlite: typeof Sqlite, file: string, isReadOnly: boolean): Sqlite.DatabaseSync {
  const database = new sqlite.DatabaseSync(file, { readOnly: isReadOnly, timeout: patientMs });
  try {
    if (!isReadOnly) {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
      if (versionOf(database) <= schemaVersion) migrate(database);
    }
    // Reads every table once, so that damage shows now and not in the middle of an edit.
    database.prepare('SELECT count(*) FROM origins').get();
    database.prepare('SELECT id FROM documents LIMIT 1').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Puts a damaged database out of the way, so that a new one can be made and the old one looked at. */
function setAside(file: string, atMs: number): string {
  const aside = `${file}.corrupt-${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(file, aside);
  for (const suffix of ['-wal', '-shm', '.damaged']) rmSync(file + suffix, { force: true });
  return aside;
}

/** A file beside the database that says that damage was found while it was read. */
const markerOf = (file: string): string => `${file}.damaged`;

/** A ledger that goes on where a page of it cannot be read, and is set aside when it is opened next. */
function bearing(ledger: SqliteLedger, file: string): SqliteLedger {
  ledger.bearDamage(() => {
    try {
      writeFileSync(markerOf(file), '', { mode: 0o600 });
    } catch {
      // Then the next one finds it, too.
    }
  });
  return ledger;
}

/** A ledger that is forgotten with the process, for places where nothing can be stored. */
function openInMemory(sqlite: typeof Sqlite, log: Logger, problem: string | null): Ledger {
  return new SqliteLedger(open(sqlite, ':memory:', false), log, false, problem, patientMs);
}

/** What {@link openLedger} needs. */
export interface LedgerPlace {
  /** The folder of the ledger; made if it is missing. */
  readonly folder: string;
  readonly log: Logger;
  readonly nowMs: number;
  /** How long a write waits for another process's transaction; default some seconds. Less where a person's keys wait with it. */
  readonly waitMs?: number;
}

/**
 * Opens the ledger in a folder, or makes it: a SQLite database in WAL mode, readable by its owner only. Never throws for what it finds:
 * a damaged database is set aside, one of a newer version is opened for reading only, and where nothing can be stored the ledger lives
 * in memory; `problem` then says so.
 */
export function openLedger({ folder, log, nowMs, waitMs = patientMs }: LedgerPlace): Ledger {
  const sqlite = loadSqlite();
  if (sqlite === null)
    return new NoLedger('This host has no SQLite: attribution is not stored. Node 22.13 or newer has it.');
  const file = path.join(folder, ledgerFileName);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (existsSync(markerOf(file))) return startAnew(sqlite, file, log, nowMs, waitMs);
    const isNew = !existsSync(file);
    const database = open(sqlite, file, false);
    if (isNew)
      for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) chmodSync(file + suffix, 0o600);
    if (versionOf(database) > schemaVersion) {
      database.close();
      return new SqliteLedger(
        open(sqlite, file, true),
        log,
        true,
        'The ledger was written by a newer version of AI Code Share: it is read, and nothing new is stored.',
        waitMs,
      );
    }
    return bearing(new SqliteLedger(database, log, false, null, waitMs), file);
  } catch (error) {
    log.error(`The ledger ${file} could not be opened`, error);
    if (isDamage(error)) return startAnew(sqlite, file, log, nowMs, waitMs);
    const reason = error instanceof Error ? error.message : String(error);
    return openInMemory(
      sqlite,
      log,
      `The ledger cannot be stored in ${folder} (${reason}): this session is forgotten when it ends.`,
    );
  }
}

function startAnew(sqlite: typeof Sqlite, file: string, log: Logger, nowMs: number, waitMs: number): Ledger {
  try {
    const aside = setAside(file, nowMs);
    const problem = `The ledger was damaged and is set aside as ${path.basename(aside)}; live attribution from before is lost, history is read again.`;
    const database = open(sqlite, file, false);
    chmodSync(file, 0o600);
    return bearing(new SqliteLedger(database, log, false, problem, waitMs), file);
  } catch (error) {
    log.error(`The damaged ledger ${file} could not be set aside`, error);
    return openInMemory(
      sqlite,
      log,
      'The ledger is damaged and could not be set aside: this session is forgotten when it ends.',
    );
  }
}
