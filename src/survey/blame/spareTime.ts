import { performance } from 'node:perf_hooks';

/** For so long it is looked at how busy this thread is. */
const watchedMs = 500;

/** A thread that is busy for more of the time needs its processor. */
const mostBusy = 0.4;

/** What takes less is done before another thread is of much use: it must be started, learn where it is, and have its code compiled. */
const leastLeftMs = 2_000;

/** Parts of the time that the thread was busy, from 0 to 1, since the last call. */
type BusyPart = () => number;

/** Says how busy this thread was (`performance.eventLoopUtilization` of Node). */
function ownBusyPart(): BusyPart {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}

/** Watches whether the thread that hands out work has become idle while much of the work is left: then its processor is free for one more thread. */
export class SpareTime {
  readonly #nowMs: () => number;
  readonly #busyPart: BusyPart;
  #watchedSinceMs: number | null = null;
  #done = 0;

  constructor(nowMs: () => number = () => performance.now(), busyPart: BusyPart = ownBusyPart()) {
    this.#nowMs = nowMs;
    this.#busyPart = busyPart;
  }

  /** Other work begins. */
  begin(): void {
    this.#watchedSinceMs = null;
  }

  /** Whether one more thread is worth it, now that `done` more pieces of work are done and `left` are not. */
  isEnoughAfter(done: number, left: number): boolean {
    const now = this.#nowMs();
    this.#done += done;
    const tookMs = now - (this.#watchedSinceMs ?? now);
    if (this.#watchedSinceMs !== null && tookMs < watchedMs) return false;
    const leftMs = (left * tookMs) / Math.max(1, this.#done);
    const isIdle = this.#busyPart() <= mostBusy && this.#watchedSinceMs !== null;
    this.#watchedSinceMs = now;
    this.#done = 0;
    return isIdle && leftMs >= leastLeftMs;
  }
}
