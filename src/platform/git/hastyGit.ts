import { type Git, type GitOptions, type GitResult } from '../../core/ports.ts';
import { hardenedArguments, hardenedEnvironment } from './hardened.ts';

const usualMaxBytes = 16 * 1024 * 1024;

/**
 * Git for a process that does one thing and ends: nothing else goes on while git runs, which spares the start of an event loop's machinery. Every run
 * together may take `mostMs`; what takes longer is ended, and its result is `cancelled`.
 */
export function createHastyGit(mostMs: number, nowMs: () => number): Git {
  let leftMs = mostMs;
  return {
    run: (args, options) => {
      const startMs = nowMs();
      const result = runNow(args, options, leftMs);
      leftMs -= nowMs() - startMs;
      return Promise.resolve(result);
    },
  };
}

function runNow(args: readonly string[], options: GitOptions, timeoutMs: number): GitResult {
  if (timeoutMs < 1) return { ok: false, reason: 'cancelled', exitCode: null, stderr: '' };
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
