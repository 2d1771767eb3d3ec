import { type CancelSignal, type Git } from '../../core/ports.ts';
import { readTouches, type Touch } from '../touches.ts';
import { FirstParents } from './firstParents.ts';
import { GraphPacker, type PackedGraph, type TouchKind } from './packedGraph.ts';

/** What a commit did to a file. */
export interface Change {
  /** Git's letter, one for each parent of a merge that mixed something of its own; `~` for a merge that has the file from another parent than the first. */
  readonly status: string;
  /** The file's object ids, one for each parent, and its own behind them. */
  readonly oids: readonly string[];
  /** Whether it was, and is, a regular file everywhere. */
  readonly isRegular: boolean;
}

/** A file that a commit deleted. */
export interface Deletion {
  readonly path: string;
  readonly oid: string;
}

/** The letter of what a merge has otherwise than its first parent, from another one. */
const fromOtherParent = '~';

/** More touches than this would take much memory: some fifty bytes each. */
const mostTouches = 1_000_000;

/**
 * What some commits, which come before one revision, did to files: what blame must know of history. Commits are numbers, children before parents; numbers
 * from `size` on stand for commits at which blame ends.
 */
export class FileGraph {
  /** What other threads can share. */
  readonly packed: PackedGraph;
  readonly #pathIndex: ReadonlyMap<string, number>;
  readonly #oids: string[] = [];
  #numberOf: ReadonlyMap<string, number> | null = null;
  #deleting: ReadonlySet<number> | null = null;
  #firstParents: FirstParents | null = null;

  constructor(packed: PackedGraph) {
    this.packed = packed;
    this.#pathIndex = new Map(packed.paths.map((path, index) => [path, index]));
  }

  /** Reads the commits that `revision` has and `bounds` do not. Null where git failed or was cancelled, or where they are very many. */
  static async read(
    place: { readonly git: Git; readonly cwd: string },
    revision: string,
    bounds: readonly string[],
    signal?: CancelSignal,
    mostCommits = Infinity,
  ): Promise<FileGraph | null> {
    const args = ['rev-list', '--topo-order', '--parents', revision, ...bounds.map((oid) => `^${oid}`), '--'];
    const listed = await place.git.run(args, { cwd: place.cwd, ...(signal === undefined ? {} : { signal }) });
    if (!listed.ok) return null;
    const lines = new TextDecoder().decode(listed.stdout).split('\n');
    if (lines.at(-1) === '') lines.pop();
    if (lines.length > mostCommits) return null;
    const rows = lines.map((line) => line.split(' '));
    const oids = rows.map(([oid = '']) => oid);
    const numberOf = new Map(oids.map((oid, number) => [oid, number]));
    const parents = rows.map(([, ...names]) =>
      names.map((name) => {
        const known = numberOf.get(name);
        if (known !== undefined) return known;
        const number = oids.push(name) - 1;
        numberOf.set(name, number);
        return number;
      }),
    );
    const packer = new GraphPacker(oids, parents);
    const isRead = await readAllTouches(place, packer, { oids, parents, numberOf }, signal);
    return isRead ? new FileGraph(packer.pack()) : null;
  }

  /** How many commits there are that blame looks through. */
  get size(): number {
    return this.packed.parentStarts.length - 1;
  }

