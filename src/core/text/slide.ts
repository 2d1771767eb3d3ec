import { type Gap } from './gap.ts';

/** Lines with the text that they are of. */
export interface TextLines {
  readonly text: string;
  /** One entry more than lines. */
  readonly starts: Int32Array;
  readonly symbols: Int32Array;
  readonly count: number;
}

/** So many places are weighed for one block of lines. */
const mostPlaces = 100;

/** Deeper indentation makes no difference. */
const mostColumns = 400;

/** So many blank lines are looked over to find the next line with text. */
const mostBlankLines = 20;

/**
 * A new block of lines can often be read as starting some lines earlier or later: `}` + new function, or new function + `}`. Returns
 * the gaps with blocks that only came or only went moved to where a person would say that they begin: at the least indented line, after
 * a blank one.
 */
export function slideGaps(gaps: readonly Gap[], a: TextLines, b: TextLines): readonly Gap[] {
  const settled: Gap[] = [];
  gaps.forEach((gap, index) => {
    const up = gap.aFrom - (settled.at(-1)?.aTo ?? 0);
    const down = (gaps[index + 1]?.aFrom ?? a.count) - gap.aTo;
    let shift = 0;
    if (gap.aFrom === gap.aTo) shift = bestShift(b, gap.bFrom, gap.bTo, up, down);
    else if (gap.bFrom === gap.bTo) shift = bestShift(a, gap.aFrom, gap.aTo, up, down);
    const { aFrom, aTo, bFrom, bTo } = gap;
    settled.push({ aFrom: aFrom + shift, aTo: aTo + shift, bFrom: bFrom + shift, bTo: bTo + shift });
  });
  return settled;
}

/** By how many lines the block `[from, to)` is best moved, when `mostUp` lines before it and `mostDown` after it are unchanged. */
function bestShift(lines: TextLines, from: number, to: number, mostUp: number, mostDown: number): number {
  let lowest = 0;
  while (lowest < mostDown && lines.symbols[from + lowest] === lines.symbols[to + lowest]) lowest++;
  let best = lowest;
  let bestCost = cost(lines, from + lowest) + cost(lines, to + lowest);
  for (let shift = lowest - 1; shift >= -mostUp && lowest - shift < mostPlaces; shift--) {
    // Moving up by one takes the line before the block in, if the block ends with an equal one.
    if (lines.symbols[from + shift] !== lines.symbols[to + shift]) break;
    const shiftCost = cost(lines, from + shift) + cost(lines, to + shift);
    if (shiftCost < bestCost) [best, bestCost] = [shift, shiftCost];
  }
  return best;
}

/** How bad it is to cut before this line: the deeper what follows is indented, the worse; better after a blank line. */
function cost(lines: TextLines, lineIndex: number): number {
  let next = lineIndex;
  while (next < lines.count && next < lineIndex + mostBlankLines && indentOf(lines, next) === null) next++;
  const indent = next < lines.count ? (indentOf(lines, next) ?? 0) : 0;
  const isAfterBlank = lineIndex > 0 && indentOf(lines, lineIndex - 1) === null;
  return 2 * indent - (isAfterBlank ? 1 : 0);
}

/** The columns that a line is indented by, a tab counted as four, up to a limit; null for a blank line. */
function indentOf(lines: TextLines, lineIndex: number): number | null {
  const end = lines.starts[lineIndex + 1] ?? 0;
  let columns = 0;
  for (let offset = lines.starts[lineIndex] ?? 0; offset < end && columns < mostColumns; offset++) {
    const code = lines.text.charCodeAt(offset);
    if (code === 0x20) columns++;
    else if (code === 0x09) columns += 4;
    else return code === 0x0a || code === 0x0d ? null : columns;
  }
  return columns < mostColumns ? null : columns;
}
