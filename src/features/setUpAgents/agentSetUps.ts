import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  applyChanges,
  isLauncherNeeded,
  launcherChange,
  plannedChanges,
  type LauncherTarget,
} from '../../agents/install/applySetUp.ts';
import { keptFile } from '../../agents/install/kept.ts';
import { type Machine } from '../../agents/install/machine.ts';
import { machineFiles } from '../../agents/install/machineFiles.ts';
import { setUpOf } from '../../agents/install/setUp.ts';
import { rawFolderIn } from '../../agents/payloadsAtWork.ts';
import { statusArguments } from '../../agents/treeState.ts';
import { takeWaiting } from '../../agents/waitingPayloads.ts';
import { workTreeOf } from '../../agents/workTree.ts';
import { startingScript } from '../../platform/git/startedGit.ts';
import { skipByPath } from '../../survey/skipRules.ts';
import { pickAgents } from './pickAgents.ts';
import { SetUpDocuments } from './setUpDocuments.ts';
import { planText, reportText } from './setUpReport.ts';
import { type SetUpServices } from './startSetUp.ts';

/** Agents work on; what they had to leave may wait a moment for the rest of it. */
const takeAfterMs = 1_000;

/** What could not be taken in is given back, which is an event, too: so long nothing is tried again. */
const againAfterMs = 60_000;

/** Sets agents up: nothing is written that was not shown, and nothing without being told so. */
export class AgentSetUps {
  readonly #services: SetUpServices;
  readonly #documents = new SetUpDocuments();
  #watcher: vscode.Disposable | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When taking in failed last; Unix milliseconds. */
  #failedAtMs = 0;

  constructor(services: SetUpServices) {
    this.#services = services;
  }

  dispose(): void {
    this.#documents.dispose();
    this.#watcher?.dispose();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /**
   * From now on calls `listener` a moment after the launcher had to keep a payload, where agents call one: its editor is gone, was updated, or had no room on the
   * disk. Throws what the file system throws.
   */
  watchWaiting(listener: () => void): void {
    if (this.#watcher !== null || !this.#isLauncherNeeded(this.#machine())) return;
    const folder = rawFolderIn(this.#services.dataFolder);
    // Only a folder that is there is watched without delay.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, true);
    const soon = (): void => {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        listener();
      }, takeAfterMs);
    };
    const listening = watcher.onDidCreate(({ fsPath }) => {
      // Those with a dot are at work.
      const isAtWork = path.basename(fsPath).startsWith('.');
      if (!isAtWork && Date.now() > this.#failedAtMs + againAfterMs) soon();
    });
    this.#watcher = vscode.Disposable.from(watcher, listening);
    // What came before the watcher was at work.
    soon();
  }

  /** Leads the launcher to this editor's runtime and to this version of ours, if any agent calls it. Throws what the file system throws. */
  refreshLauncher(): void {
    const machine = this.#machine();
    const change = this.#isLauncherNeeded(machine) ? launcherChange(machine, this.#target()) : null;
    if (change === null) return;
    const applied = applyChanges([change], machine);
    if (applied.ok) this.#services.log.info(`Refreshed ${change.path}`);
    else this.#services.log.warn(`Could not refresh ${applied.path}: ${applied.reason}`);
  }

  /** Takes in what agents told while no program of ours could be run. Throws what the file system throws. */
  async takeWaiting(): Promise<void> {
    const { git, log, ledgerFolder, dataFolder } = this.#services;
    const count = await takeWaiting(rawFolderIn(dataFolder), {
      git,
      nowMs: () => Date.now(),
      homeFolder: homedir(),
      ledgerFolder,
      counts: (file) => skipByPath(file, undefined, []) === null,
      complain: (agent, reason) => log.warn(`A payload of ${agent} that waited could not be used: ${reason}`),
    }).catch((error: unknown) => {
      this.#failedAtMs = Date.now();
      throw error;
    });
    if (count > 0) log.info(`Took in ${count} payloads of agents that waited`);
  }

  /** From the question which agents, over the difference of every file, to what came of it. */
  async run(): Promise<void> {
    const machine = this.#machine();
    const picked = await pickAgents(machine);
    if (picked === undefined) return;
    const { scope, wanted, all } = picked;
    const changes = plannedChanges(wanted, machine, this.#target(), this.#services.isChatHooked());
    if (changes.length > 0) {
      await this.#documents.showChanges(planText(wanted, changes, keptFile(machine.dataFolder)), changes);
      if (!(await confirm(changes.length))) return;
      const applied = applyChanges(changes, machine);
      for (const { path } of changes)
        this.#services.log.info(`Set up agents: ${applied.ok ? 'wrote' : 'tried'} ${path}`);
      if (!applied.ok) {
        const message = vscode.l10n.t('{0} is not written: {1}. Set up agents again.', applied.path, applied.reason);
        void vscode.window.showErrorMessage(message);
      }
    }
    const now = all.map(({ agent }) => setUpOf(agent, scope, machine));
    await this.#documents.showReport(reportText(now, machine));
  }

  #isLauncherNeeded(machine: Machine): boolean {
    return this.#services.isChatHooked() || isLauncherNeeded(machine);
  }

  /** An editor on a desktop can act as Node; a server is one. */
  #target(): LauncherTarget {
    return {
      runtime: process.execPath,
      program: this.#services.program,
      status: (conditions) => startingScript(statusArguments, conditions),
    };
  }

  #machine(): Machine {
    const document = vscode.window.activeTextEditor?.document.uri;
    const folder =
      (document && vscode.workspace.getWorkspaceFolder(document)) ?? vscode.workspace.workspaceFolders?.[0];
    const isOnDisk = folder?.uri.scheme === 'file' && vscode.workspace.isTrusted;
    return {
      files: machineFiles,
      home: homedir(),
      env: process.env,
      isWindows: process.platform === 'win32',
      projectRoot: isOnDisk ? (workTreeOf(folder.uri.fsPath)?.root ?? null) : null,
      dataFolder: this.#services.dataFolder,
    };
  }
}

/** Asks once more, beside the differences, which can be read meanwhile. */
async function confirm(files: number): Promise<boolean> {
  const write = {
    label: `$(check) ${files === 1 ? vscode.l10n.t('Write this file') : vscode.l10n.t('Write these {0} files', files)}`,
    detail: vscode.l10n.t('Exactly as shown. Everything can be taken back by the same command.'),
  };
  const leave = { label: `$(close) ${vscode.l10n.t('Write nothing')}` };
  const answer = await vscode.window.showQuickPick([write, leave], {
    title: vscode.l10n.t('Set up agents'),
    placeHolder: vscode.l10n.t('Look at the changes first: this stays open'),
    ignoreFocusOut: true,
  });
  return answer === write;
}
