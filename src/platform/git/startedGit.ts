import { existsSync, readFileSync } from 'node:fs';
import { type GitResult } from '../../core/ports.ts';
import { hardenedArguments, hardenedShell } from './hardened.ts';

/** Git that a shell started before us, and that writes what it prints into a file. */
export interface StartedGit {
  /** What it was asked, as {@link startingScript} was told. */
  readonly args: readonly string[];
  /** The root of the work tree in which it runs, absolute and real. */
  readonly cwd: string;
  /** Absolute. Begins with the line of git's process id; at its end stand a line break and its exit status, or `free`. */
  readonly file: string;
}

/** What {@link startingScript} asks the shell; all are commands of `sh`. */
export interface StartingConditions {
  /** Fails where git shall not be run. */
  readonly isAsked: string;
  /**
   * Succeeds where nobody needs to wait for us, by what git has printed to the file `$output`; then nothing can be asked of git that would be true of this moment. It finds the
   * folder in which the shell was in `$here`, and with its links resolved in `$real`.
   */
  readonly isFree: string;
}

const lookEveryMs = 1;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Lines of POSIX `sh`, for a subshell of its own whose standard output is the file `$output`, that run git and write what {@link readStartedGit} reads: in the work tree of
 * the folder in which the shell is, looking for none above the nearest `.git`. The subshell succeeds where nobody needs to wait.
 */
export function startingScript(args: readonly string[], { isAsked, isFree }: StartingConditions): string {
  return `none() {
  printf '\\n\\n1'
  exit 1
}
here=$PWD
${isAsked} && cd -P . || none
real=$PWD
root=$PWD
while [ ! -e "$root/.git" ]; do
  [ -n "$root" ] || none
  root=\${root%/*}
done
cd "$root/" || none
${hardenedShell()}
export GIT_CEILING_DIRECTORIES="\${root%/*}"
sh -c 'echo $$; exec "$@"' sh git ${hardenedArguments(args).map(quoted).join(' ')}
code=$?
if [ $code = 0 ] && ${isFree}; then
  printf '\\nfree'
  exit 0
fi
printf '\\n%s' $code
exit 1`;
}

/** The exit status after the last record of git's, or alone, with git's process id or without. */
const ending = /(?:\0|^\d*\n|^)\n(\d{1,3}|free)$/;
/** No file with an exit status alone is longer, and neither is the end of any other. */
const endingBytes = 24;

/** What is in the file so far. */
interface SoFar {
  /** 0 where there is no git. */
  readonly pid: number;
  /** Null while git is at work. */
  readonly ended: 'well' | 'free' | 'badly' | null;
  readonly output: Uint8Array;
}

function readSoFar(file: string): SoFar {
  if (!existsSync(file)) return { pid: 0, ended: 'badly', output: new Uint8Array() };
  const bytes = readFileSync(file);
  const firstBreak = bytes.indexOf(0x0a);
  const output = bytes.subarray(firstBreak + 1);
  const word = ending.exec(bytes.subarray(-endingBytes).toString('latin1'))?.[1];
  return {
    pid: Number(bytes.subarray(0, Math.max(firstBreak, 0)).toString('latin1')),
    ended: word === undefined ? null : word === 'free' ? 'free' : word === '0' ? 'well' : 'badly',
    output: output.subarray(0, word === undefined ? output.length : -word.length - 1),
  };
}

/** What became of git that was started. */
export interface StartedResult {
  /** Null where it failed or was not started, so that it must be asked again. */
  readonly result: GitResult | null;
  /** Whether nobody waits for us, so that the moment is over of which git could tell. */
  readonly isFree: boolean;
}

/**
 * Waits for git that was started, until `isTooLate`; then it is ended. What it prints must be records that each end with a zero byte. Holds up the thread, for a process
 * that does one thing and ends.
 */
export function readStartedGit({ file }: StartedGit, isTooLate: () => boolean, maxBytes: number): StartedResult {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    // It writes everything at its end, so that there is mostly nothing to read.
    const { ended, output } = readSoFar(file);
    const isFree = ended === 'free';
    const isTooMuch = output.length > maxBytes;
    if (ended === 'badly') return { result: null, isFree };
    if (ended !== null && !isTooMuch) return { result: { ok: true, stdout: output }, isFree };
    if (isTooMuch || isTooLate()) {
      endStartedGit(file);
      const reason = isTooMuch ? 'tooMuchOutput' : 'cancelled';
      return { result: { ok: false, reason, exitCode: null, stderr: '' }, isFree };
    }
    Atomics.wait(sleeper, 0, 0, lookEveryMs);
  }
}

/** Ends git that was started, if it is still at work, by the file into which it writes. */
export function endStartedGit(file: string): void {
  const { pid, ended } = readSoFar(file);
  if (ended !== null || !Number.isInteger(pid) || pid < 2) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
