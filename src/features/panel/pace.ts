import { type Progress } from '../../core/ports.ts';

type Phase = Progress['phase'];

/** The page is told of changes at most this often. */
const everyMs = 200;

/** While the workspace is read, the page rests this many times as long as it took to tell and show the last model: most of the machine is for reading. */
const restFactor = 9;

/** The longest rest: a page that takes seconds is still told now and then. */
const longestRestMs = 10_000;

/** A page that does not say within this time that it shows what it was told is told again. */
const patienceMs = 10_000;

/**
 * How soon a page may be told anew. A model of thousands of files takes a processor longer on its way through the window's processes and on the page than
 * to make; one that comes before the last one is shown would only be thrown away.
 */
export class Pace {
  #beganAtMs: number | null = null;
  #phase: Phase | null = null;
  #restUntilMs = 0;

  /** A model of a workspace in this phase is made and told from now on, in place of an earlier one that may still be under way. */
  begin(nowMs: number, phase: Phase): void {
    this.#beganAtMs = nowMs;
    this.#phase = phase;
  }

  /** The page shows what it was told, or there is nothing to tell. */
  end(nowMs: number): void {
    if (this.#beganAtMs === null) return;
    const tookMs = Math.max(0, nowMs - this.#beganAtMs);
    this.#restUntilMs = nowMs + Math.min(restFactor * tookMs, longestRestMs);
    this.#beganAtMs = null;
  }

  /**
   * Milliseconds until the next model may begin; never below 200, in which further changes come together. There is no rest once all is read, nor when the
   * last step begins, and with it AI's lines are known.
   */
  waitMs(nowMs: number, phase: Phase): number {
    if (this.#beganAtMs !== null) return Math.max(everyMs, this.#beganAtMs + patienceMs - nowMs);
    const isNews = phase === 'done' || (phase === 'history' && this.#phase !== 'history');
    return isNews ? everyMs : Math.max(everyMs, this.#restUntilMs - nowMs);
  }
}
