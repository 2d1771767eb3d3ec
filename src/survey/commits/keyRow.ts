import { packRow, unpackRow, type Row } from './keyRowForm.ts';

/** The keys of the lines that a source knows; see `lineKey`. Null for a source that is gone for good. */
export type KeptKeys = Float64Array | null;

/** Marks a source that is gone. */
const gone = -1;

/** After so many sources were taken out a row is made anew, so that it does not keep their keys for ever. */
const mostDropped = 16;

const emptyRow: Row = {
  sources: [],
  ends: new Int32Array(),
  keys: new Float64Array(),
  indexes: new Uint16Array(),
  dropped: 0,
};

/**
 * What the sources of one path know of lines, as it is stored: a change of a file leaves most of its lines, so that a source says by number which of the path's
 * keys it has. It is looked through without being unpacked, and a source is added without looking at the others.
 */
export class KeyRow {
  readonly #row: Row;
  /** Where the indexes of each source start and end; null for one that is gone. */
  readonly #ranges = new Map<string, readonly [start: number, endExclusive: number] | null>();

  private constructor(row: Row) {
    this.#row = row;
    let start = 0;
    for (const [at, source] of row.sources.entries()) {
      const endExclusive = row.ends[at] ?? gone;
      this.#ranges.set(source, endExclusive === gone ? null : [start, endExclusive]);
      if (endExclusive !== gone) start = endExclusive;
    }
  }

  /** An empty row where there are no bytes, or such as are of another form: what they said is found again. */
  static read(bytes: Uint8Array | null): KeyRow {
    return new KeyRow((bytes === null ? null : unpackRow(bytes)) ?? emptyRow);
  }

  /** Whether the lines of a source are known, or that it is gone; null for a source that is not in the row. */
  look(source: string): 'known' | 'gone' | null {
    const range = this.#ranges.get(source);
    return range === undefined ? null : range === null ? 'gone' : 'known';
  }

  /** Undefined for a source that is not in the row. */
  keysOf(source: string): KeptKeys | undefined {
    const range = this.#ranges.get(source);
    if (range === undefined || range === null) return range;
    const { keys, indexes } = this.#row;
    const own = new Float64Array(range[1] - range[0]);
    // Not `from` with a function, which takes ten times as long.
    for (let at = range[0]; at < range[1]; at++) own[at - range[0]] = keys[indexes[at] ?? -1] ?? 0;
    return own;
  }

  /** Whether a source may know one of these lines. False is certain. */
  mayKnowOneOf(keys: readonly number[]): boolean {
    return keys.some((key) => this.#row.keys.includes(key));
  }

  /** The bytes of a row with those of the sources for which `isKept` says so, and with others, which replace those of the same name. */
  bytesWith(isKept: (source: string) => boolean, others: ReadonlyMap<string, KeptKeys>): Uint8Array {
    const kept = this.#row.sources.filter((source) => isKept(source) && !others.has(source));
    const dropped = this.#row.dropped + this.#row.sources.length - kept.length;
    const isAnew = dropped > mostDropped;
    const growing = new GrowingRow(isAnew ? emptyRow : this.#row);
    for (const source of kept) {
      const range = this.#ranges.get(source);
      if (isAnew) growing.add(source, this.keysOf(source) ?? null);
      else growing.take(source, range ?? null);
    }
    for (const [source, keys] of others) growing.add(source, keys);
    return packRow(growing.row(isAnew ? 0 : dropped));
  }
}

/** So many keys are looked for without an index of them. */
const fewLookups = 64;

/** So far ahead in the source before a line is looked for: lines that were deleted in between. */
const mostAhead = 16;

/** A row to which sources are added one after the other, each of which is much like the one before. */
class GrowingRow {
  readonly #from: Row;
  readonly #sources: string[] = [];
  readonly #ends: number[] = [];
  readonly #parts: (Uint16Array | Uint32Array)[] = [];
  #count = 0;
  readonly #newKeys: number[] = [];
  #indexOf: Map<number, number> | null = null;
  #lookups = 0;

  constructor(from: Row) {
    this.#from = from;
  }

  /** Adds a source of the row from which this one grows. */
  take(source: string, range: readonly [start: number, endExclusive: number] | null): void {
    this.#add(source, range === null ? null : this.#from.indexes.subarray(...range));
  }

  add(source: string, keys: KeptKeys): void {
    if (keys === null) {
      this.#add(source, null);
      return;
    }
    const before = this.#parts.at(-1) ?? new Uint32Array();
    const indexes = new Uint32Array(keys.length);
    let next = 0;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] ?? 0;
      let found = next;
      const until = Math.min(before.length, next + mostAhead);
      while (found < until && this.#keyAt(before[found] ?? 0) !== key) found++;
      if (found < until) {
        indexes[at] = before[found] ?? 0;
        next = found + 1;
      } else {
        indexes[at] = this.#numberOf(key);
      }
    }
    this.#add(source, indexes);
  }

  row(dropped: number): Row {
    const keys = new Float64Array(this.#from.keys.length + this.#newKeys.length);
    keys.set(this.#from.keys);
    keys.set(this.#newKeys, this.#from.keys.length);
    const indexes = keys.length > 0xffff ? new Uint32Array(this.#count) : new Uint16Array(this.#count);
    let at = 0;
    for (const part of this.#parts) {
      indexes.set(part, at);
      at += part.length;
    }
    return { sources: this.#sources, ends: Int32Array.from(this.#ends), keys, indexes, dropped };
  }

  #add(source: string, indexes: Uint16Array | Uint32Array | null): void {
    this.#sources.push(source);
    if (indexes !== null) {
      this.#parts.push(indexes);
      this.#count += indexes.length;
    }
    this.#ends.push(indexes === null ? gone : this.#count);
  }

  #keyAt(index: number): number {
    const { keys } = this.#from;
    return keys[index] ?? this.#newKeys[index - keys.length] ?? 0;
  }

  #numberOf(key: number): number {
    const { keys } = this.#from;
    if (this.#indexOf === null && ++this.#lookups > fewLookups) {
      const indexOf = new Map<number, number>();
      for (const [index, one] of keys.entries()) indexOf.set(one, index);
      for (const [index, one] of this.#newKeys.entries()) indexOf.set(one, keys.length + index);
      this.#indexOf = indexOf;
    }
    const known = this.#indexOf === null ? this.#search(key) : this.#indexOf.get(key);
    if (known !== undefined) return known;
    const index = keys.length + this.#newKeys.length;
    this.#newKeys.push(key);
    this.#indexOf?.set(key, index);
    return index;
  }

  #search(key: number): number | undefined {
    const { keys } = this.#from;
    const old = keys.indexOf(key);
    if (old >= 0) return old;
    const fresh = this.#newKeys.indexOf(key);
    return fresh < 0 ? undefined : keys.length + fresh;
  }
}
