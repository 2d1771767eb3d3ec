import { lineStarts } from '../../core/text/lines.ts';
import { lineKey } from './lineKey.ts';

/** A text whose lines are asked for again and again: where they start and what their keys are is found once. Lines as in `core/text/lines`. */
export class LinedText {
  readonly text: string;
  readonly #starts: Int32Array;
  #keys: Float64Array | null = null;

  constructor(text: string) {
    this.text = text;
    this.#starts = lineStarts(text);
  }

  /** The offset at which each line starts. */
  get starts(): Int32Array {
    return this.#starts;
  }

  /** Where a line ends, its line break included. */
  endOf(lineIndex: number): number {
    return this.#starts[lineIndex + 1] ?? this.text.length;
  }

  /** A line with its line break. */
  line(lineIndex: number): string {
    return this.text.slice(this.#starts[lineIndex] ?? this.text.length, this.endOf(lineIndex));
  }

  /** The key of a line; see {@link lineKey}. */
  keyOf(lineIndex: number): number {
    const keys = (this.#keys ??= new Float64Array(this.#starts.length).fill(NaN));
    let key = keys[lineIndex] ?? 0;
    if (Number.isNaN(key)) {
      key = lineKey(this.text, this.#starts[lineIndex] ?? this.text.length, this.endOf(lineIndex));
      keys[lineIndex] = key;
    }
    return key;
  }

  /** The keys of those lines that are asked for, by their index; slight ones have none. */
  keysOf(isAsked: (lineIndex: number) => boolean): number[] {
    const keys: number[] = [];
    for (let lineIndex = 0; lineIndex < this.#starts.length; lineIndex++) {
      const key = isAsked(lineIndex) ? this.keyOf(lineIndex) : 0;
      if (key !== 0) keys.push(key);
    }
    return keys;
  }
}
