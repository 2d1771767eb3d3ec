import { type PanelModel } from '../core/protocol/panelModel.ts';
import { isAllRead } from '../core/protocol/shareSource.ts';
import { formatPercent } from '../core/statistics/format.ts';
import { type Report } from '../core/statistics/report.ts';
import { unknownCauses, unknownCauseText } from '../core/statistics/unknownCauses.ts';
import { disclosure, type Disclosures } from './disclosure.ts';
import { element, section, type Child } from './dom.ts';
import { facts } from './facts.ts';
import { t } from './l10n.ts';
import { commitsText, linesText } from './nouns.ts';

type Evidence = NonNullable<PanelModel['status']['roots'][number]['evidence']>;

/** What history holds, of every folder of which it is read. */
export function evidenceOf({ status }: Pick<PanelModel, 'status'>): readonly Evidence[] {
  return status.roots.flatMap((root) => (root.evidence === null ? [] : [root.evidence]));
}

/** Whether a share is a range at all: what nobody knows stands beside the `written` lens, and makes it no wider. */
export function isRange(report: Report | null): report is Report {
  return report !== null && report.lens !== 'written' && report.counts.unknown > 0;
}

/** Why the range is as wide as it is: the unknown lines by cause. Null where there are none. */
export function whyItIsWide(model: PanelModel, disclosures: Disclosures): HTMLElement | null {
  const { report, status } = model;
  if (!isRange(report)) return null;
  const { unknown } = report.counts;
  const causes = unknownCauses.filter((cause) => report.unknownBy[cause] > 0);
  return section(
    'wide',
    t('Why it is a range'),
    element('p', {
      text: t(
        'Of {0} ({1}) nobody can say who the author is. Unknown does not mean human: most tools leave no sign.',
        linesText(unknown),
        formatPercent(unknown / report.total),
      ),
    }),
    facts(causes.map((cause) => [t(unknownCauseText(cause, isAllRead(status))), report.unknownBy[cause]])),
    status.progress.phase !== 'done' &&
      element('p', { class: 'quiet', text: t('The history is still being read: these are the counts so far.') }),
    ...history(model, disclosures),
  );
}

function history(model: PanelModel, disclosures: Disclosures): readonly Child[] {
  const evidence = evidenceOf(model);
  const sum = (pick: (one: Evidence) => number): number => evidence.reduce((all, one) => all + pick(one), 0);
  const commits = sum((one) => one.commits);
  if (commits === 0) {
    if (model.status.progress.phase !== 'done') return [];
    return [element('p', { class: 'quiet', text: t('There is no history to read here.') })];
  }
  const parts: Child[] = [
    disclosure(
      'history',
      t('What the whole history says ({0})', commitsText(commits)),
      disclosures,
      facts([
        [t('say line by line who wrote them (authorship logs)'), sum((one) => one.commitsWithRecord)],
        [t('carry an AI mark, such as a co-author line'), sum((one) => one.commitsWithMark)],
        [t('are automation, such as dependency updates'), sum((one) => one.commitsOfAutomation)],
        [t('were written before the “no AI before” date'), sum((one) => one.commitsBeforeAi)],
        [t('say nothing'), sum((one) => one.commitsUnmarked)],
      ]),
    ),
  ];
  if (evidence.some((one) => one.isCutOff))
    parts.push(element('p', { class: 'problem', text: t('This clone is cut off: older history is not here.') }));
  return parts;
}
