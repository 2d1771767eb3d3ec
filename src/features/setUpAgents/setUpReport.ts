import * as vscode from 'vscode';
import { launcherState, type WantedSetUp } from '../../agents/install/applySetUp.ts';
import { launcherPath } from '../../agents/install/hookCommand.ts';
import { type Machine } from '../../agents/install/machine.ts';
import { type AgentSetUp, type FileChange } from '../../agents/install/setUp.ts';

/** How an agent is set up, in a few words. */
export function stateWords({ state, agent }: Pick<AgentSetUp, 'state' | 'agent'>): string {
  switch (state) {
    case 'installed':
      return vscode.l10n.t('set up');
    case 'absent':
      return agent.basis === 'documented'
        ? vscode.l10n.t('not set up (never tried with a real run)')
        : vscode.l10n.t('not set up');
    case 'drifted':
      return vscode.l10n.t('set up, but its hooks were changed since');
    case 'refused':
      return vscode.l10n.t('cannot be set up');
    case 'byHand':
      return vscode.l10n.t('only by hand');
  }
}

function changeWords({ before, after }: FileChange): string {
  if (after === null) return vscode.l10n.t('is removed');
  return before === null ? vscode.l10n.t('is new') : vscode.l10n.t('is changed');
}

const indented = (text: string): string => `    ${text}\n`;

/** What would be written and what it is for, before the differences themselves. */
export function planText(wanted: WantedSetUp, changes: readonly FileChange[], keptFile: string): string {
  const told = wanted.install.filter(({ install }) => install.length > 0);
  const untold = wanted.uninstall.filter(({ uninstall }) => uninstall.length > 0);
  const agents = [
    ...told.map(({ agent }) => {
      const note = agent.install.note === null ? '' : indented(agent.install.note);
      return `${vscode.l10n.t('{0}: tells us which lines it writes.', agent.name)}\n${note}`;
    }),
    ...untold.map(({ agent }) => `${vscode.l10n.t('{0}: no longer tells us anything.', agent.name)}\n`),
  ];
  const files = changes.map((change) => indented(`${change.path} ${changeWords(change)}`));
  return [
    `${vscode.l10n.t('Nothing is written yet.')}\n\n`,
    ...agents,
    `\n${vscode.l10n.t('Files, each shown below as it will be:')}\n`,
    ...files,
    `\n${vscode.l10n.t('What they hold without us is kept in {0}, so that it can be given back.', keptFile)}\n`,
    `${vscode.l10n.t('What agents tell stays on this machine.')}\n`,
  ].join('');
}

/** How the agents are set up now, and what is left for the person to do. */
export function reportText(setUps: readonly AgentSetUp[], machine: Machine): string {
  const agents = setUps.map(({ agent, state, reason, files }) => {
    const note = state === 'installed' ? agent.install.note : null;
    const lines = [...files, reason, note].filter((line) => line !== null);
    return `${agent.name}: ${stateWords({ agent, state })}\n${lines.map(indented).join('')}`;
  });
  const launcher = {
    missing: vscode.l10n.t('not there'),
    ready: vscode.l10n.t('ready'),
    stale: vscode.l10n.t('what it starts is gone'),
  }[launcherState(machine)];
  return [
    `${vscode.l10n.t('Agents on this machine')}\n\n`,
    ...agents,
    `\n${vscode.l10n.t('The program that their hooks call: {0}', launcher)}\n${indented(launcherPath(machine))}`,
    `\n${vscode.l10n.t('An agent that is running now may have to be started again. To take hooks out, run "Set up agents" again and uncheck the agent.')}\n`,
  ].join('');
}
