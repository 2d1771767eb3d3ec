import { Lineage } from './lineage.ts';
import { isOf, pathOf, type TouchTable } from './touchTable.ts';

/**
 * What a commit says of its lines: of all alike that they are a tool's, a person's from before AI, or nothing; `mixed` where lines differ (a log) or where
 * AI took part.
 */
export type CommitVoice = 'mixed' | 'tool' | 'human' | 'silent';

const bitOfVoice: Readonly<Record<CommitVoice, number>> = { mixed: 1, tool: 2, human: 4, silent: 8 };
const bitOfOpen = 16;

/** What a walk over commits found out about the paths that they touched. */
export interface TouchIndex {
  /** The place of a path in the order in which they were touched last, the latest first; infinite for one that was not. */
  rankOf(path: string): number;
  /**
   * The commit that wrote every line of a file: the only one that touched it, which added it and deleted nothing from which it may have been renamed. Null
   * where blame must say.
   */
  soleCommitOf(path: string): string | null;
  /**
   * A commit that says of its lines what all commits say that can have written lines of this file: those that touched it, or what it may have been renamed
   * from. Null where they do not say the same, and blame must tell whose a line is.
   */
  spokesmanOf(path: string): string | null;
  /** Whether lines of a file may have come from another path. */
  hasMoved(path: string): boolean;
}

/**
 * What a table says of the commits of a history, given with the newest first; all of them must have been read.
 *
 * A file that one commit of the whole history touched has the same content at every commit that has it at all (a merge that mixed it counts as a
 * touch), so blame goes down to that commit and no further: a third or more of the files of many repositories, for which no process is needed. And where
 * all who touched a file say the same, whose its lines are needs no blame: 2,036 of 2,660 files of vite.
 */
export function touchIndexOf(
  table: TouchTable,
  commits: readonly string[],
  voiceOf: (commit: string) => CommitVoice,
): TouchIndex {
  const newest = new Int32Array(table.pathCount).fill(-1);
  const isAddedByNewest = new Uint8Array(table.pathCount);
  const countOf = new Int32Array(table.pathCount);
  const bitsOf = new Uint8Array(table.pathCount);
  const isOpen = new Uint8Array(table.pathCount);
  const ranks = new Float64Array(table.pathCount).fill(Infinity);
  let touched = 0;
  const lineage = new Lineage();
  for (const [index, commit] of commits.entries()) {
    const bits = bitOfVoice[voiceOf(commit)];
    const { values, start, endExclusive } = table.touched(commit);
    for (let at = start; at < endExclusive; at++) {
      const touch = values[at] ?? 0;
      const path = pathOf(touch);
      bitsOf[path] = (bitsOf[path] ?? 0) | bits;
      if (isOf(touch, 'opened')) isOpen[path] = bitOfOpen;
      countOf[path] = (countOf[path] ?? 0) + 1;
      if (countOf[path] !== 1) continue;
      newest[path] = index;
      isAddedByNewest[path] = isOf(touch, 'added') ? 1 : 0;
      ranks[path] = touched++;
    }
    lineage.linkAll(table.links(commit));
  }
  for (const [path, open] of isOpen.entries()) if (open !== 0) bitsOf[path] = (bitsOf[path] ?? 0) | open;
  lineage.spread(bitsOf);
  const alike: ReadonlySet<number> = new Set([bitOfVoice.tool, bitOfVoice.human, bitOfVoice.silent]);
  const hasMoved = (path: number): boolean => lineage.hasMoved(path) || isOpen[path] !== 0;
  const newestOf = (path: number): string | null => commits[newest[path] ?? -1] ?? null;
  return {
    rankOf: (name) => ranks[table.numberOf(name) ?? -1] ?? Infinity,
    soleCommitOf: (name) => {
      const path = table.numberOf(name) ?? -1;
      const isSole = countOf[path] === 1 && isAddedByNewest[path] === 1 && !hasMoved(path);
      return isSole ? newestOf(path) : null;
    },
    spokesmanOf: (name) => {
      const path = table.numberOf(name) ?? -1;
      return alike.has(bitsOf[path] ?? 0) ? newestOf(path) : null;
    },
    hasMoved: (name) => hasMoved(table.numberOf(name) ?? -1),
  };
}

/**
 * The paths that may hold lines of AI's: those that `aiCommits` touched, those that may have come by a rename of one of them, and every file that a merge made
 * anew. `commits` must hold all AI commits and what comes after them, and all must have been read.
 */
export function pathsOfAi(
  table: TouchTable,
  commits: Iterable<string>,
  aiCommits: ReadonlySet<string>,
): ReadonlySet<string> {
  const bitsOf = new Uint8Array(table.pathCount);
  const lineage = new Lineage();
  for (const commit of commits) {
    const isAi = aiCommits.has(commit);
    const { values, start, endExclusive } = table.touched(commit);
    for (let at = start; at < endExclusive; at++) {
      const touch = values[at] ?? 0;
      if (isAi || isOf(touch, 'opened')) bitsOf[pathOf(touch)] = 1;
    }
    lineage.linkAll(table.links(commit));
  }
  lineage.spread(bitsOf);
  const found = new Set<string>();
  bitsOf.forEach((bits, path) => (bits === 0 ? undefined : found.add(table.path(path))));
  return found;
}

/** The paths that some commits touched. All of them must have been read; from what those may have been renamed need not be known. */
export function pathsTouchedBy(table: TouchTable, commits: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const commit of commits) table.eachTouch(commit, (path) => found.add(table.path(path)));
  return found;
}

/**
 * Whether blame must say whose the lines of a file are, by an index of commits of which some are not read yet, and of which it is not known what was renamed: what is
 * found out later makes no file simpler.
 */
export function isSurelyBlamed(touches: TouchIndex, path: string): boolean {
  const isTouched = touches.rankOf(path) < Infinity;
  return isTouched && touches.spokesmanOf(path) === null && touches.soleCommitOf(path) === null;
}
