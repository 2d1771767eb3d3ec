import { closeSync, constants, fstatSync, open, read } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type CancelSignal, type FileSystem } from '../../core/ports.ts';

/**
 * A symbolic link is not followed, since it may lead anywhere, and a pipe is not waited for. Windows has neither flag; there the check of the
 * opened file refuses what is no file.
 */
const readOnlyFlags =
  process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

async function listFiles(
  root: string,
  skipFolders: ReadonlySet<string>,
  signal: CancelSignal | undefined,
): Promise<readonly string[]> {
  const files: string[] = [];
  const open: string[] = [''];
  for (let folder = open.pop(); folder !== undefined && signal?.aborted !== true; folder = open.pop()) {
    // A folder that vanished or may not be read holds nothing for us.
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) files.push(relative);
      else if (entry.isDirectory() && entry.name !== '.git' && !skipFolders.has(entry.name)) open.push(relative);
    }
  }
  return files;
}

async function kindOf(root: string, relative: string): Promise<'file' | 'missing' | 'other'> {
  const parts = relative.split('/');
  for (let length = 1; length <= parts.length; length++) {
    const found = await lstat(path.join(root, ...parts.slice(0, length))).catch((error: unknown) => codeOf(error));
    if (found === 'ENOENT') return 'missing';
    if (found === null || typeof found === 'string') return 'other';
    if (length === parts.length) return found.isFile() ? 'file' : 'other';
    if (!found.isDirectory()) return 'other';
  }
  return 'other';
}

const openFile = promisify(open);
const readPart = promisify(read);

/** The bytes of an open file, as many as it said it has; fewer if it became shorter since. */
async function readAll(descriptor: number, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await readPart(descriptor, bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** The disk through `node:fs`. */
export function createFileSystem(): FileSystem {
  return {
    async readFile(absolutePath, maxBytes) {
      let descriptor: number | null = null;
      try {
        // A slow disk is waited for here and where the bytes are read. What is known of an open file is asked at once: for small files each wait costs
        // more than all the rest.
        descriptor = await openFile(absolutePath, readOnlyFlags);
        const stat = fstatSync(descriptor);
        if (!stat.isFile()) return { ok: false, reason: 'notAFile' };
        if (stat.size > maxBytes) return { ok: false, reason: 'tooLarge' };
        return { ok: true, bytes: await readAll(descriptor, stat.size), modifiedAtMs: stat.mtimeMs };
      } catch (error) {
        const code = codeOf(error);
        if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, reason: 'missing' };
        return { ok: false, reason: code === 'ELOOP' || code === 'EISDIR' ? 'notAFile' : 'unreadable' };
      } finally {
        if (descriptor !== null) closeSync(descriptor);
      }
    },
    kindOf,
    listFiles: (absoluteFolder, skipFolders, signal) => listFiles(absoluteFolder, skipFolders, signal),
  };
}
