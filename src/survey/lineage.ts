import { type NumberRange } from './keptTouches.ts';

/**
 * Which paths may have got lines from which others, by their numbers in a `TouchTable`: blame goes from a file that a commit adds to one that the same commit
 * deletes, if it takes the two for a rename.
 */
export class Lineage {
  readonly #next = new Map<number, number[]>();
  readonly #moved = new Set<number>();

  /** Of each two of some numbers, lines of the second may have come from the first. */
  linkAll({ values, start, endExclusive }: NumberRange): void {
    for (let at = start; at < endExclusive; at += 2) this.link(values[at] ?? 0, values[at + 1] ?? 0);
  }

  /** Lines of `to` may have come from `from`. */
  link(from: number, to: number): void {
    const known = this.#next.get(from);
    if (known === undefined) this.#next.set(from, [to]);
    else known.push(to);
    this.#moved.add(to);
  }

  /** Whether lines of a path may have come from another one. */
  hasMoved(path: number): boolean {
    return this.#moved.has(path);
  }

  /** Adds to the bits of each path those of all paths from which its lines may have come. */
  spread(bitsOf: Uint8Array): void {
    const open = [...this.#next.keys()];
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      const bits = bitsOf[from] ?? 0;
      for (const to of this.#next.get(from) ?? []) {
        const before = bitsOf[to] ?? 0;
        if ((before | bits) === before) continue;
        bitsOf[to] = before | bits;
        open.push(to);
      }
    }
  }
}
