import * as vscode from 'vscode';
import { type Clock, type Logger } from '../../core/ports.ts';
import {
  type HostMessage,
  type PanelEvents,
  type PanelRequest,
  readRequest,
  requestIdOf,
} from '../../core/protocol/messages.ts';
import { type NotesWriting, type PanelChoice, type PanelModel } from '../../core/protocol/panelModel.ts';
import { type ShareSource, type ShareStatus } from '../../core/protocol/shareSource.ts';
import { referenceFigures } from '../../core/statistics/referenceFigures.ts';
import { Pace } from './pace.ts';
import { PanelExplanation, type PanelExplainer } from './panelExplanation.ts';
import { panelHtml } from './panelHtml.ts';
import { queryOf } from './panelQuery.ts';
import { editorRequests, PanelError, type EditorServices } from './panelRequests.ts';
import { readShare } from './readShare.ts';

/** What an open panel needs from outside. */
export interface OpenPanelServices extends EditorServices {
  readonly extensionUri: vscode.Uri;
  readonly share: ShareSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly explainer: PanelExplainer;
  readonly notesWriting: () => NotesWriting;
}

/** The page is told how far the workspace is read at most this often. */
const progressEveryMs = 500;

/** The page is told of a growing explanation at most this often. */
const explanationEveryMs = 50;

/** One webview of ours: tells its page of the share, and does what the page asks for. */
export class OpenPanel {
  readonly #services: OpenPanelServices;
  readonly #panel: vscode.WebviewPanel;
  readonly #onChoose: (choice: PanelChoice) => void;
  readonly #stopListening: () => void;
  readonly #explanation: PanelExplanation;
  readonly #editor: ReturnType<typeof editorRequests>;
  readonly #pace = new Pace();
  #choice: PanelChoice;
  #reading: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #updateAtMs = Infinity;
  #progressAtMs = 0;
  #explanationTimer: ReturnType<typeof setTimeout> | null = null;
  #isReady = false;
  #wantsExplanation = false;

  constructor(
    services: OpenPanelServices,
    panel: vscode.WebviewPanel,
    choice: PanelChoice,
    onChoose: (choice: PanelChoice) => void,
  ) {
    this.#services = services;
    this.#panel = panel;
    this.#choice = choice;
    this.#onChoose = onChoose;
    this.#editor = editorRequests(services);
    this.#explanation = new PanelExplanation(services.explainer, services.log, () => this.#tellExplanationSoon());
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
    this.#explanation.dispose();
    this.#reading?.abort();
    this.#forgetUpdate();
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
    this.#explanation.ask();
  }

