import { type CancelSignal } from '../core/ports.ts';
import { inParallel } from './inParallel.ts';
import { LateChanges } from './lateChanges.ts';
import { type RevisionHistory } from './revisionHistory.ts';
import { type WorkTreeCounter } from './workTreeCounter.ts';

/** Files read at once. */
const readsAtOnce = 8;

/** So many files are asked about together, as a survey does; of fewer, git says more. */
const manyFiles = 8;

/** What {@link Recounts} works with. */
export interface RecountServices {
  readonly counter: WorkTreeCounter;
  /** The history of the HEAD that was surveyed last; null where there is none. */
  readonly openHistory: () => Promise<RevisionHistory | null>;
  readonly nowMs: () => number;
}

/**
 * Counts files anew that change after a survey counted them, or while it does. Of what it is told most did not change: the disk tells of a checkout while the
 * survey of the new HEAD reads already, and other extensions open files and close them.
 */
export class Recounts {
  readonly #services: RecountServices;
  readonly #late = new LateChanges();

  constructor(services: RecountServices) {
    this.#services = services;
  }

  /** A survey begins, which reads every file anew. */
  begin(): void {
    this.#late.begin();
  }

  /** These are to be counted once more when the survey that reads is done. */
  add(paths: readonly string[]): void {
    this.#late.add(paths);
  }

  /** Counts what changed while the survey read, until nothing more comes. */
  async catchUp(signal: CancelSignal | undefined): Promise<void> {
    for (let late = this.#late.take(); late.length > 0 && signal?.aborted !== true; late = this.#late.take())
      await this.now(late);
  }

  /** The survey that reads has these counted when it is done; those that it does not know are shown already. */
  async later(paths: readonly string[]): Promise<void> {
    const { counter } = this.#services;
    for (const path of paths) counter.letGoOf(path);
    this.#late.add(paths);
    const added = paths.filter((path) => counter.files.get(path)?.head === null);
    await inParallel(added, readsAtOnce, (path) => counter.countFile(path, null));
  }

  /** Counts those that are not as they were counted. False where none had to be. */
  async now(paths: readonly string[]): Promise<boolean> {
    const { counter, openHistory } = this.#services;
    const signal = this.#late.untilNext();
    const changed: string[] = [];
    await inParallel(
      paths,
      readsAtOnce,
      async (path) => {
        if (!(await counter.isAsCounted(path))) changed.push(path);
      },
      signal,
    );
    if (changed.length === 0) return false;
    for (const path of changed) counter.touch(path);
    const history = await openHistory();
    const many =
      history === null || changed.length < manyFiles
        ? new Set<string>()
        : await this.#countMany(changed, history, signal);
    const others = changed.filter((path) => !many.has(path));
    await inParallel(others, readsAtOnce, (path) => counter.countFile(path, history, signal), signal);
    return true;
  }

  /** Counts those of some files that HEAD has, and gives them. */
  async #countMany(
    paths: readonly string[],
    history: RevisionHistory,
    signal: CancelSignal,
  ): Promise<ReadonlySet<string>> {
    const { counter, nowMs } = this.#services;
    const wanted = await counter.wantedOf(paths);
    const [{ endOfBlame }, { passThroughHistory }] = await Promise.all([
      import('./historyBounds.ts'),
      import('./historyPass.ts'),
    ]);
    const shortcuts = { stopAt: endOfBlame(history), touches: null, isVague: true };
    await passThroughHistory(
      {
        history,
        shortcuts,
        nowMs,
        open: async ({ name, file }) => {
          const { content, revisionText } = await counter.open(name, file);
          return { revisionText, carried: content };
        },
      },
      wanted,
      ({ name, file }, content, ofFile) =>
        counter.countContent(name, content, ofFile, true, ofFile === null && history.unread.knows(file)),
      signal,
    );
    return new Set(wanted.map(({ name }) => name));
  }
}
