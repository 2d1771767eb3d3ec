import { type CancelSignal } from '../core/ports.ts';

/**
 * Changes of files that come while a survey reads: what it has said of them already must not be taken back by a count without history, and a count that began
 * before it must not take back what it says.
 */
export class LateChanges {
  readonly #paths = new Set<string>();
  #surveys = 0;

  /** A survey begins, which reads every file anew. */
  begin(): void {
    this.#surveys++;
    this.#paths.clear();
  }

  /** These changed while the survey reads. */
  add(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
  }

  /** What changed since the survey began or this was asked last. */
  take(): readonly string[] {
    const paths = [...this.#paths];
    this.#paths.clear();
    return paths;
  }

  /** Aborted once the next survey begins. Nobody is called back: what is under way ends, and its answer is not used. */
  untilNext(): CancelSignal {
    const own = this.#surveys;
    const isOver = (): boolean => this.#surveys !== own;
    return {
      get aborted() {
        return isOver();
      },
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
  }
}
