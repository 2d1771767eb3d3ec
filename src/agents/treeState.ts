import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Git, type GitResult } from '../core/ports.ts';
import { type FileState, type TreeState } from './inbox/entry.ts';

/** Larger files are no code. */
const largestFileBytes = 5 * 1024 * 1024;

/** What a snapshot may hold; a work tree with more changed files is in the middle of something that no command can be asked about. */
const mostFiles = 2_000;
const mostBytes = 64 * 1024 * 1024;

/** What a snapshot needs from outside. */
export interface TreeServices {
  readonly git: Git;
  /** Keeps the bytes of a file and names them. */
  readonly keepText: (bytes: Uint8Array) => string;
  /** Whether a path may count; generated and vendored files are left out. */
  readonly counts: (path: string) => boolean;
}

/** The state of a work tree, or why it is not known; `reason` is a short sentence part for `doctor`. */
export type TreeReading =
  { readonly ok: true; readonly tree: TreeState } | { readonly ok: false; readonly reason: string };

const tooMuch = { ok: false, reason: 'a work tree with too many changed files' } as const;

const whyNoStatus: Readonly<Record<Exclude<GitResult, { ok: true }>['reason'], string>> = {
  noGit: 'git was not found, so that nobody knows what a command changed',
  failed: 'git failed, so that nobody knows what a command changed',
  cancelled: 'git took too long to wait for, so that nobody knows what a command changed',
  tooMuchOutput: tooMuch.reason,
};

/** The regular file at a path; null where there is none, or one that is too large. Follows no link. */
export function readRegularFile(absolutePath: string): Uint8Array | null {
  try {
    const stat = lstatSync(absolutePath);
    return stat.isFile() && stat.size <= largestFileBytes ? readFileSync(absolutePath) : null;
  } catch {
    return null;
  }
}

/** What git is asked for the state of a work tree. `--no-ahead-behind`: with `--branch`, which names HEAD, git else counts the commits between a branch and its upstream. */
export const statusArguments: readonly string[] = [
  ...['status', '--porcelain=v2', '-z', '--branch', '--no-ahead-behind'],
  ...['--untracked-files=all', '--no-renames', '--ignore-submodules=all'],
];

/**
 * The files of a work tree that are not as HEAD has them, with their texts; ignored files are not among them. Costs one `git status`.
 */
export async function readTreeState(root: string, services: TreeServices): Promise<TreeReading> {
  const result = await services.git.run(statusArguments, { cwd: root, maxBytes: 16 * 1024 * 1024 });
  if (!result.ok) return { ok: false, reason: whyNoStatus[result.reason] };
  const status = parseStatus(new TextDecoder().decode(result.stdout));
  const paths = status.paths.filter(services.counts);
  if (paths.length > mostFiles) return tooMuch;
  const files: FileState[] = [];
  let bytes = 0;
  for (const relative of paths) {
    const absolutePath = path.join(root, relative);
    const stat = lstatSync(absolutePath, { throwIfNoEntry: false });
    if (stat === undefined) {
      files.push({ path: relative, textId: null });
      continue;
    }
    const content = readRegularFile(absolutePath);
    if (content === null) continue;
    bytes += content.length;
    if (bytes > mostBytes) return tooMuch;
    files.push({ path: relative, textId: services.keepText(content) });
  }
  return { ok: true, tree: { head: status.head, files } };
}

/** Reads the output of `git status --porcelain=v2 -z --branch` (git-status(1)). */
export function parseStatus(output: string): { readonly head: string | null; readonly paths: readonly string[] } {
  let head: string | null = null;
  const paths: string[] = [];
  for (const record of output.split('\0')) {
    const oid = /^# branch\.oid ([0-9a-f]{40,64})$/.exec(record)?.[1];
    if (oid !== undefined) head = oid;
    const fieldsBefore = record.startsWith('1 ') ? 8 : record.startsWith('u ') ? 10 : record.startsWith('? ') ? 1 : 0;
    if (fieldsBefore === 0) continue;
    const found = new RegExp(`^(?:\\S+ ){${fieldsBefore}}([\\s\\S]*)$`).exec(record)?.[1];
    // A folder with a repository of its own ends with a slash.
    if (found !== undefined && found !== '' && !found.endsWith('/')) paths.push(found);
  }
  return { head, paths };
}
