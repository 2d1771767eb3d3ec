import { type CancelSignal } from '../core/ports.ts';
import { type PackedGraph } from './blame/packedGraph.ts';
import { type Renaming } from './renaming.ts';
import { type TouchTable } from './touchTable.ts';

/** Reads what commits touched in parts, so that somebody can begin with what is known first. */
export class TouchReading {
  readonly #table: TouchTable;
  readonly #signal: CancelSignal | undefined;
  /** Whether all is found that is to be known of renames of what was read so far. */
  #renames: Promise<boolean> = Promise.resolve(true);

  constructor(table: TouchTable, signal: CancelSignal | undefined) {
    this.#table = table;
    this.#signal = signal;
  }

  /** Reads what some commits touched, from `graph` as far as it has them. Renames are looked for meanwhile: {@link rest} waits for them. False when git failed or was cancelled. */
  async begin(commits: readonly string[], graph: PackedGraph | null): Promise<boolean> {
    const soon = await this.#table.readSoon(commits, graph, this.#signal);
    const before = this.#renames;
    this.#renames = soon === null ? Promise.resolve(false) : both(before, soon.renames);
    return soon !== null;
  }

  /** Reads the rest of some commits, renames and all. False when git failed or was cancelled. */
  async rest(commits: readonly string[]): Promise<boolean> {
    const before = this.#renames;
    this.#renames = both(before, this.#table.read(commits, this.#signal));
    return await this.#renames;
  }

  /** As for `OwnBlame.open`, of what was read so far; waits until it can be told of this commit. */
  readonly renamingOf = async (commit: string, path: string): Promise<Renaming> => {
    await this.#table.renamesOf(commit);
    return this.#table.renamingOf(commit, path);
  };
}

async function both(one: Promise<boolean>, other: Promise<boolean>): Promise<boolean> {
  const found = await Promise.all([one, other]);
  return found.every((isRead) => isRead);
}
