import { type Match } from './match.ts';

/** Where a round ended, relative to where it began. */
export interface RoundEnd {
  readonly x: number;
  readonly y: number;
  readonly differences: number;
  readonly isComplete: boolean;
}

const nowhere = -2;

/**
 * The greedy search for the shortest script, forward, with all furthest points kept so that the path can be walked back.
 * Diagonal k is x - y; with d differences the diagonals -d, -d + 2, …, d can be reached, those outside the sequences are left out.
 */
export class GreedySearch {
  /** What the last round cost. */
  steps = 0;
  /** The furthest x of all diagonals for 0 differences, then for 1, … */
  #points = new Int32Array(256);
  /** Where the points for d differences begin, and their lowest diagonal. */
  readonly #begins: number[] = [];
  readonly #lowest: number[] = [];

  /** Searches from `a[aFrom]` and `b[bFrom]` to both ends, or until `mostPoints` were visited; then it ends at the furthest point. */
  round(a: Int32Array, aFrom: number, b: Int32Array, bFrom: number, mostPoints: number): RoundEnd {
    const n = a.length - aFrom;
    const m = b.length - bFrom;
    let size = 0;
    let snakes = 0;
    let [bestX, bestY, bestDifferences] = [0, 0, 0];
    this.#begins.length = 0;
    this.#lowest.length = 0;
    for (let d = 0; ; d++) {
      const low = d <= m ? -d : d - 2 * m;
      const high = d <= n ? d : 2 * n - d;
      const begin = size;
      this.#makeRoom(size + (high - low) / 2 + 1);
      const points = this.#points;
      const earlierBegin = this.#begins[d - 1] ?? 0;
      const earlierLow = this.#lowest[d - 1] ?? 0;
      for (let k = low; k <= high; k += 2) {
        // Neighbour k - 1 is at `at - 1`, neighbour k + 1 at `at`.
        const at = earlierBegin + (k + 1 - earlierLow) / 2;
        const fromLeft = at - 1 >= earlierBegin ? (points[at - 1] ?? nowhere) : nowhere;
        const fromAbove = at < begin ? (points[at] ?? nowhere) : nowhere;
        let x = d === 0 ? 0 : fromLeft < fromAbove ? fromAbove : fromLeft + 1;
        const start = x;
        let y = x - k;
        while (x < n && y < m && a[aFrom + x] === b[bFrom + y]) {
          x++;
          y++;
        }
        snakes += x - start;
        points[size++] = x;
        if (x <= n && y <= m && x + y > bestX + bestY) [bestX, bestY, bestDifferences] = [x, y, d];
        if (x >= n && y >= m) {
          this.#begins.push(begin);
          this.#lowest.push(low);
          this.steps = size + snakes;
          return { x: n, y: m, differences: d, isComplete: true };
        }
      }
      this.#begins.push(begin);
      this.#lowest.push(low);
      if (size >= mostPoints) break;
    }
    this.steps = size + snakes;
    return { x: bestX, y: bestY, differences: bestDifferences, isComplete: false };
  }

  /** The matches on the way to where the last round ended, last one first. */
  path(end: RoundEnd): readonly Match[] {
    const matches: Match[] = [];
    let { x } = end;
    let k = end.x - end.y;
    for (let d = end.differences; d > 0; d--) {
      const fromLeft = this.#point(d - 1, k - 1);
      const fromAbove = this.#point(d - 1, k + 1);
      const goesDown = fromLeft < fromAbove;
      const start = goesDown ? fromAbove : fromLeft + 1;
      if (x > start) matches.push({ aStart: start, bStart: start - k, length: x - start });
      x = goesDown ? start : start - 1;
      k += goesDown ? 1 : -1;
    }
    if (x > 0) matches.push({ aStart: 0, bStart: 0, length: x });
    return matches;
  }

  #point(d: number, k: number): number {
    const begin = this.#begins[d] ?? 0;
    const at = begin + (k - (this.#lowest[d] ?? 0)) / 2;
    return at >= begin && at < (this.#begins[d + 1] ?? 0) ? (this.#points[at] ?? nowhere) : nowhere;
  }

  #makeRoom(size: number): void {
    if (size <= this.#points.length) return;
    const larger = new Int32Array(Math.max(size, this.#points.length * 2));
    larger.set(this.#points);
    this.#points = larger;
  }
}
