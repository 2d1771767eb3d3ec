import * as vscode from 'vscode';
import { type ExplainedShare } from '../../core/explain/facts.ts';
import { type CancelSignal, type Logger } from '../../core/ports.ts';
import { type ExplanationModel } from '../../core/protocol/panelModel.ts';
import { isAllRead } from '../../core/protocol/shareSource.ts';
import { type ReadShare } from './readShare.ts';

/** Writes explanations: see `features/explain`. */
export interface PanelExplainer {
  /** Before anything was asked: who would write. */
  idle(): ExplanationModel;
  /** What would be sent for this share, to the letter; null where nothing leaves the machine. */
  preview(share: ExplainedShare): string | null;
  /** The person wants sent what they were shown. */
  agree(): Promise<void>;
  explain(share: ExplainedShare, onChange: (model: ExplanationModel) => void, signal: CancelSignal): Promise<void>;
}

/** What an explanation is about: what the page shows, neither more nor newer. Null as long as nothing is read. */
function explainedShareOf({ report, rows, status }: ReadShare): ExplainedShare | null {
  if (report === null) return null;
  const dates = status.roots.flatMap((root) => (root.noAiBefore === null ? [] : [root.noAiBefore]));
  return {
    report,
    evidence: status.roots.flatMap((root) => (root.evidence === null ? [] : [root.evidence])),
    agents: rows.agent,
    languages: rows.language,
    folders: rows.folder,
    noAiBefore: [...new Set(dates)],
    isComplete: isAllRead(status),
    isTracking: status.isTracking,
  };
}

/** The explanation in one panel: asked for, waiting for its figures, written, stopped. */
export class PanelExplanation {
  readonly #explainer: PanelExplainer;
  readonly #log: Logger;
  readonly #onDidChange: () => void;
  #model: ExplanationModel;
  #current: AbortController | null = null;
  #shown: ReadShare | null = null;
  /** What the explanation that was asked for last is about. */
  #explained: ExplainedShare | null = null;

  constructor(explainer: PanelExplainer, log: Logger, onDidChange: () => void) {
    this.#explainer = explainer;
    this.#log = log;
    this.#onDidChange = onDidChange;
    this.#model = explainer.idle();
  }

  get model(): ExplanationModel {
    // Who would write may have been chosen anew, and what another writer failed at is over then.
    const idle = this.#explainer.idle();
    const { phase, writer } = this.#model;
    if (phase === 'none' || (phase === 'failed' && writer !== idle.writer)) this.#model = idle;
    return this.#model;
  }

  /** See {@link PanelExplainer.preview}, for what the page shows. */
  get preview(): string | null {
    const share = this.#shown === null ? null : explainedShareOf(this.#shown);
    return share === null ? null : this.#explainer.preview(share);
  }

  /** The page is about to show these figures; an explanation that waited for some is about them. */
  take(shown: ReadShare): void {
    this.#shown = shown;
    if (this.#model.phase === 'reading' && this.#current !== null) this.#write(this.#current);
  }

  /** Explains what the page shows; waits where it shows nothing yet. */
  ask(): void {
    this.#current?.abort();
    const abort = new AbortController();
    this.#current = abort;
    this.#set({ ...this.#explainer.idle(), phase: 'reading' });
    this.#write(abort);
  }

  /** Sends what the person was shown when they were asked; asks anew if another model would write by now. */
  async send(): Promise<void> {
    const explained = this.#explained;
    if (this.#model.phase !== 'asking' || explained === null) return;
    if (this.#explainer.idle().writer !== this.#model.writer) {
      this.ask();
      return;
    }
    const abort = new AbortController();
    this.#current = abort;
    // From here on a second click asks for nothing.
    this.#set({ ...this.#model, phase: 'running' });
    await this.#explainer.agree();
    if (this.#current !== abort) return;
    if (abort.signal.aborted) this.#set({ ...this.#explainer.idle(), phase: 'stopped' });
    else this.#writeAbout(explained, abort);
  }

  /** Ends what is being written; what is there stays. */
  cancel(): void {
    this.#current?.abort();
    const { phase } = this.#model;
    if (phase === 'reading') this.#set({ ...this.#explainer.idle(), phase: 'stopped' });
    if (phase === 'asking') this.#set(this.#explainer.idle());
  }

  /** The figures that an explanation waits for cannot be read. */
  failReading(): void {
    if (this.#model.phase === 'reading') this.#fail(vscode.l10n.t('The share could not be read; the log says why.'));
  }

  /** Another share is shown: an explanation is about the one that it was asked for. */
  forget(): void {
    this.dispose();
    this.#current = null;
    this.#shown = null;
    this.#explained = null;
    this.#model = this.#explainer.idle();
  }

  dispose(): void {
    this.#current?.abort();
  }

  #write(abort: AbortController): void {
    const share = this.#shown === null ? null : explainedShareOf(this.#shown);
    if (share !== null) this.#writeAbout(share, abort);
  }

  #writeAbout(share: ExplainedShare, abort: AbortController): void {
    this.#explained = share;
    const show = (model: ExplanationModel): void => {
      if (this.#current === abort) this.#set(model);
    };
    // From here on no figures are waited for.
    show({ ...this.#explainer.idle(), phase: 'running' });
    this.#explainer.explain(share, show, abort.signal).catch((error: unknown) => {
      this.#log.error('The explanation failed', error);
      if (this.#current === abort) this.#fail(vscode.l10n.t('The explanation failed; the log says why.'));
    });
  }

  #fail(failure: string): void {
    this.#set({ ...this.#explainer.idle(), phase: 'failed', failure });
  }

  #set(model: ExplanationModel): void {
    this.#model = model;
    this.#onDidChange();
  }
}
