import { type Git, type GitResult } from '../core/ports.ts';
import { isSince, readGitVersion } from './gitVersion.ts';

/** A place inside a git repository. All paths absolute, as git writes them. */
export interface RepositoryPlace {
  readonly kind: 'repository';
  /** Top of the work tree; for a bare repository its git directory. */
  readonly root: string;
  readonly gitDir: string;
  /** The directory that all work trees share. */
  readonly commonDir: string;
  /** `''` for the main work tree, else the name of the linked one. */
  readonly worktree: string;
  /** The asked-for path relative to `root` with `/`; `''` for all. */
  readonly scope: string;
  readonly isBare: boolean;
  /** History is cut off: a shallow clone. */
  readonly isShallow: boolean;
  /** Objects are missing that the server has: a partial clone. Nothing is ever fetched. */
  readonly isPartial: boolean;
}

/** A folder without git. */
export interface FolderPlace {
  readonly kind: 'folder';
  readonly root: string;
  readonly scope: string;
  /** Why there is no repository, when that needs saying: no git on this machine, or a repository of somebody else. */
  readonly problem: string | null;
}

/** Where something is. */
export type Place = RepositoryPlace | FolderPlace;

/** Of git 2. */
const oldestMinor = 30;

const decoder = new TextDecoder();

/** Output of one value: all but the line break at its end, since a path may hold line breaks of its own. */
function valueOf(result: GitResult): string | null {
  return result.ok ? decoder.decode(result.stdout).replace(/\r?\n$/, '') : null;
}

/**
 * Finds the repository of a folder. `fileName` is the name of a file in it, where the question is about one file. Never throws: a folder without a
 * repository, or one that git refuses to read, is a plain folder.
 */
export async function locate(git: Git, absoluteFolder: string, fileName: string | null = null): Promise<Place> {
  const ask = (...args: readonly string[]): Promise<GitResult> =>
    git.run(['rev-parse', ...args], { cwd: absoluteFolder });
  // Exit status 1 says that there is no such setting.
  const promisor = git.run(['config', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$'], {
    cwd: absoluteFolder,
  });
  const known = ofWorkTree(await ask(...allAtOnce));
  if (known !== null) {
    const { prefix, ...found } = known;
    return { kind: 'repository', ...found, scope: scopeOf(prefix, fileName), isPartial: (await promisor).ok };
  }
  const [first, version] = await Promise.all([
    ask('--is-bare-repository', '--is-shallow-repository'),
    readGitVersion(git, absoluteFolder),
  ]);
  if (!first.ok) {
    return { kind: 'folder', root: absoluteFolder, scope: fileName ?? '', problem: problemOf(first) };
  }
  if (version !== null && !isSince(version, oldestMinor)) {
    const problem = `git ${version.major}.${version.minor} is older than 2.${oldestMinor}, the oldest that works here: history is not read; live attribution goes on.`;
    return { kind: 'folder', root: absoluteFolder, scope: fileName ?? '', problem };
  }
  const [isBareText, isShallowText] = decoder.decode(first.stdout).trim().split(/\s+/);
  const isBare = isBareText === 'true';
  const [gitDir, commonDirRaw, prefix, top] = (
    await Promise.all([
      ask('--absolute-git-dir'),
      ask('--git-common-dir'),
      ask('--show-prefix'),
      isBare ? ask('--absolute-git-dir') : ask('--show-toplevel'),
    ])
  ).map(valueOf);
  if (!gitDir || !top) {
    const problem = 'git knows this folder as part of a git directory, not of a work tree.';
    return { kind: 'folder', root: absoluteFolder, scope: fileName ?? '', problem };
  }
  return {
    kind: 'repository',
    root: top,
    gitDir,
    ...linkedTo(gitDir, commonDirRaw),
    scope: scopeOf(prefix ?? '', fileName),
    isBare,
    isShallow: isShallowText === 'true',
    isPartial: (await promisor).ok,
  };
}

/** Everything about a work tree in one process; git 2.30 does not know the form of paths, and a bare repository has no top: they are asked bit by bit. */
const allAtOnce = [
  '--is-bare-repository',
  '--is-shallow-repository',
  '--path-format=absolute',
  '--absolute-git-dir',
  '--git-common-dir',
  '--show-prefix',
  '--show-toplevel',
] as const;

function ofWorkTree(
  result: GitResult,
): (Omit<RepositoryPlace, 'kind' | 'scope' | 'isPartial'> & { readonly prefix: string }) | null {
  const lines = valueOf(result)?.split('\n') ?? [];
  const [isBare, isShallow, gitDir, commonDir, prefix, root] = lines;
  // A path may hold line breaks; then there are more lines.
  const isWhole = lines.length === allAtOnce.length - 1 && isBare === 'false';
  if (!isWhole || !gitDir || !commonDir || prefix === undefined || !root) return null;
  return { root, gitDir, ...linkedTo(gitDir, commonDir), prefix, isBare: false, isShallow: isShallow === 'true' };
}

/** Only a linked work tree has a common directory that is another and is printed as an absolute path. */
function linkedTo(
  gitDir: string,
  commonDir: string | null | undefined,
): { readonly commonDir: string; readonly worktree: string } {
  const isElsewhere = /^(?:\/|[A-Za-z]:)/.test(commonDir ?? '') && commonDir !== gitDir;
  const [, mainGitDir, linkedName] = (isElsewhere ? /^(.*)\/worktrees\/([^/]+)$/s.exec(gitDir) : null) ?? [];
  return { commonDir: mainGitDir ?? gitDir, worktree: linkedName ?? '' };
}

function scopeOf(prefix: string, fileName: string | null): string {
  return fileName === null ? prefix.replace(/\/$/, '') : `${prefix}${fileName}`;
}

function problemOf(result: Extract<GitResult, { readonly ok: false }>): string | null {
  if (result.reason === 'noGit')
    return 'There is no git on this machine: history cannot be read; live attribution goes on.';
  if (result.stderr.includes('dubious ownership')) {
    return 'git does not trust this repository, because it belongs to another user: its history is not read. "git config --global --add safe.directory" with its path would allow it.';
  }
  if (/not a git repository/i.test(result.stderr)) return null;
  return `git could not read this repository (${result.stderr.trim().split('\n')[0] ?? 'no reason given'}); its history is not read.`;
}
