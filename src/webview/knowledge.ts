import { evidenceGrades, granularities } from '../core/attribution/origin.ts';
import { type PanelModel } from '../core/protocol/panelModel.ts';
import { formatCount } from '../core/statistics/format.ts';
import { skipReasons, type SkipReason } from '../core/statistics/tally.ts';
import { element, section, type Child } from './dom.ts';
import { t } from './l10n.ts';
import { evidenceWords } from './words.ts';

/** What the page can ask for from this part. */
export interface KnowledgeActions {
  readonly setNoAiBefore: (date: string) => void;
  readonly setUpAgents: () => void;
}

function facts(rows: readonly (readonly [words: string, count: number])[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    ...rows.flatMap(([words, count]) => [element('dt', { text: words }), element('dd', { text: formatCount(count) })]),
  );
}

/** What makes the range wide. */
export function whatMakesItWide(model: PanelModel): HTMLElement | null {
  const { report, status } = model;
  if (report === null || report.lens === 'written') return null;
  const evidence = status.roots.flatMap((root) => (root.evidence === null ? [] : [root.evidence]));
  const sum = (pick: (one: (typeof evidence)[number]) => number): number =>
    evidence.reduce((all, one) => all + pick(one), 0);
  const children: Child[] = [];
  if (evidence.length > 0) {
    children.push(
      element('p', {
        text: t(
          'Unknown lines are mostly lines of commits that say nothing either way: unmarked does not mean human. Of {0} commits here',
          formatCount(sum((one) => one.commits)),
        ),
      }),
      facts([
        [t('say line by line who wrote them (authorship logs)'), sum((one) => one.commitsWithRecord)],
        [t('carry an AI mark, such as a co-author line'), sum((one) => one.commitsWithMark)],
        [t('are automation, such as dependency updates'), sum((one) => one.commitsOfAutomation)],
        [t('were written before the “no AI before” date'), sum((one) => one.commitsBeforeAi)],
        [t('say nothing'), sum((one) => one.commitsUnmarked)],
      ]),
    );
    if (evidence.some((one) => one.isCutOff))
      children.push(element('p', { class: 'problem', text: t('This clone is cut off: older history is not here.') }));
  } else if (status.progress.phase === 'done') {
    children.push(
      element('p', {
        text: t('There is no history to read here. What is written from now on is attributed as it is written.'),
      }),
    );
  } else {
    children.push(element('p', { text: t('The history is being read.') }));
  }
  return section('wide', t('What makes the range wide'), ...children);
}

/** What narrows the range. A part of its own, so that a half-written date outlives what changes while a workspace is read. */
export function whatNarrowsIt(model: PanelModel, actions: KnowledgeActions): HTMLElement | null {
  if (model.report === null || model.choice.lens === 'written') return null;
  return section(
    'narrow',
    t('What narrows it'),
    dateForm(model, actions),
    element('p', {
      class: 'quiet',
      text: t(
        'From now on this editor sees what is typed, accepted and pasted. Agents and teammates that write authorship logs (refs/notes/ai) or co-author lines are counted as soon as their commits are here.',
      ),
    }),
    model.canSetUpAgents &&
      element('button', {
        class: 'secondary',
        text: t('Set up agents'),
        attributes: { id: 'set-up-agents' },
        onClick: actions.setUpAgents,
      }),
  );
}

function dateForm(model: PanelModel, actions: KnowledgeActions): HTMLElement {
  const input = element('input', {
    attributes: { type: 'date', id: 'no-ai-before', value: model.status.noAiBefore ?? '' },
  });
  const form = element(
    'form',
    { class: 'date-form' },
    element('label', { text: t('No AI was used here before'), attributes: { for: 'no-ai-before' } }),
    input,
    element('button', { text: t('Set the date'), attributes: { type: 'submit' } }),
    element('p', {
      class: 'quiet',
      text: t(
        'Lines of commits from before this day count as human, evidence “declared”. The default is the day of the first GitHub Copilot preview.',
      ),
    }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    actions.setNoAiBefore(input.value);
  });
  return form;
}

/** How the known part is known, and how finely. */
export function howWeKnow(model: PanelModel): HTMLElement | null {
  const { report } = model;
  if (report === null || report.total === 0) return null;
  const grades = evidenceGrades.filter((grade) => report.evidence[grade] > 0);
  if (grades.length === 0) return null;
  const granularityWords = {
    character: t('AI, seen character by character'),
    line: t('AI, recorded line by line'),
    commit: t('AI, marked for a whole commit: AI took part in it, not every line need be AI’s'),
  } as const;
  const grains = granularities.filter((grain) => report.aiByGranularity[grain] > 0);
  return section(
    'evidence',
    t('How we know'),
    facts(grades.map((grade) => [t(evidenceWords[grade]), report.evidence[grade]])),
    grains.length > 0 && facts(grains.map((grain) => [granularityWords[grain], report.aiByGranularity[grain]])),
  );
}

const skipWords: Readonly<Record<SkipReason, string>> = {
  generated: '{0} generated',
  vendored: '{0} vendored',
  minified: '{0} minified',
  binary: '{0} binary',
  tooLarge: '{0} larger than 5 MB',
  excluded: '{0} excluded by the settings',
  unreadable: '{0} unreadable',
};

/** When it was read, what was left out, and under which conditions edits are seen. */
export function asOf(model: PanelModel): HTMLElement {
  const { status, report } = model;
  const children: Child[] = [];
  if (status.asOfMs > 0) {
    const time = new Date(status.asOfMs).toLocaleString(model.language, { dateStyle: 'medium', timeStyle: 'medium' });
    children.push(element('p', { text: t('As of {0}.', time) }));
  }
  const skipped = report === null ? [] : skipReasons.filter((reason) => report.scope.skipped[reason] > 0);
  if (report !== null && skipped.length > 0) {
    const parts = skipped.map((reason) => t(skipWords[reason], formatCount(report.scope.skipped[reason])));
    children.push(
      element('p', {
        text: t(
          'Files not counted: {0}. Documents, configuration and data are counted apart from code and tests.',
          parts.join(', '),
        ),
      }),
    );
  }
  children.push(
    element('p', {
      text: status.isTracking
        ? status.editReasons === 'exact'
          ? t('Edits are seen with the editor’s own reasons (exact).')
          : t('Edits are seen through the stable interface of the editor: what it does not explain stays unknown.')
        : t('Tracking is paused: what is written now will be unknown.'),
    }),
  );
  for (const root of status.roots) {
    for (const problem of root.problems) {
      const name = status.roots.length > 1 ? `${root.name}: ` : '';
      children.push(element('p', { class: 'problem', text: name + problem }));
    }
  }
  return section('as-of', t('About these numbers'), ...children);
}