  oid(commit: number): string {
    const { commitOids, oidBytes } = this.packed;
    return (this.#oids[commit] ??= hexOf(commitOids, commit * oidBytes, oidBytes));
  }

  /** Below zero for a commit that is not among them. */
  numberOf(oid: string): number {
    const count = this.packed.commitOids.length / this.packed.oidBytes;
    this.#numberOf ??= new Map(Array.from({ length: count }, (_, number) => [this.oid(number), number]));
    return this.#numberOf.get(oid) ?? -1;
  }

  parents(commit: number): readonly number[] {
    const { parents, parentStarts } = this.packed;
    return [...parents.subarray(parentStarts[commit], parentStarts[commit + 1])];
  }

  /** Whether a commit with one parent deleted files. */
  hasDeletions(commit: number): boolean {
    const { parentStarts } = this.packed;
    this.#deleting ??= this.#allDeleting();
    return this.#deleting.has(commit) && (parentStarts[commit + 1] ?? 0) - (parentStarts[commit] ?? 0) === 1;
  }

  /** A file that a commit with one parent deleted; null for one that it did not. */
  deletion(commit: number, path: string): Deletion | null {
    const change = this.hasDeletions(commit) ? this.changeOf(commit, path) : null;
    return change?.status === 'D' ? { path, oid: change.oids[0] ?? '' } : null;
  }

  /** The files of a merge that a parent of it lacks, as far as it made them or has them otherwise than all parents. */
  opened(commit: number): ReadonlySet<string> {
    const { paths } = this.packed;
    return new Set(paths.filter((path) => this.changeOf(commit, path)?.status.includes('A')));
  }

  changeOf(commit: number, path: string): Change | null {
    const touch = this.#touchOf(commit, this.#pathIndex.get(path) ?? -1);
    return touch < 0 ? null : { ...this.#kindOf(touch), oids: this.#oidsOf(touch) };
  }

  /** The first commit, from one on down the parents that have the file as it is there, that changed it, or at which blame ends; null where that cannot be told. */
  firstChange(from: number, path: string): number | null {
    const { parents, parentStarts, touchStarts, touchCommits } = this.packed;
    const pathIndex = this.#pathIndex.get(path) ?? -1;
    const end = pathIndex < 0 ? 0 : (touchStarts[pathIndex + 1] ?? 0);
    const lines = (this.#firstParents ??= new FirstParents(this.packed));
    let start = touchStarts[pathIndex] ?? 0;
    for (let commit = from; ;) {
      if (commit >= this.size) return commit;
      // Parents have higher numbers.
      start = this.#touchFrom(commit, start, end);
      const last = lines.lastOf(commit);
      let touch = start;
      while (touch < end && !lines.areOne(commit, touchCommits[touch] ?? 0))
        touch = (touchCommits[touch] ?? 0) < last ? touch + 1 : end;
      const touching = touch < end ? (touchCommits[touch] ?? 0) : last;
      if (touch < end && this.#kindOf(touch).status !== fromOtherParent) return touching;
      const first = parentStarts[touching] ?? 0;
      const count = (parentStarts[touching + 1] ?? 0) - first;
      let which = 0;
      if (touch < end) {
        const [before, after] = this.#oidsOf(touch);
        if (before !== after) which = count > 2 ? count : 1;
      }
      const next = which < count ? parents[first + which] : undefined;
      if (next === undefined) return null;
      commit = next;
    }
  }

  /** Where a commit's touch of a path is; below zero for none. */
  #touchOf(commit: number, pathIndex: number): number {
    const { touchStarts, touchCommits } = this.packed;
    const end = pathIndex < 0 ? 0 : (touchStarts[pathIndex + 1] ?? 0);
    const touch = this.#touchFrom(commit, touchStarts[pathIndex] ?? 0, end);
    return touch < end && touchCommits[touch] === commit ? touch : -1;
  }

  /** Of the touches of a path, from one on, the first of a commit or of those that come after it in number; `end` for none. */
  #touchFrom(commit: number, start: number, end: number): number {
    const { touchCommits } = this.packed;
    let [low, high] = [start, end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((touchCommits[middle] ?? 0) < commit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #kindOf(touch: number): TouchKind {
    return this.packed.kinds[this.packed.touchKinds[touch] ?? 0] ?? { status: '', isRegular: false };
  }

  #oidsOf(touch: number): readonly string[] {
    const { oidStarts, oids, oidBytes } = this.packed;
    const start = oidStarts[touch] ?? 0;
    const count = (oidStarts[touch + 1] ?? 0) - start;
    return Array.from({ length: count }, (_, index) => hexOf(oids, (start + index) * oidBytes, oidBytes));
  }

  #allDeleting(): ReadonlySet<number> {
    const { touchKinds, touchCommits } = this.packed;
    const deleting = new Set<number>();
    for (let touch = 0; touch < touchKinds.length; touch++)
      if (this.#kindOf(touch).status === 'D') deleting.add(touchCommits[touch] ?? 0);
    return deleting;
  }
}

function hexOf(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('hex');
}

/** Commits by number; `parents` and numbers of those that blame looks through, and behind them those at which it ends. */
interface ListedCommits {
  readonly oids: readonly string[];
  readonly parents: readonly (readonly number[])[];
  readonly numberOf: ReadonlyMap<string, number>;
}

/** Reads what each commit did, and of merges what they have otherwise than their first parent. False where git failed or was cancelled, or where it is too much. */
async function readAllTouches(
  place: { readonly git: Git; readonly cwd: string },
  packer: GraphPacker,
  { oids, parents, numberOf }: ListedCommits,
  signal: CancelSignal | undefined,
): Promise<boolean> {
  // A merge is asked about twice: what it mixed comes first, and what it has otherwise than its first parent behind that.
  const entries = parents.flatMap(([first, ...others], number) => {
    const oid = oids[number] ?? '';
    return first === undefined || others.length === 0 ? [oid] : [oid, `${oid} ${oids[first] ?? ''}`];
  });
  let merge = -1;
  let mixed = new Set<string>();
  const onTouch = ({ commit, path, status, meta }: Touch): void => {
    if (packer.touches >= mostTouches) return;
    const number = numberOf.get(commit) ?? -1;
    const isOfFirst = status.length === 1 && (parents[number]?.length ?? 0) > 1;
    if (status.length > 1) {
      if (number !== merge) [merge, mixed] = [number, new Set()];
      mixed.add(path);
    } else if (isOfFirst && number === merge && mixed.has(path)) return;
    const parts = meta.replace(/^:+/, '').split(' ');
    const half = (parts.length - 1) / 2;
    const isRegular = parts.slice(0, half).every((mode) => mode.startsWith('100') || mode === '000000');
    packer.add(number, path, { status: isOfFirst ? fromOtherParent : status, isRegular }, parts.slice(half, -1));
  };
  return (await readTouches(place, entries, onTouch, signal)) && packer.touches < mostTouches;
}
