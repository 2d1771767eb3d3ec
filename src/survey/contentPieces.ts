/** The bytes of a content by its pieces: its lines, cut after 64 bytes. */
export interface ContentPieces {
  /** As the object is, without conversion. */
  readonly sizeBytes: number;
  /** Hash and bytes of each piece by turns; no hash twice. */
  readonly pairs: Int32Array;
  /** A last line without a line break, which git before 2.44 does not count. */
  readonly open: { readonly hash: number; readonly bytes: number } | null;
  /** Git drops a carriage return before a line break of what it takes for text: unless attributes say otherwise, what `isText`. Here it is dropped always. */
  readonly hasCarriageReturns: boolean;
  /** There is no NUL near its start. */
  readonly isText: boolean;
}

/** What two files of the same content have. */
export const sameContent = 60_000;

const buckets = 107_927;
const longestPiece = 64;
const [newline, carriageReturn] = [10, 13];

/** Git looks for a NUL in so many bytes (`buffer_is_binary` of its xdiff-interface.c). */
const lookedThroughBytes = 8000;

/** Divides contents as git does to tell how similar files are (`hash_chars` of its diffcore-delta.c). */
export class PieceReader {
  /** By hash; zeros between two contents. */
  readonly #bytes = new Int32Array(buckets);
  #hashes = new Int32Array(1024);
  #count = 0;

  read(content: Uint8Array): ContentPieces {
    let [one, two, bytes] = [0, 0, 0];
    let hasCarriageReturns = false;
    const isText = !content.subarray(0, lookedThroughBytes).includes(0);
    for (let at = 0; at < content.length; at++) {
      const byte = content[at] ?? 0;
      if (byte === carriageReturn && content[at + 1] === newline) {
        hasCarriageReturns = true;
        continue;
      }
      const before = one;
      one = (((one << 7) ^ (two >>> 25)) + byte) | 0;
      two = (two << 7) ^ (before >>> 25);
      if (++bytes < longestPiece && byte !== newline) continue;
      this.#take(one, two, bytes);
      one = two = bytes = 0;
    }
    const open = bytes > 0 ? { hash: this.#take(one, two, bytes), bytes } : null;
    return { sizeBytes: content.length, pairs: this.#pairs(), open, hasCarriageReturns, isText };
  }

  /** Counts a piece; gives its hash. */
  #take(one: number, two: number, bytes: number): number {
    const hash = ((one + Math.imul(two, 0x61)) >>> 0) % buckets;
    const known = this.#bytes[hash] ?? 0;
    if (known === 0) {
      if (this.#count === this.#hashes.length) {
        const longer = new Int32Array(2 * this.#count);
        longer.set(this.#hashes);
        this.#hashes = longer;
      }
      this.#hashes[this.#count++] = hash;
    }
    this.#bytes[hash] = known + bytes;
    return hash;
  }

  #pairs(): Int32Array {
    const pairs = new Int32Array(2 * this.#count);
    for (let index = 0; index < this.#count; index++) {
      const hash = this.#hashes[index] ?? 0;
      pairs[2 * index] = hash;
      pairs[2 * index + 1] = this.#bytes[hash] ?? 0;
      this.#bytes[hash] = 0;
    }
    this.#count = 0;
    return pairs;
  }
}
