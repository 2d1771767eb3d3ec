import { readRequest } from '../core/protocol/messages.ts';
import { firstChoice, type PanelChoice, type PanelModel } from '../core/protocol/panelModel.ts';
import { formatCount } from '../core/statistics/format.ts';
import { element } from './dom.ts';
import { explanation } from './explanation.ts';
import { publishedFigures } from './figures.ts';
import { fileTable, firstFileView } from './fileTable.ts';
import { headline, lensSwitch } from './headline.ts';
import { Host } from './host.ts';
import { asOf, howWeKnow, whatMakesItWide, whatNarrowsIt } from './knowledge.ts';
import { t, useTranslations } from './l10n.ts';
import { Slots, type Part } from './slots.ts';
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
  readonly #expandedTables = new Set<string>();
  readonly #notice = element('p', { class: 'problem', attributes: { role: 'alert' } });
  readonly #announcement = element('p', { class: 'unseen', attributes: { role: 'status' } });
  readonly #main = element('main');
  readonly #slots = new Slots(this.#main);
  #choice: PanelChoice = firstChoice;
  #model: PanelModel | null = null;
  #hasProblem = false;
  #isExplanationWanted = false;

  start(): void {
    this.#notice.hidden = true;
    document.body.replaceChildren(this.#notice, this.#announcement, this.#main);
    this.#host.listen({
      model: (model) => {
        if (this.#hasProblem) this.#notify(null);
        this.#hasProblem = false;
        this.#show(model);
      },
      explanation: (told) => {
        if (this.#model !== null) this.#show({ ...this.#model, explanation: told });
      },
      showExplanation: () => {
        this.#isExplanationWanted = true;
        this.#scrollToExplanation();
      },
      problem: (sentence) => {
        this.#hasProblem = true;
        this.#notify(sentence);
      },
    });
    // The same check that the host makes reads what was remembered: it may be from an older version.
    const remembered = readRequest({ id: 0, method: 'choose', params: { choice: this.#host.rememberedChoice() } });
    if (remembered?.method === 'choose') this.#choice = remembered.params.choice;
    this.#ask(this.#host.ask('ready', { choice: this.#choice }));
  }

  #show(model: PanelModel): void {
    useTranslations(model.translations);
    this.#choice = model.choice;
    const before = this.#model;
    this.#model = model;
    this.#slots.show(this.#parts(model));
    if (before !== null) this.#announce(before, model);
    this.#scrollToExplanation();
    // An explanation that grows changes nothing of the report.
    if (before?.report !== model.report) document.body.dataset['report'] = JSON.stringify(model.report);
    document.body.dataset['progress'] = model.report === null ? 'listing' : model.status.progress.phase;
  }

  /** Says what has ended to those who cannot see it. The texts themselves would be read out again with each piece that comes. */
  #announce(before: PanelModel, now: PanelModel): void {
    const { phase } = now.explanation;
    if (before.explanation.phase !== phase) {
      if (phase === 'done') this.#announcement.textContent = t('The explanation is there.');
      if (phase === 'running') this.#announcement.textContent = t('The explanation is being written.');
    }
    if (before.status.progress.phase !== 'done' && now.status.progress.phase === 'done')
      this.#announcement.textContent = t('The workspace is read.');
  }

  /** The section may not be there yet: then it is scrolled to as soon as it is. */
  #scrollToExplanation(): void {
    const target = document.getElementById('explanation');
    if (!this.#isExplanationWanted || target === null) return;
    this.#isExplanationWanted = false;
    target.scrollIntoView({ block: 'start' });
    // The person may have gone on to type elsewhere by now.
    if (document.hasFocus()) document.getElementById('explain')?.focus({ preventScroll: true });
  }

  #parts(model: PanelModel): readonly Part[] {
    if (!model.hasFolder) {
      const build = (): HTMLElement =>
        element(
          'div',
          {},
          element('h1', { text: 'AI Code Share' }),
          element('p', { text: t('Open a folder to see the share of its code.') }),
        );
      return [{ key: 'no-folder', shows: null, build }];
    }
    const { report, rows, status, choice } = model;
    const { lens } = choice;
    const isCounted = report !== null && report.total > 0;
    const counted = isCounted ? report : null;
    const total = report?.total ?? 0;
    const evidence = status.roots.map((root) => root.evidence);
    const { phase } = status.progress;
    // The headline and the sections beside it need the report without its thousands of rows.
    const figures = report === null ? null : { ...report, generatedAt: '', groups: null };
    const table = (
      id: string,
      title: string,
      some: PanelModel['rows']['agent'],
      partOf: number | null,
    ): HTMLElement | null => groupTable({ id, title, rows: some, partOf, lens, expanded: this.#expandedTables });
    return [
      { key: 'header', shows: status.progress, build: () => this.#header(model) },
      { key: 'trust', shows: model.isTrusted, build: () => (model.isTrusted ? null : untrusted()) },
      { key: 'lenses', shows: choice, build: () => lensSwitch(model, (next) => this.#choose(next)) },
      { key: 'headline', shows: [figures, model.problem, choice], build: () => headline(model) },
      { key: 'welcome', shows: [figures, evidence, phase], build: () => welcome(model) },
      { key: 'wide', shows: [figures, evidence, phase], build: () => whatMakesItWide(model) },
      {
        key: 'narrow',
        shows: [lens, status.noAiBefore, model.canSetUpAgents, report === null],
        build: () =>
          whatNarrowsIt(model, {
            setNoAiBefore: (date) => this.#ask(this.#host.ask('setNoAiBefore', { date })),
            setUpAgents: () => this.#ask(this.#host.ask('setUpAgents', {})),
          }),
      },
      {
        key: 'groups',
        shows: [isCounted, lens, total, rows.agent, rows.language, rows.folder],
        build: () =>
          isCounted
            ? element(
                'div',
                { class: 'columns' },
                table('by-agent', t('By agent'), rows.agent, total),
                table('by-language', t('By language'), rows.language, null),
                table('by-folder', t('By folder'), rows.folder, null),
              )
            : null,
      },
      { key: 'evidence', shows: figures, build: () => howWeKnow(model) },
      {
        key: 'files',
        shows: [counted?.unit, lens, rows.file],
        build: () =>
          counted === null
            ? null
            : fileTable(rows.file, counted, this.#fileView, (path) => this.#ask(this.#host.ask('openFile', { path }))),
      },
      { key: 'figures', shows: model.figures, build: () => publishedFigures(model.figures) },
      {
        key: 'explanation',
        shows: model.explanation,
        build: () =>
          explanation(model, {
            explain: () => this.#ask(this.#host.ask('explain', {})),
            cancel: () => this.#ask(this.#host.ask('cancelExplanation', {})),
            openSettings: () => this.#ask(this.#host.ask('openExplainSettings', {})),
          }),
      },
      {
        key: 'as-of',
        shows: [status.asOfMs, status.isTracking, status.editReasons, status.roots, report?.scope.skipped],
        build: () => asOf(model),
      },
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
      header.append(element('span', { class: 'quiet', text: words }), bar);
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
      (error) => this.#notify(error),
      (error: unknown) => this.#notify(error instanceof Error ? error.message : t('Something went wrong.')),
    );
  }

  /** Shows a sentence above everything else; null takes it away. */
  #notify(sentence: string | null): void {
    this.#notice.hidden = sentence === null;
    this.#notice.textContent = sentence;
  }
}

function untrusted(): HTMLElement {
  return element('p', {
    class: 'problem',
    text: t(
      'This folder is not trusted: git is not run, so its history is not read. Typing is attributed all the same.',
    ),
  });
}

/** What is known where no AI is known of. Only once all is read: before that nobody can say that there is none. */
function welcome({ report, status }: PanelModel): HTMLElement | null {
  if (report === null || report.total === 0 || report.counts.ai > 0) return null;
  if (status.progress.phase !== 'done' || report.lens === 'written') return null;
  const evidence = status.roots.flatMap((root) => (root.evidence === null ? [] : [root.evidence]));
  const commits = evidence.reduce((sum, one) => sum + one.commits, 0);
  const signed = evidence.reduce((sum, one) => sum + one.commitsWithRecord + one.commitsWithMark, 0);
  const [lines, files] = [formatCount(report.total), formatCount(report.scope.files)];
  const known =
    commits === 0
      ? t('{0} lines in {1} files were read; there is no history that could carry a sign of AI.', lines, files)
      : signed === 0
        ? t(
            '{0} lines in {1} files and {2} commits were read; none carries a sign of AI.',
            lines,
            files,
            formatCount(commits),
          )
        : t(
            '{0} lines in {1} files and {2} commits were read. {3} of the commits carry an authorship log or an AI mark, but none of the lines counted here is known to be AI’s.',
            lines,
            files,
            formatCount(commits),
            formatCount(signed),
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

new Page().start();
