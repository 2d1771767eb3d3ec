import { blobAfter, blobBefore, type Touch } from './touches.ts';

interface Move {
  readonly deleted: Touch[];
  readonly added: Touch[];
}

/**
 * Where the lines of paths may have come from. Blame goes from a file that a commit adds to one that the same commit deletes, if it takes the two for a
 * rename: where files with the same content were deleted it is one of these, else it may be any that was deleted, whether git would call it a rename or
 * not.
 */
export class Lineage {
  readonly #moves = new Map<string, Move>();
  /** Paths that a merge made anew: beside each parent they may be renamed from what that parent has, which is not told. */
  readonly #openPaths = new Set<string>();
  /** Paths that a commit added which deleted others. */
  readonly #movedPaths = new Set<string>();
  /** What may go on to what: paths, and what stands for the files that one commit deleted (with one content). */
  #next: Map<string, string[]> | null = null;

  /** Takes in what commits did; merges as compared with all their parents. */
  take(touch: Touch): void {
    const { commit, status, path } = touch;
    if (status.length > 1) {
      // A merge's letters are one a parent: it may be new beside one and changed beside another.
      if (status.includes('A')) this.#openPaths.add(path);
      return;
    }
    if (status !== 'A' && status !== 'D') return;
    let move = this.#moves.get(commit);
    if (move === undefined) this.#moves.set(commit, (move = { deleted: [], added: [] }));
    (status === 'A' ? move.added : move.deleted).push(touch);
    this.#next = null;
  }

  /** Whether a commit deleted files. */
  deletes(commit: string): boolean {
    return (this.#moves.get(commit)?.deleted.length ?? 0) > 0;
  }

  get openPaths(): ReadonlySet<string> {
    return this.#openPaths;
  }

  /** Whether lines of a path may have come from another one. */
  hasMoved(path: string): boolean {
    this.#next ??= this.#edges();
    return this.#movedPaths.has(path) || this.#openPaths.has(path);
  }

  /** Adds to the bits of each path those of all paths from which its lines may have come. */
  spread(bitsOf: Map<string, number>): void {
    const next = (this.#next ??= this.#edges());
    const open = [...bitsOf.keys()];
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      const bits = bitsOf.get(from) ?? 0;
      for (const to of next.get(from) ?? []) {
        const before = bitsOf.get(to) ?? 0;
        if ((before | bits) === before) continue;
        bitsOf.set(to, before | bits);
        open.push(to);
      }
    }
  }

  /** No path begins with a NUL, so that these names stand for no path. */
  #edges(): Map<string, string[]> {
    const next = new Map<string, string[]>();
    const link = (from: string, to: string): void => {
      const known = next.get(from);
      if (known === undefined) next.set(from, [to]);
      else known.push(to);
    };
    for (const [commit, { deleted, added }] of this.#moves) {
      if (deleted.length === 0 || added.length === 0) continue;
      const all = `\0${commit}`;
      const blobs = new Set(deleted.map(blobBefore));
      const wanted = new Set<string>();
      for (const touch of added) {
        const blob = blobAfter(touch);
        const source = blobs.has(blob) ? `${all} ${blob}` : all;
        wanted.add(source);
        link(source, touch.path);
        this.#movedPaths.add(touch.path);
      }
      for (const touch of deleted) {
        const same = `${all} ${blobBefore(touch)}`;
        if (wanted.has(same)) link(touch.path, same);
        if (wanted.has(all)) link(touch.path, all);
      }
    }
    return next;
  }
}
