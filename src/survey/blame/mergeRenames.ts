import { type CancelSignal, type Git } from '../../core/ports.ts';
import { findRenames } from '../renameSources.ts';
import { type Renaming } from '../renaming.ts';
import { blobBefore, readTouches, type Touch } from '../touches.ts';
import { type FileGraph } from './fileGraph.ts';

/** What was renamed between a merge and one of its parents. */
interface Beside {
  /** By path in the merge. */
  readonly renamings: ReadonlyMap<string, Renaming>;
  /** Object ids by path in the parent, of files that the merge lacks. */
  readonly oids: ReadonlyMap<string, string>;
}

/** Finds under which name a parent of a merge has a file that it lacks: for those files that the merge made or has otherwise than all parents. */
export class MergeRenames {
  readonly #place: { readonly git: Git; readonly cwd: string };
  readonly #graph: FileGraph;
  readonly #signal: CancelSignal | undefined;
  readonly #beside = new Map<string, Promise<Beside | null>>();

  constructor(place: { readonly git: Git; readonly cwd: string }, graph: FileGraph, signal: CancelSignal | undefined) {
    this.#place = place;
    this.#graph = graph;
    this.#signal = signal;
  }

  /** As `WalkSource.renamedInMerge`. */
  async renamedFrom(
    commit: number,
    parent: number,
    path: string,
  ): Promise<{ path: string; oid: string } | null | undefined> {
    const key = `${commit} ${parent}`;
    let reading = this.#beside.get(key);
    if (reading === undefined) this.#beside.set(key, (reading = this.#read(commit, parent)));
    const beside = await reading;
    const renaming = beside?.renamings.get(path) ?? 'none';
    if (beside === null || renaming === 'unclear') return undefined;
    if (renaming === 'none') return null;
    const oid = beside.oids.get(renaming.from);
    return oid === undefined ? undefined : { path: renaming.from, oid };
  }

  async #read(commit: number, parent: number): Promise<Beside | null> {
    const opened = this.#graph.opened(commit);
    const oid = this.#graph.oid(commit);
    const [deleted, added]: [Touch[], Touch[]] = [[], []];
    const isRead = await readTouches(
      this.#place,
      [`${oid} ${this.#graph.oid(parent)}`],
      (touch) => {
        if (touch.status === 'D') deleted.push(touch);
        else if (touch.status === 'A' && opened.has(touch.path)) added.push(touch);
      },
      this.#signal,
    );
    const renamings = new Map<string, Renaming>();
    const found = {
      onLink: () => undefined,
      onRenaming: (_: string, to: string, renaming: Renaming) => void renamings.set(to, renaming),
    };
    if (!isRead || !(await findRenames(this.#place, [{ commit: oid, deleted, added }], found, this.#signal)))
      return null;
    return { renamings, oids: new Map(deleted.map((touch) => [touch.path, blobBefore(touch) ?? ''])) };
  }
}
