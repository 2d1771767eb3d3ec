import { evidenceGrades, granularities } from '../core/attribution/origin.ts';
import { type PanelModel } from '../core/protocol/panelModel.ts';
import { formatCount } from '../core/statistics/format.ts';
import { skipReasons, type SkipReason } from '../core/statistics/tally.ts';
import { element, section, type Child } from './dom.ts';
import { facts } from './facts.ts';
import { t } from './l10n.ts';
import { evidenceWords } from './words.ts';

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
  return section('as-of', t('About these numbers'), ...children);
}
