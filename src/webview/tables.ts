import { formatCount, formatPercent, formatShare } from '../core/statistics/format.ts';
import { shareOf } from '../core/statistics/buildReport.ts';
import { type GroupRow, type Lens } from '../core/statistics/report.ts';
import { element, section } from './dom.ts';
import { t } from './l10n.ts';
import { shareBar } from './shareBar.ts';
import { focusAttribute } from './slots.ts';

const shownAtFirst = 8;

/** What a {@link groupTable} shows. */
export interface GroupTable {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly GroupRow[];
  /** Of which total each row's AI is a part; null for rows that have totals of their own. */
  readonly partOf: number | null;
  readonly lens: Lens;
  /** Ids of the tables of which the person wants to see all rows. */
  readonly expanded: Set<string>;
}

/** A small table of one grouping: the largest rows, the rest on demand. */
export function groupTable({ id, title, rows, partOf, lens, expanded }: GroupTable): HTMLElement | null {
  if (rows.length === 0) return null;
  const body = element('tbody');
  const add = (some: readonly GroupRow[]): void => {
    for (const row of some) body.append(groupRow(row, partOf, lens));
  };
  const shown = expanded.has(id) ? rows.length : shownAtFirst;
  add(rows.slice(0, shown));
  const table = element(
    'table',
    { attributes: { 'aria-labelledby': `${id}-heading` } },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { text: t('Name'), attributes: { scope: 'col' } }),
        element('th', { class: 'number', text: t('AI'), attributes: { scope: 'col' } }),
        element('th', { class: 'number', text: partOf === null ? t('of') : t('of all'), attributes: { scope: 'col' } }),
        partOf === null && element('th', { text: t('Share'), attributes: { scope: 'col' } }),
      ),
    ),
    body,
  );
  const left = rows.length - shown;
  if (left <= 0) return section(id, title, table);
  const more = element('button', {
    class: 'link',
    text: t('Show {0} more', formatCount(left)),
    attributes: { [focusAttribute]: `more-${id}` },
    onClick: () => {
      expanded.add(id);
      add(rows.slice(shownAtFirst));
      more.remove();
    },
  });
  return section(id, title, table, more);
}

function groupRow({ key, counts, total }: GroupRow, partOf: number | null, lens: Lens): HTMLElement {
  const share = shareOf(counts);
  return element(
    'tr',
    {},
    element('th', { text: key, attributes: { scope: 'row' } }),
    element('td', { class: 'number', text: formatCount(counts.ai) }),
    element('td', {
      class: 'number',
      text: partOf === null ? formatCount(total) : formatPercent(partOf === 0 ? null : counts.ai / partOf),
    }),
    partOf === null &&
      element(
        'td',
        { class: 'share-cell' },
        shareBar(counts, lens, false),
        element('span', { class: 'number', text: formatShare(lens, share) }),
      ),
  );
}
