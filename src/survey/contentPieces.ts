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
  /** By the number of a content, the piece that is its last line without a line break, zero for none, and the bytes of that piece. */
  readonly openPieces: Int32Array;
  readonly openBytes: Int32Array;
}

/** What was found of one content; it stands until the next question. */
export interface FoundSimilarities extends Similarities {
  /** The contents that have anything in common with it; all others are not similar at all. */
  readonly numbers: readonly number[];
}

/** Finds what contents have in common with many others at once. */
export class PieceIndex {
  readonly #contents: ContentPieces[] = [];
  /** Made at the first question after contents were added. */
  #found: (FoundPieces & Scratch) | null = null;

  /** Adds a content; gives its number. They count from zero. */
  add(pieces: ContentPieces): number {
    this.#found = null;
    return this.#contents.push(pieces) - 1;
  }

  /** How similar git finds a content to each that was added: what both have of the larger one. */
  similarities(to: ContentPieces): FoundSimilarities {
    const found = (this.#found ??= withScratch(foundIn(this.#contents), this.#contents.length));
    const { numberOf, starts, pairs, shared, ofOpen, targetBytes, before244, since244 } = found;
    for (const number of found.numbers) shared[number] = ofOpen[number] = before244[number] = since244[number] = 0;
    const [numbers, pieces]: [number[], number[]] = [[], []];
    for (let at = 0; at < to.pairs.length; at += 2) {
      const hash = to.pairs[at] ?? 0;
      const piece = numberOf.get(hash);
      if (piece === 0) continue;
      const bytes = to.pairs[at + 1] ?? 0;
      targetBytes[piece] = bytes;
      pieces.push(piece);
      const isOpen = hash === to.open?.hash;
      const end = starts[piece + 1] ?? 0;
      for (let place = starts[piece] ?? 0; place < end; place += 2) {
        const number = pairs[place] ?? 0;
        const own = pairs[place + 1] ?? 0;
        if (shared[number] === 0) numbers.push(number);
        shared[number] = (shared[number] ?? 0) + Math.min(bytes, own);
        if (isOpen) ofOpen[number] = own;
      }
    }
    for (const number of numbers) {
      const from = this.#contents[number];
      if (from === undefined) continue;
      const all = shared[number] ?? 0;
      const larger = Math.max(from.sizeBytes, to.sizeBytes);
      const open = from.open === null && to.open === null ? 0 : openBytes(found, number, from, to);
      since244[number] = Math.floor((all * sameContent) / larger);
      before244[number] = Math.floor(((all - open) * sameContent) / larger);
    }
    for (const piece of pieces) targetBytes[piece] = 0;
    found.numbers = numbers;
    return found;
  }
}

/** What is filled for one question after the other; by the number of a content where nothing else is said. */
interface Scratch extends FoundSimilarities {
  numbers: readonly number[];
  readonly shared: Float64Array;
  /** Bytes of the piece that is the other's last line without a line break. */
  readonly ofOpen: Int32Array;
  /** By the number of a piece, its bytes in the other content. */
  readonly targetBytes: Int32Array;
}

function withScratch(found: FoundPieces, contents: number): FoundPieces & Scratch {
  return {
    ...found,
    numbers: [],
    shared: new Float64Array(contents),
    ofOpen: new Int32Array(contents),
    targetBytes: new Int32Array(found.starts.length),
    before244: new Int32Array(contents),
    since244: new Int32Array(contents),
  };
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
  const openPieces = Int32Array.from(contents, ({ open }) => (open === null ? 0 : numberOf.get(open.hash)));
  const openBytes = Int32Array.from(contents, (own) => (own.open === null ? 0 : bytesOf(own, own.open.hash)));
  return { numberOf, starts, pairs, openPieces, openBytes };
}

/** How many of the bytes that two contents share are so only because of a last line without a line break. */
function openBytes(found: FoundPieces & Scratch, number: number, from: ContentPieces, to: ContentPieces): number {
  let bytes = 0;
  if (from.open !== null) {
    const [own, other] = [found.openBytes[number] ?? 0, found.targetBytes[found.openPieces[number] ?? 0] ?? 0];
    const closed = other - (to.open?.hash === from.open.hash ? to.open.bytes : 0);
    bytes += Math.min(own, other) - Math.min(own - from.open.bytes, closed);
  }
  const own = found.ofOpen[number] ?? 0;
  if (to.open !== null && own > 0 && to.open.hash !== from.open?.hash) {
    const other = found.targetBytes[found.numberOf.get(to.open.hash)] ?? 0;
    bytes += Math.min(own, other) - Math.min(own, other - to.open.bytes);
  }
  return bytes;
}

/** How many bytes of a content are pieces of a hash. */
function bytesOf({ pairs }: ContentPieces, hash: number): number {
  for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === hash) return pairs[at + 1] ?? 0;
  return 0;
}
