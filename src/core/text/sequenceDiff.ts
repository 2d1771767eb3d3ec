import { GreedySearch } from './greedySearch.ts';
import { type Match } from './match.ts';

/** The equal stretches of two sequences, ascending in both; `isExact` is false where the search was cut short. */
export interface SequenceDiff {
  readonly matches: readonly Match[];
  readonly isExact: boolean;
}

/** Points that one round of the greedy search may visit: about a thousand differences. Also bounds its memory. */
const mostPointsPerRound = 500_000;

/** And at least, so that a search without budget still gets over small differences: about sixty. */
const fewestPointsPerRound = 2_000;

/** Fewer anchors than one in so many symbols are weak: what only moved would tear apart all that it passed. */
const symbolsPerAnchor = 8;

/** Points that are visited to do without weak anchors: about two hundred differences. */
const pointsInsteadOfAnchors = 20_000;

/** Ranges of so few symbols are searched greedily at once: to look for anchors would cost more. */
const smallRange = 64;

/** Ranges are divided at anchors at most so deep. Each level costs the length of the sequences. */
const mostLevels = 24;

/** The longest phrase that may serve as an anchor, in symbols. */
const longestPhrase = 64;

/**
 * Compares two sequences of interned symbols, which are numbers from 0 to below `symbolCount`.
 *
 * A range is divided at the symbols that are unique in both of its sides (patience diff), each part in turn. A range without such
 * symbols, or with few differences and few such symbols, is searched greedily (Myers, "An O(ND) difference algorithm and its variations", 1986). If that meets too many
 * differences, the range is divided at phrases that are unique in both sides; if there are none, the search goes on in
 * rounds, each from the furthest point that the one before reached. So the time is linear in the length, whatever the input, at
 * the price of a longer script in hopeless places.
 */
export function diffSequences(a: Int32Array, b: Int32Array, symbolCount: number, room: SearchRoom): SequenceDiff {
  const search = new Search(a, b, symbolCount, room);
  search.compare(0, a.length, 0, b.length, 0);
  return { matches: matchesOf(search.partners), isExact: search.isExact };
}

function matchesOf(partners: Int32Array): readonly Match[] {
  const matches: Match[] = [];
  for (let index = 0; index < partners.length;) {
    const bStart = partners[index] ?? -1;
    let length = 1;
    if (bStart >= 0) {
      while (partners[index + length] === bStart + length) length++;
      matches.push({ aStart: index, bStart, length });
    }
    index += length;
  }
  return matches;
}

/** A range, or the part of it that has counterparts on the other side: symbols and where they stand. */
interface Side {
  readonly symbols: Int32Array;
  /** Null where the symbols stand side by side from `from` on. */
  readonly indexes: Int32Array | null;
  readonly from: number;
}

function placeOf(side: Side, index: number): number {
  return side.indexes === null ? side.from + index : (side.indexes[index] ?? 0);
}

/** Pairs of positions, ascending in `a`. */
interface Pairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
}

class Search {
  /** For each position of `a` the equal position of `b`, or -1. */
  readonly partners: Int32Array;
  isExact = true;
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  readonly #room: SearchRoom;
  readonly #symbolCount: number;
  /** How often a symbol occurs in the range at hand; all zero in between. Made when first needed. */
  #aCounts: Int32Array | null = null;
  #bCounts: Int32Array | null = null;

  constructor(a: Int32Array, b: Int32Array, symbolCount: number, room: SearchRoom) {
    this.#a = a;
    this.#b = b;
    this.#room = room;
    this.partners = new Int32Array(a.length).fill(-1);
    this.#symbolCount = symbolCount;
  }

