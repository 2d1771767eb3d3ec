import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

const pollEveryMs = 500;

/** SQLite's result code for "somebody else holds the lock". */
const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

/**
 * Does `work` while no other process on this machine does work under the same lock file. The lock is one of the operating system's
 * (SQLite's, on an otherwise empty database), so it is gone with the process that held it: there are no stale locks to judge.
 * `onWait` is called once if somebody else holds the lock.
 */
export async function exclusively<T>(lockFile: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(lockFile), { recursive: true });
  const database = new DatabaseSync(lockFile);
  try {
    for (let hasWaited = false; ; hasWaited = true) {
      try {
        database.exec('BEGIN EXCLUSIVE');
        break;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (!hasWaited) onWait();
        await delay(pollEveryMs);
      }
    }
    return await work();
  } finally {
    database.close();
  }
}