  #receive(message: unknown): void {
    const request = readRequest(message);
    if (request === null) {
      this.#services.log.warn('The panel sent a message that is no request');
      const id = requestIdOf(message);
      const error = vscode.l10n.t('That is nothing that can be asked.');
      if (id !== null) this.#post({ type: 'answer', id, ok: false, error, offers: null });
      return;
    }
    this.#answer(request).then(
      (said) => this.#post({ type: 'answer', id: request.id, ok: true, said }),
      (error: unknown) => {
        const { id, method } = request;
        if (error instanceof PanelError) {
          this.#post({ type: 'answer', id, ok: false, error: error.message, offers: error.offers });
          return;
        }
        this.#services.log.error(`The panel's request "${method}" failed`, error);
        const text = vscode.l10n.t('That did not work; the log says why.');
        this.#post({ type: 'answer', id, ok: false, error: text, offers: null });
      },
    );
  }

  /** Does what is asked for; gives a sentence about it where the page does not show it. */
  async #answer(request: PanelRequest): Promise<string | null> {
    const { share } = this.#services;
    switch (request.method) {
      case 'ready':
        this.#isReady = true;
        this.#choose(request.params.choice);
        if (this.#wantsExplanation) {
          this.#wantsExplanation = false;
          this.explain('command');
        }
        return null;
      case 'choose':
        this.#choose(request.params.choice);
        return null;
      case 'shown':
        this.#rest();
        return null;
      case 'rescan':
        share.rescan();
        return null;
      case 'cancelScan':
        share.cancel();
        return null;
      case 'explain':
        this.explain('page');
        return null;
      case 'sendExplanation':
        await this.#explanation.send();
        return null;
      case 'cancelExplanation':
        this.#explanation.cancel();
        return null;
      case 'openFile':
        return await this.#editor.openFile(request.params);
      case 'setNoAiBefore':
        return await this.#editor.setNoAiBefore(request.params);
      case 'setUpAgents':
      case 'openExplainSettings':
      case 'openNotesSettings':
      case 'copyFetchNotes':
      case 'openFolder':
      case 'manageTrust':
        return await this.#editor[request.method](request.params);
    }
  }

  #choose(choice: PanelChoice): void {
    const isSame = choice.lens === this.#choice.lens && choice.days === this.#choice.days;
    this.#choice = choice;
    if (!isSame) this.#explanation.forget();
    this.#onChoose(choice);
    this.#update();
  }

  /** A stream has many small pieces, and only the explanation changes with them. */
  #tellExplanationSoon(): void {
    this.#explanationTimer ??= setTimeout(() => {
      this.#explanationTimer = null;
      if (this.#isReady) this.#tell('explanation', this.#explanation.model);
    }, explanationEveryMs);
  }

  #updateSoon(): void {
    const nowMs = this.#services.clock.nowMs();
    const { progress } = this.#services.share.status();
    const isReading = progress.phase !== 'done';
    const waitMs = this.#pace.waitMs(nowMs, progress.phase);
    if (nowMs + waitMs < this.#updateAtMs) {
      this.#forgetUpdate();
      this.#updateAtMs = nowMs + waitMs;
      this.#timer = setTimeout(() => this.#update(), waitMs);
    }
    if (!isReading || !this.#isReady || nowMs - this.#progressAtMs < progressEveryMs) return;
    this.#progressAtMs = nowMs;
    this.#tell('progress', progress);
  }

  #forgetUpdate(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#updateAtMs = Infinity;
  }

  /** There is time for what changed meanwhile. */
  #rest(): void {
    this.#pace.end(this.#services.clock.nowMs());
    if (this.#timer !== null) this.#updateSoon();
  }

  #update(): void {
    this.#forgetUpdate();
    // A hidden page cannot be told anything; it asks again when it is shown.
    if (!this.#isReady || !this.#panel.visible) return;
    this.#reading?.abort();
    const abort = new AbortController();
    this.#reading = abort;
    const { clock, share } = this.#services;
    this.#pace.begin(clock.nowMs(), share.status().progress.phase);
    this.#model(abort.signal)
      .then((model) => {
        if (model !== null) this.#tell('model', model);
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        this.#services.log.error('The panel could not be brought up to date', error);
        this.#rest();
        this.#explanation.failReading();
        this.#tell('problem', vscode.l10n.t('The share could not be read; the log says why.'));
      });
  }

  /** Null when it is not wanted any more. */
  async #model(signal: AbortSignal): Promise<PanelModel | null> {
    const { share, clock, setUpAgents, notesWriting } = this.#services;
    const choice = this.#choice;
    const nowMs = clock.nowMs();
    const queryFor = (lens: PanelChoice['lens']): ReturnType<typeof queryOf> => queryOf({ ...choice, lens }, nowMs);
    const read = await readShare(share, queryOf(choice, nowMs), queryFor, signal);
    if (signal.aborted) return null;
    this.#explanation.take(read);
    const status = laterStatus(read.status, share.status());
    return {
      ...read,
      status,
      choice,
      isTrusted: vscode.workspace.isTrusted,
      hasFolder: status.roots.length > 0 || status.progress.phase !== 'done',
      figures: referenceFigures(),
      explanation: this.#explanation.model,
      explanationPreview: this.#explanation.preview,
      canSetUpAgents: setUpAgents !== undefined,
      notesWriting: notesWriting(),
      settingsPlace: vscode.workspace.workspaceFile === undefined ? 'folder' : 'workspaceFile',
      problem: problemOf(choice, status),
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

/** The status of a report, with the progress of now: the page may have been told of it already. One is done only if the report is. */
function laterStatus(ofReport: ShareStatus, { progress }: ShareStatus): ShareStatus {
  const isDone = ofReport.progress.phase === 'done' || progress.phase === 'done';
  return isDone ? ofReport : { ...ofReport, progress };
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
