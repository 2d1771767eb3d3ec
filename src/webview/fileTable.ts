import { shareOf } from '../core/statistics/buildReport.ts';
import { formatCount, formatShare } from '../core/statistics/format.ts';
import { type GroupRow, type Lens, type Report } from '../core/statistics/report.ts';
import { element, section } from './dom.ts';
import { t } from './l10n.ts';
import { focusAttribute } from './slots.ts';

type Column = 'file' | 'total' | 'share' | 'ai' | 'human' | 'tool' | 'unknown';

/** How the person looks at the files; kept while the numbers change under it. */
export interface FileView {
  column: Column;
  isDescending: boolean;
  filter: string;
  shown: number;
}

/** Rows that are rendered at once; more come on demand, so that ten thousand files cost no more than these. */
const rowsAtOnce = 100;

/** The files with the most AI first. */
export function firstFileView(): FileView {
  return { column: 'ai', isDescending: true, filter: '', shown: rowsAtOnce };
}

const columns: readonly { readonly column: Column; readonly title: string }[] = [
  { column: 'file', title: 'File' },
  { column: 'total', title: 'Lines' },
  { column: 'share', title: 'AI share' },
  { column: 'ai', title: 'AI' },
  { column: 'human', title: 'Human' },
  { column: 'tool', title: 'Tool' },
  { column: 'unknown', title: 'Unknown' },
];

function valueOf(row: GroupRow, column: Column, lens: Lens): number {
  switch (column) {
    case 'file':
      return 0;
    case 'total':
      return row.total;
    case 'share':
      return (lens === 'written' ? shareOf(row.counts).known : shareOf(row.counts).low) ?? -1;
    default:
      return row.counts[column];
  }
}

function sorted(rows: readonly GroupRow[], view: FileView, lens: Lens): readonly GroupRow[] {
  const wanted = view.filter.trim().toLowerCase();
  const kept = wanted === '' ? [...rows] : rows.filter((row) => row.key.toLowerCase().includes(wanted));
  const sign = view.isDescending ? -1 : 1;
  return kept.sort((a, b) => {
    const byValue = sign * (valueOf(a, view.column, lens) - valueOf(b, view.column, lens));
    if (byValue !== 0) return byValue;
    const byName = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    return view.column === 'file' ? sign * byName : byName;
  });
}

/** All files as a table that can be sorted and filtered and that opens a file by click or Enter. */
export function fileTable(
  rows: readonly GroupRow[],
  { unit, lens }: Pick<Report, 'unit' | 'lens'>,
  view: FileView,
  openFile: (path: string) => void,
): HTMLElement {
  const body = element('tbody');
  const more = element('button', { class: 'link', attributes: { [focusAttribute]: 'more-files' } });
  const summary = element('p', { class: 'quiet', attributes: { 'aria-live': 'polite' } });
  const headers = new Map<Column, HTMLElement>();
  const render = (): void => {
    const all = sorted(rows, view, lens);
    body.replaceChildren(...all.slice(0, view.shown).map((row) => fileRow(row, lens, openFile)));
    const left = all.length - view.shown;
    more.hidden = left <= 0;
    more.textContent = t('Show {0} more', formatCount(Math.min(left, rowsAtOnce * 5)));
    summary.textContent = t('{0} of {1} files', formatCount(all.length), formatCount(rows.length));
    for (const [column, header] of headers) {
      const isSorted = column === view.column;
      header.setAttribute('aria-sort', isSorted ? (view.isDescending ? 'descending' : 'ascending') : 'none');
    }
  };
  const head = element('tr');
  for (const { column, title } of columns) {
    const text = column === 'total' && unit === 'characters' ? t('Characters') : t(title);
    const button = element('button', {
      class: 'sort',
      text,
      attributes: { [focusAttribute]: `sort-${column}` },
      onClick: () => {
        view.isDescending = view.column === column ? !view.isDescending : column !== 'file';
        view.column = column;
        render();
      },
    });
    const header = element('th', { class: column === 'file' ? '' : 'number', attributes: { scope: 'col' } }, button);
    headers.set(column, header);
    head.append(header);
  }
  const filter = element('input', {
    attributes: {
      type: 'search',
      id: 'file-filter',
      placeholder: t('Filter by path'),
      value: view.filter,
      'aria-label': t('Filter files by path'),
    },
  });
  filter.addEventListener('input', () => {
    view.filter = filter.value;
    view.shown = rowsAtOnce;
    render();
  });
  more.addEventListener('click', () => {
    view.shown += rowsAtOnce * 5;
    render();
  });
  render();
  const table = element(
    'table',
    { class: 'files', attributes: { 'aria-labelledby': 'files-heading' } },
    element('thead', {}, head),
    body,
  );
  return section('files', t('Files'), element('div', { class: 'toolbar' }, filter, summary), table, more);
}

function fileRow(row: GroupRow, lens: Lens, openFile: (path: string) => void): HTMLElement {
  const share = shareOf(row.counts);
  const number = (count: number): HTMLElement => element('td', { class: 'number', text: formatCount(count) });
  return element(
    'tr',
    {},
    element(
      'th',
      { attributes: { scope: 'row' } },
      element(
        'button',
        {
          class: 'link path',
          title: row.key,
          attributes: { [focusAttribute]: `file-${row.key}` },
          onClick: () => openFile(row.key),
        },
        // The button is cut off at its start, where the folders are; the path itself still reads from left to right.
        element('bdi', { text: row.key, attributes: { dir: 'ltr' } }),
      ),
    ),
    number(row.total),
    element('td', { class: 'number', text: formatShare(lens, share) }),
    number(row.counts.ai),
    number(row.counts.human),
    number(row.counts.tool),
    number(row.counts.unknown),
  );
}
