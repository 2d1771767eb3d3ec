/**
 * Files by their sizes in bytes, to find those that git compares with one of another size: not less than half, and not more than twice as large. A file is known by its
 * place; those of a size below zero are compared with none, those of an unknown one, which is infinite, with all.
 */
export class PlacesBySize {
  readonly #bytes: Float64Array;
  /** Places, the smallest files first; those that are compared with none are left out. */
  readonly #places: Int32Array;
  /** Their sizes. */
  readonly #sorted: Float64Array;
  /** Behind which of these something wanted begins, as one more, or ends, as one less. */
  readonly #bounds: Int32Array;

  constructor(bytes: readonly number[]) {
    this.#bytes = Float64Array.from(bytes);
    const places = Int32Array.from(bytes.keys()).filter((place) => (bytes[place] ?? -1) >= 0);
    this.#places = places.sort((a, b) => compared(bytes[a] ?? 0, bytes[b] ?? 0) || a - b);
    this.#sorted = Float64Array.from(this.#places, (place) => bytes[place] ?? 0);
    this.#bounds = new Int32Array(this.#places.length + 1);
  }

  /** Whether git compares a file with one of so many bytes. */
  isNear(place: number, bytes: number): boolean {
    const own = this.#bytes[place] ?? -1;
    const larger = Math.max(own, bytes);
    return own >= 0 && (larger === Infinity || 2 * Math.min(own, bytes) >= larger);
  }

  /** Of those that git compares with a file of so many bytes the largest one's; null for none. */
  largestNear(bytes: number): number | null {
    const [from, endExclusive, unknown] = this.#near(bytes);
    if (unknown < this.#sorted.length) return Infinity;
    return from < endExclusive ? (this.#sorted[endExclusive - 1] ?? null) : null;
  }

  /** The places of those that git compares with a file of so many bytes, in order. */
  near(bytes: number): readonly number[] {
    const [from, endExclusive, unknown] = this.#near(bytes);
    return [...this.#places.subarray(from, endExclusive), ...this.#places.subarray(unknown)].sort((a, b) => a - b);
  }

  /** All {@link near} so many bytes are wanted. */
  wantNear(bytes: number): void {
    const [from, endExclusive, unknown] = this.#near(bytes);
    for (const [start, end] of [
      [from, endExclusive],
      [unknown, this.#places.length],
    ] as const) {
      if (start >= end) continue;
      this.#bounds[start] = (this.#bounds[start] ?? 0) + 1;
      this.#bounds[end] = (this.#bounds[end] ?? 0) - 1;
    }
  }

  /** The places of those that are wanted, in order. */
  wanted(): readonly number[] {
    let depth = 0;
    const wanted = this.#places.filter((_, index) => (depth += this.#bounds[index] ?? 0) > 0);
    return [...wanted.sort()];
  }

  /** Where those of a known size begin and end that are near, and where those of an unknown one begin. */
  #near(bytes: number): readonly [from: number, endExclusive: number, unknown: number] {
    const unknown = countBelow(this.#sorted, Infinity);
    if (bytes === Infinity) return [0, unknown, unknown];
    return [countBelow(this.#sorted, bytes / 2), countBelow(this.#sorted, 2 * bytes + 1), unknown];
  }
}

/** How many of some sizes, the smallest first, are smaller. */
export function countBelow(sizes: Float64Array, bytes: number): number {
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] ?? 0) < bytes) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compared(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
