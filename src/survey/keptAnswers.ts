import { earlierHead, type HeadPlace } from './earlierHead.ts';
import { type HistoryState } from './historyState.ts';

/** A HEAD (full object id) and the folder, `''` for the root, whose files were all answered for there: what blame said of them was kept. */
export interface Answered {
  readonly head: string;
  readonly scope: string;
}

/** What blame said of most files that a look at a HEAD can go on from. */
export interface KeptAnswers {
  /** At which HEAD: none, where nobody read the history to its end; this one; an earlier one; or one elsewhere, with which most files have their history in common. */
  readonly answersFrom: 'none' | 'here' | 'before' | 'elsewhere';
  /** Full object id of the earlier HEAD, as of `earlierHead`; null unless answers are from `before`. */
  readonly before: string | null;
  /** The paths that commits touched since the HEAD that has them. */
  readonly touched: ReadonlySet<string>;
}

/** Nothing is kept. */
export const noAnswers: KeptAnswers = { answersFrom: 'none', before: null, touched: new Set() };

/** Which answers a look at `state` can go on from. A reading that was stopped is begun again from where it was begun; what it said is kept nonetheless. */
export async function answersAt(
  { git, cwd, ledger, same, scope }: Omit<HeadPlace, 'shape'> & { readonly scope: string },
  { head, shape }: Pick<HistoryState, 'head' | 'shape'>,
  answered: Answered | null,
): Promise<KeptAnswers> {
  if (head === null || answered === null || !isWithin(scope, answered.scope)) return noAnswers;
  if (answered.head === head) return { ...noAnswers, answersFrom: 'here' };
  const touched = await same.touchedSince(answered.head, head);
  if (touched === null) return noAnswers;
  const before = await earlierHead({ git, cwd, ledger, same, shape }, answered.head, head, touched);
  return { answersFrom: before === null ? 'elsewhere' : 'before', before, touched };
}

/** Where the history was read to its end, now that it was for a folder, too (`head` is null where it was not): answers for what is around it are as good as they were. */
export function answeredNow(head: string | null, scope: string, before: Answered | null): Answered | null {
  if (head === null || before === null) return head === null ? before : { head, scope };
  return { head, scope: isWithin(scope, before.scope) ? before.scope : scope };
}

function isWithin(folder: string, outer: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`);
}

/** As it was stored, from JSON; null for anything else. */
export function answeredOf(packed: unknown): Answered | null {
  const { head, scope } = (packed ?? {}) as Record<string, unknown>;
  return typeof head === 'string' && typeof scope === 'string' ? { head, scope } : null;
}
