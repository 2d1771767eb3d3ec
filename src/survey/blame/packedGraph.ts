import { detached } from '../detached.ts';

/** Numbers that other threads see without a copy. */
type SharedNumbers = Int32Array<SharedArrayBuffer>;
type SharedBytes = Uint8Array<SharedArrayBuffer>;

/**
 * What commits did to files, in arrays that threads share: see `FileGraph`. Commits are numbers; the touches of a path stand side by side, by commit. What belongs to
 * `index` of a list stands from `starts[index]` on to before `starts[index + 1]`.
 */
export interface PackedGraph {
  /** 20 or 32. */
  readonly oidBytes: number;
  /** Object ids of the commits, children before parents, and behind them of those at which blame ends. */
  readonly commitOids: SharedBytes;
  readonly parents: SharedNumbers;
  readonly parentStarts: SharedNumbers;
  readonly paths: readonly string[];
  /** The touches of each path. */
  readonly touchStarts: SharedNumbers;
  /** The commit of each touch. */
  readonly touchCommits: SharedNumbers;
  /** What each did: an index of `kinds`. */
  readonly touchKinds: SharedNumbers;
  readonly kinds: readonly TouchKind[];
  /** The object ids that each touch names, counted in ids. */
  readonly oidStarts: SharedNumbers;
  readonly oids: SharedBytes;
}

/** See `Change` of `FileGraph`. */
export interface TouchKind {
  readonly status: string;
  readonly isRegular: boolean;
}

