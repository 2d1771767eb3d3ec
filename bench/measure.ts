/** A generator of numbers with a seed, so that every run measures the same work: each call gives an integer from 0 to below `below`. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** How long one call takes, in milliseconds: the median of some calls, after one that does not count. */
export function milliseconds(run: () => unknown, calls = 5): number {
  run();
  return percentile(
    Array.from({ length: calls }, () => timed(run)),
    0.5,
  );
}

/** How long this one call takes, in milliseconds. */
export function timed(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}

/** How long each call takes, in microseconds. `run` gets the number of the call. */
export function microsecondsEach(calls: number, run: (call: number) => void): Float64Array {
  const times = new Float64Array(calls);
  for (let call = 0; call < calls; call++) {
    const startedAt = performance.now();
    run(call);
    times[call] = (performance.now() - startedAt) * 1000;
  }
  return times;
}

/** The value below which the part `part` of the values lies. */
export function percentile(values: ArrayLike<number>, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
