import { type Git, type GitOptions, type GitResult } from '../../core/ports.ts';
import { hardenedArguments, hardenedEnvironment } from './hardened.ts';
import { readStartedGit, type StartedGit, type StartedResult } from './startedGit.ts';

const usualMaxBytes = 16 * 1024 * 1024;

const cancelled: GitResult = { ok: false, reason: 'cancelled', exitCode: null, stderr: '' };

/**
 * Git for a process that does one thing and ends: nothing else goes on while git runs, which spares the start of an event loop's machinery. Every run
 * together may take `mostMs`, which is asked at the first; what takes longer is ended, and its result is `cancelled`. What a shell has `started` is not run again, and where
 * the shell let everybody go on, nothing else is run.
 */
export function createHastyGit(mostMs: () => number, nowMs: () => number, started: StartedGit | null = null): Git {
  let leftMs: number | null = null;
  let told: StartedResult | null = null;
  return {
    run: (args, options) => {
      const left = leftMs ?? mostMs();
      const startMs = nowMs();
      const isTooLate = (): boolean => nowMs() - startMs >= left;
      const maxBytes = options.maxBytes ?? usualMaxBytes;
      if (started !== null) told ??= readStartedGit(started, isTooLate, maxBytes);
      const isTold = started?.cwd === options.cwd && started.args.join('\0') === args.join('\0');
      const result =
        (isTold ? told?.result : null) ??
        (told?.isFree === true ? cancelled : runNow(args, options, left - (nowMs() - startMs)));
      leftMs = left - (nowMs() - startMs);
      return Promise.resolve(result);
    },
  };
}

function runNow(args: readonly string[], options: GitOptions, timeoutMs: number): GitResult {
  if (timeoutMs < 1) return cancelled;
  // Loaded only where git is needed: it takes some milliseconds.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { error, status, signal, stdout, stderr } = spawnSync('git', hardenedArguments(args), {
    cwd: options.cwd,
    env: hardenedEnvironment(options.env),
    input: options.stdin ?? '',
    // Node refuses fractions.
    timeout: Math.floor(timeoutMs),
    killSignal: 'SIGKILL',
    maxBuffer: options.maxBytes ?? usualMaxBytes,
    windowsHide: true,
  });
  if (error === undefined && status === 0) return { ok: true, stdout };
  const code = error !== undefined && 'code' in error ? error.code : null;
  const reasons = { ETIMEDOUT: 'cancelled', ENOBUFS: 'tooMuchOutput', ENOENT: 'noGit' } as const;
  const known = typeof code === 'string' && Object.hasOwn(reasons, code) ? reasons[code as keyof typeof reasons] : null;
  const reason = known ?? (signal === 'SIGKILL' ? 'cancelled' : 'failed');
  return { ok: false, reason, exitCode: status, stderr: error?.message ?? stderr.toString('utf8') };
}
