import path from 'node:path';
import * as vscode from 'vscode';
import { type HappeningListener } from './core/classify/happening.ts';
import { type Logger } from './core/ports.ts';
import { rawFolderIn } from './agents/payloadsAtWork.ts';
import { startAgentInbox, type AgentInbox } from './features/agents/agentInbox.ts';
import { createApi, type ExtensionApi } from './features/api/extensionApi.ts';
import { startCommitNotes } from './features/commitNotes/commitNotes.ts';
import { commandIds, type CommandId } from './features/commands/commandIds.ts';
import { startPanel } from './features/panel/panel.ts';
import { queryOf } from './features/panel/panelQuery.ts';
import { startSetUp } from './features/setUpAgents/startSetUp.ts';
import { followDisk } from './features/share/followDisk.ts';
import { FolderViews } from './features/share/folderViews.ts';
import { followFolders } from './features/share/followFolders.ts';
import { followViews } from './features/share/followViews.ts';
import { openRoot } from './features/share/openRoot.ts';
import { startStatusBar } from './features/statusBar/statusBar.ts';
import { acceptCommands } from './features/tracking/acceptCommands.ts';
import { AcceptKeys } from './features/tracking/acceptKeys.ts';
import { type SharedCopies } from './features/tracking/sharedCopies.ts';
import { startTracking, type Tracking } from './features/tracking/tracking.ts';
import { createFileSystem } from './platform/files/createFileSystem.ts';
import { createGit } from './platform/git/createGit.ts';
import { ledgerFolder, personDataFolder } from './platform/ledger/location.ts';
import { createOutputLog } from './platform/log/outputLog.ts';
import { askModel } from './platform/model/modelClient.ts';
import { createApiKeys } from './platform/secrets/apiKeys.ts';
import { createAgreements } from './platform/settings/agreements.ts';
import { createEditorSettings } from './platform/settings/editorSettings.ts';
import { readNoAiBefore } from './platform/settings/noAiBefore.ts';
import { createSettings } from './platform/settings/settings.ts';
import { SwitchedFeature } from './platform/settings/switchedFeature.ts';
import { writeForFolders } from './platform/settings/writeForFolders.ts';
import { WorkspaceShare } from './survey/workspaceShare.ts';

/** Hides the edit reasons that a host grants, so that the rules for the stable API can be tried there. */
const hideEditReasonsVariable = 'AI_CODE_SHARE_HIDE_EDIT_REASONS';

/** Settings that change what the views say, and nothing that is read. */
const shownSettings = [
  'inferred.enabled',
  'notes.write',
  'explain.provider',
  'explain.baseUrl',
  'explain.model',
] as const;

/** The running product, as its entry point sees it. */
export interface Product {
  readonly api: ExtensionApi;
  readonly commands: Readonly<Record<CommandId, () => void | Promise<void>>>;
  /** Writes everything that was seen, then ends. */
  dispose(): void;
}

