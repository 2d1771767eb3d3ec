import { blankLine, type LineAttribution } from '../core/attribution/lineAttribution.ts';

/** A line that is not blank has this letter. */
const [letter, lineBreak] = [0x78, 0x0a];

/**
 * How many lines texts have and which of them are blank, a bit each: all that is needed of a text to count its lines once history has said whose they are.
 * The texts of 100,000 files are half a gigabyte.
 */
export class LineOutlines {
  #bits = new Uint8Array(1_024);
  #bitCount = 0;
  readonly #numberOf = new Map<string, number>();
  /** By number, where the lines begin among the bits, and where those of the last end. */
  #starts: number[] = [0];
  /** Used for one text after the other. */
  #text = Buffer.allocUnsafe(1_024);

  /** How many texts they are of. */
  get size(): number {
    return this.#numberOf.size;
  }

  /** Takes the lines of a text. */
  set(path: string, { originIds }: LineAttribution): void {
    const end = this.#bitCount + originIds.length;
    if (end > 8 * this.#bits.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bits.length, Math.ceil(end / 8)));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    for (let index = 0, at = this.#bitCount; at < end; index++, at++)
      if (originIds[index] !== blankLine) this.#bits[at >> 3] = (this.#bits[at >> 3] ?? 0) | (1 << (at & 7));
    this.#bitCount = end;
    this.#numberOf.set(path, this.#starts.push(end) - 2);
  }

  /** A short text with as many lines as the one of a path, and blank where that is blank; null where nothing is known of it. */
  textOf(path: string): string | null {
    const number = this.#numberOf.get(path);
    if (number === undefined) return null;
    const [start = 0, end = 0] = [this.#starts[number], this.#starts[number + 1]];
    if (2 * (end - start) > this.#text.length) this.#text = Buffer.allocUnsafe(4 * (end - start));
    let length = 0;
    for (let at = start; at < end; at++) {
      if ((((this.#bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1) this.#text[length++] = letter;
      this.#text[length++] = lineBreak;
    }
    return this.#text.toString('latin1', 0, length);
  }

  /** What is known of a path does not hold any longer. */
  delete(path: string): void {
    this.#numberOf.delete(path);
  }

  clear(): void {
    this.#numberOf.clear();
    this.#starts = [0];
    this.#bits = new Uint8Array(1_024);
    this.#bitCount = 0;
  }
}
