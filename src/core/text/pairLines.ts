import { type Tokens } from './tokens.ts';

/** A line as the stretch of the tokens that make it up. */
export interface TokenLine {
  readonly from: number;
  readonly to: number;
}

/** An old line and the edited form of it. */
export interface LinePair {
  readonly aIndex: number;
  readonly bIndex: number;
}

/** From this part of common non-blank characters on, one line is an edited form of another. */
const editedLineFromCommon = 0.5;

/** Lines of fewer non-blank characters are not told apart by likeness. */
const fewestNonBlank = 3;

/** Longer lines are not compared one with another. */
const mostTokensOfLine = 400;

/** Pairs in ascending order, or null when to find them would have taken too many steps; and the steps that were taken. */
export interface LinePairing {
  readonly pairs: readonly LinePair[] | null;
  readonly steps: number;
}

/**
 * The best ascending pairing of old lines with edited forms of them, by the sum of what they have in common. No line may be in both
 * lists unchanged.
 */
export function pairLines(
  a: Tokens,
  aLines: readonly TokenLine[],
  b: Tokens,
  bLines: readonly TokenLine[],
  mostSteps: number,
): LinePairing {
  let steps = 3 * (a.count + b.count) + aLines.length * bLines.length;
  if (steps > mostSteps) return { pairs: null, steps: 0 };
  const aBags = aLines.map((line) => bagOf(a, line));
  const bBags = bLines.map((line) => bagOf(b, line));
  const columns = bLines.length + 1;
  const score = new Float64Array((aLines.length + 1) * columns);
  const isPaired = new Uint8Array(score.length);
  for (let i = aLines.length - 1; i >= 0; i--) {
    for (let j = bLines.length - 1; j >= 0; j--) {
      const cell = i * columns + j;
      const [aLine, bLine, aBag, bBag] = [aLines[i], bLines[j], aBags[i], bBags[j]];
      if (aLine === undefined || bLine === undefined || aBag === undefined || bBag === undefined) continue;
      let best = Math.max(score[cell + columns] ?? 0, score[cell + 1] ?? 0);
      const all = aBag.weight + bBag.weight;
      if (couldBeEdited(aBag, bBag)) {
        steps += aBag.symbols.length + bBag.symbols.length;
        if (2 * commonOfBags(aBag, bBag) >= editedLineFromCommon * all) {
          steps += (aLine.to - aLine.from) * (bLine.to - bLine.from);
          if (steps > mostSteps) return { pairs: null, steps };
          const common = (2 * commonInOrder(a, aLine, b, bLine)) / all;
          const paired = common + (score[cell + columns + 1] ?? 0);
          if (common >= editedLineFromCommon && paired > best) {
            best = paired;
            isPaired[cell] = 1;
          }
        }
      }
      score[cell] = best;
    }
  }
  const pairs: LinePair[] = [];
  for (let i = 0, j = 0; i < aLines.length && j < bLines.length;) {
    const cell = i * columns + j;
    if (isPaired[cell] === 1) pairs.push({ aIndex: i++, bIndex: j++ });
    else if ((score[cell + columns] ?? 0) >= (score[cell + 1] ?? 0)) i++;
    else j++;
  }
  return { pairs, steps };
}

/** The tokens of a line without their order: what two bags have in common is the most that the lines can. */
interface Bag {
  /** Ascending. */
  readonly symbols: Int32Array;
  readonly weights: Int32Array;
  readonly weight: number;
}

function bagOf(tokens: Tokens, line: TokenLine): Bag {
  const places = Array.from({ length: line.to - line.from }, (_, index) => line.from + index);
  places.sort((x, y) => (tokens.symbols[x] ?? 0) - (tokens.symbols[y] ?? 0));
  const symbols = Int32Array.from(places, (place) => tokens.symbols[place] ?? 0);
  const weights = Int32Array.from(places, (place) => tokens.weights[place] ?? 0);
  return { symbols, weights, weight: weights.reduce((sum, weight) => sum + weight, 0) };
}

/** Lines of very different length have too little in common to be compared. */
function couldBeEdited(a: Bag, b: Bag): boolean {
  const shorter = Math.min(a.weight, b.weight);
  return (
    shorter >= fewestNonBlank &&
    2 * shorter >= editedLineFromCommon * (a.weight + b.weight) &&
    Math.max(a.symbols.length, b.symbols.length) <= mostTokensOfLine
  );
}

function commonOfBags(a: Bag, b: Bag): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.symbols.length && j < b.symbols.length;) {
    const difference = (a.symbols[i] ?? 0) - (b.symbols[j] ?? 0);
    if (difference === 0) {
      common += a.weights[i] ?? 0;
      i++;
      j++;
    } else if (difference < 0) i++;
    else j++;
  }
  return common;
}

/** The most non-blank code units that two lines can have in common, in order. */
function commonInOrder(a: Tokens, aLine: TokenLine, b: Tokens, bLine: TokenLine): number {
  const width = bLine.to - bLine.from;
  const row = new Int32Array(width + 1);
  for (let i = aLine.from; i < aLine.to; i++) {
    const symbol = a.symbols[i] ?? 0;
    const weight = a.weights[i] ?? 0;
    let diagonal = 0;
    for (let j = 0; j < width; j++) {
      const above = row[j + 1] ?? 0;
      const matched = b.symbols[bLine.from + j] === symbol ? diagonal + weight : 0;
      row[j + 1] = Math.max(above, row[j] ?? 0, matched);
      diagonal = above;
    }
  }
  return row[width] ?? 0;
}
