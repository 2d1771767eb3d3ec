// Named, it would keep a Node from starting that is too old for a ledger, and has no such function.
import zlib from 'node:zlib';
import { ByteReader, ByteWriter } from '../../core/byteLog.ts';
import { type BlamePiece } from '../../core/ports.ts';

/** First byte of what is stored; one that is not this is another version's. */
const form = 3;

/** Behind everything else: a checksum of it. */
const checksumBytes = 4;

const hexOid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Both serve one file after the other: with new room for each, one of a single piece took a third longer. */
const headBytes = new ByteWriter();
const pieceBytes = new ByteWriter();

/**
 * Blame pieces as bytes: the form, then commits and paths, each named once, then of each piece where it begins behind the one before, its lines, the numbers of its commit and
 * its path, and where it stood, as LEB128 variable-length integers, and a checksum. Thousands of files are kept in one look, so that packing them as JSON was seen.
 */
export function packPieces(pieces: readonly BlamePiece[]): Uint8Array {
  const commits = new Map<string, number>();
  const paths = new Map<string, number>();
  let next = 0;
  pieceBytes.clear();
  for (const { lineIndex, lineCount, commit, originalPath, originalLineIndex } of pieces) {
    pieceBytes.signed(lineIndex - next);
    pieceBytes.number(lineCount);
    pieceBytes.number(numberOf(commits, commit));
    pieceBytes.number(numberOf(paths, originalPath));
    pieceBytes.signed(originalLineIndex - lineIndex);
    next = lineIndex + lineCount;
  }
  const isHex = [...commits.keys()].every((commit) => hexOid.test(commit));
  const names = [
    ...[...commits.keys()].map((commit) => Buffer.from(commit, isHex ? 'hex' : 'utf8')),
    ...[...paths.keys()].map((path) => Buffer.from(path, 'utf8')),
  ];
  headBytes.clear();
  for (const number of [form, isHex ? 1 : 0, commits.size, paths.size, ...names.map((name) => name.length)])
    headBytes.number(number);
  const packed = Buffer.concat([headBytes.soFar, ...names, pieceBytes.soFar, Buffer.alloc(checksumBytes)]);
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
  const head = new ByteReader(bytes, 1);
  const [isHex, commitCount, pathCount] = [head.number(), head.number(), head.number()];
  const lengths = Array.from({ length: commitCount + pathCount }, () => head.number());
  let at = head.at;
  const names = lengths.map((length, index) =>
    bytes.toString(isHex === 1 && index < commitCount ? 'hex' : 'utf8', at, (at += length)),
  );
  const reader = new ByteReader(bytes, at);
  const pieces: BlamePiece[] = [];
  for (let next = 0; !reader.isOver;) {
    const lineIndex = next + reader.signed();
    const lineCount = reader.number();
    const [commit, path] = [reader.number(), reader.number()];
    const originalLineIndex = lineIndex + reader.signed();
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
