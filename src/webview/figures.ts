import { type OwnShare, type PanelModel } from '../core/protocol/panelModel.ts';
import { shareOf, totalOf } from '../core/statistics/buildReport.ts';
import { formatShare } from '../core/statistics/format.ts';
import { type ReferenceFigure } from '../core/statistics/referenceFigures.ts';
import { lenses, type Lens } from '../core/statistics/report.ts';
import { element, section, type Child } from './dom.ts';
import { t } from './l10n.ts';
import { focusAttribute } from './slots.ts';
import { lensWords } from './words.ts';

function valueText(figure: ReferenceFigure): string {
  return figure.high === null
    ? t('{0} {1} %', t(figure.relation), figure.low)
    : t('{0} to {1} %', figure.low, figure.high);
}

/** A line from 0 to 100 % with one mark on it. Ends in per cent. */
function scale(low: number, high: number, markClass: string): HTMLElement {
  const line = element('div', { class: 'scale', attributes: { 'aria-hidden': 'true' } });
  const mark = element('span', { class: `mark ${markClass}` });
  mark.style.left = `${low}%`;
  mark.style.width = `${high - low}%`;
  line.append(mark);
  return line;
}

function row(who: Child, value: string, when: string, line: Child, ...about: readonly Child[]): HTMLElement {
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'figure-line' },
      element('strong', {}, who),
      element('span', { class: 'number', text: value }),
      element('span', { class: 'quiet', text: when }),
    ),
    line,
    ...about,
  );
}

/** One figure as a mark on a line from 0 to 100 %, with all that was said about it. */
function figureRow(figure: ReferenceFigure): HTMLElement {
  const nothing = t('No definition was published{0}.', figure.unit === null ? '' : `: ${figure.unit}`);
  const definition = figure.definition ?? nothing;
  const checked = figure.verified === 'primary' ? t('read at the publisher') : t('as quoted by others');
  return row(
    figure.who,
    valueText(figure),
    figure.date,
    scale(figure.low, figure.high ?? figure.low, figure.definition === null ? 'hollow' : ''),
    element('p', {
      class: 'quiet',
      text: `${definition.replace(/\.?$/, '.')} ${t('Source: {0}, {1}.', figure.source, checked)}`,
    }),
  );
}

function ownRow(own: OwnShare): HTMLElement {
  const share = shareOf(own.counts);
  const isEmpty = totalOf(own.counts) === 0 || (own.lens === 'written' && share.known === null);
  const [low, high] = own.lens === 'written' ? [share.known, share.known] : [share.low, share.high];
  return row(
    t('This workspace'),
    isEmpty ? t('nothing counted') : formatShare(own.lens, share),
    own.lens === 'standing' ? t('now') : own.since === null ? t('all time') : t('since {0}', own.since),
    isEmpty ? null : scale((low ?? 0) * 100, (high ?? 0) * 100, 'own'),
  );
}

function ownShareOf(model: FiguresModel, lens: Lens, show: (lens: Lens) => void): HTMLElement {
  const own = model.ownShares.find((one) => one.lens === lens);
  if (own !== undefined) return ownRow(own);
  const button = element('button', {
    class: 'link',
    text: t('Show it'),
    attributes: { [focusAttribute]: `own-${lens}` },
    onClick: () => show(lens),
  });
  return row(t('This workspace'), t('not counted yet'), '', button);
}

/** What this part of the page shows. */
export type FiguresModel = Pick<PanelModel, 'figures' | 'ownShares'>;

/** What others published, each figure for itself, beside the workspace's own share of the nearest meaning where there is one. */
export function publishedFigures(model: FiguresModel, show: (lens: Lens) => void): HTMLElement {
  const groups = [...lenses, null].flatMap((lens) => {
    const some = model.figures.filter((figure) => figure.lens === lens);
    if (some.length === 0) return [];
    const title =
      lens === null
        ? t('Nothing to compare with: what was counted was not published')
        : t('Closest to “{0}”', t(lensWords[lens].name));
    const narrower = some.filter((figure) => figure.narrowedTo !== null);
    return [
      element('h3', { text: title }),
      element('ul', { class: 'figures' }, lens === null ? null : ownShareOf(model, lens, show), ...some.map(figureRow)),
      ...narrower.map(({ who, narrowedTo }) =>
        element('p', {
          class: 'quiet',
          text: t(
            '{0} counted {1} only; the share of this workspace counts all that AI inserted.',
            who,
            narrowedTo ?? '',
          ),
        }),
      ),
    ];
  });
  const note = element('p', {
    class: 'quiet',
    text: t(
      'These figures measure different things at different times; they are marks to think with, not a scale to be on. A hollow mark has no published definition.',
    ),
  });
  return section('figures', t('What others published'), note, ...groups);
}
