import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type DialogueGit, type GitDialogue, type GitOptions, type GitResult, type Logger } from '../../core/ports.ts';
import { openGitSeries } from './gitSeries.ts';
import { hardenedArguments, hardenedEnvironment } from './hardened.ts';

const usualMaxBytes = 512 * 1024 * 1024;
const stderrCharacters = 8_000;

const cancelled: GitResult = { ok: false, reason: 'cancelled', exitCode: null, stderr: '' };

/** Runs the system's `git` as a child process, one a call. */
export function createGit(log: Logger): DialogueGit {
  return {
    run: (args, options) => runGit(args, options, log),
    openSeries: (args, options) =>
      openGitSeries(hardenedArguments(args), options, hardenedEnvironment(options.env), log),
    openDialogue: (args, options) => startGit(args, options, log),
  };
}

async function runGit(args: readonly string[], options: GitOptions, log: Logger): Promise<GitResult> {
  const { write, end, ended } = startGit(args, options, log, options.stdin === undefined);
  if (options.stdin !== undefined) write(options.stdin);
  end();
  return await ended;
}

function startGit(
  args: readonly string[],
  options: GitOptions,
  log: Logger,
  isDeaf = false,
): GitDialogue & { readonly write: (input: Uint8Array | string) => void } {
  const nothing = (): void => undefined;
  if (options.signal?.aborted === true) return { write: nothing, end: nothing, ended: Promise.resolve(cancelled) };
  const child = spawn('git', hardenedArguments(args), {
    cwd: options.cwd,
    env: hardenedEnvironment(options.env),
    stdio: [isDeaf ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = new Promise<GitResult>((resolve) => {
    const chunks: Uint8Array[] = [];
    const maxBytes = options.maxBytes ?? usualMaxBytes;
    let bytes = 0;
    let stderr = '';
    let failure: 'cancelled' | 'tooMuchOutput' | null = null;
    const stop = (why: 'cancelled' | 'tooMuchOutput'): void => {
      failure ??= why;
      child.kill('SIGKILL');
      // A child of git may hold the pipes open after git is gone; we do not wait for it.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const cancel = (): void => stop('cancelled');
    options.signal?.addEventListener('abort', cancel);
    const finish = (result: GitResult): void => {
      options.signal?.removeEventListener('abort', cancel);
      resolve(result);
    };
    child.stdout?.on('data', (chunk: Uint8Array) => {
      if (failure !== null) return;
      if (options.onStdout !== undefined) {
        options.onStdout(chunk);
        return;
      }
      bytes += chunk.length;
      if (bytes > maxBytes) stop('tooMuchOutput');
      else chunks.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < stderrCharacters) stderr = (stderr + text).slice(0, stderrCharacters);
    });
    // A git that ends early closes its input; what it said is in stderr.
    child.stdin?.on('error', () => undefined);
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A missing folder to run in gives the same code as a missing program.
      const isMissing = error.code === 'ENOENT' && existsSync(options.cwd);
      if (!isMissing) log.error('git could not be started', error);
      finish({
        ok: false,
        reason: isMissing ? 'noGit' : 'failed',
        exitCode: null,
        stderr: error.message,
      });
    });
    child.on('close', (exitCode) => {
      if (failure !== null) finish({ ok: false, reason: failure, exitCode, stderr });
      else if (exitCode === 0) finish({ ok: true, stdout: Buffer.concat(chunks) });
      else finish({ ok: false, reason: 'failed', exitCode, stderr });
    });
  });
  return {
    write: (input) => void child.stdin?.write(input),
    end: () => void child.stdin?.end(),
    ended,
  };
}