/** Builds the services and starts the features: the one place that knows them all. */
export function startProduct(context: vscode.ExtensionContext): Product {
  const log = createOutputLog();
  const clock = { nowMs: () => Date.now() };
  const settings = createSettings();
  const editorSettings = createEditorSettings();
  const keys = createApiKeys(context.secrets);
  const dataFolder = personDataFolder(process.env);
  const rawFolder = rawFolderIn(dataFolder);
  const views = new FolderViews(context.workspaceState, log);
  const roots = {
    clock,
    log,
    git: createGit(log),
    settings,
    storageFolder: context.globalStorageUri.fsPath,
    rawFolder,
    blameThread: vscode.Uri.joinPath(context.extensionUri, 'dist', 'blameThread.cjs').fsPath,
    viewsIn: (folder: string) => views.in(folder),
  };
  const isProduction = context.extensionMode === vscode.ExtensionMode.Production;
  const listeners = new Set<HappeningListener>();
  let isPaused = false;
  let copies: Promise<SharedCopies> | null = null;
  const openCopies = (): Promise<SharedCopies> => {
    const folder = path.join(context.globalStorageUri.fsPath, 'copies');
    copies ??= import('./features/tracking/sharedCopies.ts').then(
      (module) => new module.SharedCopies(folder, clock, log),
    );
    return copies;
  };

  const share: WorkspaceShare = new WorkspaceShare(
    {
      clock,
      log,
      openRoot: (folderPath) => openRoot(roots, folderPath),
      isTracking: () => tracking.current !== null,
      editReasons: () => tracking.current?.editReasons ?? 'stable',
      noAiBefore: (folderPath) => readNoAiBefore(settings.get('history.noAiBefore', vscode.Uri.file(folderPath))).day,
      countsInferred: () => settings.get('inferred.enabled'),
    },
    () => new AbortController(),
  );
  const tracking = new SwitchedFeature<Tracking>(
    () => settings.get('enabled') && !isPaused,
    () =>
      startTracking({
        clock,
        log,
        homes: share,
        files: createFileSystem(),
        openCopies,
        asksPasteProviders: (document) => editorSettings.asksPasteProviders(document),
        hideEditReasons: process.env[hideEditReasonsVariable] === '1',
        ...(isProduction ? {} : { onHappening: (happening) => listeners.forEach((listener) => listener(happening)) }),
        onDidChangeLive: (path, live) => share.setLive(path, live),
      }),
  );
  const isTracking = (): boolean => tracking.current !== null;
  const followTracking = (): void => {
    const wasTracking = isTracking();
    tracking.follow();
    if (wasTracking && !isTracking()) countFromDisk(share, log);
    share.touch();
  };
  const setUp = startSetUp({
    log,
    git: roots.git,
    ledgerFolder: ({ commonDir, root }) => ledgerFolder(commonDir, root, roots.storageFolder),
    program: vscode.Uri.joinPath(context.extensionUri, 'dist', 'hook.cjs').fsPath,
    dataFolder,
    isChatHooked: () => settings.get('enabled') && settings.get('chatHooks.enabled'),
  });
  const panel = startPanel({
    extensionUri: context.extensionUri,
    share,
    clock,
    log,
    absolutePathOf: (path) => share.absolutePathOf(path),
    setNoAiBefore: async (date, target) => await writeForFolders(settings, 'history.noAiBefore', date, target),
    notesWriting: () => (settings.get('enabled') ? settings.get('notes.write') : 'off'),
    setUpAgents: setUp.run,
    loadExplainer: async () => {
      const { createExplainer } = await import('./features/explain/explainer.ts');
      return createExplainer({ settings, keys, askModel, agreements: createAgreements(context.globalState) });
    },
  });
  const statusBar = new SwitchedFeature(
    () => settings.get('enabled') && settings.get('statusBar.enabled'),
    () => startStatusBar({ share, clock, log, openPanelCommand: commandIds.openPanel, panel, queryOf }),
  );
  const agentInbox = new SwitchedFeature<AgentInbox>(
    () => settings.get('enabled'),
    () => startAgentInbox({ clock, git: roots.git, log, share, rawFolder, openDocuments: () => tracking.current }),
  );
  const commitNotes = new SwitchedFeature(
    () => settings.get('enabled'),
    () =>
      startCommitNotes({
        clock,
        git: roots.git,
        log,
        settings,
        share,
        workerFile: vscode.Uri.joinPath(context.extensionUri, 'dist', 'syncWorker.cjs').fsPath,
        // Commits hold what was typed a moment ago, and what an agent wrote and committed at once.
        takeInAll: async (root) => {
          await tracking.current?.whenIdle();
          return (await agentInbox.current?.takeIn(root)) ?? null;
        },
      }),
  );
  const viewing = new SwitchedFeature(
    () => settings.get('enabled'),
    () => followViews(views),
  );
  const acceptKeys = new SwitchedFeature(
    () => settings.get('enabled') && settings.get('acceptKeys.enabled'),
    () => new AcceptKeys(context.globalStorageUri, log),
  );
  // The key stays a key while nothing is tracked.
  const accept = async (how: keyof typeof acceptCommands): Promise<void> =>
    await (tracking.current?.accept(how) ?? vscode.commands.executeCommand(acceptCommands[how]));
  const commands: Product['commands'] = {
    [commandIds.openPanel]: () => panel.open(),
    [commandIds.explainShare]: () => panel.explain(),
    [commandIds.chooseModel]: async () =>
      await (await import('./features/explain/explainCommands.ts')).chooseModel(settings),
    [commandIds.setApiKey]: async () =>
      await (await import('./features/explain/explainCommands.ts')).setApiKey(settings, keys),
    [commandIds.setUpAgents]: setUp.run,
    [commandIds.importTranscripts]: async () => {
      const { importFromTranscripts } = await import('./features/transcripts/importFromTranscripts.ts');
      await importFromTranscripts({
        git: roots.git,
        log,
        share,
        flushTracking: async () => await tracking.current?.whenIdle(),
        restartTracking: tracking.restart,
      });
    },
    [commandIds.rescan]: () => share.rescan(),
    [commandIds.pause]: () => {
      isPaused = !isPaused;
      followTracking();
    },
    [commandIds.acceptSuggestion]: () => accept('whole'),
    [commandIds.acceptNextWord]: () => accept('word'),
    [commandIds.showLog]: () => log.show(),
  };
  // Open documents hold on to ledgers that are closed when folders are opened anew.
  const stopReopening = share.onDidReopen(tracking.restart);
  const stopFollowingFolders = share.onDidSetFolders(() => tracking.current?.openMissing());
  viewing.follow();
  statusBar.follow();
  agentInbox.follow();
  commitNotes.follow();
  acceptKeys.follow();
  followTracking();

  const running = vscode.Disposable.from(
    { dispose: stopReopening },
    { dispose: stopFollowingFolders },
    agentInbox,
    // What was seen is written before the ledgers close.
    tracking,
    commitNotes,
    statusBar,
    acceptKeys,
    panel,
    setUp,
    // What is looked at is known before anything is read.
    viewing,
    followFolders(share),
    editorSettings,
    settings.onDidChange(['enabled'], followTracking),
    settings.onDidChange(['enabled', 'chatHooks.enabled'], setUp.refresh),
    settings.onDidChange(['enabled'], agentInbox.follow),
    settings.onDidChange(['enabled'], commitNotes.follow),
    settings.onDidChange(['enabled'], viewing.follow),
    settings.onDidChange(['enabled', 'statusBar.enabled'], statusBar.follow),
    settings.onDidChange(['enabled', 'acceptKeys.enabled'], acceptKeys.follow),
    settings.onDidChange(['history.noAiBefore', 'tracking.exclude'], () => share.reopen()),
    settings.onDidChange(shownSettings, () => share.touch()),
    followDisk(share, log, isTracking),
    share,
    log,
  );
  return {
    api: createApi(
      share,
      async () => await tracking.current?.whenIdle(),
      (uri) => tracking.current?.runsOf(uri) ?? null,
      isProduction ? null : listeners,
    ),
    commands,
    dispose: () => void running.dispose(),
  };
}

/** Nobody sees any more what is written into open documents: from now on they count as they are on the disk. */
function countFromDisk(share: WorkspaceShare, log: Logger): void {
  for (const { uri } of vscode.workspace.textDocuments) {
    if (uri.scheme !== 'file') continue;
    share
      .setLive(uri.fsPath, null)
      .catch((error: unknown) => log.error(`Could not count ${uri.fsPath} as it is on the disk`, error));
  }
}
