import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { atProcessEnd } from './processEnd.ts';

/** How long a group may take to end after it was asked to, before it is killed. */
const patienceMs = 3000;

/** A process and everything it starts, ended together. */
export interface ProcessGroup {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Ends all of the group's processes and returns when none is left; a second call does nothing. */
  stop(): Promise<void>;
}

/** Whether a signal reached anybody. On Windows there are no groups: the process tree is ended by force. */
function signalGroup(leaderPid: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  if (process.platform === 'win32') {
    if (signal === 0) return false;
    return spawnSync('taskkill', ['/pid', String(leaderPid), '/T', '/F'], { stdio: 'ignore' }).status === 0;
  }
  try {
    process.kill(-leaderPid, signal);
    return true;
  } catch {
    // ESRCH: nobody is left in the group, which is what we want.
    return false;
  }
}

/** Starts a program in a process group of its own that ends, at the latest, when this process does. */
export function startProcessGroup(
  executable: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): ProcessGroup {
  const child = spawn(executable, args, {
    ...options,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) return { child, stop: () => Promise.resolve() };
  const forget = atProcessEnd(() => signalGroup(pid, 'SIGKILL'));
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const ended = hasEnded ? Promise.resolve() : once(child, 'exit');
    signalGroup(pid, 'SIGTERM');
    await Promise.race([ended, delay(patienceMs, undefined, { ref: false })]);
    signalGroup(pid, 'SIGKILL');
    for (let waitedMs = 0; signalGroup(pid, 0) && waitedMs < patienceMs; waitedMs += 20) await delay(20);
    forget();
  };
  return {
    child,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
