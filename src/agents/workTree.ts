import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The work tree that holds a file or folder. All paths absolute and real. */
export interface WorkTree {
  readonly root: string;
  /** The git directory that all work trees of the repository share. */
  readonly commonDir: string;
}

/** How deep a folder may be below the root of its work tree, or of the disk. */
const mostLevels = 200;

/** The deepest folder at or above `folder` that is there, with its links resolved; null where there is none. */
function realFolder(folder: string): { readonly real: string; readonly missing: string } | null {
  let missing = '';
  let at = folder;
  for (let level = 0; level < mostLevels; level++) {
    try {
      return { real: realpathSync(at), missing };
    } catch {
      const parent = path.dirname(at);
      if (parent === at) return null;
      missing = missing === '' ? path.basename(at) : path.join(path.basename(at), missing);
      at = parent;
    }
  }
  return null;
}

/** The shared git directory of a root; null where the folder is no root of a work tree. */
function commonDirOf(root: string): string | null {
  const dotGit = path.join(root, '.git');
  const stat = lstatSync(dotGit, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isDirectory())
    return lstatSync(path.join(dotGit, 'HEAD'), { throwIfNoEntry: false }) === undefined ? null : dotGit;
  if (!stat.isFile() || stat.size > 8_192) return null;
  const named = /^gitdir: ([^\n]+)\n?$/.exec(readFileSync(dotGit, 'utf8'))?.[1];
  if (named === undefined) return null;
  const gitDir = path.resolve(root, named);
  try {
    const common = readFileSync(path.join(gitDir, 'commondir'), 'utf8').trim();
    return realpathSync(path.resolve(gitDir, common));
  } catch {
    // A submodule has a git directory of its own.
    return lstatSync(path.join(gitDir, 'HEAD'), { throwIfNoEntry: false }) === undefined ? null : realpathSync(gitDir);
  }
}

/** The work tree of a folder that need not be there any more, or not yet. Starts no git, so that a hook costs nothing. */
export function workTreeOf(folder: string): WorkTree | null {
  const start = realFolder(folder);
  if (start === null) return null;
  let at = start.real;
  for (let level = 0; level < mostLevels; level++) {
    // What lies in a git directory is nobody's code.
    if (path.basename(at) === '.git') return null;
    const commonDir = commonDirOf(at);
    if (commonDir !== null) return { root: at, commonDir };
    const parent = path.dirname(at);
    if (parent === at) return null;
    at = parent;
  }
  return null;
}

/** A file by its work tree. */
export interface FilePlace {
  readonly workTree: WorkTree;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
}

/**
 * Where a file is that an agent named; null outside of every work tree, within a git directory, and for a symbolic link, which may lead anywhere.
 * Links on the way are followed first, so that a folder that leads out of a work tree is outside of it.
 */
export function placeOfFile(named: string, cwd: string | null): FilePlace | null {
  if (cwd === null && !path.isAbsolute(named)) return null;
  const absolute = path.resolve(cwd ?? '/', named);
  const folder = realFolder(path.dirname(absolute));
  if (folder === null) return null;
  const absolutePath = path.join(folder.real, folder.missing, path.basename(absolute));
  if (lstatSync(absolutePath, { throwIfNoEntry: false })?.isSymbolicLink() === true) return null;
  const workTree = workTreeOf(path.dirname(absolutePath));
  if (workTree === null) return null;
  const relative = path.relative(workTree.root, absolutePath).split(path.sep).join('/');
  return relative === '' || relative.startsWith('../') ? null : { workTree, path: relative, absolutePath };
}
