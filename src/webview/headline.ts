import { type PanelChoice, type PanelModel } from '../core/protocol/panelModel.ts';
import { offeredDays } from '../core/protocol/panelModel.ts';
import { formatCount, formatPercent, formatShare } from '../core/statistics/format.ts';
import { lenses, type Report } from '../core/statistics/report.ts';
import { type FileKind } from '../core/statistics/tally.ts';
import { element, section, type Child } from './dom.ts';
import { t } from './l10n.ts';
import { filesText, linesText } from './nouns.ts';
import { legend, shareBar } from './shareBar.ts';
import { lensWords } from './words.ts';

/** What the headline counts, in words. */
function kindsText({ scope }: Report): string {
  const words: Readonly<Record<FileKind, string>> = {
    code: t('code'),
    test: t('tests'),
    docs: t('documents'),
    config: t('configuration'),
    data: t('data'),
  };
  const [last = '', ...others] = scope.kinds.map((kind) => words[kind]).reverse();
  return others.length === 0 ? last : t('{0} and {1}', others.reverse().join(', '), last);
}

/** The sentence behind the number. */
function countsSentence(report: Report): string {
  const { counts, total } = report;
  const [ai, human, tool, unknown] = [counts.ai, counts.human, counts.tool, counts.unknown].map(formatCount);
  if (report.lens === 'written') {
    return t(
      'In {0}: {1} characters inserted by AI, {2} typed by hand. Beside them: {3} by tools, {4} pasted or unexplained.',
      kindsText(report),
      ai ?? '',
      human ?? '',
      tool ?? '',
      unknown ?? '',
    );
  }
  return t(
    '{0} of {1} in {2}: {3} AI, {4} human, {5} tool, {6} unknown.',
    linesText(total),
    kindsText(report),
    filesText(report.scope.files),
    ai ?? '',
    human ?? '',
    tool ?? '',
    unknown ?? '',
  );
}

function rangeSentence(report: Report): string | null {
  const { share, counts, lens } = report;
  if (share.low === null || share.high === null) return null;
  if (lens === 'written') return t('AI’s part of what AI inserted and a person typed.');
  if (counts.unknown === 0) return t('Everything here is known.');
  const [low, high] = [formatPercent(share.low), formatPercent(share.high)];
  return low.startsWith('<')
    ? t(
        'Less than {0} is known to be AI; with everything that nobody can know it could be {1}.',
        formatPercent(0.01),
        high,
      )
    : t('At least {0} is known to be AI; with everything that nobody can know it could be {1}.', low, high);
}

/** The share of the chosen lens: the number, the bar, the counts behind it. */
export function headline(model: PanelModel): HTMLElement {
  const { report } = model;
  const children: Child[] = [];
  if (model.problem !== null) {
    children.push(element('p', { class: 'problem', text: model.problem }));
  } else if (report === null) {
    children.push(element('p', { text: t('Reading…') }));
  } else if (report.total === 0) {
    children.push(element('p', { class: 'figure', text: '–' }), element('p', { text: nothingSentence(model) }));
  } else {
    const sentence = rangeSentence(report);
    children.push(
      element(
        'p',
        { class: 'figure' },
        element('span', { class: 'figure-name', text: t('AI') }),
        ` ${formatShare(report.lens, report.share)}`,
      ),
      shareBar(report.counts, report.lens, true),
      legend(report.lens),
      sentence !== null && element('p', { text: sentence }),
      element('p', { text: countsSentence(report) }),
    );
    if (report.mixedLines > 0) {
      children.push(
        element('p', {
          class: 'quiet',
          text: t(
            '{0} of these lines are mixed: a fifth or more of the line is somebody else’s. They count for whoever has most of the line.',
            formatCount(report.mixedLines),
          ),
        }),
      );
    }
  }
  return section('share', t('Share'), ...children);
}

function nothingSentence(model: PanelModel): string {
  switch (model.choice.lens) {
    case 'standing':
      return t('There is no code to count in this folder.');
    case 'committed':
      return model.status.roots.some((root) => root.problems.length > 0)
        ? t('No lines of commits of this period could be counted; the notes below say what was not read.')
        : t('No commit of this period added lines of code.');
    case 'written':
      return t('Nothing was written in this editor in this period while it was tracked.');
  }
}

/** The switch between the lenses, each with its definition, and the period where the lens has one. */
export function lensSwitch(model: PanelModel, choose: (choice: PanelChoice) => void): HTMLElement {
  const { choice } = model;
  const group = element('fieldset', { class: 'lenses' }, element('legend', { text: t('What is counted') }));
  for (const lens of lenses) {
    const words = lensWords[lens];
    const input = element('input', {
      attributes: {
        type: 'radio',
        name: 'lens',
        value: lens,
        id: `lens-${lens}`,
        'aria-describedby': `lens-${lens}-is`,
      },
    });
    input.checked = choice.lens === lens;
    input.addEventListener('change', () => choose({ ...choice, lens }));
    group.append(
      element(
        'label',
        { class: 'lens', attributes: { for: `lens-${lens}` } },
        input,
        element('span', { class: 'lens-name', text: t(words.name) }),
        element('span', { class: 'quiet', text: t(words.definition), attributes: { id: `lens-${lens}-is` } }),
      ),
    );
  }
  if (choice.lens !== 'standing') group.append(periodSelect(choice, choose));
  return group;
}

function periodSelect(choice: PanelChoice, choose: (choice: PanelChoice) => void): HTMLElement {
  const select = element('select', { attributes: { id: 'period' } });
  for (const days of offeredDays) {
    const text = days === null ? t('All time') : t('The last {0} days', days);
    const option = element('option', { text, attributes: { value: String(days) } });
    option.selected = days === choice.days;
    select.append(option);
  }
  select.addEventListener('change', () =>
    choose({ ...choice, days: select.value === 'null' ? null : Number(select.value) }),
  );
  return element('label', { class: 'period', attributes: { for: 'period' } }, `${t('Period')} `, select);
}
