import { type CancelSignal, type Git } from '../core/ports.ts';

/** What a commit did to a path, in the words of git's raw format. */
export interface Touch {
  /** Full object id of the commit. */
  readonly commit: string;
  /** Git's status letter, one for each parent of a merge. */
  readonly status: string;
  readonly path: string;
  /** Object ids and file modes, as git prints them: see {@link blobBefore} and {@link blobAfter}. */
  readonly meta: string;
}

/** Told of each touch. */
export type OnTouch = (touch: Touch) => void;

const regular = /^:+100/;

/** The object id of a regular file that a commit with one parent deleted; null for a link or a submodule. */
export function blobBefore({ meta }: Touch): string | null {
  return regular.test(meta) ? (meta.split(' ')[2] ?? null) : null;
}

/** Whether what a commit added is a regular file, not a link or a submodule. */
export function isRegularAfter({ meta }: Touch): boolean {
  return meta.split(' ')[1]?.startsWith('100') === true;
}

/** The object id of a file that a commit added. */
export function blobAfter({ meta }: Touch): string {
  return meta.split(' ').at(-2) ?? '';
}

/** From here on UTF-16 has another order than UTF-8. */
const otherOrder = /[\ud800-\uffff]/;

/** Touches of one commit by path, byte by byte, as git lists them and looks through them for renames. */
export function inOrderOfGit(touches: readonly Touch[]): Touch[] {
  const isPlain = !touches.some(({ path }) => otherOrder.test(path));
  const compare = (one: string, other: string): number =>
    isPlain ? (one < other ? -1 : 1) : Buffer.compare(Buffer.from(one), Buffer.from(other));
  return [...touches].sort((a, b) => compare(a.path, b.path));
}

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
  let meta: string | null = null;
  const take = (part: string): void => {
    if (meta !== null) {
      onTouch({ commit, status: meta.slice(meta.lastIndexOf(' ') + 1), path: part, meta });
      meta = null;
    } else if (part.startsWith(':')) {
      meta = part;
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
