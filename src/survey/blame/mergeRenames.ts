import { type CancelSignal } from '../../core/ports.ts';
import { contentsOf, findRenames, type RenamedContents } from '../renameSources.ts';
import { type RenameRules, type Renaming } from '../renaming.ts';
import { TouchDialogue, type TouchDialoguePlace } from '../touchDialogue.ts';
import { blobBefore, type Touch } from '../touches.ts';
import { type FileGraph } from './fileGraph.ts';

/** What was renamed between a merge and one of its parents. */
interface Beside {
  /** By path in the merge. */
  readonly renamings: ReadonlyMap<string, Renaming>;
  /** Object ids by path in the parent, of files that the merge lacks. */
  readonly oids: ReadonlyMap<string, string>;
}

/** So few contents are sooner read by the process that is there than their sizes by another. */
const fewContents = 200;

/** Reads contents, null for those that are missing or too large, and takes back what nobody looks at any more. */
export interface ReadContents {
  readonly read: (oids: readonly string[]) => readonly Promise<Uint8Array | null>[];
  readonly giveBack: (content: Uint8Array) => void;
}

/** Finds under which name a parent of a merge has a file that it lacks: for those files that the merge made or has otherwise than all parents. Call {@link end}. */
export class MergeRenames {
  readonly #place: TouchDialoguePlace;
  readonly #touches: TouchDialogue;
  readonly #graph: FileGraph;
  readonly #read: ReadContents;
  readonly #signal: CancelSignal | undefined;
  readonly #beside = new Map<string, Promise<Beside | null>>();
  /** Asked for once. */
  #rules: Promise<RenameRules> | null = null;

  constructor(place: TouchDialoguePlace, graph: FileGraph, read: ReadContents, signal: CancelSignal | undefined) {
    this.#place = place;
    this.#touches = new TouchDialogue(place, signal);
    this.#read = read;
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
    if (reading === undefined) this.#beside.set(key, (reading = this.#find(commit, parent)));
    const beside = await reading;
    const renaming = beside?.renamings.get(path) ?? 'none';
    if (beside === null || renaming === 'unclear') return undefined;
    if (renaming === 'none') return null;
    const oid = beside.oids.get(renaming.from);
    return oid === undefined ? undefined : { path: renaming.from, oid };
  }

  /** No more questions. */
  end(): void {
    this.#touches.end();
  }

  async #find(commit: number, parent: number): Promise<Beside | null> {
    const opened = this.#graph.opened(commit);
    const oid = this.#graph.oid(commit);
    const [deleted, added]: [Touch[], Touch[]] = [[], []];
    const isRead = await this.#touches.read(oid, this.#graph.oid(parent), (touch) => {
      if (touch.status === 'D') deleted.push(touch);
      else if (touch.status === 'A' && opened.has(touch.path)) added.push(touch);
    });
    const renamings = new Map<string, Renaming>();
    const found = {
      onLink: () => undefined,
      onRenaming: (_: string, to: string, renaming: Renaming) => void renamings.set(to, renaming),
    };
    const isFew = deleted.length + added.length <= fewContents;
    const { rules, ...reading } = contentsOf(this.#place, this.#signal);
    const anew = { ...reading, rules: async () => await (this.#rules ??= rules()) };
    const contents = isFew ? heldContents(this.#read, anew) : anew;
    if (!isRead || !(await findRenames(contents, [{ commit: oid, deleted, added }], found))) return null;
    return { renamings, oids: new Map(deleted.map((touch) => [touch.path, blobBefore(touch) ?? ''])) };
  }
}

/** Holds contents from when their sizes are asked for until they are read; all are read `anew` where one is missing or too large. */
function heldContents({ read, giveBack }: ReadContents, anew: RenamedContents): RenamedContents {
  const held = new Map<string, Uint8Array>();
  const letGo = (): void => {
    for (const content of held.values()) giveBack(content);
    held.clear();
  };
  return {
    rules: anew.rules,
    withAttributes: anew.withAttributes,
    sizes: async (oids) => {
      for (const [index, content] of (await Promise.all(read(oids))).entries())
        if (content !== null) held.set(oids[index] ?? '', content);
      if (held.size === oids.length) return new Map([...held].map(([oid, content]) => [oid, content.length]));
      letGo();
      return await anew.sizes(oids);
    },
    read: async (oids, onObject) => {
      if (held.size === 0) return await anew.read(oids, onObject);
      for (const oid of oids) onObject(oid, held.get(oid) ?? null);
      letGo();
      return true;
    },
  };
}
