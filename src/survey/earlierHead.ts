import { type CancelSignal, type Git, type Ledger } from '../core/ports.ts';
import { filesOfRevision } from './fileScope.ts';
import { type SameHistory } from './sameHistory.ts';
import { shapeOfAnswer } from './shapeOfAnswer.ts';

/** What {@link earlierHead} works with. */
export interface HeadPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly ledger: Ledger;
  readonly same: SameHistory;
  /** As in `HistoryState`. */
  readonly shape: string;
  readonly signal?: CancelSignal;
}

/** So few answers that are missing git gives as soon. */
const fewMissing = 2;

/**
 * The commit of a head's history (full object ids) from which answers of blame were kept, so that only what came since must be asked: the head that was counted if it came before, else
 * the one from which both come, as after an amended commit or a rebase, if most of the paths that differ were blamed there, too. Null where there is none.
 */
export async function earlierHead(
  { git, cwd, ledger, same, shape, signal }: HeadPlace,
  counted: string,
  head: string,
  touched: ReadonlySet<string>,
): Promise<string | null> {
  const base = await same.baseOf(counted, head);
  if (base === null || base === counted) return base;
  if (base === head) return null;
  const there = await filesOfRevision({ git, root: cwd, scope: '', ...(signal === undefined ? {} : { signal }) }, base);
  if (there === null) return null;
  let [known, missing] = [0, 0];
  for (const path of touched) {
    const blobOid = there.oidOf.get(path);
    if (blobOid === undefined) continue;
    const answer = ledger.readBlame(path, blobOid);
    if (answer !== null && shapeOfAnswer(answer) === shape) known++;
    else missing++;
  }
  return missing <= Math.max(fewMissing, known / 4) ? base : null;
}
