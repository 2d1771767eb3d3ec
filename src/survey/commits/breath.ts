/** Whoever shares the thread waits no longer than this for its turn. */
const mostMsAtOnce = 10;

/** Long work on a thread that others use, too: lets them go on between two steps. */
export class Breath {
  #sinceMs = performance.now();

  /** Call it between steps of some milliseconds at most. */
  async take(): Promise<void> {
    if (performance.now() - this.#sinceMs < mostMsAtOnce) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#sinceMs = performance.now();
  }
}
