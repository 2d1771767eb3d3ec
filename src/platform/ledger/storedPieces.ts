// Named, it would keep a Node from starting that is too old for a ledger, and has no such function.
import zlib from 'node:zlib';
import { type BlamePiece } from '../../core/ports.ts';

/** First byte of what is stored; one that is not this is another version's. */
const form = 3;

/** Behind everything else: a checksum of it. */
const checksumBytes = 4;

const hexOid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Blame pieces as bytes: the form, then commits and paths, each named once, then of each piece where it begins behind the one before, its lines, the numbers of its commit and
 * its path, and where it stood, as LEB128 variable-length integers, and a checksum. Thousands of files are kept in one look, so that packing them as JSON was seen.
 */
export function packPieces(pieces: readonly BlamePiece[]): Uint8Array {
  const commits = new Map<string, number>();
  const paths = new Map<string, number>();
  const numbers = new Numbers();
  let next = 0;
  for (const { lineIndex, lineCount, commit, originalPath, originalLineIndex } of pieces) {
    numbers.writeSigned(lineIndex - next);
    numbers.write(lineCount);
    numbers.write(numberOf(commits, commit));
    numbers.write(numberOf(paths, originalPath));
    numbers.writeSigned(originalLineIndex - lineIndex);
    next = lineIndex + lineCount;
  }
  const isHex = [...commits.keys()].every((commit) => hexOid.test(commit));
  const names = [
    ...[...commits.keys()].map((commit) => Buffer.from(commit, isHex ? 'hex' : 'utf8')),
    ...[...paths.keys()].map((path) => Buffer.from(path, 'utf8')),
  ];
  const head = new Numbers();
  for (const number of [isHex ? 1 : 0, commits.size, paths.size, ...names.map((name) => name.length)])
    head.write(number);
  const packed = Buffer.concat([Buffer.of(form), head.bytes, ...names, numbers.bytes, Buffer.alloc(checksumBytes)]);
  const end = packed.length - checksumBytes;
  packed.writeUInt32LE(zlib.crc32(packed.subarray(0, end)), end);
  return packed;
}

/** The pieces that {@link packPieces} packed; null for bytes that it did not make. */
export function unpackPieces(packed: Uint8Array): readonly BlamePiece[] | null {
  const end = packed.length - checksumBytes;
  const all = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  if (end < 1 || packed[0] !== form || zlib.crc32(all.subarray(0, end)) !== all.readUInt32LE(end)) return null;
  const bytes = all.subarray(0, end);
  const head = new NumberReader(bytes, 1);
  const [isHex, commitCount, pathCount] = [head.read(), head.read(), head.read()];
  const lengths = Array.from({ length: commitCount + pathCount }, () => head.read());
  let at = head.at;
  const names = lengths.map((length, index) =>
    bytes.toString(isHex === 1 && index < commitCount ? 'hex' : 'utf8', at, (at += length)),
  );
  const reader = new NumberReader(bytes, at);
  const pieces: BlamePiece[] = [];
  for (let next = 0; reader.at < bytes.length;) {
    const lineIndex = next + reader.readSigned();
    const lineCount = reader.read();
    const [commit, path] = [reader.read(), reader.read()];
    const originalLineIndex = lineIndex + reader.readSigned();
    const [commitName, originalPath] = [names[commit], names[commitCount + path]];
    if (commitName === undefined || originalPath === undefined) return null;
    pieces.push({ lineIndex, lineCount, commit: commitName, originalPath, originalLineIndex });
    next = lineIndex + lineCount;
  }
  return pieces;
}

function numberOf(numbers: Map<string, number>, name: string): number {
  let number = numbers.get(name);
  if (number === undefined) numbers.set(name, (number = numbers.size));
  return number;
}

/** Numbers from zero below 2^31, as LEB128. */
class Numbers {
  #bytes = Buffer.allocUnsafe(64);
  #size = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  write(number: number): void {
    if (this.#size + 5 > this.#bytes.length) {
      const longer = Buffer.allocUnsafe(2 * this.#bytes.length);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    let rest = number;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#size++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#size++] = rest;
  }

  /** A number that may be below zero: small ones of either sign take little room. */
  writeSigned(number: number): void {
    this.write(((number << 1) ^ (number >> 31)) >>> 0);
  }
}

/** Reads what {@link Numbers} wrote. */
class NumberReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  read(): number {
    let number = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.at++] ?? 0;
      number |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return number >>> 0;
  }

  readSigned(): number {
    const number = this.read();
    return (number >>> 1) ^ -(number & 1);
  }
}
