import { type OriginId } from './origin.ts';
import { type Run } from './run.ts';

/** Reads stretches of a list of runs. Fast where each stretch starts near the one before. */
export class RunReader {
  readonly #runs: readonly Run[];
  /** Where each run starts, and at the end where the last one ends. */
  readonly #starts: Float64Array;
  #near = 0;

  constructor(runs: readonly Run[]) {
    this.#runs = runs;
    this.#starts = new Float64Array(runs.length + 1);
    let offset = 0;
    for (let index = 0; index < runs.length; index++) {
      this.#starts[index] = offset;
      offset += runs[index]?.utf16Length ?? 0;
    }
    this.#starts[runs.length] = offset;
  }

  /** The sum of all lengths. */
  get utf16Length(): number {
    return this.#starts[this.#runs.length] ?? 0;
  }

  /** Gives `collector` the runs of `[offset, endExclusive)`. Throws `RangeError` beyond the runs. */
  read(offset: number, endExclusive: number, collector: RunCollector): void {
    if (!(offset >= 0 && endExclusive >= offset && endExclusive <= this.utf16Length)) {
      throw new RangeError(`[${offset}, ${endExclusive}) is not within runs of ${this.utf16Length} code units`);
    }
    if (offset === endExclusive) return;
    for (let index = this.#indexAt(offset), at = offset; at < endExclusive; index++) {
      const end = Math.min(this.#starts[index + 1] ?? 0, endExclusive);
      collector.add(end - at, this.#runs[index]?.originId ?? 0);
      at = end;
      this.#near = index;
    }
  }

  #indexAt(offset: number): number {
    const holds = (index: number): boolean =>
      (this.#starts[index] ?? Infinity) <= offset && offset < (this.#starts[index + 1] ?? 0);
    for (let index = this.#near; index < this.#near + 4; index++) if (holds(index)) return index;
    let [low, high] = [0, this.#runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle + 1] ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Puts runs together; neighbours of one origin become one run, and runs without length are left out. */
export class RunCollector {
  readonly #runs: { utf16Length: number; originId: OriginId }[] = [];

  get runs(): readonly Run[] {
    return this.#runs;
  }

  add(utf16Length: number, originId: OriginId): void {
    if (utf16Length === 0) return;
    const last = this.#runs.at(-1);
    if (last?.originId === originId) last.utf16Length += utf16Length;
    else this.#runs.push({ utf16Length, originId });
  }
}
