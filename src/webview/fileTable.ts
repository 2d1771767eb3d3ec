import { shareOf } from '../core/statistics/buildReport.ts';
import { formatCount, formatShare } from '../core/statistics/format.ts';
import { type GroupRow, type Lens, type Report } from '../core/statistics/report.ts';
import { type FileRow } from '../core/protocol/panelModel.ts';
import { element, section } from './dom.ts';
import { t } from './l10n.ts';
import { focusAttribute } from './slots.ts';
import { belongsTo, columns, longestFilter, rowsAtOnce, type Column, type Facet, type FileView } from './view.ts';

/** What the table does outside of itself. */
export interface FileActions {
  readonly openFile: (path: string) => void;
  /** The view has changed. */
  readonly onLook: () => void;
  /** Shows the files of all facets again. */
  readonly clearFacet: () => void;
}

const titles: Readonly<Record<Column, string>> = {
  file: 'File',
  total: 'Lines',
  share: 'AI share',
  ai: 'AI',
  human: 'Human',
  tool: 'Tool',
  unknown: 'Unknown',
};

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

function sorted(rows: readonly FileRow[], view: FileView, lens: Lens): readonly FileRow[] {
  const wanted = view.filter.trim().toLowerCase();
  const { facet } = view;
  const kept = rows.filter(
    (row) => (facet === null || belongsTo(row, facet)) && (wanted === '' || row.key.toLowerCase().includes(wanted)),
  );
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
  rows: readonly FileRow[],
  { unit, lens }: Pick<Report, 'unit' | 'lens'>,
  view: FileView,
  { openFile, onLook, clearFacet }: FileActions,
): HTMLElement {
  const body = element('tbody');
  const more = element('button', { class: 'link', attributes: { [focusAttribute]: 'more-files' } });
  const summary = element('p', { class: 'quiet', attributes: { 'aria-live': 'polite' } });
  const empty = element('p', { class: 'quiet', text: t('No file is like that.') });
  const headers = new Map<Column, HTMLElement>();
  const render = (): void => {
    const all = sorted(rows, view, lens);
    body.replaceChildren(...all.slice(0, view.shown).map((row) => fileRow(row, lens, openFile)));
    const left = all.length - view.shown;
    more.hidden = left <= 0;
    more.textContent = t('Show {0} more', formatCount(Math.min(left, rowsAtOnce * 10)));
    summary.textContent = t('{0} of {1} files', formatCount(all.length), formatCount(rows.length));
    empty.hidden = all.length > 0;
    for (const [column, header] of headers) {
      const isSorted = column === view.column;
      header.setAttribute('aria-sort', isSorted ? (view.isDescending ? 'descending' : 'ascending') : 'none');
    }
  };
  const head = element('tr');
  const look = (): void => {
    render();
    onLook();
  };
  for (const column of columns) {
    const text = column === 'total' && unit === 'characters' ? t('Characters') : t(titles[column]);
    const button = element('button', {
      class: 'sort',
      text,
      attributes: { [focusAttribute]: `sort-${column}` },
      onClick: () => {
        view.isDescending = view.column === column ? !view.isDescending : column !== 'file';
        view.column = column;
        look();
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
      maxlength: String(longestFilter),
      'aria-label': t('Filter files by path'),
    },
  });
  filter.addEventListener('input', () => {
    view.filter = filter.value;
    view.shown = rowsAtOnce;
    look();
  });
  more.addEventListener('click', () => {
    view.shown += rowsAtOnce * 10;
    look();
  });
  render();
  const table = element(
    'table',
    { class: 'files', attributes: { 'aria-labelledby': 'files-heading' } },
    element('thead', {}, head),
    body,
  );
  return section(
    'files',
    t('Files'),
    element('div', { class: 'toolbar' }, filter, facetChip(view.facet, clearFacet), summary),
    table,
    empty,
    more,
  );
}

/** What the files are narrowed to by a row of another table, as a button that ends it. */
function facetChip(facet: Facet | null, clear: () => void): HTMLElement | null {
  if (facet === null) return null;
  const words = { agent: t('Agent'), language: t('Language'), folder: t('Folder') } as const;
  const narrowedTo = `${words[facet.by]}: ${facet.key}`;
  return element('button', {
    class: 'chip',
    text: `${narrowedTo} ✕`,
    title: t('Show all files again'),
    attributes: { id: 'clear-facet', 'aria-label': t('{0}. Show all files again', narrowedTo) },
    onClick: clear,
  });
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
