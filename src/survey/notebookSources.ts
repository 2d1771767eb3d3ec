import { parseTree, type Node } from 'jsonc-parser';
import { baselineOriginId, type OriginId } from '../core/attribution/origin.ts';
import { type Run } from '../core/attribution/run.ts';
import { RunCollector } from '../core/attribution/runReader.ts';

/** One stretch of a notebook's file that stands for code units of a cell: an escape of several characters, or one character. */
interface Place {
  readonly offset: number;
  readonly utf16Length: number;
}

/** The text of one cell, and where each of its code units stands in the notebook's file. Line breaks of the cell are escapes there. */
interface CellSource {
  readonly text: string;
  readonly places: readonly Place[];
}

const escapeOrUnit = /\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs;

function member(node: Node | undefined, key: string): Node | undefined {
  const property = node?.type === 'object' ? node.children?.find((one) => one.children?.[0]?.value === key) : undefined;
  return property?.children?.[1];
}

function sourceOf(cell: Node, fileText: string): CellSource {
  const source = member(cell, 'source');
  const literals = source?.type === 'array' ? (source.children ?? []) : source === undefined ? [] : [source];
  let text = '';
  const places: Place[] = [];
  for (const literal of literals) {
    if (literal.type !== 'string' || typeof literal.value !== 'string') continue;
    text += literal.value;
    const inside = fileText.slice(literal.offset + 1, literal.offset + literal.length - 1);
    for (const match of inside.matchAll(escapeOrUnit)) {
      places.push({ offset: literal.offset + 1 + match.index, utf16Length: match[0].length });
    }
  }
  return { text, places };
}

/** The cells of a Jupyter notebook (nbformat 4), in their order. Empty for a text that is no such notebook. */
function cellSources(fileText: string): readonly CellSource[] {
  const cells = member(parseTree(fileText, []), 'cells');
  const sources = (cells?.type === 'array' ? (cells.children ?? []) : []).map((cell) => sourceOf(cell, fileText));
  // Whatever does not decode to as many code units as it has places is no JSON that we understand.
  return sources.every((source) => source.text.length === source.places.length) ? sources : [];
}

/** A cell of an open notebook with its attribution; the lengths of `runs` sum to the text's. */
export interface AttributedCell {
  readonly text: string;
  readonly runs: readonly Run[];
}

/**
 * The attribution of a notebook's file by that of its cells, which are compared with those in the file by order and content. What is not of a cell
 * is as if it had been there before. Null where the file has other cells.
 */
export function notebookRuns(fileText: string, cells: readonly AttributedCell[]): readonly Run[] | null {
  const sources = cellSources(fileText);
  if (sources.length !== cells.length) return null;
  const collector = new RunCollector();
  let offset = 0;
  const fill = (until: number): void => {
    if (until > offset) collector.add(until - offset, baselineOriginId);
    offset = until;
  };
  for (const [index, source] of sources.entries()) {
    const cell = cells[index];
    if (cell?.text !== source.text) return null;
    const ids = unitOrigins(cell.runs);
    for (const [unit, place] of source.places.entries()) {
      fill(place.offset);
      collector.add(place.utf16Length, ids[unit] ?? baselineOriginId);
      offset = place.offset + place.utf16Length;
    }
  }
  fill(fileText.length);
  return collector.runs;
}

/** The cells of a notebook's file with the attribution that `runs` give the file. Throws `RangeError` when the runs do not cover the text. */
export function attributedCells(fileText: string, runs: readonly Run[]): readonly AttributedCell[] {
  const ids = unitOrigins(runs);
  if (ids.length !== fileText.length) throw new RangeError(`Runs cover ${ids.length} of ${fileText.length} code units`);
  return cellSources(fileText).map(({ text, places }) => {
    const collector = new RunCollector();
    for (const place of places) collector.add(1, ids[place.offset] ?? baselineOriginId);
    return { text, runs: collector.runs };
  });
}

function unitOrigins(runs: readonly Run[]): readonly OriginId[] {
  const ids: OriginId[] = [];
  for (const run of runs) for (let unit = 0; unit < run.utf16Length; unit++) ids.push(run.originId);
  return ids;
}
