import * as vscode from 'vscode';
import { type CommandId, commandIds } from './features/commands/commandIds.ts';
import { chooseModel, setApiKey } from './features/explain/commands.ts';
import { createExplainer } from './features/explain/explainer.ts';
import { queryOf, startPanel } from './features/panel/panel.ts';
import { followDisk } from './features/share/followDisk.ts';
import { openRoot } from './features/share/openRoot.ts';
import { startStatusBar } from './features/statusBar/statusBar.ts';
import { startTracking, type Tracking } from './features/tracking/tracking.ts';
import { createFileSystem } from './platform/files/createFileSystem.ts';
import { createGit } from './platform/git/createGit.ts';
import { createOutputLog } from './platform/log/outputLog.ts';
import { askModel } from './platform/model/modelClient.ts';
import { createApiKeys } from './platform/secrets/apiKeys.ts';
import { createSettings } from './platform/settings/settings.ts';
import { blameLines, type BlameLine } from './survey/blameLines.ts';
import { decodeText } from './survey/decodeText.ts';
import { maxFileBytes } from './survey/skipRules.ts';
import { WorkspaceShare } from './survey/workspaceShare.ts';
import { type ShareQuery } from './core/protocol/shareSource.ts';
import { type Report } from './core/statistics/report.ts';

/** Hides the edit reasons that a host grants, so that the rules for the stable API can be tried there. */
const hideEditReasonsVariable = 'AI_CODE_SHARE_HIDE_EDIT_REASONS';

/** What the extension offers to tests and to other extensions. */
export interface ExtensionApi {
  /** The report of the workspace, as the panel shows it. */
  getShare(query: ShareQuery): Promise<Report>;
  /** Every line of a file of the workspace; throws with a sentence when there is no such file. */
  getLines(uri: vscode.Uri): Promise<readonly BlameLine[]>;
  /** Resolves when everything seen is settled and stored, and the reading of the workspace is done. */
  whenIdle(): Promise<void>;
}

let running: { readonly stop: () => void } | null = null;

/** Builds the services and starts the features. Starts no process and reads no file before it returns. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const log = createOutputLog();
  const clock = { nowMs: () => Date.now() };
  const settings = createSettings();
  const git = createGit(log);
  const files = createFileSystem();
  const keys = createApiKeys(context.secrets);
  let tracking: Tracking | null = null;
  let isPaused = false;

  const share = new WorkspaceShare(
    {
      clock,
      log,
      openRoot: (folderPath) =>
        openRoot({ clock, log, git, settings, storageFolder: context.globalStorageUri.fsPath }, folderPath),
      isTracking: () => tracking !== null,
      editReasons: () => tracking?.editReasons ?? 'stable',
      noAiBefore: () => settings.get('history.noAiBefore') || null,
      countsInferred: () => settings.get('inferred.enabled'),
    },
    () => new AbortController(),
  );
  const followTracking = (): void => {
    const isWanted = settings.get('enabled') && !isPaused;
    if (isWanted === (tracking !== null)) return;
    tracking?.dispose();
    tracking = isWanted
      ? startTracking({
          clock,
          log,
          homes: share,
          readFile: async (path) => {
            const read = await files.readFile(path, maxFileBytes);
            return read.ok ? read.bytes : null;
          },
          decode: (bytes) => {
            const decoded = decodeText(bytes);
            return decoded.ok ? decoded.text : null;
          },
          hideEditReasons: process.env[hideEditReasonsVariable] === '1',
          onDidChangeLive: (path, live) => {
            share.setLive(path, live).catch((error: unknown) => log.error(`Could not count ${path}`, error));
          },
        })
      : null;
    share.touch();
  };
  const followFolders = (): void =>
    share.setFolders(
      (vscode.workspace.workspaceFolders ?? [])
        .filter((folder) => folder.uri.scheme === 'file')
        .map((folder) => ({ name: folder.name, path: folder.uri.fsPath })),
    );

  const panel = startPanel({
    extensionUri: context.extensionUri,
    share,
    clock,
    log,
    absolutePathOf: (path) => share.absolutePathOf(path),
    setNoAiBefore: (date) => settings.update('history.noAiBefore', date, 'workspace'),
    explainer: createExplainer({ settings, keys, askModel }),
  });
  let statusBar: vscode.Disposable | null = null;
  const followStatusBar = (): void => {
    const isWanted = settings.get('enabled') && settings.get('statusBar.enabled');
    if (isWanted === (statusBar !== null)) return;
    statusBar?.dispose();
    const choice = (): typeof panel.choice => panel.choice;
    const services = {
      share,
      clock,
      log,
      openPanelCommand: commandIds.openPanel,
      choice,
      onDidChoose: panel.onDidChoose,
      queryOf,
    };
    statusBar = isWanted ? startStatusBar(services) : null;
  };

  const commands: Readonly<Record<CommandId, () => unknown>> = {
    [commandIds.openPanel]: () => panel.open(),
    [commandIds.explainShare]: () => panel.explain(),
    [commandIds.chooseModel]: () => chooseModel(settings),
    [commandIds.setApiKey]: () => setApiKey(settings, keys),
    [commandIds.rescan]: () => share.rescan(),
    [commandIds.pause]: () => {
      isPaused = !isPaused;
      followTracking();
    },
    [commandIds.showLog]: () => log.show(),
  };
  const disposables = [
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    vscode.workspace.onDidChangeWorkspaceFolders(followFolders),
    settings.onDidChange(['enabled'], followTracking),
    settings.onDidChange(['enabled', 'statusBar.enabled'], followStatusBar),
    settings.onDidChange(['history.noAiBefore', 'tracking.exclude'], () => share.reopen()),
    settings.onDidChange(['inferred.enabled', 'explain.provider', 'explain.baseUrl', 'explain.model'], () =>
      share.touch(),
    ),
    followDisk(share, log),
  ];
  const stopReopening = share.onDidReopen(() => {
    // Open documents hold on to ledgers that are closed now.
    tracking?.dispose();
    tracking = null;
    followTracking();
  });
  followStatusBar();
  // Folders are opened and documents tracked after activation, which must cost the editor's start nothing.
  const start = setImmediate(() => {
    followFolders();
    followTracking();
  });

  running = {
    stop: () => {
      clearImmediate(start);
      stopReopening();
      tracking?.dispose();
      statusBar?.dispose();
      panel.dispose();
      vscode.Disposable.from(...disposables).dispose();
      share.dispose();
      log.dispose();
    },
  };
  return {
    getShare: (query) => share.report(query),
    getLines: async (uri) => {
      await tracking?.whenIdle();
      const answer = await share.blame(uri.fsPath);
      if (!answer.ok) throw new Error(answer.reason);
      return blameLines(answer.value, answer.value.survey.origins);
    },
    whenIdle: async () => {
      await tracking?.whenIdle();
      await share.whenIdle();
      await tracking?.whenIdle();
    },
  };
}

/** Writes everything that was seen, then ends. */
export function deactivate(): void {
  running?.stop();
  running = null;
}
