/** One version of a file, as blame compares it: white space aside. */
export interface LineVersion {
  readonly bytes: Uint8Array;
  /** Where each line starts, and behind them the length. */
  readonly starts: Int32Array;
  /** One number a line; the same for lines that are equal but for white space. Numbers are of one {@link LineNames}. */
  readonly ids: Int32Array;
}

const [tab, newline, carriageReturn, space] = [9, 10, 13, 32];

/** White space as git knows it (`isspace` of its git-compat-util.h). */
export function isSpace(byte: number): boolean {
  return byte === space || byte === tab || byte === newline || byte === carriageReturn;
}

/** Whether a byte is a letter or digit of ASCII: 1 or 0. */
const letterOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const lower = byte | 32;
  return (lower >= 97 && lower <= 122) || (byte >= 48 && byte <= 57) ? 1 : 0;
});

/** By byte, what is added to a hash and by what it is multiplied then, for two hashes; white space leaves both as they are, without a question that a processor cannot foresee. */
const [highAdded, highFactor, lowAdded, lowFactor] = [
  numberOfByte(1),
  numberOfByte(2),
  numberOfByte(3),
  numberOfByte(4),
];

/** Numbers without a pattern, odd where they are factors, which loses nothing of a hash. */
function numberOfByte(table: number): Int32Array {
  const isFactor = table % 2 === 0;
  return Int32Array.from({ length: 256 }, (_, byte) => {
    if (isSpace(byte)) return isFactor ? 1 : 0;
    let mixed = Math.imul(256 * table + byte, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    return isFactor ? mixed | 1 : mixed;
  });
}

/** What two texts have in common at their beginnings and at their ends, in whole lines. */
interface CommonEnds {
  readonly headLines: number;
  readonly headBytes: number;
  readonly tailLines: number;
  readonly tailBytes: number;
}

const nothingAlike: CommonEnds = { headLines: 0, headBytes: 0, tailLines: 0, tailBytes: 0 };

/** Bytes that are compared at once. */
const blockBytes = 1024;

/** So few bytes are sooner compared one by one. */
const fewBytes = 256;

/** So many lines of an older version are looked through for one of the newer, to see where both go on alike. */
const mostLookedThrough = 64;

function commonEnds({ bytes: old, starts, ids }: LineVersion, young: Uint8Array): CommonEnds {
  const shorter = Math.min(old.length, young.length);
  const head = commonBytes(old, 0, young, 0, shorter);
  const within = linesBefore(starts, ids.length + 1, head + 1) - 1;
  const isCutOff = within === ids.length && old[old.length - 1] !== newline;
  const headLines = Math.max(0, isCutOff ? within - 1 : within);
  const headBytes = starts[headLines] ?? 0;
  const rest = shorter - headBytes;
  let tail = 0;
  const isSame = comparison(old, young);
  const isSameBefore = (end: number, size: number): boolean =>
    isSame(old.length - end - size, young.length - end - size, size);
  while (tail + blockBytes <= rest && isSameBefore(tail, blockBytes)) tail += blockBytes;
  while (tail < rest && old[old.length - 1 - tail] === young[young.length - 1 - tail]) tail++;
  // A line is the same if the line break before it is, too.
  const firstOfTail = linesBefore(starts, ids.length, old.length - tail + 1);
  return {
    headLines,
    headBytes,
    tailLines: ids.length - firstOfTail,
    tailBytes: old.length - (starts[firstOfTail] ?? old.length),
  };
}

/** The lines of an older version in which those of a newer one are looked for: from `next` to before `end`. */
interface LikeLines {
  readonly version: LineVersion;
  next: number;
  readonly end: number;
}

/** Whether a line stands among the next of an older version, of which those behind it come next then. One without letters may stand anywhere. */
function goesOn(like: LikeLines, id: number, letters: number): boolean {
  const { ids } = like.version;
  const last = Math.min(like.end, like.next + (letters > 0 ? mostLookedThrough : 1));
  for (let line = like.next; line < last; line++) {
    if (ids[line] !== id) continue;
    like.next = line + 1;
    return like.next < like.end;
  }
  return false;
}

/** Whether two texts have the same bytes from two places on, so many. Nothing is made for each question: views of parts take longer than to compare these. */
export function comparison(
  one: Uint8Array,
  other: Uint8Array,
): (from: number, otherFrom: number, size: number) => boolean {
  const [buffer, otherBuffer] = [asBuffer(one), asBuffer(other)];
  return (from, otherFrom, size) => buffer.compare(otherBuffer, otherFrom, otherFrom + size, from, from + size) === 0;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** How many bytes, at most so many, two texts have in common from two places on. */
function commonBytes(one: Uint8Array, from: number, other: Uint8Array, otherFrom: number, most: number): number {
  let same = 0;
  const isSame = comparison(one, other);
  // Blocks grow as long as they are the same, and shrink around the first byte that is not.
  for (let [block, isGrowing] = [fewBytes, true]; same < most && block >= fewBytes;) {
    const size = Math.min(block, most - same);
    if (isSame(from + same, otherFrom + same, size)) {
      same += size;
      if (isGrowing) block *= 4;
    } else {
      isGrowing = false;
      block = size >> 2;
    }
  }
  while (same < most && one[from + same] === other[otherFrom + same]) same++;
  return same;
}

/** How many lines, of so many, start before a place. */
function linesBefore(starts: Int32Array, count: number, place: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gives room for so many numbers, whatever they are. */
export type MakeIntegers = (length: number) => Int32Array<ArrayBuffer>;

const fresh: MakeIntegers = (length) => new Int32Array(length);

/** Lines for which there is room at first. */
const firstLines = 1024;

/** Slots of the table at first; a power of two. */
const firstSlots = 4096;

/**
 * Gives numbers to lines, the same to lines that differ in white space only. Lines are known by 64 bits of a hash: that two of a hundred thousand lines of a
 * file have the same is one chance in a thousand million.
 */
export class LineNames {
  #slots = new Int32Array(firstSlots);
  /** By number; half of the slots are taken at most. */
  #high = new Int32Array(firstSlots / 2);
  #low = new Int32Array(firstSlots / 2);
  #letters = new Int32Array(firstSlots / 2);
  #count = 0;
  /** Where the lines that were read last start, and their numbers. */
  #readStarts = new Int32Array(firstLines);
  #readIds = new Int32Array(firstLines);
  /** Of the line that was read last. */
  readonly #hashes = new Int32Array(2);

  /** How many numbers were given: all are below it. */
  get count(): number {
    return this.#count;
  }

  /** Forgets all. */
  clear(): void {
    this.#slots.fill(0);
    this.#count = 0;
  }

  /** How many letters and digits of ASCII, of which alone git knows, a line of that number has. */
  lettersOf(id: number): number {
    return this.#letters[id] ?? 0;
  }

  /**
   * Reads a text. What comes behind its last line break is a line only if it is not empty. A version that is much like it spares most of the work: the lines
   * at both ends that are the same. The numbers stand in what `integers` gives.
   */
  read(bytes: Uint8Array, like: LineVersion | null = null, integers: MakeIntegers = fresh): LineVersion {
    const { headLines, headBytes, tailLines, tailBytes } = like === null ? nothingAlike : commonEnds(like, bytes);
    const between = like && { version: like, next: headLines, end: like.ids.length - tailLines };
    const lines = this.#name(bytes, headBytes, bytes.length - tailBytes, between);
    const count = headLines + lines + tailLines;
    const starts = integers(count + 1);
    const ids = integers(count);
    starts.set(this.#readStarts.subarray(0, lines), headLines);
    ids.set(this.#readIds.subarray(0, lines), headLines);
    if (like !== null) {
      starts.set(like.starts.subarray(0, headLines));
      ids.set(like.ids.subarray(0, headLines));
      const shift = bytes.length - like.bytes.length;
      const from = like.ids.length - tailLines;
      ids.set(like.ids.subarray(from), count - tailLines);
      for (let line = 0; line < tailLines; line++)
        starts[count - tailLines + line] = (like.starts[from + line] ?? 0) + shift;
    }
    starts[count] = bytes.length;
    return { bytes, starts, ids };
  }

  /** Names the lines of a part of a text; gives their number, and what they are in `#readStarts` and `#readIds`. */
  #name(bytes: Uint8Array, from: number, end: number, like: LikeLines | null): number {
    let line = 0;
    for (let at = from; at < end;) {
      this.#makeRoom(line + 1);
      this.#readStarts[line] = at;
      const start = at;
      at = hashLine(bytes, at, end, this.#hashes);
      const high = this.#hashes[0] ?? 0;
      const low = this.#hashes[1] ?? 0;
      const id = this.#idOf(high, low);
      if (id === this.#count) this.#add(high, low, lettersIn(bytes, start, at));
      this.#readIds[line++] = id;
      if (like !== null && goesOn(like, id, this.#letters[id] ?? 0)) {
        const { starts } = like.version;
        const count = this.#copy(bytes, at, end, like, line);
        at += (starts[like.next + count] ?? 0) - (starts[like.next] ?? 0);
        like.next += count;
        line += count;
      }
    }
    return line;
  }

  /** Takes over the lines that are the same, byte for byte, from two places on; gives how many these are. */
  #copy(bytes: Uint8Array, at: number, end: number, { version, next, end: endLine }: LikeLines, line: number): number {
    const { starts, ids } = version;
    const from = starts[next] ?? 0;
    const most = Math.min(end - at, (starts[endLine] ?? 0) - from);
    const same = commonBytes(version.bytes, from, bytes, at, most);
    const endSame = linesBefore(starts, endLine + 1, from + same + 1) - 1;
    const isCutOff = endSame === ids.length && version.bytes[version.bytes.length - 1] !== newline;
    const count = Math.max(0, endSame - (isCutOff ? 1 : 0) - next);
    this.#makeRoom(line + count);
    this.#readIds.set(ids.subarray(next, next + count), line);
    for (let index = 0; index < count; index++)
      this.#readStarts[line + index] = (starts[next + index] ?? 0) - from + at;
    return count;
  }

  #makeRoom(lines: number): void {
    while (this.#readIds.length < lines)
      [this.#readStarts, this.#readIds] = [longer(this.#readStarts), longer(this.#readIds)];
  }

  /** The number of a line; the next one, not given yet, for a new line. */
  #idOf(high: number, low: number): number {
    if (2 * this.#count >= this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    for (let slot = slotOf(high, low) & mask; ; slot = (slot + 1) & mask) {
      // One more than the number, so that a fresh slot is none's.
      const id = (this.#slots[slot] ?? 0) - 1;
      if (id < 0) this.#slots[slot] = this.#count + 1;
      if (id < 0) return this.#count;
      if (this.#high[id] === high && this.#low[id] === low) return id;
    }
  }

  /** Gives the next number to a new line. */
  #add(high: number, low: number, letters: number): void {
    const id = this.#count++;
    this.#high[id] = high;
    this.#low[id] = low;
    this.#letters[id] = letters;
  }

  #grow(): void {
    const size = 2 * this.#slots.length;
    [this.#high, this.#low, this.#letters] = [longer(this.#high), longer(this.#low), longer(this.#letters)];
    this.#slots = new Int32Array(size);
    for (let id = 0; id < this.#count; id++) {
      let slot = slotOf(this.#high[id] ?? 0, this.#low[id] ?? 0) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = id + 1;
    }
  }
}

/**
 * Hashes a line, which ends with a line break or where the text does, and gives where it ends. A function of its own: V8 compiles a loop within a longer function for one
 * run through it, and went back to interpreting a thousand times.
 */
function hashLine(bytes: Uint8Array, start: number, end: number, hashes: Int32Array): number {
  let high = 0x811c9dc5 | 0;
  let low = 0x9747b28c | 0;
  let at = start;
  for (let byte = 0; byte !== newline && at < end; at++) {
    byte = bytes[at] ?? 0;
    high = Math.imul(high + (highAdded[byte] ?? 0), highFactor[byte] ?? 0);
    low = Math.imul(low + (lowAdded[byte] ?? 0), lowFactor[byte] ?? 0);
  }
  hashes[0] = high;
  hashes[1] = low;
  return at;
}

function lettersIn(bytes: Uint8Array, from: number, end: number): number {
  let letters = 0;
  for (let at = from; at < end; at++) letters += letterOf[bytes[at] ?? 0] ?? 0;
  return letters;
}

function slotOf(high: number, low: number): number {
  const mixed = Math.imul(high ^ (low >>> 15), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

function longer(old: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(2 * old.length);
  grown.set(old);
  return grown;
}
