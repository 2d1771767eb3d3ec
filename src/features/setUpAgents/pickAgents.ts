import * as vscode from 'vscode';
import { type WantedSetUp } from '../../agents/install/applySetUp.ts';
import { type HookScope } from '../../agents/install/installPlan.ts';
import { isOnMachine, type Machine } from '../../agents/install/machine.ts';
import { setUpOf, type AgentSetUp } from '../../agents/install/setUp.ts';
import { settableAgents } from '../../agents/knownAgents.ts';
import { stateWords } from './setUpReport.ts';

/** What a person chose. */
export interface PickedAgents {
  readonly scope: HookScope;
  readonly wanted: WantedSetUp;
  /** Every agent on this machine, or with hooks of ours. */
  readonly all: readonly AgentSetUp[];
}

interface AgentItem extends vscode.QuickPickItem {
  readonly setUp?: AgentSetUp;
}

const canChange = ({ install, uninstall, state }: AgentSetUp): boolean =>
  state === 'installed' || install.length > 0 || uninstall.length > 0;

/** Checked at first: what is set up, and what real runs have shown to work. */
const isOffered = (setUp: AgentSetUp): boolean =>
  canChange(setUp) && (setUp.state !== 'absent' || setUp.agent.basis === 'recorded');

function agentsHere(scope: HookScope, machine: Machine): readonly AgentSetUp[] {
  return settableAgents()
    .map((agent) => setUpOf(agent, scope, machine))
    .filter(({ agent, uninstall }) => uninstall.length > 0 || isOnMachine(agent, machine));
}

function itemsOf(setUps: readonly AgentSetUp[]): readonly AgentItem[] {
  const item = (setUp: AgentSetUp): AgentItem => ({
    label: setUp.agent.name,
    description: stateWords(setUp),
    detail: setUp.reason ?? setUp.files.join(', '),
    setUp,
  });
  const others = setUps.filter((setUp) => !canChange(setUp));
  const separator = { label: vscode.l10n.t('Not from here'), kind: vscode.QuickPickItemKind.Separator };
  return [...setUps.filter(canChange).map(item), ...(others.length > 0 ? [separator, ...others.map(item)] : [])];
}

/**
 * Asks which of the agents on this machine are to tell us of their edits, for all that the person does or for this project. Undefined when the person thought
 * better of it, or when there is no agent, which is then said.
 */
export async function pickAgents(machine: Machine): Promise<PickedAgents | undefined> {
  if (agentsHere('user', machine).length === 0) {
    const names = settableAgents().map(({ name }) => name);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No coding agent was found on this machine. Looked for: {0}.', names.join(', ')),
    );
    return undefined;
  }
  const pick = vscode.window.createQuickPick<AgentItem>();
  let scope: HookScope = 'user';
  let all: readonly AgentSetUp[] = [];
  const show = (): void => {
    all = agentsHere(scope, machine);
    const isUser = scope === 'user';
    pick.title = isUser
      ? vscode.l10n.t('Set up agents, for all your work')
      : vscode.l10n.t('Set up agents, for this project only');
    pick.items = itemsOf(all);
    pick.selectedItems = pick.items.filter(({ setUp }) => setUp !== undefined && isOffered(setUp));
    const tooltip = isUser ? vscode.l10n.t('For this project only') : vscode.l10n.t('For all your work');
    const iconPath = new vscode.ThemeIcon(isUser ? 'repo' : 'account');
    pick.buttons = machine.projectRoot === null ? [] : [{ iconPath, tooltip }];
  };
  pick.canSelectMany = true;
  // The panel takes the keyboard back when the palette closes, now and then a moment after this is shown.
  pick.ignoreFocusOut = true;
  pick.matchOnDetail = true;
  pick.placeholder = vscode.l10n.t(
    'Checked agents tell which lines they write. Every change is shown before it is written.',
  );
  show();
  pick.onDidTriggerButton(() => {
    scope = scope === 'user' ? 'project' : 'user';
    show();
  });
  const accepted = await new Promise<readonly AgentItem[] | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (accepted === undefined) return undefined;
  const checked = new Set(accepted.map(({ setUp }) => setUp));
  return {
    scope,
    all,
    wanted: { install: all.filter((one) => checked.has(one)), uninstall: all.filter((one) => !checked.has(one)) },
  };
}
