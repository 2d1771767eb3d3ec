/** The bytes of a content by its pieces: its lines, cut after 64 bytes. */
export interface ContentPieces {
  /** As the object is, without conversion. */
  readonly sizeBytes: number;
  /** Hash and bytes of each piece by turns; no hash twice. */
  readonly pairs: Int32Array;
  /** A last line without a line break, which git before 2.44 does not count. */
  readonly open: { readonly hash: number; readonly bytes: number } | null;
  /** Git drops a carriage return before a line break of what it takes for text, which depends on attributes; here it is dropped always. */
  readonly hasCarriageReturns: boolean;
}

/** How similar git finds a content to others, by their numbers, in 60,000ths: before its version 2.44 and since. */
export interface Similarities {
  readonly before244: Int32Array;
  readonly since244: Int32Array;
}

/** What two files of the same content have. */
export const sameContent = 60_000;

const buckets = 107_927;
const longestPiece = 64;
const [newline, carriageReturn] = [10, 13];

/** Divides contents as git does to tell how similar files are (`hash_chars` of its diffcore-delta.c). */
export class PieceReader {
  /** By hash; zeros between two contents. */
  readonly #bytes = new Int32Array(buckets);
  #hashes = new Int32Array(1024);
  #count = 0;

  read(content: Uint8Array): ContentPieces {
    let [one, two, bytes] = [0, 0, 0];
    let hasCarriageReturns = false;
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
    return { sizeBytes: content.length, pairs: this.#pairs(), open, hasCarriageReturns };
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

/** Slots of a table at first; a power of two. */
const firstSlots = 512;

/**
 * Numbers by hash. In maps of maps what one commit deleted took tens of megabytes for a moment, which V8 gives back late.
 */
class HashTable {
  /** Hash, and a number above zero for a slot that is taken, by turns. */
  #slots = new Int32Array(2 * firstSlots);
  #count = 0;

  /** Zero for a hash that is not there. */
  get(hash: number): number {
    return this.#slots[this.#slotOf(hash) + 1] ?? 0;
  }

  /** `value` is above zero. */
  set(hash: number, value: number): void {
    const slot = this.#slotOf(hash);
    const isNew = this.#slots[slot + 1] === 0;
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = value;
    if (isNew && 4 * ++this.#count > this.#slots.length) this.#grow();
  }

  #slotOf(hash: number): number {
    const last = this.#slots.length - 1;
    let slot = (2 * Math.imul(hash, 0x9e3779b1)) & last & ~1;
    while (this.#slots[slot + 1] !== 0 && this.#slots[slot] !== hash) slot = (slot + 2) & last;
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(2 * old.length);
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      const slot = this.#slotOf(old[from] ?? 0);
      this.#slots[slot] = old[from] ?? 0;
      this.#slots[slot + 1] = old[from + 1] ?? 0;
    }
  }
}

/** Which contents have which piece. */
interface FoundPieces {
  /** By hash, the piece's number; they count from one. */
  readonly numberOf: HashTable;
  /** By number, where a piece's pairs begin; behind the last one, where they end. */
  readonly starts: Int32Array;
  /** The number of a content and its bytes by turns. */
  readonly pairs: Int32Array;
}

/** Finds what contents have in common with many others at once. */
export class PieceIndex {
  readonly #contents: ContentPieces[] = [];
  /** Made at the first question after contents were added. */
  #found: FoundPieces | null = null;

  /** Adds a content; gives its number. They count from zero. */
  add(pieces: ContentPieces): number {
    this.#found = null;
    return this.#contents.push(pieces) - 1;
  }

  /** How similar git finds a content to each that was added: what both have of the larger one. */
  similarities(to: ContentPieces): Similarities {
    const shared = new Float64Array(this.#contents.length);
    const { numberOf, starts, pairs } = (this.#found ??= foundIn(this.#contents));
    for (let at = 0; at < to.pairs.length; at += 2) {
      const piece = numberOf.get(to.pairs[at] ?? 0);
      const bytes = to.pairs[at + 1] ?? 0;
      const end = piece === 0 ? 0 : (starts[piece + 1] ?? 0);
      for (let found = starts[piece] ?? 0; found < end; found += 2) {
        const number = pairs[found] ?? 0;
        shared[number] = (shared[number] ?? 0) + Math.min(bytes, pairs[found + 1] ?? 0);
      }
    }
    const [before244, since244] = [new Int32Array(shared.length), new Int32Array(shared.length)];
    for (const [number, from] of this.#contents.entries()) {
      const all = shared[number] ?? 0;
      if (all === 0) continue;
      const larger = Math.max(from.sizeBytes, to.sizeBytes);
      const open = from.open === null && to.open === null ? 0 : openBytes(from, to);
      since244[number] = Math.floor((all * sameContent) / larger);
      before244[number] = Math.floor(((all - open) * sameContent) / larger);
    }
    return { before244, since244 };
  }
}

function foundIn(contents: readonly ContentPieces[]): FoundPieces {
  const numberOf = new HashTable();
  let numbers = 0;
  let all = 0;
  for (const { pairs } of contents) {
    all += pairs.length;
    for (let at = 0; at < pairs.length; at += 2)
      if (numberOf.get(pairs[at] ?? 0) === 0) numberOf.set(pairs[at] ?? 0, ++numbers);
  }
  // First how much comes of each piece, then where it begins, then where the next of it goes.
  const starts = new Int32Array(numbers + 2);
  const eachPair = (take: (number: number, content: number, bytes: number) => void): void => {
    for (const [content, { pairs }] of contents.entries())
      for (let at = 0; at < pairs.length; at += 2) take(numberOf.get(pairs[at] ?? 0), content, pairs[at + 1] ?? 0);
  };
  eachPair((number) => (starts[number + 1] = (starts[number + 1] ?? 0) + 2));
  for (let number = 1; number <= numbers; number++)
    starts[number + 1] = (starts[number + 1] ?? 0) + (starts[number] ?? 0);
  const pairs = new Int32Array(all);
  const next = starts.slice();
  eachPair((number, content, bytes) => {
    const at = next[number] ?? 0;
    pairs[at] = content;
    pairs[at + 1] = bytes;
    next[number] = at + 2;
  });
  return { numberOf, starts, pairs };
}

/** How many of the bytes that two contents share are so only because of a last line without a line break. */
function openBytes(one: ContentPieces, other: ContentPieces): number {
  let bytes = 0;
  for (const hash of new Set([one.open?.hash, other.open?.hash])) {
    if (hash === undefined) continue;
    const all = (pieces: ContentPieces): number => bytesOf(pieces, hash);
    const closed = (pieces: ContentPieces): number =>
      all(pieces) - (pieces.open?.hash === hash ? pieces.open.bytes : 0);
    bytes += Math.min(all(one), all(other)) - Math.min(closed(one), closed(other));
  }
  return bytes;
}

/** How many bytes of a content are pieces of a hash. */
function bytesOf({ pairs }: ContentPieces, hash: number): number {
  for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === hash) return pairs[at + 1] ?? 0;
  return 0;
}
