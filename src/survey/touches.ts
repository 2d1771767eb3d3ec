import { type CancelSignal, type Git } from '../core/ports.ts';

/** How a commit touched a path: git's status letter, one for each parent of a merge. */
export type OnTouch = (commit: string, status: string, path: string) => void;

/**
 * Tells which paths some commits touched, in the order of `commits`. A merge touches what differs from every parent: the rest came with a parent.
 * An entry is a commit, or a commit and the one parent that it is compared with, divided by a blank. Renames are a deletion and an addition. False when
 * git failed or was cancelled.
 */
export async function readTouches(
  { git, cwd, env }: { readonly git: Git; readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
  commits: readonly string[],
  onTouch: OnTouch,
  signal?: CancelSignal,
): Promise<boolean> {
  if (commits.length === 0) return true;
  const decoder = new TextDecoder();
  let rest = '';
  let commit = '';
  let status: string | null = null;
  const take = (part: string): void => {
    if (status !== null) {
      onTouch(commit, status, part);
      status = null;
    } else if (part.startsWith(':')) {
      status = part.slice(part.lastIndexOf(' ') + 1);
    } else if (part !== '') {
      commit = part.split(/[\s]/, 1)[0] ?? '';
    }
  };
  const result = await git.run(
    ['diff-tree', '--stdin', '--root', '-r', '-c', '--raw', '--no-renames', '--no-abbrev', '-z'],
    {
      cwd,
      stdin: `${commits.join('\n')}\n`,
      ...(env === undefined ? {} : { env }),
      ...(signal === undefined ? {} : { signal }),
      onStdout: (chunk) => {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\0');
        rest = parts.pop() ?? '';
        for (const part of parts) take(part);
      },
    },
  );
  return result.ok;
}