/** Numbers that are not shared, of which nobody knows how many come. */
class Growing<T extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>> {
  readonly #make: (length: number) => T;
  #numbers: T;
  length = 0;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#numbers = make(1024);
  }

  push(number: number): void {
    if (this.length === this.#numbers.length) this.#grow(this.length + 1);
    this.#numbers[this.length++] = number;
  }

  /** Adds the bytes of a hexadecimal object id. */
  pushHex(digits: string): void {
    const bytes = digits.length / 2;
    if (this.length + bytes > this.#numbers.length) this.#grow(this.length + bytes);
    for (let index = 0; index < bytes; index++)
      this.#numbers[this.length++] =
        16 * digitOf(digits.charCodeAt(2 * index)) + digitOf(digits.charCodeAt(2 * index + 1));
  }

  get numbers(): T {
    return this.#numbers;
  }

  #grow(least: number): void {
    const grown = this.#make(Math.max(least, 2 * this.#numbers.length));
    grown.set(this.#numbers);
    this.#numbers = grown;
  }
}

function digitOf(code: number): number {
  return code <= 57 ? code - 48 : (code | 32) - 87;
}

const growingNumbers = (): Growing<Int32Array<ArrayBuffer>> => new Growing((length) => new Int32Array(length));

/** Collects what goes into a {@link PackedGraph}. */
export class GraphPacker {
  readonly #oidBytes: number;
  readonly #commits: readonly string[];
  readonly #parents: readonly (readonly number[])[];
  readonly #pathIndex = new Map<string, number>();
  readonly #kindIndex = new Map<string, number>();
  readonly #kinds: TouchKind[] = [];
  readonly #touchPaths = growingNumbers();
  readonly #touchCommits = growingNumbers();
  readonly #touchKinds = growingNumbers();
  readonly #oidStarts = growingNumbers();
  readonly #oids = new Growing((length) => new Uint8Array(length));

  /** `commits` are object ids, and `parents` of the first of them the numbers of their parents. */
  constructor(commits: readonly string[], parents: readonly (readonly number[])[]) {
    this.#commits = commits;
    this.#parents = parents;
    this.#oidBytes = (commits[0]?.length ?? 40) / 2;
  }

  /** How many touches were added. */
  get touches(): number {
    return this.#touchCommits.length;
  }

  /** Adds a touch. They may come in any order, but it is quickest in that of the commits. */
  add(commit: number, path: string, kind: TouchKind, oids: readonly string[]): void {
    let pathIndex = this.#pathIndex.get(path);
    if (pathIndex === undefined) this.#pathIndex.set(detached(path), (pathIndex = this.#pathIndex.size));
    const name = `${kind.status} ${kind.isRegular}`;
    let kindIndex = this.#kindIndex.get(name);
    if (kindIndex === undefined) {
      this.#kindIndex.set(detached(name), (kindIndex = this.#kinds.length));
      this.#kinds.push({ ...kind, status: detached(kind.status) });
    }
    this.#touchPaths.push(pathIndex);
    this.#touchCommits.push(commit);
    this.#touchKinds.push(kindIndex);
    this.#oidStarts.push(this.#oids.length / this.#oidBytes);
    for (const oid of oids) this.#oids.pushHex(oid);
  }

  /** All that was added. */
  pack(): PackedGraph {
    const touches = this.touches;
    const order = this.#orderByPath();
    const oidBytes = this.#oidBytes;
    const commitOids = new Growing((length) => new Uint8Array(length));
    for (const oid of this.#commits) commitOids.pushHex(oid);
    const parentStarts = shared(this.#parents.length + 1);
    const parents = shared(this.#parents.reduce((sum, each) => sum + each.length, 0));
    for (const [index, each] of this.#parents.entries()) {
      const start = parentStarts[index] ?? 0;
      parents.set(each, start);
      parentStarts[index + 1] = start + each.length;
    }
    const touchStarts = shared(this.#pathIndex.size + 1);
    const [touchCommits, touchKinds, oidStarts] = [shared(touches), shared(touches), shared(touches + 1)];
    const oids = new Uint8Array(new SharedArrayBuffer(this.#oids.length));
    const starts = this.#oidStarts.numbers;
    let nextOid = 0;
    for (const [index, touch] of order.entries()) {
      touchCommits[index] = this.#touchCommits.numbers[touch] ?? 0;
      touchKinds[index] = this.#touchKinds.numbers[touch] ?? 0;
      const path = this.#touchPaths.numbers[touch] ?? 0;
      touchStarts[path + 1] = index + 1;
      oidStarts[index] = nextOid;
      const start = (starts[touch] ?? 0) * oidBytes;
      const end = touch + 1 < touches ? (starts[touch + 1] ?? 0) * oidBytes : this.#oids.length;
      oids.set(this.#oids.numbers.subarray(start, end), nextOid * oidBytes);
      nextOid += (end - start) / oidBytes;
    }
    oidStarts[touches] = nextOid;
    return {
      oidBytes,
      commitOids: sharedBytes(commitOids.numbers.subarray(0, commitOids.length)),
      parents,
      parentStarts,
      paths: [...this.#pathIndex.keys()],
      touchStarts,
      touchCommits,
      touchKinds,
      kinds: this.#kinds,
      oidStarts,
      oids,
    };
  }

  /** The touches by path, and by commit within. */
  #orderByPath(): Int32Array {
    const [paths, commits] = [this.#touchPaths.numbers, this.#touchCommits.numbers];
    const starts = new Int32Array(this.#pathIndex.size + 1);
    for (let touch = 0; touch < this.touches; touch++) {
      const next = (paths[touch] ?? 0) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let path = 0; path < this.#pathIndex.size; path++)
      starts[path + 1] = (starts[path + 1] ?? 0) + (starts[path] ?? 0);
    const ends = starts.slice();
    const order = new Int32Array(this.touches);
    for (let touch = 0; touch < this.touches; touch++) {
      const path = paths[touch] ?? 0;
      const place = ends[path] ?? 0;
      order[place] = touch;
      ends[path] = place + 1;
    }
    const commitAt = (place: number): number => commits[order[place] ?? 0] ?? 0;
    for (let path = 0; path < this.#pathIndex.size; path++) {
      const [start, end] = [starts[path] ?? 0, starts[path + 1] ?? 0];
      let sorted = start + 1;
      while (sorted < end && commitAt(sorted - 1) <= commitAt(sorted)) sorted++;
      if (sorted < end) order.subarray(start, end).sort((a, b) => (commits[a] ?? 0) - (commits[b] ?? 0) || a - b);
    }
    return order;
  }
}

function shared(length: number): SharedNumbers {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

function sharedBytes(bytes: Uint8Array): SharedBytes {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** The commits at which blame ends: full object ids. */
export function endsOf({ parentStarts, commitOids, oidBytes }: PackedGraph): readonly string[] {
  const all = Buffer.from(commitOids.buffer, commitOids.byteOffset, commitOids.length);
  const ends: string[] = [];
  for (let at = (parentStarts.length - 1) * oidBytes; at < all.length; at += oidBytes)
    ends.push(all.toString('hex', at, at + oidBytes));
  return ends;
}
