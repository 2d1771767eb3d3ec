import { sameContent, type ContentPieces } from './contentPieces.ts';
import { countBelow } from './placesBySize.ts';

/** How similar git finds a content to others, in 60,000ths: before its version 2.44 and since, which is never less. */
export interface Similarities {
  readonly before244: (number: number) => number;
  readonly since244: (number: number) => number;
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

/** Which contents have which piece. Contents are ranked by size, the smallest first, so that those of about a size stand side by side. */
interface FoundPieces {
  /** By rank, the number of a content, and its bytes; by number, the rank. */
  readonly numbers: Int32Array;
  readonly rankOf: Int32Array;
  readonly sizes: Float64Array;
  /** By hash, the piece's number; they count from one. */
  readonly numberOf: HashTable;
  /** By number, where a piece's pairs begin; behind the last one, where they end. */
  readonly starts: Int32Array;
  /** The rank of a content and its bytes by turns, in the order of ranks. */
  readonly pairs: Int32Array;
  /** By the number of a content, the piece that is its last line without a line break, zero for none, and the bytes of that piece. */
  readonly openPieces: Int32Array;
  readonly openBytes: Int32Array;
}

/** What was found of one content, of others by their numbers; it stands until the next question. */
export interface FoundSimilarities extends Similarities {
  /** Those that are as similar as was asked for, or more, since 2.44. */
  readonly similar: readonly number[];
}

const nothing: FoundSimilarities = { similar: [], before244: () => 0, since244: () => 0 };

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

