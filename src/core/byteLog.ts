/**
 * Bytes, and numbers in as few of them as they need (LEB128: seven bits a byte, the lowest first; the eighth says that more follow). Law: {@link ByteReader} reads the
 * numbers again that were written, each by the method of the same name.
 */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** `room` is how many bytes there are likely to be. */
  constructor(room = 256) {
    this.#bytes = new Uint8Array(room);
  }

  get length(): number {
    return this.#length;
  }

  /** Begins anew, in the room that there is. */
  clear(): void {
    this.#length = 0;
  }

  /** A whole number from 0 to 2^31 - 1, in one to five bytes. One from there to 2^32 - 1 is read again as 2^32 less. */
  number(value: number): void {
    this.#need(5);
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#bytes[this.#length++] = (rest & 127) | 128;
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number from -2^31 to 2^31 - 1: small ones of either sign take few bytes. */
  signed(value: number): void {
    this.number(((value << 1) ^ (value >> 31)) >>> 0);
  }

  bytes(bytes: Uint8Array): void {
    this.#need(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written, not copied: good until more is, or {@link clear}. */
  get soFar(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A copy of what was written. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #need(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#length + count, 2 * this.#bytes.length));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Reads what a {@link ByteWriter} wrote, in the same order. Never throws, whatever the bytes. */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** Which byte comes next; beyond the end where a number was cut off. */
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get isOver(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Behind the end are zeros. Of bytes that nobody wrote the lowest 32 bits, so that it may be below zero. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value;
  }

  /** Behind the end are zeros. */
  signed(): number {
    const value = this.number();
    return (value >>> 1) ^ -(value & 1);
  }

  /** As {@link number}, of bytes that may be damaged: all of its bits, up to 35; null where it is cut off or goes on behind five bytes. */
  strictNumber(): number | null {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) return null;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return null;
  }
}
