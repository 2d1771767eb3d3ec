import { type OriginId } from '../core/attribution/origin.ts';
import { type StandingOwners } from './standingRows.ts';

type Counts = ReadonlyMap<OriginId, number>;

/**
 * What many of 100,000 files have in common, held once: most files of a repository have the same few owners, and many the same counts. A map of one number takes
 * as much memory as all else that is kept of a file.
 */
export class SharedParts {
  readonly #counts = new Map<string, Counts>();
  readonly #owners = new Map<string, StandingOwners>();

  counts(counts: Counts): Counts {
    let key = '';
    for (const [originId, count] of counts) key += `${originId} ${count} `;
    return one(this.#counts, key, counts);
  }

  owners(owners: StandingOwners): StandingOwners {
    return typeof owners === 'string' ? owners : one(this.#owners, owners.join(' '), owners);
  }

  /** Forgets what was given out: nobody else will share it. */
  clear(): void {
    this.#counts.clear();
    this.#owners.clear();
  }
}

function one<T>(known: Map<string, T>, key: string, value: T): T {
  const first = known.get(key);
  if (first === undefined) known.set(key, value);
  return first ?? value;
}
