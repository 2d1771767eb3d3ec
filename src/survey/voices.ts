import { createHash } from 'node:crypto';
import { type HistoryEvidence } from './historyEvidence.ts';

/** What {@link Voices} asks. */
type Evidence = Pick<HistoryEvidence, 'commitOids' | 'commitsOf' | 'rankOf' | 'voiceOf'>;

/**
 * Says whether the commits of a part of the history still say of their lines what they said: one may speak for others only as long as all of them say the same, and a log may come late to
 * any of them.
 */
export class Voices {
  readonly #evidence: Evidence;
  readonly #keys = new Map<string, string | null>();

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  /** The same for the same voices of all commits that one (a full object id) has in its history, itself included; null where that one is not in ours. */
  keyAt(commit: string): string | null {
    let key = this.#keys.get(commit);
    if (key === undefined) this.#keys.set(commit, (key = this.#keyAt(commit)));
    return key;
  }

  #keyAt(commit: string): string | null {
    const evidence = this.#evidence;
    if (evidence.rankOf(commit) === undefined) return null;
    const all = evidence.commitsOf(commit);
    const told: string[] = [];
    for (const oid of evidence.commitOids()) {
      const voice = all.has(oid) ? evidence.voiceOf(oid) : 'silent';
      if (voice !== 'silent') told.push(`${oid} ${voice}`);
    }
    // Where new commits came in, git may list the old ones in another order.
    return createHash('sha1').update(told.sort().join('\n')).digest('hex');
  }
}
