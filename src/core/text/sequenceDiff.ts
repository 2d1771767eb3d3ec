/** A stretch of `a` that is equal to a stretch of `b`. */
export interface Match {
  readonly aStart: number;
  readonly bStart: number;
  readonly length: number;
}

/** The equal stretches of two sequences, ascending in both; `isExact` is false where the search was cut short. */
export interface SequenceDiff {
  readonly matches: readonly Match[];
  readonly isExact: boolean;
}

/** Differences that one round of the greedy search may cross. Time and memory of a round grow with its square. */
const differencesPerRound = 400;

/**
 * Compares two sequences of interned symbols. Symbols that occur in one sequence only are set aside first, symbols that are unique in
 * both anchor the rest (patience diff), and what lies between anchors is searched greedily (Myers, "An O(ND) difference algorithm and
 * its variations", 1986) in rounds of bounded size: a round that meets too many differences keeps the furthest path that it found
 * and goes on from there. So the time is linear in the length, whatever the input, at the price of a longer script in hopeless places.
 */
export function diffSequences(a: Int32Array, b: Int32Array): SequenceDiff {
  const collector = new MatchCollector();
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  collector.add(0, 0, start);
  const middle = diffMiddle(a.subarray(start, a.length - tail), b.subarray(start, b.length - tail));
  for (const [aIndex, bIndex] of middle.pairs) collector.add(start + aIndex, start + bIndex, 1);
  collector.add(a.length - tail, b.length - tail, tail);
  return { matches: collector.matches, isExact: middle.isExact };
}

class MatchCollector {
  readonly matches: { aStart: number; bStart: number; length: number }[] = [];

  add(aStart: number, bStart: number, length: number): void {
    if (length === 0) return;
    const last = this.matches.at(-1);
    if (last && last.aStart + last.length === aStart && last.bStart + last.length === bStart) last.length += length;
    else this.matches.push({ aStart, bStart, length });
  }
}

type Pairs = readonly (readonly [aIndex: number, bIndex: number])[];

function diffMiddle(a: Int32Array, b: Int32Array): { readonly pairs: Pairs; readonly isExact: boolean } {
  const aCounts = countSymbols(a);
  const bCounts = countSymbols(b);
  // Symbols without a counterpart cannot match; without them the search sees only what can.
  const aIndexes = Int32Array.from(indexesWhere(a, (symbol) => bCounts.has(symbol)));
  const bIndexes = Int32Array.from(indexesWhere(b, (symbol) => aCounts.has(symbol)));
  const aKept = aIndexes.map((index) => a[index] ?? 0);
  const bKept = bIndexes.map((index) => b[index] ?? 0);
  const isAnchor = (symbol: number): boolean => aCounts.get(symbol) === 1 && bCounts.get(symbol) === 1;
  const pairs: [number, number][] = [];
  let isExact = true;
  let aFrom = 0;
  let bFrom = 0;
  const searchUpTo = (aTo: number, bTo: number): void => {
    isExact = greedy(aKept, aFrom, aTo, bKept, bFrom, bTo, pairs) && isExact;
  };
  for (const [aAnchor, bAnchor] of longestIncreasing(anchorPairs(aKept, bKept, isAnchor))) {
    searchUpTo(aAnchor, bAnchor);
    pairs.push([aAnchor, bAnchor]);
    aFrom = aAnchor + 1;
    bFrom = bAnchor + 1;
  }
  searchUpTo(aKept.length, bKept.length);
  return { pairs: pairs.map(([x, y]) => [aIndexes[x] ?? 0, bIndexes[y] ?? 0] as const), isExact };
}

function countSymbols(symbols: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  return counts;
}

function* indexesWhere(symbols: Int32Array, isWanted: (symbol: number) => boolean): Iterable<number> {
  for (let index = 0; index < symbols.length; index++) if (isWanted(symbols[index] ?? 0)) yield index;
}

function anchorPairs(a: Int32Array, b: Int32Array, isAnchor: (symbol: number) => boolean): [number, number][] {
  const bIndexBySymbol = new Map<number, number>();
  for (let index = 0; index < b.length; index++) {
    const symbol = b[index] ?? 0;
    if (isAnchor(symbol)) bIndexBySymbol.set(symbol, index);
  }
  const pairs: [number, number][] = [];
  for (let index = 0; index < a.length; index++) {
    const bIndex = bIndexBySymbol.get(a[index] ?? 0);
    if (bIndex !== undefined) pairs.push([index, bIndex]);
  }
  return pairs;
}

