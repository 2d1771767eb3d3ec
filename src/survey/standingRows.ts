import { originFromKey, originKey, type OriginId, type OriginTable } from '../core/attribution/origin.ts';
import { facetsOfPath } from '../core/statistics/languages.ts';
import { skipReasons, type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { type Ownership } from './fileTally.ts';
import { isNumbers, isStrings, type Unpacked } from './packed.ts';

/** What was counted of a file that is the same at HEAD and on the disk, and that was never tracked live. */
export interface StandingEntry {
  /** Object id at HEAD. */
  readonly blobOid: string;
  /** What git attributes said of the path, by `attributesKey`. */
  readonly attributes: string;
  readonly counted: { readonly tally: Tally } | { readonly skip: SkipReason };
  readonly owners: StandingOwners;
}

/** The commits that may have written a file's lines: by name, in the words of {@link Ownership}, or unknown while its history cannot be read (see `UnreadHistories`). */
export type StandingOwners = readonly string[] | Exclude<Ownership, 'named'> | 'unread';

/** Stands between paths: no path of git's has it. */
const betweenPaths = '//';

/** Numbers of a row: its attributes, its reason to be skipped (-1 for none), its mixed lines, its counts and its owners; the first and the last two say where. */
const rowLength = 5;

/** Gives each key the number of its first use, and remembers what was first given with it. */
class Numbering<T> {
  readonly #numberOf = new Map<string, number>();
  readonly values: T[] = [];

  of(key: string, make: () => T): number {
    let number = this.#numberOf.get(key);
    if (number === undefined) {
      number = this.values.push(make()) - 1;
      this.#numberOf.set(key, number);
    }
    return number;
  }
}

/** What was counted of files: `common` is for JSON, the rest is bytes of which each is made when it is called. */
export interface PackedRows {
  readonly common: Unpacked;
  /** Paths, object ids and rows. */
  readonly columns: readonly [() => Uint8Array, () => Uint8Array, () => Uint8Array];
}

/** Numbers that come one by one. */
class Int32List {
  #values = new Int32Array(1_024);
  #length = 0;

  push(...values: readonly number[]): void {
    if (this.#length + values.length > this.#values.length) {
      const larger = new Int32Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#values.buffer, 0, this.#length * Int32Array.BYTES_PER_ELEMENT);
  }
}

/** Packs what was counted of files. What many files have in common, their counts too, is there once. All `blobOid` must be of one length. */
export function packRows(
  entries: Iterable<readonly [path: string, entry: StandingEntry]>,
  origins: OriginTable,
): PackedRows {
  const attributesList = new Numbering<string>();
  const commits = new Numbering<string>();
  const originKeys = new Numbering<string>();
  const countsList = new Numbering<readonly number[]>();
  const ownersList = new Numbering<string | readonly number[]>();
  const [paths, blobs, rows]: [string[], string[], Int32List] = [[], [], new Int32List()];
  for (const [path, { blobOid, attributes, counted, owners }] of entries) {
    paths.push(path);
    blobs.push(blobOid);
    const counts: number[] = [];
    if ('tally' in counted)
      for (const [id, count] of counted.tally.countByOrigin)
        counts.push(
          originKeys.of(String(id), () => originKey(origins.get(id))),
          count,
        );
    const ofOwners = typeof owners === 'string' ? owners : owners.map((oid) => commits.of(oid, () => oid));
    rows.push(
      attributesList.of(attributes, () => attributes),
      'skip' in counted ? skipReasons.indexOf(counted.skip) : -1,
      'tally' in counted ? counted.tally.mixedLines : 0,
      countsList.of(counts.join(), () => counts),
      ownersList.of(String(ofOwners), () => ofOwners),
    );
  }
  return {
    common: {
      attributes: attributesList.values,
      commits: commits.values,
      origins: originKeys.values,
      counts: countsList.values,
      owners: ownersList.values,
    },
    columns: [
      () => Buffer.from(paths.join(betweenPaths), 'utf8'),
      () => Buffer.from(blobs.join(''), 'hex'),
      () => rows.bytes,
    ],
  };
}

/** What was counted of files, as {@link packRows} keeps it: each entry is made when it is asked for. */
export class StandingRows {
  readonly #paths: readonly string[];
  readonly #blobs: Buffer;
  readonly #oidBytes: number;
  readonly #rows: Int32Array;
  readonly #attributes: readonly string[];
  readonly #counts: readonly ReadonlyMap<OriginId, number>[];
  readonly #owners: readonly StandingOwners[];
  /** Whether an entry still holds. */
  readonly #holds: (path: string, owners: StandingOwners) => boolean;
  /** Made when paths are not asked for in the order in which they are kept. */
  #indexOf: ReadonlyMap<string, number> | null = null;
  #next = 0;

  private constructor(
    paths: readonly string[],
    blobs: Buffer,
    rows: Int32Array,
    attributes: readonly string[],
    counts: readonly ReadonlyMap<OriginId, number>[],
    owners: readonly StandingOwners[],
    holds: (path: string, owners: StandingOwners) => boolean,
  ) {
    this.#paths = paths;
    this.#blobs = blobs;
    this.#oidBytes = paths.length === 0 ? 0 : blobs.length / paths.length;
    this.#rows = rows;
    this.#attributes = attributes;
    this.#counts = counts;
    this.#owners = owners;
    this.#holds = holds;
  }

  /** Null where the value is damaged. `columns` are those of {@link PackedRows}; `holds` says which entries are of use. */
  static unpack(
    common: Unpacked,
    columns: readonly Buffer[],
    origins: OriginTable,
    holds: (path: string, owners: StandingOwners) => boolean = () => true,
  ): StandingRows | null {
    const { attributes, commits, origins: keys, counts, owners } = common;
    const [joined, blobs, packedRows] = columns;
    if (joined === undefined || blobs === undefined || packedRows === undefined) return null;
    if (!isStrings(attributes) || !isStrings(commits) || !isStrings(keys)) return null;
    if (!Array.isArray(counts) || !Array.isArray(owners)) return null;
    const paths = joined.length === 0 ? [] : joined.toString('utf8').split(betweenPaths);
    const rowBytes = rowLength * Int32Array.BYTES_PER_ELEMENT;
    if (packedRows.length !== paths.length * rowBytes) return null;
    if (paths.length > 0 && blobs.length % paths.length !== 0) return null;
    // A view would have to begin at a multiple of four.
    const rows = new Int32Array(Uint8Array.from(packedRows).buffer);
    const originIds: OriginId[] = [];
    for (const key of keys) {
      const origin = originFromKey(key);
      if (origin === null) return null;
      originIds.push(origins.intern(origin));
    }
    const maps: ReadonlyMap<OriginId, number>[] = [];
    for (const ofFile of counts as readonly unknown[]) {
      if (!isNumbers(ofFile)) return null;
      const map = new Map<OriginId, number>();
      for (let index = 0; index + 1 < ofFile.length; index += 2)
        map.set(originIds[ofFile[index] ?? -1] ?? 0, ofFile[index + 1] ?? 0);
      maps.push(map);
    }
    const lists: StandingOwners[] = [];
    for (const ofFile of owners as readonly unknown[]) {
      if (ofFile === 'path' || ofFile === 'lineage' || ofFile === 'unread') lists.push(ofFile);
      else if (isNumbers(ofFile)) lists.push(ofFile.map((index) => commits[index] ?? ''));
      else return null;
    }
    return new StandingRows(paths, blobs, rows, attributes, maps, lists, holds);
  }

  /** What was counted of a path while it was that blob; null for nothing that holds. */
  entryOf(path: string, blobOid: string): StandingEntry | null {
    const index = this.#find(path);
    return index !== undefined && this.#blobOid(index) === blobOid ? this.#entry(index, path, blobOid) : null;
  }

  /** All that holds. */
  *[Symbol.iterator](): Iterator<readonly [string, StandingEntry]> {
    for (const [index, path] of this.#paths.entries()) {
      const entry = this.#entry(index, path, this.#blobOid(index));
      if (entry !== null) yield [path, entry];
    }
  }

  #blobOid(index: number): string {
    return this.#blobs.toString('hex', index * this.#oidBytes, (index + 1) * this.#oidBytes);
  }

  #find(path: string): number | undefined {
    const index = this.#next++;
    if (this.#paths[index] === path) return index;
    this.#indexOf ??= new Map(this.#paths.map((one, at) => [one, at]));
    const found = this.#indexOf.get(path);
    this.#next = found === undefined ? index : found + 1;
    return found;
  }

  #entry(index: number, path: string, blobOid: string): StandingEntry | null {
    const at = index * rowLength;
    const [attributes = -1, skip = -1, mixedLines = 0, counts = -1, owners = -1] = this.#rows.subarray(
      at,
      at + rowLength,
    );
    const ofFile = this.#owners[owners] ?? [];
    if (!this.#holds(path, ofFile)) return null;
    const reason = skipReasons[skip];
    const countByOrigin = this.#counts[counts] ?? new Map<OriginId, number>();
    const { language, kind } = facetsOfPath(path);
    const tally = { path, language, kind, day: null, author: null, countByOrigin, mixedLines };
    const counted = reason === undefined ? { tally } : { skip: reason };
    return { blobOid, attributes: this.#attributes[attributes] ?? '', counted, owners: ofFile };
  }
}
