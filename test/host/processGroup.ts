import { spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { atProcessEnd } from './processEnd.ts';

/** How long a group may take to end after it was asked to, before it is killed. */
const patienceMs = 3000;

/** A process and everything it starts, ended together. */
export interface ProcessGroup<Child extends ChildProcess = ChildProcess> {
  readonly child: Child;
  /** Ends all of the group's processes and returns when none is left; a second call does nothing. */
  stop(): Promise<void>;
}

/** Where and how a group's program runs. */
export interface GroupOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
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

/** Makes a group of a child that was started as the leader of one. `lastSignal` is what the group gets if this process ends first. */
function groupOf<Child extends ChildProcess>(child: Child, lastSignal: 'SIGTERM' | 'SIGKILL'): ProcessGroup<Child> {
  const { pid } = child;
  if (pid === undefined) return { child, stop: () => Promise.resolve() };
  const forget = atProcessEnd(() => signalGroup(pid, lastSignal));
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

const ownGroup = process.platform !== 'win32';

/** Starts a program in a process group of its own that is killed, at the latest, when this process ends. */
export function startProcessGroup(
  executable: string,
  args: readonly string[],
  options: GroupOptions = {},
): ProcessGroup<ChildProcessByStdio<null, Readable, Readable>> {
  return groupOf(
    spawn(executable, args, { ...options, detached: ownGroup, stdio: ['ignore', 'pipe', 'pipe'] }),
    'SIGKILL',
  );
}

/**
 * Starts a shell command that speaks for itself, in a process group of its own. When this process ends first the group is asked to end,
 * not killed: its programs have groups of their own to take down.
 */
export function startCommandGroup(command: string, options: GroupOptions = {}): ProcessGroup {
  return groupOf(
    spawn(command, { ...options, shell: true, detached: ownGroup, stdio: ['ignore', 'inherit', 'inherit'] }),
    'SIGTERM',
  );
}
