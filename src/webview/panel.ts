import { readRequest } from '../core/protocol/messages.ts';
import { firstChoice, type PanelChoice, type PanelModel } from '../core/protocol/panelModel.ts';
import { formatCount } from '../core/statistics/format.ts';
import { element, type Child } from './dom.ts';
import { explanation } from './explanation.ts';
import { publishedFigures } from './figures.ts';
import { fileTable, firstFileView } from './fileTable.ts';
import { headline, lensSwitch } from './headline.ts';
import { Host } from './host.ts';
import { asOf, howWeKnow, whatMakesItWide } from './knowledge.ts';
import { t, useTranslations } from './l10n.ts';
import { groupTable } from './tables.ts';

const phaseWords = {
  listing: 'Listing files',
  reading: 'Reading files',
  evidence: 'Reading the history',
  history: 'Attributing lines to commits',
  done: '',
} as const;

class Page {
  readonly #host = new Host();
  readonly #fileView = firstFileView();
  readonly #notice = element('p', { class: 'problem', attributes: { role: 'alert' } });
  readonly #main = element('main');
  #choice: PanelChoice = firstChoice;

  start(): void {
    this.#notice.hidden = true;
    document.body.replaceChildren(this.#notice, this.#main);
    this.#host.listen((message) => this.#show(message.model));
    // The same check that the host makes reads what was remembered: it may be from an older version.
    const remembered = readRequest({ id: 0, method: 'choose', params: { choice: this.#host.rememberedChoice() } });
    if (remembered?.method === 'choose') this.#choice = remembered.params.choice;
    this.#ask(this.#host.ask('ready', { choice: this.#choice }));
  }

  #show(model: PanelModel): void {
    useTranslations(model.translations);
    this.#choice = model.choice;
    const focused = document.activeElement?.id ?? '';
    const selection = selectionOf(document.activeElement);
    const opened = Array.from(this.#main.querySelectorAll('section:has(details[open])'), (one) => one.id);
    this.#main.replaceChildren(...this.#parts(model).filter((part) => part !== null && part !== false));
    for (const id of opened) document.querySelector(`#${id} details`)?.setAttribute('open', '');
    // A page without the focus must not take it: the person may be typing elsewhere.
    const again = focused === '' || !document.hasFocus() ? null : document.getElementById(focused);
    again?.focus({ preventScroll: true });
    if (again instanceof HTMLInputElement && selection !== null) again.setSelectionRange(...selection);
    document.body.dataset['report'] = JSON.stringify(model.report);
    document.body.dataset['progress'] = model.report === null ? 'listing' : model.status.progress.phase;
  }

  #parts(model: PanelModel): readonly Child[] {
    if (!model.hasFolder)
      return [
        element('h1', { text: 'AI Code Share' }),
        element('p', { text: t('Open a folder to see the share of its code.') }),
      ];
    const { report, rows } = model;
    const isCounted = report !== null && report.total > 0;
    const total = report?.total ?? 0;
    return [
      this.#header(model),
      !model.isTrusted &&
        element('p', {
          class: 'problem',
          text: t(
            'This folder is not trusted: git is not run, so its history is not read. Typing is attributed all the same.',
          ),
        }),
      lensSwitch(model, (choice) => this.#choose(choice)),
      headline(model),
      isCounted && report.counts.ai === 0 && welcome(model),
      whatMakesItWide(model, { setNoAiBefore: (date) => this.#ask(this.#host.ask('setNoAiBefore', { date })) }),
      isCounted &&
        element(
          'div',
          { class: 'columns' },
          groupTable('by-agent', t('By agent'), rows.agent, total),
          groupTable('by-language', t('By language'), rows.language, null),
          groupTable('by-folder', t('By folder'), rows.folder, null),
        ),
      howWeKnow(model),
      isCounted &&
        fileTable(rows.file, report.unit, this.#fileView, (path) => this.#ask(this.#host.ask('openFile', { path }))),
      publishedFigures(model.figures),
      explanation(model, {
        explain: () => this.#ask(this.#host.ask('explain', {})),
        cancel: () => this.#ask(this.#host.ask('cancelExplanation', {})),
        openSettings: () => this.#ask(this.#host.ask('openExplainSettings', {})),
      }),
      asOf(model),
    ];
  }

  #header(model: PanelModel): HTMLElement {
    const { phase, done, total } = model.status.progress;
    const isDone = phase === 'done';
    const header = element('header', {}, element('h1', { text: 'AI Code Share' }));
    if (!isDone) {
      const bar = element('progress', { attributes: { 'aria-label': t(phaseWords[phase]) } });
      if (total !== null && total > 0) {
        bar.max = total;
        bar.value = done;
      }
      const words =
        total === null
          ? `${t(phaseWords[phase])}…`
          : t('{0}: {1} of {2}', t(phaseWords[phase]), formatCount(done), formatCount(total));
      header.append(element('span', { class: 'quiet', text: words, attributes: { role: 'status' } }), bar);
    }
    header.append(
      element('button', {
        class: 'secondary',
        text: isDone ? t('Read again') : t('Stop reading'),
        attributes: { id: 'rescan' },
        onClick: () => this.#ask(this.#host.ask(isDone ? 'rescan' : 'cancelScan', {})),
      }),
    );
    return header;
  }

  #choose(choice: PanelChoice): void {
    this.#choice = choice;
    this.#host.remember(choice);
    this.#ask(this.#host.ask('choose', { choice }));
  }

  #ask(answer: Promise<string | null>): void {
    answer.then(
      (error) => {
        this.#notice.hidden = error === null;
        this.#notice.textContent = error;
      },
      (error: unknown) => {
        this.#notice.hidden = false;
        this.#notice.textContent = error instanceof Error ? error.message : t('Something went wrong.');
      },
    );
  }
}

/** What is known in a folder where no AI is known of. */
function welcome(model: PanelModel): HTMLElement {
  const { report, status } = model;
  const commits = status.roots.reduce((sum, root) => sum + (root.evidence?.commits ?? 0), 0);
  const known =
    commits > 0
      ? t(
          '{0} lines in {1} files and {2} commits were read; none carries a sign of AI.',
          formatCount(report?.total ?? 0),
          formatCount(report?.scope.files ?? 0),
          formatCount(commits),
        )
      : t(
          '{0} lines in {1} files were read; there is no history that could carry a sign of AI.',
          formatCount(report?.total ?? 0),
          formatCount(report?.scope.files ?? 0),
        );
  return element(
    'div',
    { class: 'welcome' },
    element('p', { text: known }),
    element('p', {
      text: t(
        'That does not make them human: most tools leave no sign. “Unknown” means that nobody can say. From now on, what is typed, accepted or pasted in this editor is attributed as it happens.',
      ),
    }),
  );
}

function selectionOf(active: Element | null): [number, number] | null {
  if (!(active instanceof HTMLInputElement) || active.selectionStart === null) return null;
  return [active.selectionStart, active.selectionEnd ?? active.selectionStart];
}

new Page().start();
