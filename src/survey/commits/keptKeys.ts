import { deserialize, serialize } from 'node:v8';
import { type Ledger } from '../../core/ports.ts';
import { type Breath } from './breath.ts';

/** The keys of the lines that a source knows; see `lineKey`. Null for a source that is gone for good. */
export type KeptKeys = Float64Array | null;

/** Of the form below; another form gets another number. */
const formVersion = 1;

/** One path: the sources, where the keys of each end, all different keys, and of each source which of them. */
interface Row {
  readonly version: number;
  readonly sources: readonly string[];
  readonly ends: Int32Array;
  readonly keys: Float64Array;
  readonly indexes: Uint16Array | Uint32Array;
}

/** So many paths are written in one transaction. */
const pathsAtOnce = 64;

/** So many paths are kept, those that changed last: others may be gone, and are read again where they are not. */
const mostPaths = 5_000;

/** Marks a source that is gone. */
const gone = -1;

/** What sources there are: those of a path are asked for together, or not at all. */
export type SourceKind = 'logs' | 'states';

/**
 * What was found of the lines that sources of one kind know, kept in the ledger's cache from sync to sync: a source, named among those of its path, never
 * changes, and most have nothing to say of the next commit. Can be made again from git at any time.
 */
export class KeptKeysOfLines {
  readonly #ledger: Pick<Ledger, 'readCache' | 'writeCache' | 'trimCache' | 'atomically'>;
  readonly #prefix: string;
  readonly #known = new Map<string, ReadonlyMap<string, KeptKeys>>();
  /** Of each path the sources that were asked for, which are those that there still are. */
  readonly #asked = new Map<string, Map<string, KeptKeys>>();
  readonly #changed = new Set<string>();

  constructor(ledger: Pick<Ledger, 'readCache' | 'writeCache' | 'trimCache' | 'atomically'>, kind: SourceKind) {
    this.#ledger = ledger;
    this.#prefix = kind === 'logs' ? 'commits.lines' : 'commits.states';
  }

  /** Undefined where nothing is known of the source. */
  get(path: string, source: string): KeptKeys | undefined {
    const asked = this.#askedOf(path);
    const known = asked.get(source);
    if (known !== undefined) return known;
    const keys = this.#rowOf(path).get(source);
    if (keys !== undefined) asked.set(source, keys);
    return keys;
  }

  set(path: string, source: string, keys: KeptKeys): void {
    this.#askedOf(path).set(source, keys);
    this.#changed.add(path);
  }

  /** Writes what is new, and drops sources of the same paths that nobody asked for. */
  async save(breath: Breath): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (let at = 0; at < changed.length; at += pathsAtOnce) {
      await breath.take();
      // What cannot be written now is found again next time.
      this.#ledger.atomically(() => {
        for (const path of changed.slice(at, at + pathsAtOnce))
          this.#ledger.writeCache(this.#nameOf(path), pack(this.#askedOf(path)));
      });
    }
    // A few more than these may gather; to count them each time would cost more than they take.
    if (changed.length >= pathsAtOnce) this.#ledger.trimCache(`${this.#prefix} `, mostPaths);
  }

  #askedOf(path: string): Map<string, KeptKeys> {
    const known = this.#asked.get(path);
    if (known !== undefined) return known;
    const asked = new Map<string, KeptKeys>();
    this.#asked.set(path, asked);
    return asked;
  }

  #rowOf(path: string): ReadonlyMap<string, KeptKeys> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const row = unpack(this.#ledger.readCache(this.#nameOf(path)));
    this.#known.set(path, row);
    return row;
  }

  #nameOf(path: string): string {
    return `${this.#prefix} ${path}`;
  }
}

function pack(keysBySource: ReadonlyMap<string, KeptKeys>): Uint8Array {
  const indexOf = new Map<number, number>();
  const indexes: number[] = [];
  const ends = Int32Array.from(keysBySource.values(), (keys) => {
    if (keys === null) return gone;
    for (const key of keys) {
      let index = indexOf.get(key);
      if (index === undefined) indexOf.set(key, (index = indexOf.size));
      indexes.push(index);
    }
    return indexes.length;
  });
  const row: Row = {
    version: formVersion,
    sources: [...keysBySource.keys()],
    ends,
    keys: Float64Array.from(indexOf.keys()),
    indexes: indexOf.size > 0xffff ? Uint32Array.from(indexes) : Uint16Array.from(indexes),
  };
  return serialize(row);
}

function unpack(bytes: Uint8Array | null): ReadonlyMap<string, KeptKeys> {
  const found = new Map<string, KeptKeys>();
  if (bytes === null) return found;
  try {
    const { version, sources, ends, keys, indexes } = deserialize(bytes) as Row;
    if (version !== formVersion) return found;
    let start = 0;
    for (const [at, source] of sources.entries()) {
      const end = ends[at] ?? gone;
      if (end === gone) {
        found.set(source, null);
        continue;
      }
      // Not `from` with a function, which takes ten times as long.
      const own = new Float64Array(end - start);
      for (let index = start; index < end; index++) own[index - start] = keys[indexes[index] ?? -1] ?? 0;
      found.set(source, own);
      start = end;
    }
    return found;
  } catch {
    // Damaged, or of another version: the caller reads git.
    return new Map();
  }
}
