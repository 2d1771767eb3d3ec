/** What is taken from the system at once, as many times as there are at most; more than half of it is asked of the collector each time. */
const slabBytes = 4 * 1024 * 1024;
const mostSlabs = 8;
const mostBytesEach = slabBytes / 2;

/** Room is given out in multiples of this. */
const grainBytes = 64;

/** Room that nobody has: from `start` to before `end`, counted through all slabs one behind the other. */
interface Gap {
  start: number;
  end: number;
}

/**
 * Memory that is used again and again. Texts and numbers of lines stand outside of the collector's heap: what passes through there makes a process grow long before it is
 * collected, and it does not shrink. Here some megabytes are in use at a time; of those that passed through V8 held 230 at once.
 */
export class UsedRoom {
  readonly #slabs: ArrayBuffer[] = [];
  readonly #indexOf = new Map<ArrayBufferLike, number>();
  /** By start; none reaches from one slab into the next. */
  readonly #gaps: Gap[] = [];
  /** What was given out and not given back: where it starts, and its size. */
  readonly #lent = new Map<number, number>();

  /** Bytes that were taken from the system. */
  get takenBytes(): number {
    return this.#slabs.length * slabBytes;
  }

  /** Room for so many bytes, whatever they hold. Whoever takes it may {@link giveBack} it when nothing looks at it any more. */
  readonly bytes = (length: number): Uint8Array => {
    const [buffer, offset] = this.#take(length);
    return Buffer.from(buffer, offset, length);
  };

  /** Room for so many numbers, whatever they are. */
  readonly integers = (length: number): Int32Array<ArrayBuffer> => {
    const [buffer, offset] = this.#take(4 * length);
    return new Int32Array(buffer, offset, length);
  };

  /** What is written there from now on is another's. Memory of others is left alone. */
  giveBack({ buffer, byteOffset }: Uint8Array | Int32Array): void {
    const slab = this.#indexOf.get(buffer);
    if (slab === undefined) return;
    const start = slab * slabBytes + byteOffset;
    const size = this.#lent.get(start);
    if (size === undefined) return;
    this.#lent.delete(start);
    this.#free(start, start + size);
  }

  /** A buffer, and where in it the room begins. */
  #take(bytes: number): readonly [ArrayBuffer, number] {
    if (bytes > mostBytesEach) return [new ArrayBuffer(bytes), 0];
    const size = Math.max(1, Math.ceil(bytes / grainBytes)) * grainBytes;
    const index = this.#gapFor(size);
    const gap = this.#gaps[index];
    const slab = gap && this.#slabs[Math.floor(gap.start / slabBytes)];
    if (gap === undefined || slab === undefined) return [new ArrayBuffer(bytes), 0];
    const { start } = gap;
    this.#lent.set(start, size);
    gap.start += size;
    if (gap.start === gap.end) this.#gaps.splice(index, 1);
    return [slab, start % slabBytes];
  }

  /** The first gap that is large enough, so that what is further up stays untouched; one of a new slab if need be. */
  #gapFor(size: number): number {
    const index = this.#gaps.findIndex(({ start, end }) => end - start >= size);
    if (index >= 0 || this.#slabs.length === mostSlabs) return index;
    const start = this.takenBytes;
    const slab = new ArrayBuffer(slabBytes);
    this.#indexOf.set(slab, this.#slabs.length);
    this.#slabs.push(slab);
    return this.#gaps.push({ start, end: start + slabBytes }) - 1;
  }

  #free(start: number, end: number): void {
    let [low, high] = [0, this.#gaps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#gaps[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [this.#gaps[low - 1], this.#gaps[low]];
    const joinsBefore = before?.end === start && start % slabBytes !== 0;
    const joinsAfter = after?.start === end && end % slabBytes !== 0;
    if (joinsBefore) {
      before.end = joinsAfter ? after.end : end;
      if (joinsAfter) this.#gaps.splice(low, 1);
    } else if (joinsAfter) after.start = start;
    else this.#gaps.splice(low, 0, { start, end });
  }
}
