import { homedir } from 'node:os';
import { createTwoFilesPatch } from 'diff';
import { applyChanges, launcherState, plannedChanges } from '../agents/install/applySetUp.ts';
import { statusArguments } from '../agents/treeState.ts';
import { launcherPath } from '../agents/install/hookCommand.ts';
import { type HookScope } from '../agents/install/installPlan.ts';
import { isOnMachine, type Machine } from '../agents/install/machine.ts';
import { machineFiles } from '../agents/install/machineFiles.ts';
import { setUpOf, type AgentSetUp, type FileChange } from '../agents/install/setUp.ts';
import { settableAgents } from '../agents/knownAgents.ts';
import { workTreeOf } from '../agents/workTree.ts';
import { startingScript } from '../platform/git/startedGit.ts';
import { personDataFolder } from '../platform/ledger/location.ts';
import { CommandLineError } from './commandLineError.ts';
import { listOf, oneOf } from './options.ts';
import { hookProgram } from './ownProgram.ts';
import { type Terminal } from './terminal.ts';

/** The options of `hooks` as the command line gives them. */
export interface HooksCommand {
  readonly agent?: string;
  readonly scope: string;
  readonly yes?: boolean;
}

/** The difference of a file as people read it. */
function preview({ path: file, before, after }: FileChange): string {
  const end = before === null ? ' (new)' : after === null ? ' (removed)' : '';
  const patch = createTwoFilesPatch(file, file, before ?? '', after ?? '', '', '', { context: 2 });
  const lines = patch.split('\n').filter((line) => !/^(?:={3,}|--- |\+\+\+ |\\ No newline)/.test(line));
  return `${file}${end}\n${lines.join('\n')}`;
}

const words = { installed: 'set up', absent: 'not set up', drifted: 'changed', refused: 'refused', byHand: 'by hand' };

function status(setUps: readonly AgentSetUp[], machine: Machine, terminal: Terminal): void {
  const width = Math.max(...setUps.map(({ agent }) => agent.id.length));
  for (const { agent, state, reason, files } of setUps) {
    const found = isOnMachine(agent, machine) ? '' : ' (agent not found)';
    terminal.write(`${agent.id.padEnd(width)}  ${words[state]}${found}  ${reason ?? files.join(', ')}\n`);
  }
  const launcher = { missing: 'not there', ready: 'ready', stale: 'what it starts is gone' }[launcherState(machine)];
  terminal.write(`${'launcher'.padEnd(width)}  ${launcher}  ${launcherPath(machine)}\n`);
}

/** `hooks status|install|uninstall`: what our hooks in the agents' settings are, and what would be written; with `--yes` it is. */
export function runHooks(asked: string, options: HooksCommand, terminal: Terminal, env: NodeJS.ProcessEnv): number {
  const action = oneOf('hooks', asked, ['status', 'install', 'uninstall'] as const);
  const asksFor = oneOf('--scope', options.scope, ['user', 'project', 'both'] as const);
  const known = settableAgents();
  const chosen = listOf(
    '--agent',
    options.agent,
    known.map(({ id }) => id),
  );
  const projectRoot = workTreeOf(process.cwd())?.root ?? null;
  const scopes: readonly HookScope[] = asksFor === 'both' ? ['user', 'project'] : [asksFor];
  if (action === 'install' && asksFor === 'both')
    throw new CommandLineError('--scope both: hooks of both would tell everything twice; install for one of them');
  if (asksFor !== 'user' && projectRoot === null)
    throw new CommandLineError(`--scope ${asksFor}: this folder is in no repository`);
  const machine: Machine = {
    files: machineFiles,
    home: env['HOME'] ?? homedir(),
    env,
    isWindows: process.platform === 'win32',
    projectRoot,
    dataFolder: personDataFolder(env),
  };
  const agents = known.filter(({ id }) => chosen?.includes(id) ?? true);
  const setUps = scopes.flatMap((scope) => agents.map((agent) => setUpOf(agent, scope, machine)));
  if (action === 'status') {
    status(setUps, machine, terminal);
    return 0;
  }
  // Who names an agent means it; else only those that are here are set up.
  const meant = setUps.filter(({ agent }) => chosen !== undefined || isOnMachine(agent, machine));
  const isInstall = action === 'install';
  const changes = plannedChanges(
    isInstall ? { install: meant, uninstall: [] } : { install: [], uninstall: setUps },
    machine,
    {
      runtime: process.execPath,
      program: hookProgram(),
      status: (conditions) => startingScript(statusArguments, conditions),
    },
  );
  for (const { agent, state, reason } of isInstall ? [] : setUps)
    if (state === 'installed' && reason !== null) terminal.write(`${agent.name}: ${reason}\n`);
  for (const { agent, state, reason, install } of isInstall ? meant : []) {
    if (reason !== null) terminal.write(`${agent.name}: ${state === 'byHand' ? `not by us. ${reason}` : reason}\n`);
    if (install.length > 0 && agent.install.note !== null) terminal.write(`${agent.name}: ${agent.install.note}\n`);
  }
  for (const change of changes) terminal.write(preview(change));
  if (changes.length === 0) {
    terminal.write('Nothing to write.\n');
    return 0;
  }
  if (options.yes !== true) {
    terminal.write('Nothing is written yet: add --yes to write this.\n');
    return 0;
  }
  const applied = applyChanges(changes, machine);
  if (!applied.ok) throw new CommandLineError(`${applied.path} is not written: ${applied.reason}; try again`);
  return 0;
}
