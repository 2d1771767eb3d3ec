/** One measured number; `peer` is what it was measured against in the same run. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  /** Ours / theirs: below 1 is better where less is better. */
  readonly ratio?: number;
}

/** A figure beside its peer; nothing is as much as nothing, and how many times nothing something is nobody can say. */
export function against(value: number, unit: string, peer: string, peerValue: number): Figure {
  const figure = { value, unit, peer, peerValue };
  if (peerValue !== 0) return { ...figure, ratio: value / peerValue };
  return value === 0 ? { ...figure, ratio: 1 } : figure;
}

/** Figures by name, in the order in which they are shown. */
export type Figures = Readonly<Record<string, Figure>>;

/** At most four digits that matter: a shared machine has no more to say. */
function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
}

function cells(name: string, figure: Figure): readonly string[] {
  const { value, unit, peer, peerValue, ratio } = figure;
  return [
    name,
    rounded(value).toLocaleString('en'),
    unit,
    peer ?? '',
    peerValue === undefined ? '' : rounded(peerValue).toLocaleString('en'),
    ratio === undefined ? '' : rounded(ratio).toLocaleString('en'),
  ];
}

/** Prints the table for people and, as the last line, the JSON object for programs that CONTRACTS names. */
export function printReport(bench: string, figures: Figures): void {
  const heads = ['figure', 'value', 'unit', 'peer', 'theirs', 'ratio'];
  const rows = [heads, ...Object.entries(figures).map(([name, figure]) => cells(name, figure))];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number): boolean => [1, 4, 5].includes(column);
  for (const row of rows) {
    const padded = row.map((cell, column) =>
      isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    console.log(padded.join('  ').trimEnd());
  }
  const exact = Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [
      name,
      Object.fromEntries(
        Object.entries(figure).map(([key, value]) => [key, typeof value === 'number' ? rounded(value) : value]),
      ),
    ]),
  );
  const node = process.versions.node;
  console.log(JSON.stringify({ bench, at: new Date().toISOString(), node, figures: exact }));
}