/** Of pairs ascending in the first number, the longest chain that ascends in the second too (patience sorting). */
function longestIncreasing(pairs: [number, number][]): [number, number][] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  for (let index = 0; index < pairs.length; index++) {
    const value = pairs[index]?.[1] ?? 0;
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? (tops[low - 1] ?? -1) : -1;
    tops[low] = index;
  }
  const chain: [number, number][] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) chain.push(pair);
  }
  return chain.reverse();
}

/** Adds the matching pairs of `a[aFrom, aTo)` and `b[bFrom, bTo)`; false when a round had to be cut short. */
function greedy(
  a: Int32Array,
  aFrom: number,
  aTo: number,
  b: Int32Array,
  bFrom: number,
  bTo: number,
  pairs: [number, number][],
): boolean {
  let isExact = true;
  let x = aFrom;
  let y = bFrom;
  while (x < aTo && y < bTo) {
    const round = greedyRound(a, x, aTo, b, y, bTo, pairs);
    isExact &&= round.isComplete;
    x = round.x;
    y = round.y;
  }
  return isExact;
}

function greedyRound(
  a: Int32Array,
  aFrom: number,
  aTo: number,
  b: Int32Array,
  bFrom: number,
  bTo: number,
  pairs: [number, number][],
): { readonly x: number; readonly y: number; readonly isComplete: boolean } {
  const n = aTo - aFrom;
  const m = bTo - bFrom;
  const limit = Math.min(n + m, differencesPerRound);
  // furthest[k + limit + 1] is the furthest x on the diagonal k = x - y; `trail` keeps a copy for each number of differences.
  const furthest = new Int32Array(2 * limit + 3);
  const trail: Int32Array[] = [];
  let best = { x: 0, k: 0, d: 0, sum: -1 };
  for (let d = 0; d <= limit; d++) {
    for (let k = -d; k <= d; k += 2) {
      const slot = k + limit + 1;
      const goesDown = k === -d || (k !== d && (furthest[slot - 1] ?? 0) < (furthest[slot + 1] ?? 0));
      let x = goesDown ? (furthest[slot + 1] ?? 0) : (furthest[slot - 1] ?? 0) + 1;
      let y = x - k;
      while (x < n && y < m && a[aFrom + x] === b[bFrom + y]) {
        x++;
        y++;
      }
      furthest[slot] = x;
      if (x <= n && y <= m && x + y > best.sum) best = { x, k, d, sum: x + y };
      if (x >= n && y >= m) {
        collect(trail, { x: n, k: n - m, d }, aFrom, bFrom, pairs);
        return { x: aTo, y: bTo, isComplete: true };
      }
    }
    // Diagonals -(d + 1) to d + 1: what the next number of differences looks at.
    trail.push(furthest.slice(limit - d, limit + d + 3));
  }
  collect(trail, best, aFrom, bFrom, pairs);
  return { x: aFrom + best.x, y: bFrom + best.x - best.k, isComplete: false };
}

/** Walks a found path back and adds its matches in ascending order. */
function collect(
  trail: readonly Int32Array[],
  end: { readonly x: number; readonly k: number; readonly d: number },
  aFrom: number,
  bFrom: number,
  pairs: [number, number][],
): void {
  const found: [number, number][] = [];
  let { x, k } = end;
  for (let d = end.d; d >= 0; d--) {
    const earlier = d === 0 ? undefined : trail[d - 1];
    // The copy for d - 1 differences holds the diagonals -d to d, so that diagonal k is at k + d.
    const at = (diagonal: number): number => earlier?.[diagonal + d] ?? 0;
    const goesDown = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const startX = d === 0 ? 0 : goesDown ? at(k + 1) : at(k - 1) + 1;
    for (let index = x - 1; index >= startX; index--) found.push([aFrom + index, bFrom + index - k]);
    if (d === 0) break;
    k = goesDown ? k + 1 : k - 1;
    x = goesDown ? startX : startX - 1;
  }
  for (let index = found.length - 1; index >= 0; index--) {
    const pair = found[index];
    if (pair !== undefined) pairs.push(pair);
  }
}
