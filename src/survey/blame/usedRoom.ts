/** So little room is not worth an own size. */
const leastBytes = 4096;

/** So much is kept for later, all sizes together; the rest is left to the collector. */
const mostSpareBytes = 4 * 1024 * 1024;

/**
 * Memory that is used again and again. Texts and numbers of lines stand outside of the collector's heap: what passes through there makes a process grow long
 * before it is collected, and it does not shrink.
 */
export class UsedRoom {
  /** What was taken and not given back; memory of others is not ours to give out. */
  readonly #lent = new WeakSet<ArrayBufferLike>();
  /** By size. */
  readonly #spare = new Map<number, ArrayBuffer[]>();
  #spareBytes = 0;

  /** Room for so many bytes, whatever they hold. Whoever takes it may {@link giveBack} it when nothing looks at it any more. */
  readonly bytes = (length: number): Uint8Array => Buffer.from(this.#take(length), 0, length);

  /** Room for so many numbers, whatever they are. */
  readonly integers = (length: number): Int32Array<ArrayBuffer> => new Int32Array(this.#take(4 * length), 0, length);

  /** What is written there from now on is another's. */
  giveBack({ buffer }: Uint8Array | Int32Array): void {
    const size = buffer.byteLength;
    if (!(buffer instanceof ArrayBuffer) || !this.#lent.delete(buffer)) return;
    if (this.#spareBytes + size > mostSpareBytes) return;
    this.#spareBytes += size;
    const spare = this.#spare.get(size);
    if (spare === undefined) this.#spare.set(size, [buffer]);
    else spare.push(buffer);
  }

  #take(bytes: number): ArrayBuffer {
    const size = sizeFor(bytes);
    const spare = this.#spare.get(size)?.pop();
    if (spare !== undefined) this.#spareBytes -= size;
    const room = spare ?? new ArrayBuffer(size);
    this.#lent.add(room);
    return room;
  }
}

/** Sizes are powers of two. */
function sizeFor(bytes: number): number {
  return Math.max(leastBytes, 2 ** Math.ceil(Math.log2(Math.max(1, bytes))));
}
