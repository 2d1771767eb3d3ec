/** Numbers of lines side by side. */
export interface Sequence {
  readonly ids: Int32Array;
  readonly count: number;
}

/** A part of two sequences: from the starts to before the ends. */
export interface Box {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Where a box is divided, and whether either part must be searched to the best path. */
export interface MiddlePoint {
  old: number;
  new: number;
  isExactBefore: boolean;
  isExactAfter: boolean;
}

/** A run of so many equal lines is worth ending a search for that has become long. */
const longRun = 20;
/** Searches of no more cost than this do not end for that. */
export const longSearch = 256;
const leastCostLimit = 256;

/** Furthest points by diagonal, and the cost at which a search takes what it has. */
export class SearchSpace {
  forward = new Int32Array(0);
  backward = new Int32Array(0);
  /** Index of diagonal 0. */
  zero = 0;
  costLimit = leastCostLimit;

  /** For sequences of so many lines. */
  open(oldCount: number, newCount: number): void {
    const diagonals = oldCount + newCount + 3;
    if (this.forward.length < diagonals + 2) {
      this.forward = new Int32Array(2 * diagonals);
      this.backward = new Int32Array(2 * diagonals);
    }
    this.zero = newCount + 1;
    this.costLimit = Math.max(leastCostLimit, roughRoot(diagonals));
  }
}

/** The power of two near the square root of a number that git counts with. */
export function roughRoot(value: number): number {
  let root = 1;
  for (let left = value; left > 0; left = Math.floor(left / 4)) root *= 2;
  return root;
}

const beyond = 0x7fffffff;

/**
 * A point on a short path through a box whose first lines differ and whose last lines differ, by searching from both ends until the searches meet (Eugene Myers, "An
 * O(ND) Difference Algorithm and Its Variations", 1986). A search that has become long ends with a long run of equal lines that it found, and one
 * that costs too much with the furthest point that it reached; unless `isExact`, the former. The order in which all is tried is git's, since the answer depends on it.
 * Points that git reaches outside of the box, with more lines than it has on one side, are left out: they never are the answer, and where one side is short most are such.
 */
export function middlePoint(a: Sequence, b: Sequence, box: Box, space: SearchSpace, isExact: boolean): MiddlePoint {
  const { oldStart, oldEnd, newStart, newEnd } = box;
  const { forward, backward, zero, costLimit } = space;
  const [oldIds, newIds] = [a.ids, b.ids];
  const [lowest, highest] = [oldStart - newEnd, oldEnd - newStart];
  const [fromStart, fromEnd] = [oldStart - newStart, oldEnd - newEnd];
  const [oldCount, newCount] = [oldEnd - oldStart, newEnd - newStart];
  const isOdd = ((fromStart - fromEnd) & 1) !== 0;
  let [forwardLow, forwardHigh, backwardLow, backwardHigh] = [fromStart, fromStart, fromEnd, fromEnd];
  forward[zero + fromStart] = oldStart;
  backward[zero + fromEnd] = oldEnd;
  for (let cost = 1; ; cost++) {
    let hasLongRun = false;
    if (forwardLow > lowest) forward[zero + --forwardLow - 1] = -1;
    else ++forwardLow;
    if (forwardHigh < highest) forward[zero + ++forwardHigh + 1] = -1;
    else --forwardHigh;
    const forwardFirst = Math.min(forwardHigh, fromStart - cost + 2 * oldCount);
    const forwardLast = Math.max(forwardLow, fromStart + cost - 2 * newCount);
    // What is below one diagonal is above the next.
    let above = forward[zero + forwardFirst + 1] ?? 0;
    for (let diagonal = forwardFirst; diagonal >= forwardLast; diagonal -= 2) {
      const below = forward[zero + diagonal - 1] ?? 0;
      const first = below >= above ? below + 1 : above;
      above = below;
      let old = first;
      const end = Math.min(oldEnd, newEnd + diagonal);
      while (old < end && oldIds[old] === newIds[old - diagonal]) old++;
      if (old - first > longRun) hasLongRun = true;
      forward[zero + diagonal] = old;
      const isMet =
        isOdd && backwardLow <= diagonal && diagonal <= backwardHigh && (backward[zero + diagonal] ?? 0) <= old;
      if (isMet) return { old, new: old - diagonal, isExactBefore: true, isExactAfter: true };
    }
    if (backwardLow > lowest) backward[zero + --backwardLow - 1] = beyond;
    else ++backwardLow;
    if (backwardHigh < highest) backward[zero + ++backwardHigh + 1] = beyond;
    else --backwardHigh;
    const backwardFirst = Math.min(backwardHigh, fromEnd - cost + 2 * newCount);
    const backwardLast = Math.max(backwardLow, fromEnd + cost - 2 * oldCount);
    above = backward[zero + backwardFirst + 1] ?? 0;
    for (let diagonal = backwardFirst; diagonal >= backwardLast; diagonal -= 2) {
      const below = backward[zero + diagonal - 1] ?? 0;
      const first = below < above ? below : above - 1;
      above = below;
      let old = first;
      const start = Math.max(oldStart, newStart + diagonal);
      while (old > start && oldIds[old - 1] === newIds[old - diagonal - 1]) old--;
      if (first - old > longRun) hasLongRun = true;
      backward[zero + diagonal] = old;
      const isMet =
        !isOdd && forwardLow <= diagonal && diagonal <= forwardHigh && old <= (forward[zero + diagonal] ?? 0);
      if (isMet) return { old, new: old - diagonal, isExactBefore: true, isExactAfter: true };
    }
    const isLong = hasLongRun && cost > longSearch;
    if (isExact || (!isLong && cost < costLimit)) continue;
    const reached: Reached = { box, space, cost, forwardFirst, forwardLast, backwardFirst, backwardLast };
    const point =
      (isLong ? endOfLongRun(oldIds, newIds, reached) : null) ?? (cost >= costLimit ? furthestPoint(reached) : null);
    if (point !== null) return point;
  }
}

/** How far both searches got. */
interface Reached {
  readonly box: Box;
  readonly space: SearchSpace;
  readonly cost: number;
  readonly forwardFirst: number;
  readonly forwardLast: number;
  readonly backwardFirst: number;
  readonly backwardLast: number;
}

/** The point that got furthest for its cost, of those at the end of a long run of equal lines; null where none got far enough. */
function endOfLongRun(oldIds: Int32Array, newIds: Int32Array, reached: Reached): MiddlePoint | null {
  const { box, space, cost, forwardFirst, forwardLast, backwardFirst, backwardLast } = reached;
  const { oldStart, oldEnd, newStart, newEnd } = box;
  const isRun = (old: number, young: number): boolean => {
    for (let index = 0; index < longRun; index++) if (oldIds[old + index] !== newIds[young + index]) return false;
    return true;
  };
  let best = 0;
  let point: MiddlePoint | null = null;
  for (let diagonal = forwardFirst; diagonal >= forwardLast; diagonal -= 2) {
    const old = space.forward[space.zero + diagonal] ?? 0;
    const young = old - diagonal;
    const way = old - oldStart + (young - newStart) - Math.abs(diagonal - (oldStart - newStart));
    if (way <= 4 * cost || way <= best) continue;
    const isWithin = oldStart + longRun <= old && old < oldEnd && newStart + longRun <= young && young < newEnd;
    if (!isWithin || !isRun(old - longRun, young - longRun)) continue;
    best = way;
    point = { old, new: young, isExactBefore: true, isExactAfter: false };
  }
  if (point !== null) return point;
  for (let diagonal = backwardFirst; diagonal >= backwardLast; diagonal -= 2) {
    const old = space.backward[space.zero + diagonal] ?? 0;
    const young = old - diagonal;
    const way = oldEnd - old + (newEnd - young) - Math.abs(diagonal - (oldEnd - newEnd));
    if (way <= 4 * cost || way <= best) continue;
    const isWithin = oldStart < old && old <= oldEnd - longRun && newStart < young && young <= newEnd - longRun;
    if (!isWithin || !isRun(old, young)) continue;
    best = way;
    point = { old, new: young, isExactBefore: false, isExactAfter: true };
  }
  return point;
}

/** The furthest point that either search reached. */
function furthestPoint({ box, space, ...reached }: Reached): MiddlePoint {
  const { oldStart, oldEnd, newStart, newEnd } = box;
  let [forwardSum, forwardOld, backwardSum, backwardOld] = [-1, -1, beyond, beyond];
  for (let diagonal = reached.forwardFirst; diagonal >= reached.forwardLast; diagonal -= 2) {
    let old = Math.min(space.forward[space.zero + diagonal] ?? 0, oldEnd);
    let young = old - diagonal;
    if (young > newEnd) [old, young] = [newEnd + diagonal, newEnd];
    if (old + young > forwardSum) [forwardSum, forwardOld] = [old + young, old];
  }
  for (let diagonal = reached.backwardFirst; diagonal >= reached.backwardLast; diagonal -= 2) {
    let old = Math.max(oldStart, space.backward[space.zero + diagonal] ?? 0);
    let young = old - diagonal;
    if (young < newStart) [old, young] = [newStart + diagonal, newStart];
    if (old + young < backwardSum) [backwardSum, backwardOld] = [old + young, old];
  }
  return oldEnd + newEnd - backwardSum < forwardSum - (oldStart + newStart)
    ? { old: forwardOld, new: forwardSum - forwardOld, isExactBefore: true, isExactAfter: false }
    : { old: backwardOld, new: backwardSum - backwardOld, isExactBefore: false, isExactAfter: true };
}
