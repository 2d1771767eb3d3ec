import { type OriginId } from './origin.ts';

/** Runs in one chunk before it is split; measured: fewer make the list of chunks long, more make each splice long. */
export const chunkCapacity = 512;

/** Consecutive runs of an attribution, as two columns with spare room; neighbouring runs have different origins. Offsets are from the chunk's start. */
export class RunChunk {
  readonly lengths = new Int32Array(chunkCapacity);
  readonly originIds = new Int32Array(chunkCapacity);
  count = 0;
  utf16Length = 0;

  /** Takes a part out; not the whole chunk. */
  delete(offsetInChunk: number, utf16Length: number): void {
    const { lengths, originIds } = this;
    let index = 0;
    let start = 0;
    while (index < this.count && start + (lengths[index] ?? 0) <= offsetInChunk) start += lengths[index++] ?? 0;
    const endExclusive = offsetInChunk + utf16Length;
    const keptHead = offsetInChunk - start;
    let last = index;
    let end = start;
    while (last < this.count && end < endExclusive) end += lengths[last++] ?? 0;
    const keptTail = end - endExclusive;
    // Runs index..last-1 are touched; what stays of the first and the last of them is written back.
    const firstId = originIds[index] ?? 0;
    const lastId = originIds[last - 1] ?? 0;
    let write = index;
    if (keptHead > 0) {
      lengths[write] = keptHead;
      originIds[write++] = firstId;
    }
    if (keptTail > 0) {
      if (write > index && firstId === lastId) {
        lengths[index] = keptHead + keptTail;
      } else {
        lengths[write] = keptTail;
        originIds[write++] = lastId;
      }
    }
    this.closeGap(write, last - write);
    this.utf16Length -= utf16Length;
    // The runs on both sides of the gap may have become neighbours of one origin.
    this.#joinNeighbours(write);
    this.#joinNeighbours(index);
  }

  /** Makes one run of the runs at `index - 1` and `index` if they have one origin. */
  #joinNeighbours(index: number): void {
    if (index < 1 || index >= this.count || this.originIds[index - 1] !== this.originIds[index]) return;
    this.lengths[index - 1] = (this.lengths[index - 1] ?? 0) + (this.lengths[index] ?? 0);
    this.closeGap(index, 1);
  }

  /** Takes `size` runs out of the columns; their lengths are the caller's matter. */
  closeGap(index: number, size: number): void {
    if (size === 0) return;
    this.lengths.copyWithin(index, index + size, this.count);
    this.originIds.copyWithin(index, index + size, this.count);
    this.count -= size;
  }

  /** Puts text of one origin in; there must be room for two runs more. */
  insert(offsetInChunk: number, utf16Length: number, originId: OriginId): void {
    const { lengths, originIds } = this;
    let index = 0;
    let start = 0;
    while (index < this.count && start + (lengths[index] ?? 0) < offsetInChunk) start += lengths[index++] ?? 0;
    // The run at `index` holds the place, or ends or starts there.
    const length = lengths[index] ?? 0;
    const head = offsetInChunk - start;
    this.utf16Length += utf16Length;
    if (index < this.count && originIds[index] === originId) {
      lengths[index] = length + utf16Length;
      return;
    }
    if (head === length && index < this.count) {
      if (index + 1 < this.count && originIds[index + 1] === originId) {
        lengths[index + 1] = (lengths[index + 1] ?? 0) + utf16Length;
        return;
      }
      this.#openGap(index + 1, 1);
      lengths[index + 1] = utf16Length;
      originIds[index + 1] = originId;
    } else if (head === 0) {
      this.#openGap(index, 1);
      lengths[index] = utf16Length;
      originIds[index] = originId;
    } else {
      this.#openGap(index + 1, 2);
      lengths[index] = head;
      lengths[index + 1] = utf16Length;
      originIds[index + 1] = originId;
      lengths[index + 2] = length - head;
      originIds[index + 2] = originIds[index] ?? 0;
    }
  }

  #openGap(index: number, size: number): void {
    this.lengths.copyWithin(index + size, index, this.count);
    this.originIds.copyWithin(index + size, index, this.count);
    this.count += size;
  }

  /** Takes the later half of the runs into a chunk of its own. */
  splitOff(): RunChunk {
    const half = this.count >> 1;
    const right = new RunChunk();
    right.lengths.set(this.lengths.subarray(half, this.count));
    right.originIds.set(this.originIds.subarray(half, this.count));
    right.count = this.count - half;
    for (let index = 0; index < right.count; index++) right.utf16Length += right.lengths[index] ?? 0;
    this.count = half;
    this.utf16Length -= right.utf16Length;
    return right;
  }

  /** Takes up the runs of the chunk that comes after this one; there must be room. */
  append(right: RunChunk): void {
    this.lengths.set(right.lengths.subarray(0, right.count), this.count);
    this.originIds.set(right.originIds.subarray(0, right.count), this.count);
    this.count += right.count;
    this.utf16Length += right.utf16Length;
  }
}
