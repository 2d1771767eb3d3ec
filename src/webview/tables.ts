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
  readonly expanded: ReadonlySet<string>;
  readonly onExpand: () => void;
  /** The row by which the table of files is narrowed now; null for none of this table. */
  readonly selected: string | null;
  /** A click on a row narrows the table of files to it. */
  readonly onSelect: (key: string) => void;
}

/** A small table of one grouping: the largest rows, the rest on demand. */
export function groupTable(table: GroupTable): HTMLElement | null {
  const { id, title, rows, partOf, expanded, selected } = table;
  if (rows.length === 0) return null;
  const most = expanded.has(id) ? rows.length : shownAtFirst;
  // The row that the files are narrowed to is seen wherever it stands.
  const shown = rows.filter((row, index) => index < most || row.key === selected);
  const node = element(
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
    element('tbody', {}, ...shown.map((row) => groupRow(row, table))),
  );
  const left = rows.length - shown.length;
  if (left <= 0) return section(id, title, node);
  const more = element('button', {
    class: 'link',
    text: t('Show {0} more', formatCount(left)),
    attributes: { [focusAttribute]: `more-${id}` },
    onClick: table.onExpand,
  });
  return section(id, title, node, more);
}

function groupRow({ key, counts, total }: GroupRow, { id, partOf, lens, selected, onSelect }: GroupTable): HTMLElement {
  const share = shareOf(counts);
  return element(
    'tr',
    {},
    element(
      'th',
      { attributes: { scope: 'row' } },
      element('button', {
        class: 'link facet',
        text: key,
        title: key === selected ? t('Show all files again') : t('Show only these files'),
        attributes: { 'aria-pressed': String(key === selected), [focusAttribute]: `${id}-${key}` },
        onClick: () => onSelect(key),
      }),
    ),
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
