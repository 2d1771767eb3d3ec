/** Numbers, object ids and texts in as few bytes as they need; read again by {@link ByteReader}. */
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

  /** A whole number from 0 to 2^31 - 1: seven bits a byte, the lowest first. */
  number(value: number): void {
    this.#need(5);
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#bytes[this.#length++] = (rest & 127) | 128;
    this.#bytes[this.#length++] = rest;
  }

  /** Hexadecimal digits, two a byte. */
  hex(digits: string): void {
    this.bytes(Buffer.from(digits, 'hex'));
  }

  /** UTF-8, and how many bytes of it. */
  text(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.number(bytes.length);
    this.bytes(bytes);
  }

  bytes(bytes: Uint8Array): void {
    this.#need(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
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

/** Reads what a {@link ByteWriter} wrote, in the same order. Behind the end are zeros. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#at >= this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value;
  }

  /** As many bytes as hexadecimal digits, two each. */
  hex(bytes: number): string {
    return this.#next(bytes).toString('hex');
  }

  text(): string {
    return this.#next(this.number()).toString('utf8');
  }

  #next(bytes: number): Buffer {
    const { buffer, byteOffset } = this.#bytes;
    const found = Buffer.from(buffer, byteOffset + this.#at, Math.min(bytes, this.#bytes.length - this.#at));
    this.#at += found.length;
    return found;
  }
}
