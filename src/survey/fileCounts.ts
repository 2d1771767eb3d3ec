import { skipReasons, type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { type StandingEntry } from './standingRows.ts';
import { type RevisionStanding } from './survey.ts';

/** What a survey counted, file by file: each path is counted, or skipped, or not here. */
export class FileCounts {
  readonly #tallies = new Map<string, Tally>();
  readonly #skipped = new Map<string, SkipReason>();
  /** Of the paths whose count holds for the next survey, too, what that needs to know. */
  readonly #lasting = new Map<string, StandingEntry>();
  /** Names that are no text: they count as unreadable, under no path. */
  oddNames: readonly string[] = [];

  get size(): number {
    return this.#tallies.size;
  }

  get tallies(): readonly Tally[] {
    return [...this.#tallies.values()];
  }

  /** Why files are left out, by path. */
  get skippedPaths(): ReadonlyMap<string, SkipReason> {
    return new Map(this.#skipped);
  }

  get lasting(): ReadonlyMap<string, StandingEntry> {
    return this.#lasting;
  }

  isCounted(path: string): boolean {
    return this.#tallies.has(path);
  }

  /** Replaces what is known of a path. `entry` is what makes it last. */
  count(path: string, tally: Tally, entry: StandingEntry | null = null): void {
    this.#skipped.delete(path);
    this.#tallies.set(path, tally);
    this.#setLasting(path, entry);
  }

  skip(path: string, reason: SkipReason, entry: StandingEntry | null = null): void {
    this.#tallies.delete(path);
    this.#skipped.set(path, reason);
    this.#setLasting(path, entry);
  }

  forget(path: string): void {
    this.#tallies.delete(path);
    this.#skipped.delete(path);
    this.#lasting.delete(path);
  }

  /** Takes what an earlier survey counted. */
  restore(path: string, entry: StandingEntry): void {
    if ('tally' in entry.counted) this.count(path, entry.counted.tally, entry);
    else this.skip(path, entry.counted.skip, entry);
  }

  /** Takes what was counted of all files at once in place of everything before. */
  take({ tallies, skippedPaths }: Pick<RevisionStanding, 'tallies' | 'skippedPaths'>): void {
    this.keepOnly(() => false);
    for (const tally of tallies) this.count(tally.path, tally);
    for (const [path, reason] of skippedPaths) this.skip(path, reason);
  }

  /** A count that stood is to be made anew; until then it is shown. */
  expire(path: string): void {
    this.#lasting.delete(path);
  }

  /** Forgets paths that are no longer there. */
  keepOnly(isThere: (path: string) => boolean): void {
    for (const path of [...this.#tallies.keys(), ...this.#skipped.keys()]) if (!isThere(path)) this.forget(path);
  }

  /** How many files are skipped, by reason. */
  skippedByReason(): Readonly<Record<SkipReason, number>> {
    return countByReason([...this.#skipped.values(), ...this.oddNames.map(() => 'unreadable' as const)]);
  }

  #setLasting(path: string, entry: StandingEntry | null): void {
    if (entry === null) this.#lasting.delete(path);
    else this.#lasting.set(path, entry);
  }
}

/** How often each reason occurs; every reason is there. */
export function countByReason(reasons: Iterable<SkipReason>): Readonly<Record<SkipReason, number>> {
  const counts = Object.fromEntries(skipReasons.map((reason) => [reason, 0])) as Record<SkipReason, number>;
  for (const reason of reasons) counts[reason]++;
  return counts;
}
