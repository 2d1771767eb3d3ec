import { type ReferenceFigure } from '../core/statistics/referenceFigures.ts';
import { lenses } from '../core/statistics/report.ts';
import { element, section } from './dom.ts';
import { t } from './l10n.ts';
import { lensWords } from './words.ts';

function valueText(figure: ReferenceFigure): string {
  return figure.high === null
    ? t('{0} {1} %', t(figure.relation), figure.low)
    : t('{0} to {1} %', figure.low, figure.high);
}

/** One figure as a mark on a line from 0 to 100 %, with all that was said about it. */
function figureRow(figure: ReferenceFigure): HTMLElement {
  const scale = element('div', { class: 'scale', attributes: { 'aria-hidden': 'true' } });
  const mark = element('span', { class: figure.definition === null ? 'mark hollow' : 'mark' });
  mark.style.left = `${figure.low}%`;
  if (figure.high !== null) mark.style.width = `${figure.high - figure.low}%`;
  scale.append(mark);
  const nothing = t('No definition was published{0}.', figure.unit === null ? '' : `: ${figure.unit}`);
  const definition = figure.definition ?? nothing;
  const checked = figure.verified === 'primary' ? t('read at the publisher') : t('as quoted by others');
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'figure-line' },
      element('strong', { text: figure.who }),
      ` ${valueText(figure)} `,
      element('time', { class: 'quiet', text: figure.date }),
    ),
    scale,
    element('p', {
      class: 'quiet',
      text: `${definition.replace(/\.?$/, '.')} ${t('Source: {0}, {1}.', figure.source, checked)}`,
    }),
  );
}

/** What others published, each figure for itself: they measure different things. */
export function publishedFigures(figures: readonly ReferenceFigure[]): HTMLElement {
  const groups = [...lenses, null].flatMap((lens) => {
    const some = figures.filter((figure) => figure.lens === lens);
    if (some.length === 0) return [];
    const title =
      lens === null ? t('No lens: what was counted is not known') : t('Closest to “{0}”', t(lensWords[lens].name));
    return [element('h3', { text: title }), element('ul', { class: 'figures' }, ...some.map(figureRow))];
  });
  const note = element('p', {
    class: 'quiet',
    text: t(
      'These figures measure different things at different times; they are marks to think with, not a scale to be on. A hollow mark has no published definition.',
    ),
  });
  const details = element(
    'details',
    {},
    element('summary', { text: t('Figures of Google, Microsoft and others') }),
    note,
    ...groups,
  );
  return section('figures', t('What others published'), details);
}
