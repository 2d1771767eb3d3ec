/** When what was collected is passed on. */
export interface Patience {
  /** So long after the last call. */
  readonly quietMs: number;
  /** So long after the first one at the latest. */
  readonly mostMs: number;
}

/** Collects calls and passes them on in one. */
export class CollectedCalls {
  readonly #paths = new Set<string>();
  readonly #patience: Patience;
  readonly #pass: (paths: readonly string[]) => void;
  #quiet: ReturnType<typeof setTimeout> | null = null;
  #most: ReturnType<typeof setTimeout> | null = null;

  constructor(patience: Patience, pass: (paths: readonly string[]) => void) {
    this.#patience = patience;
    this.#pass = pass;
  }

  /** Whether something was collected that was not passed on yet. */
  get isWaiting(): boolean {
    return this.#most !== null;
  }

  readonly add = (path: string): void => {
    this.#paths.add(path);
    this.#most ??= setTimeout(() => this.#passOn(), this.#patience.mostMs);
    this.wait();
  };

  /** Something else happened that belongs to the same: if anything was collected it is not quiet yet. */
  wait(): void {
    if (!this.isWaiting) return;
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#passOn(), this.#patience.quietMs);
  }

  /** Forgets what was collected. */
  dispose(): void {
    for (const timer of [this.#quiet, this.#most]) if (timer !== null) clearTimeout(timer);
    this.#quiet = null;
    this.#most = null;
    this.#paths.clear();
  }

  #passOn(): void {
    const paths = [...this.#paths];
    this.dispose();
    this.#pass(paths);
  }
}
