import { type Counts, type Lens } from '../core/statistics/report.ts';
import { formatCount, formatPercent } from '../core/statistics/format.ts';
import { element } from './dom.ts';
import { t } from './l10n.ts';
import { contributorWords } from './words.ts';

/** In the bar, what is known to be AI and what may be AI lie side by side: together they are the range. */
const order = ['ai', 'unknown', 'human', 'tool'] as const;

/** Whom the bar of a lens shows: for `written`, tools and what nobody knows stand beside the share and never inside it. */
function contributorsOf(lens: Lens): readonly (typeof order)[number][] {
  return lens === 'written' ? ['ai', 'human'] : order;
}

/** A bar of the contributors; patterns as well as colours tell them apart. */
export function shareBar(counts: Counts, lens: Lens, isLarge: boolean): HTMLElement {
  const shown = contributorsOf(lens);
  const total = shown.reduce((sum, one) => sum + counts[one], 0);
  const parts = shown.filter((one) => counts[one] > 0);
  const label = parts.map((one) => `${t(contributorWords[one])} ${formatPercent(counts[one] / total)}`).join(', ');
  const bar = element('div', {
    class: isLarge ? 'bar large' : 'bar',
    attributes: { role: 'img', 'aria-label': total === 0 ? t('Nothing counted') : label },
  });
  for (const one of parts) {
    const part = element('span', {
      class: `part ${one}`,
      title: `${t(contributorWords[one])}: ${formatCount(counts[one])}`,
    });
    part.style.flexGrow = String(counts[one] / total);
    bar.append(part);
  }
  return bar;
}

/** What the colours of the bars mean. */
export function legend(lens: Lens): HTMLElement {
  return element(
    'ul',
    { class: 'legend' },
    ...contributorsOf(lens).map((one) =>
      element('li', {}, element('span', { class: `swatch ${one}` }), t(contributorWords[one])),
    ),
  );
}
