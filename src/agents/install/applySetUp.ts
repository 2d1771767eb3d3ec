import { knownAgents } from '../knownAgents.ts';
import { rawFolderIn } from '../payloadsAtWork.ts';
import { launcherPath } from './hookCommand.ts';
import { readKept, writeKept } from './kept.ts';
import { launcherScript, partsOfLauncher, windowsLauncherScript, type LauncherParts } from './launcher.ts';
import { type Machine } from './machine.ts';
import { type AgentSetUp, type FileChange } from './setUp.ts';

/** What the launcher starts. */
export type LauncherTarget = Pick<LauncherParts, 'runtime' | 'program' | 'status'>;

/** What a person wants: these agents with our hooks, those without. */
export interface WantedSetUp {
  readonly install: readonly AgentSetUp[];
  readonly uninstall: readonly AgentSetUp[];
}

/**
 * All that would be written, in order: the launcher first, so that no hook ever calls what is not there, and its removal last; it stays where others call it
 * than these agents (`isCalledElse`).
 */
export function plannedChanges(
  wanted: WantedSetUp,
  machine: Machine,
  target: LauncherTarget,
  isCalledElse = false,
): readonly FileChange[] {
  const installs = wanted.install.flatMap((one) => one.install);
  const uninstalls = wanted.uninstall.flatMap((one) => one.uninstall);
  const isUsed = wanted.install.some(({ files, state }) => files.length > 0 && state !== 'refused');
  const launcher = isUsed ? launcherChange(machine, target) : null;
  const gone = new Set(uninstalls.map((change) => change.path));
  const isLeft = (file: string): boolean => !gone.has(file) && machine.files.exists(file);
  const isUnused = !isUsed && !isCalledElse && gone.size > 0 && !Object.keys(readKept(machine)).some(isLeft);
  const removal = isUnused ? launcherRemoval(machine) : null;
  return [launcher, ...installs, ...uninstalls, removal].filter((change) => change !== null);
}

/** The change that the launcher needs; null where it is as it should be. */
export function launcherChange(machine: Machine, target: LauncherTarget): FileChange | null {
  const file = launcherPath(machine);
  const withReply = knownAgents.filter(({ reply }) => reply !== '').map(({ id }) => id);
  const all = { ...target, withReply, rawFolder: rawFolderIn(machine.dataFolder) };
  const after = machine.isWindows ? windowsLauncherScript(all, machine.env) : launcherScript(all);
  const before = machine.files.read(file) ?? null;
  if (before === after) return null;
  return { path: file, before, after, kind: 'launcher', isExecutable: true, givesBack: undefined };
}

function launcherRemoval(machine: Machine): FileChange | null {
  const file = launcherPath(machine);
  const before = machine.files.read(file);
  if (before === null || before === undefined) return null;
  return { path: file, before, after: null, kind: 'launcher', isExecutable: true, givesBack: undefined };
}

/** The launcher as it is: whether what it starts is still there. */
export function launcherState(machine: Machine): 'missing' | 'ready' | 'stale' {
  const parts = partsOfLauncher(machine.files.read(launcherPath(machine)) ?? '', machine.env);
  if (parts === null) return 'missing';
  return machine.files.exists(parts.runtime) && machine.files.exists(parts.program) ? 'ready' : 'stale';
}

/** Whether we have ever written hooks on this machine that are still there, so that the launcher is needed. */
export function isLauncherNeeded(machine: Machine): boolean {
  return Object.keys(readKept(machine)).length > 0;
}

/** What came of writing: everything, or up to the file that could not be written, and why. */
export type Applied = { readonly ok: true } | { readonly ok: false; readonly path: string; readonly reason: string };

/** Writes what was shown, and nothing else: a file that changed since then is left alone, and so is what would follow. */
export function applyChanges(changes: readonly FileChange[], machine: Machine): Applied {
  for (const change of changes) {
    const { path: file, before, kind } = change;
    if (kind !== 'launcher' && (machine.files.read(file) ?? null) !== before)
      return { ok: false, path: file, reason: 'it was changed in the meantime' };
    const problem = machine.files.writeProblem(file);
    if (problem !== null) return { ok: false, path: file, reason: problem };
    try {
      applyChange(change, machine);
    } catch (error) {
      return { ok: false, path: file, reason: error instanceof Error ? error.message : String(error) };
    }
  }
  return { ok: true };
}

function applyChange({ path: file, after, kind, isExecutable, givesBack }: FileChange, machine: Machine): void {
  const write = (): void => {
    if (after === null) machine.files.remove(file);
    else machine.files.write(file, after, isExecutable ? 'program' : 'settings');
  };
  if (kind === 'launcher') {
    write();
    return;
  }
  // What was there is kept before it goes; what is kept of a file that was given back is of no use any more.
  if (after !== null && givesBack !== undefined) writeKept(machine, file, { before: givesBack, after });
  write();
  if (after === null || givesBack === undefined) writeKept(machine, file, null);
}
