import { type Ledger } from '../core/ports.ts';
import { isStrings, parseUnpacked } from './packed.ts';
import { dense, oidsOf, readSections, writeSections } from './packedSections.ts';

/** What a commit did to paths, which are numbers here. */
export interface CommitTouches {
  /** A path times four, and the index of its `TouchKind`. */
  readonly touched: NumberList;
  /** Pairs: lines of the second path may have come from the first one, which the commit deleted. */
  readonly links: NumberList;
  /** Pairs: a path that the commit added, and the one from which it was renamed, or -1 where only git can tell. */
  readonly renamings: NumberList;
}

/** Numbers, as they were read or as they were kept. */
export type NumberList = readonly number[] | Int32Array;

/** Some numbers of a list: what is asked of all commits makes no list, and calls nothing, for each of them. */
export interface NumberRange {
  readonly values: NumberList;
  readonly start: number;
  readonly endExclusive: number;
}

/** Where touches are kept. */
export interface KeptTouchPlace {
  readonly ledger: Pick<Ledger, 'readCache' | 'writeCache'>;
  /** As in `HistoryState`. */
  readonly shape: string;
}

const cacheName = 'touches';
const form = 3;

/** Of each commit its touched paths, links and renamings. */
const rowsEach = 3;

/** What commits touched as it was kept: columns for all of them, since most are gone through as a whole. */
export class KeptTouches {
  /** The names of the paths. */
  readonly paths: readonly string[];
  readonly #numberOf: ReadonlyMap<string, number>;
  /** Where each row begins, {@link rowsEach} a commit, and behind the last one where it ends. */
  readonly #starts: Int32Array;
  readonly #values: Int32Array;

  private constructor(
    paths: readonly string[],
    numberOf: ReadonlyMap<string, number>,
    starts: Int32Array,
    values: Int32Array,
  ) {
    this.paths = paths;
    this.#numberOf = numberOf;
    this.#starts = starts;
    this.#values = values;
  }

  /** As they were kept; null where they were not, hold for another shape of history, or are damaged. */
  static load({ ledger, shape }: KeptTouchPlace): KeptTouches | null {
    const [head, oids, starts, values] = readSections(ledger, cacheName) ?? [];
    const packed = head === undefined ? null : parseUnpacked(head);
    if (packed?.['form'] !== form || packed['shape'] !== shape || !oids || !starts || !values) return null;
    const { paths, oidBytes } = packed;
    if (!isStrings(paths) || typeof oidBytes !== 'number') return null;
    // Of no commits there are no bytes either.
    const numberOf = new Map(oidsOf(oids, Math.max(1, oidBytes)).map((oid, number) => [oid, number]));
    return new KeptTouches(paths, numberOf, integersOf(starts), integersOf(values));
  }

  has(commit: string): boolean {
    return this.#numberOf.has(commit);
  }

  of(commit: string): CommitTouches | undefined {
    const number = this.#numberOf.get(commit);
    if (number === undefined) return undefined;
    const row = (nth: number): NumberList => {
      const at = rowsEach * number + nth;
      return this.#values.subarray(this.#starts[at] ?? 0, this.#starts[at + 1] ?? 0);
    };
    return { touched: row(0), links: row(1), renamings: row(2) };
  }

  /** The number of {@link CommitTouches.touched} of a path's number; -1 where the commit did not touch it, undefined for a commit that was not kept. */
  touchOf(commit: string, path: number): number | undefined {
    const number = this.#numberOf.get(commit);
    if (number === undefined) return undefined;
    const [values, end] = [this.#values, this.#starts[rowsEach * number + 1] ?? 0];
    for (let at = this.#starts[rowsEach * number] ?? 0; at < end; at++)
      if ((values[at] ?? 0) >>> 2 === path) return values[at] ?? -1;
    return -1;
  }

  /** {@link CommitTouches.touched} of a commit; null for one that was not kept. */
  touched(commit: string): NumberRange | null {
    return this.#range(commit, 0);
  }

  /** {@link CommitTouches.links} of a commit; null for one that was not kept. */
  links(commit: string): NumberRange | null {
    return this.#range(commit, 1);
  }

  #range(commit: string, nth: number): NumberRange | null {
    const number = this.#numberOf.get(commit);
    if (number === undefined) return null;
    const at = rowsEach * number + nth;
    return { values: this.#values, start: this.#starts[at] ?? 0, endExclusive: this.#starts[at + 1] ?? 0 };
  }
}

/** Keeps what commits touched; `paths` are the names of the numbers. */
export function storeTouches(
  { ledger, shape }: KeptTouchPlace,
  paths: readonly string[],
  commits: readonly (readonly [oid: string, touches: CommitTouches])[],
): void {
  const starts = new Int32Array(rowsEach * commits.length + 1);
  const rows = commits.flatMap(([, { touched, links, renamings }]) => [touched, links, renamings]);
  for (const [index, row] of rows.entries()) starts[index + 1] = (starts[index] ?? 0) + row.length;
  const values = new Int32Array(starts.at(-1) ?? 0);
  for (const [index, row] of rows.entries()) values.set(row, starts[index]);
  const oidBytes = (commits[0]?.[0].length ?? 0) / 2;
  writeSections(ledger, cacheName, [
    () => Buffer.from(JSON.stringify({ form, shape, oidBytes, paths }), 'utf8'),
    dense(() => Buffer.from(commits.map(([oid]) => oid).join(''), 'hex')),
    () => new Uint8Array(starts.buffer),
    () => new Uint8Array(values.buffer),
  ]);
}

function integersOf(column: Uint8Array): Int32Array {
  return new Int32Array(new Uint8Array(column).buffer);
}