  compare(aFrom: number, aTo: number, bFrom: number, bTo: number, level: number): void {
    while (aFrom < aTo && bFrom < bTo && this.#a[aFrom] === this.#b[bFrom]) this.partners[aFrom++] = bFrom++;
    while (aFrom < aTo && bFrom < bTo && this.#a[aTo - 1] === this.#b[bTo - 1]) this.partners[--aTo] = --bTo;
    if (aFrom === aTo || bFrom === bTo) return;
    if (aTo - aFrom + (bTo - bFrom) <= smallRange) {
      this.#searchGreedily(allOf(this.#a, aFrom, aTo), allOf(this.#b, bFrom, bTo), mostLevels);
      return;
    }
    this.#room.steps -= 4 * (aTo - aFrom + (bTo - bFrom));
    const aCounts = (this.#aCounts ??= new Int32Array(this.#symbolCount));
    const bCounts = (this.#bCounts ??= new Int32Array(this.#symbolCount));
    count(this.#a, aFrom, aTo, aCounts, 1);
    count(this.#b, bFrom, bTo, bCounts, 1);
    // Symbols without a counterpart cannot match; without them the search sees only what can.
    const a = presentIn(this.#a, aFrom, aTo, bCounts);
    const b = presentIn(this.#b, bFrom, bTo, aCounts);
    const anchors = level < mostLevels ? uniquePairs(a.symbols, b.symbols, aCounts, bCounts) : noPairs;
    count(this.#a, aFrom, aTo, aCounts, 0);
    count(this.#b, bFrom, bTo, bCounts, 0);
    if (a.symbols.length === 0 || b.symbols.length === 0) return;
    const isWeak =
      a.symbols.length + b.symbols.length <= smallRange ||
      anchors.a.length * symbolsPerAnchor < Math.min(a.symbols.length, b.symbols.length);
    if (anchors.a.length === 0) this.#searchGreedily(a, b, level);
    else if (!isWeak || !this.#searchShortly(a, b)) this.#divide(a, b, anchors, aFrom, aTo, bFrom, bTo, level);
  }

  /** Takes the anchors as equal and compares what lies between them. */
  #divide(
    a: Side,
    b: Side,
    anchors: Pairs,
    aFrom: number,
    aTo: number,
    bFrom: number,
    bTo: number,
    level: number,
  ): void {
    let [aAt, bAt] = [aFrom, bFrom];
    for (let index = 0; index < anchors.a.length; index++) {
      const aIndex = placeOf(a, anchors.a[index] ?? 0);
      const bIndex = placeOf(b, anchors.b[index] ?? 0);
      this.compare(aAt, aIndex, bAt, bIndex, level + 1);
      this.partners[aIndex] = bIndex;
      [aAt, bAt] = [aIndex + 1, bIndex + 1];
    }
    this.compare(aAt, aTo, bAt, bTo, level + 1);
  }

  /** Searches greedily as long as that is cheap; false, and nothing is matched, when there are too many differences for it. */
  #searchShortly(a: Side, b: Side): boolean {
    if (this.#room.steps <= 0) return false;
    const { greedy } = this.#room;
    const round = greedy.round(a.symbols, 0, b.symbols, 0, pointsInsteadOfAnchors);
    this.#room.steps -= greedy.steps;
    if (round.isComplete) this.#take(greedy.path(round), a, 0, b, 0);
    return round.isComplete;
  }

  #take(path: readonly Match[], a: Side, x: number, b: Side, y: number): void {
    for (const { aStart, bStart, length } of path) {
      for (let index = 0; index < length; index++) {
        this.partners[placeOf(a, x + aStart + index)] = placeOf(b, y + bStart + index);
      }
    }
  }

  #searchGreedily(a: Side, b: Side, level: number): void {
    const length = a.symbols.length + b.symbols.length;
    // So many that all rounds together take no more steps than are left, if every round ends without a match.
    const affordable = 2 * (Math.max(0, this.#room.steps) / length) ** 2;
    const mostPoints = Math.min(mostPointsPerRound, Math.max(fewestPointsPerRound, affordable));
    const { greedy } = this.#room;
    let x = 0;
    let y = 0;
    while (x < a.symbols.length && y < b.symbols.length) {
      const round = greedy.round(a.symbols, x, b.symbols, y, mostPoints);
      this.#room.steps -= greedy.steps;
      if (!round.isComplete) {
        this.isExact = false;
        if (x === 0 && y === 0 && level < mostLevels && this.#divideAtPhrases(a, b, level)) return;
      }
      this.#take(greedy.path(round), a, x, b, y);
      x += round.x;
      y += round.y;
    }
  }

  /** Divides a range in which no symbol is unique at the shortest phrases that are; false when there are none. */
  #divideAtPhrases(a: Side, b: Side, level: number): boolean {
    let aPhrases = a.symbols;
    let bPhrases = b.symbols;
    for (let length = 2; length <= longestPhrase; length *= 2) {
      if (this.#room.steps <= 0 || Math.min(a.symbols.length, b.symbols.length) < 2 * length) return false;
      this.#room.steps -= 20 * (aPhrases.length + bPhrases.length);
      const numbers = new Map<number, number>();
      aPhrases = pairUp(aPhrases, length / 2, numbers);
      bPhrases = pairUp(bPhrases, length / 2, numbers);
      const aCounts = new Int32Array(numbers.size);
      const bCounts = new Int32Array(numbers.size);
      count(aPhrases, 0, aPhrases.length, aCounts, 1);
      count(bPhrases, 0, bPhrases.length, bCounts, 1);
      const anchors = uniquePairs(aPhrases, bPhrases, aCounts, bCounts);
      if (anchors.a.length === 0) continue;
      const [aTo, bTo] = [placeOf(a, a.symbols.length - 1) + 1, placeOf(b, b.symbols.length - 1) + 1];
      this.#divide(a, b, anchors, placeOf(a, 0), aTo, placeOf(b, 0), bTo, level);
      return true;
    }
    return false;
  }
}

const noPairs: Pairs = { a: new Int32Array(), b: new Int32Array() };

function allOf(symbols: Int32Array, from: number, to: number): Side {
  return { symbols: symbols.subarray(from, to), indexes: null, from };
}

/** Adds each occurrence to `counts`, or with `step` 0 forgets the symbols that occur. */
function count(symbols: Int32Array, from: number, to: number, counts: Int32Array, step: 0 | 1): void {
  for (let index = from; index < to; index++) {
    const symbol = symbols[index] ?? 0;
    counts[symbol] = step === 0 ? 0 : (counts[symbol] ?? 0) + 1;
  }
}

function presentIn(symbols: Int32Array, from: number, to: number, otherCounts: Int32Array): Side {
  const kept = new Int32Array(to - from);
  const indexes = new Int32Array(to - from);
  let length = 0;
  for (let index = from; index < to; index++) {
    const symbol = symbols[index] ?? 0;
    if (otherCounts[symbol] === 0) continue;
    kept[length] = symbol;
    indexes[length++] = index;
  }
  return { symbols: kept.subarray(0, length), indexes: indexes.subarray(0, length), from };
}

/** Numbers the phrases of twice `length` symbols, from the numbers of those of `length`. */
function pairUp(phrases: Int32Array, length: number, numbers: Map<number, number>): Int32Array {
  const longer = new Int32Array(Math.max(0, phrases.length - length));
  for (let index = 0; index < longer.length; index++) {
    const key = (phrases[index] ?? 0) * 2 ** 26 + (phrases[index + length] ?? 0);
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    longer[index] = number;
  }
  return longer;
}

/** The symbols that occur once on each side, of those the longest chain that ascends on both. */
function uniquePairs(a: Int32Array, b: Int32Array, aCounts: Int32Array, bCounts: Int32Array): Pairs {
  const isUnique = (symbol: number): boolean => aCounts[symbol] === 1 && bCounts[symbol] === 1;
  let found = 0;
  for (const symbol of a) if (isUnique(symbol)) found++;
  if (found === 0) return noPairs;
  const bIndexOf = new Map<number, number>();
  for (let index = 0; index < b.length; index++) {
    const symbol = b[index] ?? 0;
    if (isUnique(symbol)) bIndexOf.set(symbol, index);
  }
  const pairs = { a: new Int32Array(found), b: new Int32Array(found) };
  let length = 0;
  for (let index = 0; index < a.length; index++) {
    const symbol = a[index] ?? 0;
    if (!isUnique(symbol)) continue;
    pairs.a[length] = index;
    pairs.b[length++] = bIndexOf.get(symbol) ?? 0;
  }
  return longestAscending(pairs);
}

/** Of pairs that ascend in `a` the longest chain that ascends in `b` too (patience sorting). */
function longestAscending(pairs: Pairs): Pairs {
  const size = pairs.a.length;
  const tops = new Int32Array(size);
  const before = new Int32Array(size);
  let height = 0;
  for (let index = 0; index < size; index++) {
    const value = pairs.b[index] ?? 0;
    let low = 0;
    let high = height;
    // Most sequences go on where they are.
    if (height > 0 && (pairs.b[tops[height - 1] ?? 0] ?? 0) < value) low = height;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs.b[tops[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? (tops[low - 1] ?? -1) : -1;
    tops[low] = index;
    height = Math.max(height, low + 1);
  }
  const chain = { a: new Int32Array(height), b: new Int32Array(height) };
  let index = tops[height - 1] ?? -1;
  for (let place = height - 1; place >= 0; place--) {
    chain.a[place] = pairs.a[index] ?? 0;
    chain.b[place] = pairs.b[index] ?? 0;
    index = before[index] ?? -1;
  }
  return chain;
}

/** The steps that the searches of one diff may still take together, so that the whole is bounded, and memory that they share. */
export class SearchRoom {
  steps: number;
  readonly greedy = new GreedySearch();

  constructor(steps: number) {
    this.steps = steps;
  }
}
