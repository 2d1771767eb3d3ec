import { accessSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { ledgerFileName } from './openLedger.ts';

/** Name of our folder inside a git directory. */
const folderName = 'ai-code-share';

/** Whether files can be made in a folder, which is made first; asked by doing it, since no permission bit tells of read-only mounts. */
function isUsable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The ledger of a folder that has none in a git directory: in `storageFolder`, under a hash of the folder's real path. */
export function storedLedgerFolder(storageFolder: string, root: string): string {
  const real = existsSync(root) ? realpathSync(root) : root;
  // Loaded where it is needed: most ledgers are in a git directory, and hooks have no time.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return path.join(storageFolder, 'folders', createHash('sha256').update(real).digest('hex').slice(0, 32));
}

/**
 * The folder of the ledger of a repository or plain folder: `ai-code-share` in the git directory that all work trees share; without git, or where
 * that directory cannot be written, a folder in `storageFolder`, which may be asked for only then: to find it takes time.
 */
export function ledgerFolder(commonDir: string | null, root: string, storageFolder: string | (() => string)): string {
  if (commonDir !== null) {
    const folder = path.join(commonDir, folderName);
    if (isUsable(folder)) return folder;
  }
  return storedLedgerFolder(typeof storageFolder === 'string' ? storageFolder : storageFolder(), root);
}

/** A place for git's index of changed paths inside the ledger's folder; null where it cannot be made. */
export function cacheFolder(folder: string): string | null {
  try {
    // git takes an object folder only if it exists.
    mkdirSync(path.join(folder, 'cache', 'objects'), { recursive: true, mode: 0o700 });
    return path.join(folder, 'cache');
  } catch {
    return null;
  }
}

/** A variable that names more folders in which editors keep their data, divided as PATH is. */
export const editorDataVariable = 'AI_CODE_SHARE_EDITOR_DATA';

/** Where editors keep the storage of extensions, for a command line that runs outside of them. */
function editorStorageFolders(extensionId: string, env: NodeJS.ProcessEnv): readonly string[] {
  const home = homedir();
  const configFolder =
    process.platform === 'win32'
      ? (env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'))
      : process.platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support')
        : (env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'));
  const dataFolder = env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share');
  const desktops = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'].map((name) =>
    path.join(configFolder, name),
  );
  const servers = [
    path.join(dataFolder, 'code-server'),
    path.join(home, '.vscode-server', 'data'),
    path.join(home, '.vscode-server-insiders', 'data'),
    path.join(home, '.cursor-server', 'data'),
  ];
  const named = (env[editorDataVariable] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return [...named, ...desktops, ...servers].map((folder) => path.join(folder, 'User', 'globalStorage', extensionId));
}

/** A variable that is empty or relative counts as not set (XDG Base Directory Specification). */
function xdgDataFolder(env: NodeJS.ProcessEnv): string {
  const named = env['XDG_DATA_HOME'] ?? '';
  return path.isAbsolute(named) ? named : path.join(homedir(), '.local', 'share');
}

/** The person's own folder of ours, for what belongs to no editor and no repository. */
export function personDataFolder(env: NodeJS.ProcessEnv): string {
  const data =
    process.platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'))
      : xdgDataFolder(env);
  return path.join(data, folderName);
}

/** When the ledger of a plain folder was written last, Unix milliseconds; null where there is none in this storage. */
function writtenAtMs(storageFolder: string, root: string): number | null {
  const file = path.join(storedLedgerFolder(storageFolder, root), ledgerFileName);
  const times = ['', '-wal'].map((suffix) => statSync(file + suffix, { throwIfNoEntry: false })?.mtimeMs ?? null);
  return times[0] === null ? null : Math.max(...times.map((time) => time ?? 0));
}

/** The storage of the editor that wrote the ledger of `root` last; null where none has one. */
function editorStorageOf(root: string, extensionId: string, env: NodeJS.ProcessEnv): string | null {
  const used = editorStorageFolders(extensionId, env).flatMap((folder) => {
    const atMs = writtenAtMs(folder, root);
    return atMs === null ? [] : [{ folder, atMs }];
  });
  return used.sort((a, b) => b.atMs - a.atMs)[0]?.folder ?? null;
}

/**
 * The storage folder that a command line uses: the one that is named, else that of the editor which wrote the ledger of `root` last, else our own in
 * the person's data folder.
 */
export function commandLineStorageFolder(
  root: string,
  extensionId: string,
  named: string | null,
  env: NodeJS.ProcessEnv,
): string {
  return named ?? editorStorageOf(root, extensionId, env) ?? personDataFolder(env);
}

/**
 * The folder that an editor has open around a folder without git: itself or the nearest above it of which there is a ledger in the named storage, without
 * one in that of any editor; itself where there is none.
 */
export function rootOfEditor(
  folder: string,
  extensionId: string,
  named: string | null,
  env: NodeJS.ProcessEnv,
): string {
  const isOpened = (root: string): boolean =>
    named === null ? editorStorageOf(root, extensionId, env) !== null : writtenAtMs(named, root) !== null;
  for (let at = folder; ; at = path.dirname(at)) {
    if (isOpened(at)) return at;
    if (path.dirname(at) === at) return folder;
  }
}
