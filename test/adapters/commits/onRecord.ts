/**
 * Which of the lines that somebody watched are on record, told without asking the engine. A line may be unknown at HEAD only if it is not:
 *
 * - Where tracking watches, a line is on record from the moment it is written. Thrown away with the ledger is what was in neither a commit of a branch
 *   or of the log of HEAD, nor a stash by then: the ledger was all there was. What git held then must be known for good.
 * - Where git-ai watches, a line is on record when the first note names it. Its model here writes one after each commit and each amended commit, so that a line
 *   which comes into history for the first time in another way, as out of a conflict, was never on record.
 *
 * Nothing in a walk collects git's garbage, so that git itself loses no content.
 */
export class OnRecord {
  readonly #inLedger = new Set<string>();
  readonly #inGit = new Set<string>();
  readonly #thrownAway = new Set<string>();

  /** Tracking saw it being written. */
  seen(line: string): void {
    this.#inLedger.add(line);
  }

  /** A note says who wrote it. */
  noted(line: string): void {
    this.#inGit.add(line);
  }

  /** The ledger is gone, with all that git did not hold. */
  loseLedger(heldByGit: ReadonlySet<string>): void {
    for (const line of this.#inLedger) {
      if (heldByGit.has(line)) this.#inGit.add(line);
      else this.#thrownAway.add(line);
    }
    this.#inLedger.clear();
  }

  /** Why nobody can know whose a line is; null for a line that must be known. */
  whyGone(line: string): string | null {
    if (this.#inLedger.has(line) || this.#inGit.has(line)) return null;
    return this.#thrownAway.has(line)
      ? 'the ledger was thrown away before git had it'
      : 'no note was ever written of it';
  }
}
