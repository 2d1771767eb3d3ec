import { spawnSync, type SpawnSyncReturns } from 'node:child_process';

/** What a command took. */
export interface ProcessTime {
  readonly wallSeconds: number;
  /** Time of all processors, in the command and all that it started; what else the machine did is not in it. */
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** What a command is run with. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Whether what it prints is wanted. */
  readonly isRead?: boolean;
}

/** Runs a command and says what it took; throws when it could not be started. What it answers with is its own affair. */
export function timeProcess(command: string, args: readonly string[], options: ProcessOptions): ProcessTime {
  const { cwd, env = process.env, input = '', isRead = false } = options;
  const startedAt = performance.now();
  // The shell's own word for what its children took, theirs included, on the last two lines.
  const result: SpawnSyncReturns<string> = spawnSync(
    'sh',
    ['-c', isRead ? '"$@"; times >&2' : '"$@" >/dev/null; times >&2', 'sh', command, ...args],
    { cwd, env, input, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  if (result.error !== undefined) throw result.error;
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const times = result.stderr.trim().split('\n').slice(-1).join();
  const cpuSeconds = [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return { wallSeconds, cpuSeconds, stdout: result.stdout };
}
