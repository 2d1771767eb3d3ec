import { type CommitTable } from './commitTable.ts';

/** Some commits of a {@link CommitLinks}, by full object id. */
export type Commits = Iterable<string> & Pick<ReadonlySet<string>, 'has' | 'size'>;

/** How far down some commits reach. */
export interface Reach {
  readonly commits: Commits;
  /** Full object ids of the commits just below. */
  readonly boundary: readonly string[];
}

/** Which commits of a table come after which: its commits as numbers, in its order, so that a walk through all of them takes about a millisecond. */
export class CommitLinks {
  /** Full object ids by number. */
  readonly oids: readonly string[];
  readonly #numberOf = new Map<string, number>();
  /** Of each commit where its parents begin, and behind the last one where they end. */
  readonly #starts: Int32Array;
  /** Numbers; -1 for a parent that is not in the table: beyond the end of a shallow clone. */
  readonly #parents: Int32Array;
  /** Those parents that are not in the table, by the number of the commit. */
  readonly #outside = new Map<number, readonly string[]>();
  /** Whether some parent comes before its child: clocks were wrong. */
  readonly #isMixedUp: boolean;

  constructor(table: CommitTable) {
    this.oids = [...table.keys()];
    let number = 0;
    for (const oid of this.oids) this.#numberOf.set(oid, number++);
    this.#starts = new Int32Array(this.oids.length + 1);
    const parents: number[] = [];
    let isMixedUp = false;
    number = 0;
    for (const commit of table.values()) {
      for (const oid of commit.parents) {
        const parent = this.#numberOf.get(oid) ?? -1;
        parents.push(parent);
        if (parent < 0) this.#outside.set(number, [...(this.#outside.get(number) ?? []), oid]);
        else if (parent < number) isMixedUp = true;
      }
      this.#starts[++number] = parents.length;
    }
    this.#parents = Int32Array.from(parents);
    this.#isMixedUp = isMixedUp;
  }

  /** Where a commit stands in the order of the table; undefined for one that is not in it. */
  rankOf(oid: string): number | undefined {
    return this.#numberOf.get(oid);
  }

  /** Some commits with all that come after them, and those just below. They are given by number, with 1 for each that is among them. */
  withDescendants(isOne: Uint8Array): Reach {
    const isIn = isOne.slice();
    const [starts, parents] = [this.#starts, this.#parents];
    for (let isChanged = true; isChanged;) {
      isChanged = false;
      for (let number = isIn.length - 1; number >= 0; number--) {
        if (isIn[number] === 1) continue;
        for (let at = starts[number] ?? 0; at < (starts[number + 1] ?? 0); at++) {
          if (isIn[parents[at] ?? -1] !== 1) continue;
          isIn[number] = 1;
          // As a rule all children of a commit come after it on this way.
          isChanged = this.#isMixedUp;
        }
      }
    }
    return { commits: this.#those(isIn), boundary: this.#boundaryOf(isIn) };
  }

  /** The commits reachable from one. */
  reachableFrom(oid: string): Commits {
    const isIn = new Uint8Array(this.oids.length);
    const [starts, parents] = [this.#starts, this.#parents];
    const open = [this.#numberOf.get(oid) ?? -1];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (number < 0 || isIn[number] === 1) continue;
      isIn[number] = 1;
      for (let at = starts[number] ?? 0; at < (starts[number + 1] ?? 0); at++) open.push(parents[at] ?? -1);
    }
    return this.#those(isIn);
  }

  /** The parents of some commits that are not among them. */
  #boundaryOf(isIn: Uint8Array): readonly string[] {
    const boundary = new Set<string>();
    const [starts, parents] = [this.#starts, this.#parents];
    for (let number = 0; number < isIn.length; number++) {
      if (isIn[number] !== 1) continue;
      for (let at = starts[number] ?? 0; at < (starts[number + 1] ?? 0); at++) {
        const parent = parents[at] ?? -1;
        if (parent < 0) for (const oid of this.#outside.get(number) ?? []) boundary.add(oid);
        else if (isIn[parent] !== 1) boundary.add(this.oids[parent] ?? '');
      }
    }
    return [...boundary];
  }

  #those(isIn: Uint8Array): Commits {
    const { oids } = this;
    const numberOf = this.#numberOf;
    let size = 0;
    for (const one of isIn) size += one;
    return {
      size,
      has: (oid) => isIn[numberOf.get(oid) ?? -1] === 1,
      *[Symbol.iterator]() {
        for (const [number, oid] of oids.entries()) if (isIn[number] === 1) yield oid;
      },
    };
  }
}