  /**
   * How similar git finds a content to each that was added: what both have of the larger one. Git compares none of which one is more than twice as large: they are not similar at
   * all. Of a large move most have something in common, and few much: what is below `least` is worked out when it is asked for.
   */
  similarities(to: ContentPieces, least: number): FoundSimilarities {
    if (this.#contents.length === 0) return nothing;
    const found = (this.#found ??= withScratch(foundIn(this.#contents), this.#contents.length));
    const { numberOf, starts, pairs, shared, ofOpen, targetBytes, sizes, ranks, pieces } = found;
    for (const rank of ranks.splice(0)) shared[rank] = ofOpen[rank] = 0;
    for (const piece of pieces.splice(0)) targetBytes[piece] = 0;
    const [near, nearEnd] = [countBelow(sizes, to.sizeBytes / 2), countBelow(sizes, 2 * to.sizeBytes + 1)];
    for (let at = 0; at < to.pairs.length; at += 2) {
      const hash = to.pairs[at] ?? 0;
      const piece = numberOf.get(hash);
      if (piece === 0) continue;
      const bytes = to.pairs[at + 1] ?? 0;
      targetBytes[piece] = bytes;
      pieces.push(piece);
      const isOpen = hash === to.open?.hash;
      const end = starts[piece + 1] ?? 0;
      for (let place = firstPlace(pairs, starts[piece] ?? 0, end, near); place < end; place += 2) {
        const rank = pairs[place] ?? 0;
        if (rank >= nearEnd) break;
        const own = pairs[place + 1] ?? 0;
        const before = shared[rank] ?? 0;
        if (before === 0) ranks.push(rank);
        shared[rank] = before + Math.min(bytes, own);
        if (isOpen) ofOpen[rank] = own;
      }
    }
    const isSimilar = (rank: number): boolean =>
      (shared[rank] ?? 0) * sameContent >= least * Math.max(sizes[rank] ?? 0, to.sizeBytes);
    const score = (number: number, withOpen: boolean): number => {
      const rank = found.rankOf[number] ?? 0;
      const all = shared[rank] ?? 0;
      const from = this.#contents[number];
      if (all === 0 || from === undefined) return 0;
      const bytes = withOpen ? all : all - openBytes(found, number, ofOpen[rank] ?? 0, from, to);
      return Math.floor((bytes * sameContent) / Math.max(from.sizeBytes, to.sizeBytes));
    };
    return {
      similar: ranks.filter(isSimilar).map((rank) => found.numbers[rank] ?? 0),
      before244: (number) => score(number, false),
      since244: (number) => score(number, true),
    };
  }
}

/** Of pairs of a rank and something else, in the order of ranks, where the first is that has this rank or a higher one. */
function firstPlace(pairs: Int32Array, start: number, end: number, rank: number): number {
  let [low, high] = [start >> 1, end >> 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pairs[2 * middle] ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** What is filled for one question and emptied for the next; by rank, where nothing else is said. */
interface Scratch {
  /** Bytes that are the other's, too. */
  readonly shared: Float64Array;
  /** Bytes of the piece that is the other's last line without a line break. */
  readonly ofOpen: Int32Array;
  /** By the number of a piece, its bytes in the other content. */
  readonly targetBytes: Int32Array;
  /** What of these is not zero. */
  readonly ranks: number[];
  readonly pieces: number[];
}

function withScratch(found: FoundPieces, contents: number): FoundPieces & Scratch {
  return {
    ...found,
    shared: new Float64Array(contents),
    ofOpen: new Int32Array(contents),
    targetBytes: new Int32Array(found.starts.length),
    ranks: [],
    pieces: [],
  };
}

function foundIn(contents: readonly ContentPieces[]): FoundPieces {
  const sizeOf = (number: number): number => contents[number]?.sizeBytes ?? 0;
  const numbers = Int32Array.from(contents.keys()).sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
  const rankOf = new Int32Array(numbers.length);
  for (const [rank, number] of numbers.entries()) rankOf[number] = rank;
  const numberOf = new HashTable();
  let pieces = 0;
  let all = 0;
  for (const { pairs } of contents) {
    all += pairs.length;
    for (let at = 0; at < pairs.length; at += 2)
      if (numberOf.get(pairs[at] ?? 0) === 0) numberOf.set(pairs[at] ?? 0, ++pieces);
  }
  // First how much comes of each piece, then where it begins, then where the next of it goes.
  const starts = new Int32Array(pieces + 2);
  const eachPair = (take: (piece: number, rank: number, bytes: number) => void): void => {
    for (const [rank, number] of numbers.entries()) {
      const pairs = contents[number]?.pairs ?? [];
      for (let at = 0; at < pairs.length; at += 2) take(numberOf.get(pairs[at] ?? 0), rank, pairs[at + 1] ?? 0);
    }
  };
  eachPair((piece) => (starts[piece + 1] = (starts[piece + 1] ?? 0) + 2));
  for (let piece = 1; piece <= pieces; piece++) starts[piece + 1] = (starts[piece + 1] ?? 0) + (starts[piece] ?? 0);
  const pairs = new Int32Array(all);
  const next = starts.slice();
  eachPair((piece, rank, bytes) => {
    const at = next[piece] ?? 0;
    pairs[at] = rank;
    pairs[at + 1] = bytes;
    next[piece] = at + 2;
  });
  const openPieces = Int32Array.from(contents, ({ open }) => (open === null ? 0 : numberOf.get(open.hash)));
  const openBytes = Int32Array.from(contents, (own) => (own.open === null ? 0 : bytesOf(own, own.open.hash)));
  return { numbers, rankOf, sizes: Float64Array.from(numbers, sizeOf), numberOf, starts, pairs, openPieces, openBytes };
}

/** How many of the bytes that two contents share are so only because of a last line without a line break. */
function openBytes(
  found: FoundPieces & Scratch,
  number: number,
  ofOpen: number,
  from: ContentPieces,
  to: ContentPieces,
): number {
  let bytes = 0;
  if (from.open !== null) {
    const [own, other] = [found.openBytes[number] ?? 0, found.targetBytes[found.openPieces[number] ?? 0] ?? 0];
    const closed = other - (to.open?.hash === from.open.hash ? to.open.bytes : 0);
    bytes += Math.min(own, other) - Math.min(own - from.open.bytes, closed);
  }
  if (to.open !== null && ofOpen > 0 && to.open.hash !== from.open?.hash) {
    const other = found.targetBytes[found.numberOf.get(to.open.hash)] ?? 0;
    bytes += Math.min(ofOpen, other) - Math.min(ofOpen, other - to.open.bytes);
  }
  return bytes;
}

/** How many bytes of a content are pieces of a hash. */
function bytesOf({ pairs }: ContentPieces, hash: number): number {
  for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === hash) return pairs[at + 1] ?? 0;
  return 0;
}
