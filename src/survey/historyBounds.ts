import { type BlameSource } from './blame/ownBlame.ts';
import { type Reach } from './commitLinks.ts';
import { type BlameEnd, type RevisionHistory } from './revisionHistory.ts';

/** More bounds than this would not fit on the command line of every system. */
const mostBounds = 300;

/** Down to which commits blame must go for AI's lines to be exact; null where no bound would save much. */
export function boundsOf(history: RevisionHistory, reach: Reach): BlameEnd | null {
  const isHigh = reach.commits.size * 2 < history.evidence.commitOids().length;
  return isHigh && reach.boundary.length <= mostBounds ? { commits: reach.boundary, isWhole: false } : null;
}

/** Down to which commits blame must go to tell whose each line is; null where it must go to the first. */
export function endOfBlame(history: RevisionHistory): BlameEnd | null {
  const commits = history.evidence.timeBeforeAi().boundary;
  return commits.length > 0 && commits.length <= mostBounds ? { commits, isWhole: true } : null;
}

/** What threads blame for a history; git is asked by them about single commits, for which its index gains nothing. */
export function placeOf({ place }: RevisionHistory, stopAt: BlameEnd | null): Omit<BlameSource, 'git'> {
  const { cwd, revision } = place;
  return { cwd, revision, env: {}, stopAt: stopAt?.commits ?? [] };
}
