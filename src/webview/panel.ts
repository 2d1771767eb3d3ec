import { type Answer, type PanelMethod, type PanelRequests } from '../core/protocol/messages.ts';
import { type Progress } from '../core/ports.ts';
import { type PanelChoice, type PanelModel } from '../core/protocol/panelModel.ts';
import { isAllRead } from '../core/protocol/shareSource.ts';
import { element } from './dom.ts';
import { explanation } from './explanation.ts';
import { publishedFigures } from './figures.ts';
import { fileTable } from './fileTable.ts';
import { header } from './header.ts';
import { headline, lensSwitch } from './headline.ts';
import { Host } from './host.ts';
import { asOf, howWeKnow } from './knowledge.ts';
import { t, useTranslations } from './l10n.ts';
import { narrowingOf, whatNarrowsIt } from './narrowing.ts';
import { Notice } from './notice.ts';
import { whyItIsWide } from './range.ts';
import { ScrollKeeper } from './scrollKeeper.ts';
import { beginning, noFolder, problems, untrusted, welcome } from './situations.ts';
import { Slots, type Part } from './slots.ts';
import { groupTable } from './tables.ts';
import { plainView, readView, rowsAtOnce, type FacetName, type View } from './view.ts';

class Page {
  readonly #host = new Host();
  readonly #view: View = readView(this.#host.remembered());
  readonly #scroll = new ScrollKeeper(this.#view.scrollTop, (scrollTop) => {
    this.#view.scrollTop = scrollTop;
    this.#remember();
  });
  readonly #notice = new Notice();
  readonly #announcement = element('p', { class: 'unseen', attributes: { role: 'status' } });
  readonly #main = element('main');
  readonly #slots = new Slots(this.#main);
  readonly #disclosures = { open: this.#view.open, onToggle: () => this.#remember() };
  #model: PanelModel | null = null;
  #hasProblem = false;
  #isExplanationWanted = false;

  start(): void {
    document.body.replaceChildren(this.#notice.node, this.#announcement, this.#main);
    this.#host.listen({
      model: (model) => {
        if (this.#hasProblem) this.#notice.clear();
        this.#hasProblem = false;
        this.#show(model);
        // What was changed is painted before the next task.
        requestAnimationFrame(() => setTimeout(() => void this.#host.ask('shown', {})));
      },
      progress: (progress) => this.#showProgress(progress),
      explanation: (told) => {
        if (this.#model !== null) this.#show({ ...this.#model, explanation: told });
      },
      showExplanation: () => {
        this.#isExplanationWanted = true;
        this.#scrollToExplanation();
      },
      problem: (sentence) => {
        this.#hasProblem = true;
        this.#notice.warn(sentence);
      },
    });
    this.#slots.show([{ key: 'beginning', shows: null, build: beginning }]);
    this.#ask('ready', { choice: this.#view.choice });
  }

  #show(model: PanelModel): void {
    useTranslations(model.translations);
    const before = this.#model;
    this.#model = model;
    this.#slots.show(this.#parts(model));
    if (before !== null) this.#announce(before, model);
    this.#scroll.restore(model.status.progress.phase === 'done');
    this.#scrollToExplanation();
    // An explanation that grows changes nothing of the report.
    if (before?.report !== model.report) document.body.dataset['report'] = JSON.stringify(model.report);
    // What `report` prints beside the figures.
    document.body.dataset['roots'] = JSON.stringify(model.status.roots);
    document.body.dataset['progress'] = model.report === null ? 'listing' : model.status.progress.phase;
  }

  /** Only the line at the top: the rest of the page is as it was told. */
  #showProgress(progress: Progress): void {
    if (this.#model === null || this.#model.status.progress.phase === 'done') return;
    this.#model = { ...this.#model, status: { ...this.#model.status, progress } };
    this.#slots.renew(this.#headerOf(this.#model));
  }

  #headerOf(model: PanelModel): Part {
    const ask = (method: 'rescan' | 'cancelScan') => (): void => this.#ask(method, {});
    const build = (): HTMLElement => header(model, { rescan: ask('rescan'), cancelScan: ask('cancelScan') });
    return { key: 'header', shows: model.status.progress, build };
  }

  /** The person looks at the same figures in another way. */
  #lookAgain(): void {
    this.#remember();
    if (this.#model !== null) this.#slots.show(this.#parts(this.#model));
  }

  #remember(): void {
    this.#host.remember(plainView(this.#view));
  }

  /** Says what has ended to those who cannot see it. The texts themselves would be read out again with each piece that comes. */
  #announce(before: PanelModel, now: PanelModel): void {
    const { phase } = now.explanation;
    if (before.explanation.phase !== phase) {
      if (phase === 'done') this.#announcement.textContent = t('The explanation is there.');
      if (phase === 'running') this.#announcement.textContent = t('The explanation is being written.');
      if (phase === 'asking') this.#announcement.textContent = t('May the figures be sent? Nothing is sent yet.');
    }
    if (before.status.progress.phase !== 'done' && now.status.progress.phase === 'done')
      this.#announcement.textContent = t('Reading has ended.');
  }

  /** The section may not be there yet: then it is scrolled to as soon as it is. */
  #scrollToExplanation(): void {
    const target = document.getElementById('explanation');
    if (!this.#isExplanationWanted || target === null) return;
    this.#isExplanationWanted = false;
    this.#scroll.release();
    target.scrollIntoView({ block: 'start' });
    // The person may have gone on to type elsewhere by now.
    if (document.hasFocus()) document.getElementById('explain')?.focus({ preventScroll: true });
  }

  #parts(model: PanelModel): readonly Part[] {
    if (!model.hasFolder)
      return [{ key: 'no-folder', shows: null, build: () => noFolder(() => this.#ask('openFolder', {})) }];
    const { report, rows, status, choice } = model;
    const { lens } = choice;
    const counted = report !== null && report.total > 0 ? report : null;
    const evidence = status.roots.map((root) => root.evidence);
    const { phase } = status.progress;
    // The headline and the sections beside it need the report without its thousands of rows.
    const figures = report === null ? null : { ...report, generatedAt: '', groups: null };
    const narrowing = narrowingOf(model);
    return [
      this.#headerOf(model),
      {
        key: 'trust',
        shows: model.isTrusted,
        build: () => (model.isTrusted ? null : untrusted(() => this.#ask('manageTrust', {}))),
      },
      { key: 'problems', shows: status.roots.map((root) => [root.name, root.problems]), build: () => problems(model) },
      { key: 'headline', shows: [figures, model.problem, choice], build: () => headline(model) },
      { key: 'lenses', shows: choice, build: () => lensSwitch(model, (next) => this.#choose(next)) },
      { key: 'welcome', shows: [figures, evidence, isAllRead(status), status.isTracking], build: () => welcome(model) },
      {
        key: 'wide',
        shows: [figures, evidence, phase, isAllRead(status)],
        build: () => whyItIsWide(model, this.#disclosures),
      },
      {
        key: 'narrow',
        shows: narrowing,
        build: () =>
          narrowing === null
            ? null
            : whatNarrowsIt(narrowing, {
                setNoAiBefore: (date, target) => this.#setNoAiBefore(date, target),
                copyFetchNotes: () => this.#ask('copyFetchNotes', {}),
                openNotesSettings: () => this.#ask('openNotesSettings', {}),
                setUpAgents: () => this.#ask('setUpAgents', {}),
              }),
      },
      {
        key: 'groups',
        shows: [
          counted?.total,
          lens,
          rows.agent,
          rows.language,
          rows.folder,
          this.#view.files.facet,
          [...this.#view.expanded],
        ],
        build: () =>
          counted === null
            ? null
            : element(
                'div',
                { class: 'columns' },
                this.#groupTable('agent', t('By agent'), counted.total),
                this.#groupTable('language', t('By language'), null),
                this.#groupTable('folder', t('By folder'), null),
              ),
      },
      { key: 'evidence', shows: figures, build: () => howWeKnow(model) },
      {
        key: 'files',
        shows: [counted?.unit, lens, rows.file, this.#view.files.facet],
        build: () =>
          counted === null
            ? null
            : fileTable(rows.file, counted, this.#view.files, {
                openFile: (path) => this.#ask('openFile', { path }),
                onLook: () => this.#remember(),
                clearFacet: () => this.#clearFacet(),
              }),
      },
      {
        key: 'explanation',
        shows: [model.explanation, model.explanationPreview],
        build: () =>
          explanation(
            model,
            {
              explain: () => this.#ask('explain', {}),
              send: () => this.#ask('sendExplanation', {}),
              cancel: () => this.#ask('cancelExplanation', {}),
              openSettings: () => this.#ask('openExplainSettings', {}),
            },
            this.#disclosures,
          ),
      },
      {
        key: 'figures',
        shows: [model.figures, model.ownShares],
        build: () => publishedFigures(model, (next) => this.#choose({ ...choice, lens: next })),
      },
      {
        key: 'as-of',
        shows: [status.asOfMs, status.isTracking, status.editReasons, report?.scope.skipped],
        build: () => asOf(model),
      },
    ];
  }

  #groupTable(by: FacetName, title: string, partOf: number | null): HTMLElement | null {
    if (this.#model === null) return null;
    const { files, expanded } = this.#view;
    const id = `by-${by}`;
    return groupTable({
      id,
      title,
      rows: this.#model.rows[by],
      partOf,
      lens: this.#model.choice.lens,
      expanded,
      onExpand: () => {
        expanded.add(id);
        this.#lookAgain();
      },
      selected: files.facet?.by === by ? files.facet.key : null,
      onSelect: (key) => {
        if (files.facet?.by === by && files.facet.key === key) this.#clearFacet();
        else this.#narrowFiles(by, key);
      },
    });
  }

  /** The table of files may be far from the row that was clicked: it is brought into sight, with the button that ends this. */
  #narrowFiles(by: FacetName, key: string): void {
    this.#view.files.facet = { by, key };
    this.#view.files.shown = rowsAtOnce;
    this.#lookAgain();
    document.getElementById('files')?.scrollIntoView({ block: 'start' });
    document.getElementById('clear-facet')?.focus({ preventScroll: true });
  }

  #clearFacet(): void {
    const hadFocus = document.activeElement?.id === 'clear-facet';
    this.#view.files.facet = null;
    this.#lookAgain();
    if (hadFocus) document.getElementById('file-filter')?.focus({ preventScroll: true });
  }

  #choose(choice: PanelChoice): void {
    this.#view.choice = choice;
    this.#remember();
    this.#ask('choose', { choice });
  }

  #setNoAiBefore(date: string, target: 'workspace' | 'user'): void {
    const instead = {
      text: t('Write it into my settings, for every folder'),
      run: (): void => this.#setNoAiBefore(date, 'user'),
    };
    this.#ask('setNoAiBefore', { date, target }, (answer) => {
      if (!answer.ok && answer.offers === 'userSettings') this.#notice.warn(answer.error, instead);
      else this.#notify(answer);
    });
  }

  #ask<Method extends PanelMethod>(
    method: Method,
    params: PanelRequests[Method],
    then: (answer: Answer) => void = (answer) => this.#notify(answer),
  ): void {
    // What is in sight is about what was asked for before.
    this.#notice.clear();
    this.#host
      .ask(method, params)
      .then(then, (error: unknown) =>
        this.#notice.warn(error instanceof Error ? error.message : t('Something went wrong.')),
      );
  }

  #notify(answer: Answer): void {
    if (!answer.ok) this.#notice.warn(answer.error);
    else if (answer.said !== null) this.#notice.say(answer.said);
    else this.#notice.clear();
  }
}

new Page().start();
