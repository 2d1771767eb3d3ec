import * as vscode from 'vscode';
import { type ExplainedShare } from '../../core/explain/facts.ts';
import { type Clock, type Logger } from '../../core/ports.ts';
import {
  type HostMessage,
  type PanelEvents,
  type PanelRequest,
  readRequest,
  requestIdOf,
} from '../../core/protocol/messages.ts';
import {
  firstChoice,
  type ExplanationModel,
  type PanelChoice,
  type PanelModel,
} from '../../core/protocol/panelModel.ts';
import { type ShareQuery, type ShareSource, type ShareStatus } from '../../core/protocol/shareSource.ts';
import { referenceFigures } from '../../core/statistics/referenceFigures.ts';
import { type GroupBy, type GroupRow } from '../../core/statistics/report.ts';
import { headlineKinds } from '../../core/statistics/tally.ts';
import { panelHtml } from './panelHtml.ts';
import { readShare } from './readShare.ts';

/** View type of the panel, for VS Code. */
export const panelViewType = 'aiCodeShare.panel';

/** What the panel needs from outside. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly share: ShareSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly absolutePathOf: (reportPath: string) => string | null;
  readonly setNoAiBefore: (date: string) => Promise<void>;
  /** Without it the page does not offer to set up agents. */
  readonly setUpAgents?: () => PromiseLike<void>;
  readonly explainer: {
    idle(): ExplanationModel;
    explain(share: ExplainedShare, onChange: (model: ExplanationModel) => void, signal: AbortSignal): Promise<void>;
  };
}

/** The panel as commands see it. */
export interface PanelFeature extends Pick<vscode.Disposable, 'dispose'> {
  /** Opens the panel or brings it to the front. */
  open(): void;
  /** Opens the panel and explains the share in it. */
  explain(): void;
  /** What the person chose to see; other views follow it. */
  readonly choice: PanelChoice;
  readonly onDidChoose: vscode.Event<PanelChoice>;
}

/** The page is told of changes at most this often. */
const modelEveryMs = 200;

/** The page is told of a growing explanation at most this often. */
const explanationEveryMs = 50;

const dayMs = 24 * 60 * 60 * 1000;

/** The report that a choice asks for. */
export function queryOf(choice: PanelChoice, nowMs: number): ShareQuery {
  const days = choice.lens === 'standing' ? null : choice.days;
  const since = days === null ? null : new Date(nowMs - days * dayMs).toISOString().slice(0, 10);
  return { lens: choice.lens, by: null, kinds: headlineKinds, since, until: null };
}

