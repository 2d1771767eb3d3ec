import { type CommitMark } from '../core/records/commitMarks.ts';

/** What of a commit says that it takes another one back. */
export interface Reverting {
  readonly mark: CommitMark;
  /** Full object id of the commit that this one takes back; null for most. */
  readonly reverts: string | null;
}

const revertLine = /^This reverts commit ([0-9a-f]{40}|[0-9a-f]{64})\b/m;

/** The commit that a message says to take back, in the words of `git revert`; null for none. */
export function revertedBy(message: string): string | null {
  return revertLine.exec(message)?.[1] ?? null;
}

/** Reverts of reverts nest so deep at most. */
const mostNested = 20;

/**
 * The mark of a commit that has none of its own: one that takes back what took back an AI commit brings that commit's lines again, and its mark with them. A
 * plain revert brings what was there before, and says nothing.
 */
export function markByReverting(commit: Reverting, find: (oid: string) => Reverting | undefined): CommitMark {
  if (commit.mark.kind !== 'none') return commit.mark;
  let current: Reverting | undefined = commit;
  for (let depth = 1; depth <= mostNested; depth++) {
    if (current.reverts === null) return commit.mark;
    current = find(current.reverts);
    if (current === undefined) return commit.mark;
    if (depth % 2 === 0 && current.mark.kind === 'ai') return current.mark;
  }
  return commit.mark;
}
