import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { atProcessEnd } from './processEnd.ts';

/** A folder that is gone when the process is. */
export interface TemporaryFolder {
  /** Absolute, with symbolic links resolved: git and VS Code report such paths. */
  readonly path: string;
  /** Removes the folder with all that is in it; a second call does nothing. */
  remove(): Promise<void>;
}

const patience = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/**
 * Makes an empty folder in the system's place for such. The prefix should be short: VS Code puts sockets below its data folder, and
 * a socket's path may have about 100 bytes.
 */
export function makeTemporaryFolder(prefix: string): TemporaryFolder {
  const folder = mkdtempSync(path.join(realpathSync(os.tmpdir()), prefix));
  const forget = atProcessEnd(() => rmSync(folder, patience));
  return {
    path: folder,
    async remove() {
      await rm(folder, patience);
      forget();
    },
  };
}
