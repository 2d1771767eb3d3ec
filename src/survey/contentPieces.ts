/** The bytes of a content by its pieces: its lines, cut after 64 bytes. */
export interface ContentPieces {
  /** As the object is, without conversion. */
  readonly sizeBytes: number;
  /** By hash of the piece. */
  readonly bytesOf: ReadonlyMap<number, number>;
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

/** Divides a content as git does to tell how similar files are (`hash_chars` of its diffcore-delta.c). */
export function piecesOf(content: Uint8Array): ContentPieces {
  const bytesOf = new Map<number, number>();
  let [one, two, bytes] = [0, 0, 0];
  let hasCarriageReturns = false;
  const take = (): number => {
    const hash = ((one + Math.imul(two, 0x61)) >>> 0) % buckets;
    bytesOf.set(hash, (bytesOf.get(hash) ?? 0) + bytes);
    [one, two] = [0, 0];
    return hash;
  };
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
    take();
    bytes = 0;
  }
  const open = bytes > 0 ? { hash: take(), bytes } : null;
  return { sizeBytes: content.length, bytesOf, open, hasCarriageReturns };
}

/** Finds what contents have in common with many others at once. */
export class PieceIndex {
  readonly #contents: ContentPieces[] = [];
  /** By hash: a number of a content and its bytes, by turns. */
  readonly #found = new Map<number, number[]>();

  /** Adds a content; gives its number. They count from zero. */
  add(pieces: ContentPieces): number {
    const number = this.#contents.push(pieces) - 1;
    for (const [hash, bytes] of pieces.bytesOf) {
      const known = this.#found.get(hash);
      if (known === undefined) this.#found.set(hash, [number, bytes]);
      else known.push(number, bytes);
    }
    return number;
  }

  /** How similar git finds a content to each that was added: what both have of the larger one. */
  similarities(to: ContentPieces): Similarities {
    const shared = new Float64Array(this.#contents.length);
    for (const [hash, bytes] of to.bytesOf) {
      const found = this.#found.get(hash) ?? [];
      for (let at = 0; at < found.length; at += 2) {
        const number = found[at] ?? 0;
        shared[number] = (shared[number] ?? 0) + Math.min(bytes, found[at + 1] ?? 0);
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

/** How many of the bytes that two contents share are so only because of a last line without a line break. */
function openBytes(one: ContentPieces, other: ContentPieces): number {
  let bytes = 0;
  for (const hash of new Set([one.open?.hash, other.open?.hash])) {
    if (hash === undefined) continue;
    const all = (pieces: ContentPieces): number => pieces.bytesOf.get(hash) ?? 0;
    const closed = (pieces: ContentPieces): number =>
      all(pieces) - (pieces.open?.hash === hash ? pieces.open.bytes : 0);
    bytes += Math.min(all(one), all(other)) - Math.min(closed(one), closed(other));
  }
  return bytes;
}
