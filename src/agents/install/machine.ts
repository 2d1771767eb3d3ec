import path from 'node:path';
import { type Agent } from '../agent.ts';
import { type HookScope } from './installPlan.ts';

/** The files of the person's machine, as setting up sees them. */
export interface SetUpFiles {
  /** Whether there is a file or a folder. */
  readonly exists: (file: string) => boolean;
  /** The text of a file, byte order mark included; null where there is none, undefined for what is no UTF-8 or cannot be read, as a link to nothing. */
  readonly read: (file: string) => string | null | undefined;
  /** Why a file could not be written, in a few words; null where it could. What is write-protected is so because somebody wants it so. */
  readonly writeProblem: (file: string) => string | null;
  /** Writes a file whole or not at all, and its folders. Throws what the file system throws. */
  readonly write: (file: string, text: string, kind: 'settings' | 'private' | 'program') => void;
  /** Throws what the file system throws. */
  readonly remove: (file: string) => void;
}

/** The machine on which agents are set up. All paths absolute. */
export interface Machine {
  readonly files: SetUpFiles;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isWindows: boolean;
  /** The root of the work tree for the scope `project`; null where there is none. */
  readonly projectRoot: string | null;
  /** The person's own folder of ours. */
  readonly dataFolder: string;
}

/** The agent's own folder; null for an agent without one. */
export function agentFolder({ folder }: Agent, { env, home }: Pick<Machine, 'env' | 'home'>): string | null {
  if (folder === null) return null;
  const named = folder.variable === null ? '' : (env[folder.variable] ?? '');
  return path.join(path.isAbsolute(named) ? named : path.join(home, folder.homePath), folder.below);
}

/** The folder below which an agent's files of this scope are; null where there is none. */
export function baseFolder(agent: Agent, scope: HookScope, machine: Machine): string | null {
  return scope === 'user' ? agentFolder(agent, machine) : machine.projectRoot;
}

/** Whether an agent left traces on this machine: files of its own, or its program. */
export function isOnMachine(agent: Agent, machine: Machine): boolean {
  const { files, home, env, isWindows } = machine;
  const { homePaths, programs } = agent.traces;
  const variable = agent.folder?.variable ?? null;
  const own = variable === null || env[variable] === undefined ? null : agentFolder(agent, machine);
  if (own !== null && files.exists(own)) return true;
  if (homePaths.some((one) => files.exists(path.join(home, one)))) return true;
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(isWindows ? ';' : ':').filter((one) => path.isAbsolute(one));
  const endings = isWindows ? ['.exe', '.cmd', '.bat'] : [''];
  return folders.some((folder) =>
    programs.some((program) => endings.some((ending) => files.exists(path.join(folder, program + ending)))),
  );
}
