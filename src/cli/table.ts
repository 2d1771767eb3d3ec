import { columnsOf, endWithin, visibleText } from './visibleText.ts';

/** The first column keeps so much of a narrow terminal. */
const fewestColumns = 16;

/**
 * Rows of cells as aligned lines: the first column to the left, the others to the right. Names of others are shown as text, and shortened at their beginning
 * where a line would not fit into the columns of a terminal; null for no such end.
 */
export function table(rows: readonly (readonly string[])[], columns: number | null = null): string {
  const shown = rows.map((row) => row.map((cell) => visibleText(cell).replaceAll('\t', ' ')));
  const widthOf = (column: number): number => Math.max(...shown.map((row) => columnsOf(row[column] ?? '')));
  const [, ...others] = (shown[0] ?? []).map((_, column) => widthOf(column));
  const room = (columns ?? Infinity) - others.reduce((sum, width) => sum + width + 2, 2);
  const first = Math.min(widthOf(0), Math.max(room, fewestColumns));
  return shown
    .map(([name = '', ...cells]) => {
      const key = endWithin(name, first);
      const padded = key + ' '.repeat(Math.max(0, first - columnsOf(key)));
      return [padded, ...cells.map((cell, index) => ' '.repeat((others[index] ?? 0) - columnsOf(cell)) + cell)];
    })
    .map((row) => `  ${row.join('  ').trimEnd()}\n`)
    .join('');
}
