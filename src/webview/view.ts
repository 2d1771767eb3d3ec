import { readRequest } from '../core/protocol/messages.ts';
import { firstChoice, type FileRow, type PanelChoice } from '../core/protocol/panelModel.ts';

/** A column of the table of files. */
export type Column = 'file' | 'total' | 'share' | 'ai' | 'human' | 'tool' | 'unknown';

/** Every {@link Column}, in the order of the table. */
export const columns: readonly Column[] = ['file', 'total', 'share', 'ai', 'human', 'tool', 'unknown'];

/** What the files can be narrowed to by a click on a row of another table. */
export type FacetName = 'agent' | 'language' | 'folder';

/** One row of the table of a facet. */
export interface Facet {
  readonly by: FacetName;
  readonly key: string;
}

/** Whether a file belongs to a facet. */
export function belongsTo(row: FileRow, { by, key }: Facet): boolean {
  return by === 'agent' ? row.agents.includes(key) : row[by] === key;
}

/** How the person looks at the files; kept while the numbers change under it. */
export interface FileView {
  column: Column;
  isDescending: boolean;
  filter: string;
  facet: Facet | null;
  /** Rows that are rendered; more come on demand, so that ten thousand files cost no more than these. */
  shown: number;
}

/** Rows of files that are rendered at first. */
export const rowsAtOnce = 25;

/** The longest filter that is looked for: no path is longer than this on any system. */
export const longestFilter = 4096;

/** Everything about the page that is the person's and not the host's: it survives a reload and the page's being hidden. */
export interface View {
  choice: PanelChoice;
  readonly files: FileView;
  /** Ids of the tables of which all rows are shown. */
  readonly expanded: Set<string>;
  /** Ids of the details that are open. */
  readonly open: Set<string>;
  /** In CSS pixels. */
  scrollTop: number;
}

/** What a page shows that nobody has touched: the files with the most AI first. */
export function firstView(): View {
  return {
    choice: firstChoice,
    files: { column: 'ai', isDescending: true, filter: '', facet: null, shown: rowsAtOnce },
    expanded: new Set(),
    open: new Set(),
    scrollTop: 0,
  };
}

/** A view as plain data, for {@link readView}. */
export function plainView({ choice, files, expanded, open, scrollTop }: View): unknown {
  return { choice, files: { ...files }, expanded: [...expanded], open: [...open], scrollTop };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function count(value: unknown, otherwise: number, most: number): number {
  return typeof value === 'number' && value >= 0 && value <= most ? value : otherwise;
}

/** More rows than that are not rendered at once after a reload. */
const mostRowsRestored = 2_000;

/** Reads what was remembered, which may be anything or from an older version; what cannot be read is as in {@link firstView}. */
export function readView(remembered: unknown): View {
  const view = firstView();
  if (!isRecord(remembered)) return view;
  // The same check that the host makes.
  const request = readRequest({ id: 0, method: 'choose', params: { choice: remembered['choice'] } });
  if (request?.method === 'choose') view.choice = request.params.choice;
  for (const id of strings(remembered['expanded'])) view.expanded.add(id);
  for (const id of strings(remembered['open'])) view.open.add(id);
  view.scrollTop = count(remembered['scrollTop'], 0, Number.MAX_SAFE_INTEGER);
  const files = remembered['files'];
  if (!isRecord(files)) return view;
  view.files.column = columns.find((column) => column === files['column']) ?? view.files.column;
  if (typeof files['isDescending'] === 'boolean') view.files.isDescending = files['isDescending'];
  if (typeof files['filter'] === 'string') view.files.filter = files['filter'].slice(0, longestFilter);
  view.files.shown = Math.max(rowsAtOnce, count(files['shown'], rowsAtOnce, mostRowsRestored));
  view.files.facet = readFacet(files['facet']);
  return view;
}

function readFacet(value: unknown): Facet | null {
  if (!isRecord(value) || typeof value['key'] !== 'string') return null;
  const by = (['agent', 'language', 'folder'] as const).find((name) => name === value['by']);
  return by === undefined ? null : { by, key: value['key'] };
}
