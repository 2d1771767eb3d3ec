import { type Gap } from './gap.ts';
import { isSpaceAt, nonBlankLength } from './tokens.ts';

/** A line, or its part between indentation and trailing white space, that is at `aStart` in the old and at `bStart` in the new text. */
export interface Move {
  readonly aStart: number;
  readonly bStart: number;
  readonly length: number;
}

/** A line that is found again elsewhere must have so many non-blank characters to be the same line and not a chance. */
const movedFromNonBlank = 12;

/** Lines of a text; `starts` has one entry more than lines. */
interface TextLines {
  readonly text: string;
  readonly starts: Int32Array;
  /** Equal lines have equal symbols. */
  readonly symbols: Int32Array;
  readonly count: number;
}

/** Which lines moved: 1 in `aMoved` and `bMoved` where the line has a counterpart in `moves`. */
export interface Moves {
  /** Ascending in the new text. */
  readonly moves: readonly Move[];
  readonly aMoved: Uint8Array;
  readonly bMoved: Uint8Array;
}

/**
 * Finds blocks of lines that went at one place and came at another, be it with another indentation. A block is known by a line that went
 * once and came once, and reaches as far as the lines around it are the same too. Takes linear time.
 */
export function findMoves(gaps: readonly Gap[], a: TextLines, b: TextLines): Moves {
  const numbers = new Map<string, number>();
  const [aTexts, aGaps] = [new Int32Array(a.count).fill(-1), new Int32Array(a.count)];
  const [bTexts, bGaps] = [new Int32Array(b.count).fill(-1), new Int32Array(b.count)];
  gaps.forEach((gap, index) => {
    number(a, gap.aFrom, gap.aTo, numbers, aTexts);
    number(b, gap.bFrom, gap.bTo, numbers, bTexts);
    aGaps.fill(index, gap.aFrom, gap.aTo);
    bGaps.fill(index, gap.bFrom, gap.bTo);
  });
  const aPlaces = solePlaces(aTexts, numbers.size);
  const bPlaces = solePlaces(bTexts, numbers.size);
  const aMoved = new Uint8Array(a.count);
  const bMoved = new Uint8Array(b.count);
  const moves: Move[] = [];
  const areSame = (aLine: number, bLine: number): boolean =>
    (aTexts[aLine] ?? -1) >= 0 &&
    aTexts[aLine] === bTexts[bLine] &&
    aMoved[aLine] === 0 &&
    bMoved[bLine] === 0 &&
    // A line that got another indentation where it is has not moved.
    (aGaps[aLine] !== bGaps[bLine] || a.symbols[aLine] === b.symbols[bLine]);
  for (let bLine = 0; bLine < b.count; bLine++) {
    const text = bTexts[bLine] ?? -1;
    const aLine = aPlaces[text] ?? -1;
    if (aLine < 0 || bPlaces[text] !== bLine || !areSame(aLine, bLine)) continue;
    if (nonBlankLength(b.text, b.starts[bLine] ?? 0, b.starts[bLine + 1] ?? 0) < movedFromNonBlank) continue;
    let up = 0;
    while (areSame(aLine - up - 1, bLine - up - 1)) up++;
    let end = 1;
    while (areSame(aLine + end, bLine + end)) end++;
    for (let index = -up; index < end; index++) {
      aMoved[aLine + index] = 1;
      bMoved[bLine + index] = 1;
      moves.push(moveOf(a, aLine + index, b, bLine + index));
    }
  }
  return { moves, aMoved, bMoved };
}

/** The common part of two lines that differ at most in white space at their ends. */
function moveOf(a: TextLines, aLine: number, b: TextLines, bLine: number): Move {
  const [aStart, aEnd] = [a.starts[aLine] ?? 0, a.starts[aLine + 1] ?? 0];
  const [bStart, bEnd] = [b.starts[bLine] ?? 0, b.starts[bLine + 1] ?? 0];
  if (aEnd - aStart === bEnd - bStart && a.text.slice(aStart, aEnd) === b.text.slice(bStart, bEnd)) {
    return { aStart, bStart, length: bEnd - bStart };
  }
  const [aHead, bHead] = [indent(a.text, aStart, aEnd), indent(b.text, bStart, bEnd)];
  return { aStart: aHead, bStart: bHead, length: b.text.slice(bHead, bEnd).trimEnd().length };
}

function indent(text: string, start: number, endExclusive: number): number {
  let offset = start;
  while (offset < endExclusive && isSpaceAt(text, offset)) offset++;
  return offset;
}

/** Gives lines that are equal but for white space at their ends equal numbers. */
function number(lines: TextLines, from: number, to: number, numbers: Map<string, number>, into: Int32Array): void {
  for (let index = from; index < to; index++) {
    const line = lines.text.slice(lines.starts[index], lines.starts[index + 1]).trim();
    let found = numbers.get(line);
    if (found === undefined) numbers.set(line, (found = numbers.size));
    into[index] = found;
  }
}

/** Where each text stands if it stands at one place only, else -1. */
function solePlaces(texts: Int32Array, textCount: number): Int32Array {
  const places = new Int32Array(textCount).fill(-1);
  const seen = new Uint8Array(textCount);
  texts.forEach((text, index) => {
    if (text < 0) return;
    places[text] = seen[text] === 0 ? index : -1;
    seen[text] = 1;
  });
  return places;
}
