import { type CancelSignal } from '../core/ports.ts';
import { readTouches } from './touches.ts';

type Place = Parameters<typeof readTouches>[0];

/** How often a path was touched, and by whom last. */
interface Touched {
  readonly newest: string;
  readonly newestStatus: string;
  count: number;
}

/** What a walk over commits found out about the paths that they touched. */
export interface TouchIndex {
  /** Paths in the order in which they were touched last, the latest first. */
  readonly newestFirst: readonly string[];
  /**
   * The commit that wrote every line of a file: the only one that touched it, which added it and deleted nothing that it could have been renamed from. Null
   * where blame must say.
   */
  soleCommitOf(path: string): string | null;
}

/**
 * Reads the touches of all commits of a history, the newest first. Null when git failed or was cancelled.
 *
 * A file that one commit of the whole history touched has the same content at every commit that has it at all (a merge that mixed it counts as a
 * touch), so blame goes down to that commit and no further: a third or more of the files of many repositories, for which no process is needed.
 */
export async function readTouchIndex(
  place: Place,
  commits: readonly string[],
  signal?: CancelSignal,
): Promise<TouchIndex | null> {
  const byPath = new Map<string, Touched>();
  const deleting = new Set<string>();
  const isRead = await readTouches(
    place,
    commits,
    (commit, status, path) => {
      if (status.includes('D')) deleting.add(commit);
      const known = byPath.get(path);
      if (known === undefined) byPath.set(path, { newest: commit, newestStatus: status, count: 1 });
      else known.count++;
    },
    signal,
  );
  if (!isRead) return null;
  return {
    newestFirst: [...byPath.keys()],
    soleCommitOf: (path) => {
      const touched = byPath.get(path);
      const isSole = touched?.count === 1 && touched.newestStatus === 'A' && !deleting.has(touched.newest);
      return isSole ? touched.newest : null;
    },
  };
}

/**
 * The paths that may hold lines of AI's: those that `aiCommits` touched, and those that came by a rename of one of them. What blame can follow is a file
 * that a commit adds while it deletes another, so every file that was added where such a path was deleted is taken, whether git would call it a
 * rename or not; and every file that a merge made anew. `commits` must hold all AI commits and what comes after them. Null when git failed or
 * was cancelled.
 */
export async function pathsOfAi(
  place: Place,
  commits: Iterable<string>,
  aiCommits: ReadonlySet<string>,
  signal?: CancelSignal,
): Promise<ReadonlySet<string> | null> {
  const found = new Set<string>();
  const moves = new Map<string, { readonly deleted: string[]; readonly added: string[]; isMerge: boolean }>();
  const isRead = await readTouches(
    place,
    [...commits],
    (commit, status, path) => {
      if (aiCommits.has(commit)) found.add(path);
      if (!/[AD]/.test(status)) return;
      let move = moves.get(commit);
      if (move === undefined) moves.set(commit, (move = { deleted: [], added: [], isMerge: status.length > 1 }));
      // A merge's letters are one a parent: it may be new beside one and changed beside another.
      if (status.includes('A')) move.added.push(path);
      if (status.includes('D')) move.deleted.push(path);
    },
    signal,
  );
  if (!isRead) return null;
  const open = [...moves.values()].filter((move) => move.added.length > 0);
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false;
    for (const { deleted, added, isMerge } of open) {
      if (!isMerge && !deleted.some((path) => found.has(path))) continue;
      for (const path of added) {
        if (found.has(path)) continue;
        found.add(path);
        isGrowing = true;
      }
    }
  }
  return found;
}
