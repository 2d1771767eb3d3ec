import { type EditReason } from '../../core/classify/change.ts';
import { type Clock, type Ledger } from '../../core/ports.ts';
import { windowBookmark, windowNote } from '../../survey/windowNote.ts';

/** Knows whether the host names the reasons of edits, by the edits that were seen, and leaves that in ledgers for the command line. */
export class WindowMode {
  readonly #clock: Clock;
  readonly #noted = new WeakMap<Ledger, 'exact' | 'stable'>();
  #hasSeenEdits = false;
  #editReasons: 'exact' | 'stable' = 'stable';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `exact` once the host has named the reason of an edit. */
  get editReasons(): 'exact' | 'stable' {
    return this.#editReasons;
  }

  /** An edit came, with this reason or without one. */
  saw(reason: EditReason | null): void {
    this.#hasSeenEdits = true;
    if (reason !== null) this.#editReasons = 'exact';
  }

  /** Leaves a note in a ledger if it has not got it from this window. */
  note(ledger: Ledger): void {
    if (!this.#hasSeenEdits || this.#noted.get(ledger) === this.#editReasons) return;
    this.#noted.set(ledger, this.#editReasons);
    ledger.writeBookmark(windowBookmark, windowNote(this.#editReasons, this.#clock.nowMs()));
  }
}
