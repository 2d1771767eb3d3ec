import path from 'node:path';
import { type Agent } from '../agent.ts';
import { hookCommand } from './hookCommand.ts';
import { hookStatus, settingsProblem, withHooks, withoutHooks, type HookStatus } from './hookSettings.ts';
import { type FilesPlan, type HookScope, ownFileMark, type SettingsPlan } from './installPlan.ts';
import { readKept } from './kept.ts';
import { baseFolder, type Machine } from './machine.ts';

/** How an agent is set up. `refused`: we cannot or must not write, and {@link AgentSetUp.reason} says why; `byHand`: nothing that we could write. */
export type SetUpState = HookStatus | 'refused' | 'byHand';

/** What becomes of one file. */
export interface FileChange {
  /** Absolute. */
  readonly path: string;
  /** Null for a file that is not there. */
  readonly before: string | null;
  /** Null for a file that goes. */
  readonly after: string | null;
  readonly kind: 'settings' | 'own' | 'launcher';
  readonly isExecutable: boolean;
  /** What a later uninstall gives back; undefined where nothing of ours is left. */
  readonly givesBack: string | null | undefined;
}

/** What would be written for one agent. */
export interface AgentSetUp {
  readonly agent: Agent;
  readonly state: SetUpState;
  /** A sentence that names the file, or what a person can do; null for the states that need none. */
  readonly reason: string | null;
  /** The files that hold our hooks, or would. */
  readonly files: readonly string[];
  /** Empty where nothing is due or nothing can be done. */
  readonly install: readonly FileChange[];
  readonly uninstall: readonly FileChange[];
}

/** Looks at how one agent is set up, and says what installing and uninstalling would write. Writes nothing. */
export function setUpOf(agent: Agent, scope: HookScope, machine: Machine): AgentSetUp {
  const base = baseFolder(agent, scope, machine);
  const plan = agent.install;
  const nothing = { agent, files: [], install: [], uninstall: [], state: 'byHand' as const };
  if (plan.kind === 'byHand') return { ...nothing, reason: plan.how };
  if (plan.kind === 'files' && machine.isWindows && !plan.runsOnWindows)
    return { ...nothing, reason: 'It runs no hooks on Windows.' };
  if (base === null) return { ...nothing, reason: 'There is no project here.' };
  return plan.kind === 'settings'
    ? settingsSetUp(agent, plan, base, scope, machine)
    : filesSetUp(agent, plan, base, scope, machine);
}

function settingsSetUp(agent: Agent, plan: SettingsPlan, base: string, scope: HookScope, machine: Machine): AgentSetUp {
  const file = path.join(base, plan.file[scope]);
  const before = machine.files.read(file);
  const refused = (why: string): AgentSetUp => ({
    agent,
    state: 'refused',
    reason: `${file} is left alone: ${why}.`,
    files: [file],
    install: [],
    uninstall: [],
  });
  const protection = machine.files.writeProblem(file);
  if (before === undefined) return refused(protection ?? 'it cannot be read as UTF-8 text');
  const wanted = plan.hooks(hookCommand(agent.id, { ...machine, scope }));
  const problem = settingsProblem(before ?? plan.emptyFile, wanted);
  const status = before === null ? 'absent' : hookStatus(before, wanted);
  const after = withHooks(before ?? plan.emptyFile, wanted);
  if (problem !== null || status === null || after === null) return refused(problem ?? 'it is no settings file');
  const shadow = plan.shadowedBy === null ? null : path.join(path.dirname(file), plan.shadowedBy);
  if (status === 'absent' && shadow !== null && machine.files.exists(shadow))
    return refused(`${agent.name} does not read it where there is ${shadow}`);
  if (protection !== null && after !== before) return refused(protection);
  const givesBack = textWithoutUs(file, before, plan.emptyFile, machine);
  const change = { path: file, before, kind: 'settings', isExecutable: false } as const;
  const mayGo = status !== 'absent' && protection === null;
  return {
    agent,
    state: status,
    reason: protection === null ? null : keepsOurs(file, protection),
    files: [file],
    install: after === before ? [] : [{ ...change, after, givesBack }],
    uninstall: mayGo ? [{ ...change, after: givesBack, givesBack: undefined }] : [],
  };
}

/** What is said of a file of which our hooks cannot be taken out. */
const keepsOurs = (file: string, why: string): string => `${file} keeps our hooks: ${why}.`;

/**
 * The file as it was before us, byte for byte, if nobody has changed it since we wrote it; else as it is now, less what is ours. Null for a file that was
 * not there.
 */
function textWithoutUs(file: string, now: string | null, emptyFile: string, machine: Machine): string | null {
  if (now === null) return null;
  const kept = readKept(machine)[file];
  if (kept?.after === now) return kept.before;
  const without = withoutHooks(now);
  return kept?.before === null && without === emptyFile ? null : without;
}

function filesSetUp(agent: Agent, plan: FilesPlan, base: string, scope: HookScope, machine: Machine): AgentSetUp {
  const text = plan.text(hookCommand(agent.id, { ...machine, scope }));
  const found = plan.files[scope].map((name) => {
    const file = path.join(base, name);
    return { path: file, before: machine.files.read(file) };
  });
  const files = found.map((one) => one.path);
  const nothing = { agent, files, install: [], uninstall: [] };
  if (machine.isWindows && plan.isExecutable)
    return { ...nothing, state: 'byHand', reason: `${agent.name} is known to run hooks on Linux and macOS only.` };
  const occupied = found.find(({ before }) => before === undefined || before?.includes(ownFileMark) === false);
  if (occupied !== undefined)
    return { ...nothing, state: 'refused', reason: `${occupied.path} is left alone: it is not ours.` };
  const isDue = found.some(({ before }) => before !== text);
  const locked = found.find((one) => machine.files.writeProblem(one.path) !== null)?.path ?? null;
  const protection = locked === null ? null : machine.files.writeProblem(locked);
  if (locked !== null && isDue)
    return { ...nothing, state: 'refused', reason: `${locked} is left alone: ${protection}.` };
  const changes = found.map(({ path: file, before = null }) => ({
    path: file,
    before,
    kind: 'own' as const,
    isExecutable: plan.isExecutable,
  }));
  const there = changes.filter(({ before }) => before !== null);
  const isCurrent = changes.every(({ before }) => before === text);
  return {
    agent,
    files,
    state: there.length === 0 ? 'absent' : isCurrent ? 'installed' : 'drifted',
    reason: locked === null ? null : keepsOurs(locked, protection ?? ''),
    install: changes
      .filter(({ before }) => before !== text)
      .map((change) => ({ ...change, after: text, givesBack: null })),
    uninstall: locked === null ? there.map((change) => ({ ...change, after: null, givesBack: undefined })) : [],
  };
}