/** Starts the panel feature: at most one panel a window, which comes back after a reload. */
export function startPanel(services: PanelServices): PanelFeature {
  const chosen = new vscode.EventEmitter<PanelChoice>();
  let current: OpenPanel | null = null;
  let choice = firstChoice;
  const show = (panel: vscode.WebviewPanel): OpenPanel => {
    const opened = new OpenPanel(services, panel, choice, (next) => {
      choice = next;
      chosen.fire(next);
    });
    panel.onDidDispose(() => {
      opened.dispose();
      if (current === opened) current = null;
    });
    current = opened;
    return opened;
  };
  const open = (): OpenPanel => {
    if (current !== null) {
      current.reveal();
      return current;
    }
    return show(
      vscode.window.createWebviewPanel(panelViewType, 'AI Code Share', vscode.ViewColumn.Active, optionsFor(services)),
    );
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(panelViewType, {
    deserializeWebviewPanel: (panel) => {
      panel.webview.options = optionsFor(services);
      show(panel);
      return Promise.resolve();
    },
  });
  return {
    open: () => void open(),
    explain: () => open().explain('command'),
    get choice() {
      return choice;
    },
    onDidChoose: chosen.event,
    dispose: () => {
      serializer.dispose();
      current?.close();
      chosen.dispose();
    },
  };
}

function optionsFor({ extensionUri }: PanelServices): vscode.WebviewOptions {
  const localResourceRoots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  return { enableScripts: true, localResourceRoots };
}

class OpenPanel {
  readonly #services: PanelServices;
  readonly #panel: vscode.WebviewPanel;
  readonly #onChoose: (choice: PanelChoice) => void;
  readonly #stopListening: () => void;
  #choice: PanelChoice;
  #explanation: ExplanationModel;
  #explaining: AbortController | null = null;
  #reading: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #explanationTimer: ReturnType<typeof setTimeout> | null = null;
  #isReady = false;
  #wantsExplanation = false;

  constructor(
    services: PanelServices,
    panel: vscode.WebviewPanel,
    choice: PanelChoice,
    onChoose: (choice: PanelChoice) => void,
  ) {
    this.#services = services;
    this.#panel = panel;
    this.#choice = choice;
    this.#onChoose = onChoose;
    this.#explanation = services.explainer.idle();
    this.#stopListening = services.share.onDidChange(() => this.#updateSoon());
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      // VS Code throws a hidden page away; the next one says that it is ready.
      if (!panel.visible) this.#isReady = false;
    });
    panel.iconPath = vscode.Uri.joinPath(services.extensionUri, 'media', 'icon.png');
    panel.webview.html = panelHtml(panel.webview, services.extensionUri);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  dispose(): void {
    this.#stopListening();
    this.#explaining?.abort();
    this.#reading?.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#explanationTimer !== null) clearTimeout(this.#explanationTimer);
  }

  /** Explains the share. Asked for by a command, the page is scrolled to the explanation, too. */
  explain(askedBy: 'command' | 'page'): void {
    // A page that is not there yet could not show it.
    if (!this.#isReady) {
      this.#wantsExplanation = true;
      return;
    }
    if (askedBy === 'command') this.#tell('showExplanation', null);
    this.#explaining?.abort();
    const abort = new AbortController();
    this.#explaining = abort;
    const show = (explanation: ExplanationModel): void => {
      if (this.#explaining !== abort) return;
      this.#explanation = explanation;
      this.#tellExplanationSoon();
    };
    this.#explainedShare(abort.signal)
      .then((share) => this.#services.explainer.explain(share, show, abort.signal))
      .catch((error: unknown) => {
        this.#services.log.error('The explanation failed', error);
        show({
          ...this.#services.explainer.idle(),
          phase: 'failed',
          failure: vscode.l10n.t('The explanation failed; the log says why.'),
        });
      });
  }

  async #explainedShare(signal: AbortSignal): Promise<ExplainedShare> {
    const { share, clock } = this.#services;
    const query = queryOf(this.#choice, clock.nowMs());
    const rows = async (by: GroupBy): Promise<readonly GroupRow[]> =>
      (await share.report({ ...query, by }, signal)).groups?.rows ?? [];
    const { roots, noAiBefore } = share.status();
    return {
      report: await share.report(query, signal),
      evidence: roots.flatMap((root) => (root.evidence === null ? [] : [root.evidence])),
      agents: await rows('agent'),
      languages: await rows('language'),
      folders: await rows('folder'),
      noAiBefore,
    };
  }

  #receive(message: unknown): void {
    const request = readRequest(message);
    if (request === null) {
      this.#services.log.warn('The panel sent a message that is no request');
      const id = requestIdOf(message);
      if (id !== null)
        this.#post({ type: 'answer', id, ok: false, error: vscode.l10n.t('That is nothing that can be asked.') });
      return;
    }
    this.#answer(request).then(
      () => this.#post({ type: 'answer', id: request.id, ok: true }),
      (error: unknown) => {
        if (!(error instanceof PanelError))
          this.#services.log.error(`The panel's request "${request.method}" failed`, error);
        const text =
          error instanceof PanelError ? error.message : vscode.l10n.t('That did not work; the log says why.');
        this.#post({ type: 'answer', id: request.id, ok: false, error: text });
      },
    );
  }

  async #answer(request: PanelRequest): Promise<void> {
    const { share, setNoAiBefore, setUpAgents } = this.#services;
    switch (request.method) {
      case 'ready':
        this.#isReady = true;
        this.#choose(request.params.choice);
        if (this.#wantsExplanation) {
          this.#wantsExplanation = false;
          this.explain('command');
        }
        return;
      case 'choose':
        this.#choose(request.params.choice);
        return;
      case 'openFile':
        await this.#openFile(request.params.path);
        return;
      case 'setNoAiBefore':
        await setNoAiBefore(request.params.date);
        return;
      case 'setUpAgents':
        if (setUpAgents === undefined) throw new PanelError(vscode.l10n.t('Agents cannot be set up in this version.'));
        await setUpAgents();
        return;
      case 'rescan':
        share.rescan();
        return;
      case 'cancelScan':
        share.cancel();
        return;
      case 'explain':
        this.explain('page');
        return;
      case 'cancelExplanation':
        this.#explaining?.abort();
        return;
      case 'openExplainSettings':
        await vscode.commands.executeCommand('workbench.action.openSettings', 'aiCodeShare.explain');
        return;
    }
  }

  #choose(choice: PanelChoice): void {
    const isSame = choice.lens === this.#choice.lens && choice.days === this.#choice.days;
    this.#choice = choice;
    // An explanation is about the share that it was asked for, not about the one that is shown now.
    if (!isSame) {
      this.#explaining?.abort();
      this.#explaining = null;
      this.#explanation = this.#services.explainer.idle();
    }
    this.#onChoose(choice);
    this.#update();
  }

  async #openFile(reportPath: string): Promise<void> {
    const absolutePath = this.#services.absolutePathOf(reportPath);
    if (absolutePath === null)
      throw new PanelError(vscode.l10n.t('{0} is not in this workspace any more.', reportPath));
    try {
      await vscode.window.showTextDocument(vscode.Uri.file(absolutePath), { viewColumn: vscode.ViewColumn.Active });
    } catch {
      throw new PanelError(vscode.l10n.t('{0} cannot be opened.', reportPath));
    }
  }

  /** A stream has many small pieces, and only the explanation changes with them. */
  #tellExplanationSoon(): void {
    this.#explanationTimer ??= setTimeout(() => {
      this.#explanationTimer = null;
      if (this.#isReady) this.#tell('explanation', this.#explanation);
    }, explanationEveryMs);
  }

  #updateSoon(): void {
    this.#timer ??= setTimeout(() => this.#update(), modelEveryMs);
  }

  #update(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // A hidden page cannot be told anything; it asks again when it is shown.
    if (!this.#isReady || !this.#panel.visible) return;
    this.#reading?.abort();
    const abort = new AbortController();
    this.#reading = abort;
    this.#model(abort.signal)
      .then((model) => {
        if (!abort.signal.aborted) this.#tell('model', model);
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        this.#services.log.error('The panel could not be brought up to date', error);
        this.#tell('problem', vscode.l10n.t('The share could not be read; the log says why.'));
      });
  }

  async #model(signal: AbortSignal): Promise<PanelModel> {
    const { share, clock } = this.#services;
    const { report, rows, status } = await readShare(share, queryOf(this.#choice, clock.nowMs()), signal);
    if (this.#explanation.phase === 'none') this.#explanation = this.#services.explainer.idle();
    return {
      choice: this.#choice,
      isTrusted: vscode.workspace.isTrusted,
      hasFolder: status.roots.length > 0 || status.progress.phase !== 'done',
      report,
      rows,
      status,
      figures: referenceFigures(),
      explanation: this.#explanation,
      canSetUpAgents: this.#services.setUpAgents !== undefined,
      problem: problemOf(this.#choice, status),
      translations: translationsOf(vscode.l10n.bundle),
      language: vscode.env.language,
    };
  }

  #tell<Name extends keyof PanelEvents>(name: Name, value: PanelEvents[Name]): void {
    // A name and its value belong together, which the compiler cannot follow through the union.
    this.#post({ type: 'event', name, value } as HostMessage);
  }

  #post(message: HostMessage): void {
    this.#panel.webview
      .postMessage(message)
      .then(undefined, (error: unknown) => this.#services.log.error('The panel cannot be reached', error));
  }
}

/** A failure that the page shows as it is. */
class PanelError extends Error {
  override readonly name = 'PanelError';
}

/** Why a lens cannot be shown here: without git an empty share of commits would look like a result. */
function problemOf(choice: PanelChoice, status: ShareStatus): string | null {
  if (choice.lens !== 'committed' || status.progress.phase !== 'done') return null;
  if (status.roots.length === 0 || status.roots.some((root) => root.hasGit)) return null;
  return vscode.workspace.isTrusted
    ? vscode.l10n.t('There is no git history here, so there are no commits to count.')
    : vscode.l10n.t('This folder is not trusted, so git is not run and no commits can be counted.');
}

function translationsOf(bundle: typeof vscode.l10n.bundle): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(bundle ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
