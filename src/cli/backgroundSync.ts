import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const lockName = 'sync.lock';
const againName = 'sync.again';

/** Commits that follow each other this fast, as a script makes them, are looked at together. */
const settleMs = 300;

/** A lock that old is of a process that is gone, whatever its number says. */
const mostLockAgeMs = 10 * 60 * 1000;

function isAlive(lock: string): boolean {
  try {
    if (Date.now() - statSync(lock).mtimeMs > mostLockAgeMs) return false;
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    // A process of somebody else cannot be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function takeLock(lock: string): boolean {
  for (let tries = 0; tries < 2; tries++) {
    try {
      const handle = openSync(lock, 'wx', 0o600);
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || isAlive(lock)) return false;
      rmSync(lock, { force: true });
    }
  }
  return false;
}

/**
 * Runs `work` for a repository in one process at a time, however many are started at once: who finds another one at it asks that one to do it again, and
 * leaves. `folder` is where the ledger is.
 */
export async function runOneAtATime(folder: string, work: () => Promise<void>): Promise<void> {
  const [lock, again] = [path.join(folder, lockName), path.join(folder, againName)];
  writeFileSync(again, '');
  // Whoever holds the lock looks once more before and after giving it back, so that no request is lost.
  while (existsSync(again) && takeLock(lock)) {
    try {
      while (existsSync(again)) {
        await new Promise((resolve) => setTimeout(resolve, settleMs));
        rmSync(again, { force: true });
        await work();
      }
    } finally {
      rmSync(lock, { force: true });
    }
  }
}
