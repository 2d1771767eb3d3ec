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

/** Reads what `git diff-tree --stdin --raw -z` prints, and the marks between: lines of its input that are no object id, which it gives back at once with all that it held back. */
export class TouchReader {
  readonly #onTouch: OnTouch;
  readonly #onMark: () => void;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #commit = '';
  #meta: string | null = null;

  constructor(onTouch: OnTouch, onMark: () => void = () => undefined) {
    this.#onTouch = onTouch;
    this.#onMark = onMark;
  }

  push(chunk: Uint8Array): void {
    const parts = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\0');
    const rest = parts.pop() ?? '';
    for (const part of parts) this.#take(part);
    this.#rest = this.#meta === null ? this.#afterMarks(rest) : rest;
  }

  #take(part: string): void {
    const meta = this.#meta;
    if (meta !== null) {
      this.#meta = null;
      this.#onTouch({ commit: this.#commit, status: meta.slice(meta.lastIndexOf(' ') + 1), path: part, meta });
      return;
    }
    const entry = this.#afterMarks(part);
    if (entry.startsWith(':')) this.#meta = entry;
    else if (entry !== '') this.#commit = entry.split(/[\s]/, 1)[0] ?? '';
  }

  #afterMarks(text: string): string {
    let at = 0;
    for (; text.startsWith(touchMark, at); at += touchMark.length) this.#onMark();
    return at === 0 ? text : text.slice(at);
  }
}

/** A line for {@link TouchReader}. */
export const touchMark = '=\n';

/** How git is asked for what {@link TouchReader} reads. A merge touches what differs from every parent: the rest came with a parent. Renames are a deletion and an addition. */
export const touchArgs = [
  ...['diff-tree', '--stdin', '--root', '-r', '-c', '--raw'],
  ...['--no-renames', '--no-abbrev', '-z'],
] as const;

/**
 * Tells which paths some commits touched, in the order of `commits`: an entry is a commit, or a commit and the one parent that it is compared with, divided by a blank. False when git
 * failed or was cancelled.
 */
export async function readTouches(
  { git, cwd, env }: { readonly git: Git; readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
  commits: readonly string[],
  onTouch: OnTouch,
  signal?: CancelSignal,
): Promise<boolean> {
  if (commits.length === 0) return true;
  const reader = new TouchReader(onTouch);
  const result = await git.run(touchArgs, {
    cwd,
    stdin: `${commits.join('\n')}\n`,
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
    onStdout: (chunk) => reader.push(chunk),
  });
  return result.ok;
}
