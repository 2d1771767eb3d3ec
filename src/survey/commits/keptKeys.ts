import { type Ledger } from '../../core/ports.ts';
import { type Breath } from './breath.ts';
import { KeyRow, type KeptKeys } from './keyRow.ts';

/** So many paths are written in one transaction. */
const pathsAtOnce = 64;

/** So many paths are kept, those that changed last: others may be gone, and are read again where they are not. */
const mostPaths = 5_000;

/** What sources there are: those of a path are asked for together, or not at all. */
export type SourceKind = 'logs' | 'states';

/** What is kept of one path. */
interface PathKeys {
  readonly row: KeyRow;
  /** The sources that were asked for, which are those that there still are. */
  readonly asked: Set<string>;
  /** What was found since. */
  readonly fresh: Map<string, KeptKeys>;
}

/**
 * What was found of the lines that sources of one kind know, kept in the ledger's cache from sync to sync: a source, named among those of its path, never
 * changes, and most have nothing to say of the next commit. Can be made again from git at any time.
 */
export class KeptKeysOfLines {
  readonly #ledger: Pick<Ledger, 'readCache' | 'writeCache' | 'trimCache' | 'atomically'>;
  readonly #prefix: string;
  readonly #paths = new Map<string, PathKeys>();
  readonly #changed = new Set<string>();

  constructor(ledger: Pick<Ledger, 'readCache' | 'writeCache' | 'trimCache' | 'atomically'>, kind: SourceKind) {
    this.#ledger = ledger;
    this.#prefix = kind === 'logs' ? 'commits.lines' : 'commits.states';
  }

  /** Whether the lines of a source are known, or that it is gone; null where nothing is known of it. */
  look(path: string, source: string): 'known' | 'gone' | null {
    const { row, asked, fresh } = this.#of(path);
    const found = fresh.get(source);
    const looked = found === undefined ? row.look(source) : found === null ? 'gone' : 'known';
    if (looked !== null) asked.add(source);
    return looked;
  }

  /** Undefined where nothing is known of the source. */
  get(path: string, source: string): KeptKeys | undefined {
    const { row, asked, fresh } = this.#of(path);
    const found = fresh.get(source);
    const keys = found === undefined ? row.keysOf(source) : found;
    if (keys !== undefined) asked.add(source);
    return keys;
  }

  set(path: string, source: string, keys: KeptKeys): void {
    this.#of(path).fresh.set(source, keys);
    this.#changed.add(path);
  }

  /** Whether a source of the path may know one of these lines. False is certain, and costs next to nothing. */
  mayKnowOneOf(path: string, keys: readonly number[]): boolean {
    if (keys.length === 0) return false;
    const { row, fresh } = this.#of(path);
    if (row.mayKnowOneOf(keys)) return true;
    for (const own of fresh.values()) if (own !== null && keys.some((key) => own.includes(key))) return true;
    return false;
  }

  /** Writes what is new, and drops sources of the same paths that nobody asked for. */
  async save(breath: Breath): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (let at = 0; at < changed.length; at += pathsAtOnce) {
      await breath.take();
      // What cannot be written now is found again next time.
      this.#ledger.atomically(() => {
        for (const path of changed.slice(at, at + pathsAtOnce)) {
          const { row, asked, fresh } = this.#of(path);
          const bytes = row.bytesWith((source) => asked.has(source), fresh);
          this.#ledger.writeCache(this.#nameOf(path), bytes);
        }
      });
    }
    // A few more than these may gather; to count them each time would cost more than they take.
    if (changed.length >= pathsAtOnce) this.#ledger.trimCache(`${this.#prefix} `, mostPaths);
  }

  #of(path: string): PathKeys {
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    const row = KeyRow.read(this.#ledger.readCache(this.#nameOf(path)));
    const made: PathKeys = { row, asked: new Set(), fresh: new Map() };
    this.#paths.set(path, made);
    return made;
  }

  #nameOf(path: string): string {
    return `${this.#prefix} ${path}`;
  }
}
