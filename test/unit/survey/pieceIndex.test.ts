import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PieceReader, sameContent } from '../../../src/survey/contentPieces.ts';
import { PieceIndex } from '../../../src/survey/pieceIndex.ts';

// Of lines of any letters two may have one hash, as git computes it: `cdc` without a line break has that of `}` with one.
const words =
  'where a line is longer than sixty-four bytes it is cut there, and what comes behind it counts by itself; so on, up to its end, be that near or far';
const line = fc.constantFrom(
  '',
  'one();',
  'two();',
  '\tthree();',
  '}',
  ...[1, 7, 63, 64, 65, 128, 140].map((end) => words.slice(0, end)),
);
const content = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
  .map(([lines, isOpen]) => lines.join('\n') + (isOpen || lines.length === 0 ? '' : '\n'));

/** Bytes by piece, with or without a last one that has no line break, cut as git cuts: behind a line break, and after 64 bytes. */
function bytesByPiece(text: string, withOpen: boolean): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const [piece] of text.matchAll(/[^\n]{0,63}(?:\n|[^\n])/g)) {
    const isOpen = !piece.endsWith('\n') && piece.length < 64;
    if (!isOpen || withOpen) bytes.set(piece, (bytes.get(piece) ?? 0) + piece.length);
  }
  return bytes;
}

function similarity(one: string, other: string, withOpen: boolean): number {
  // Git compares none of which one is more than twice as large.
  if (2 * Math.min(one.length, other.length) < Math.max(one.length, other.length)) return 0;
  const [a, b] = [bytesByPiece(one, withOpen), bytesByPiece(other, withOpen)];
  let shared = 0;
  for (const [piece, bytes] of a) shared += Math.min(bytes, b.get(piece) ?? 0);
  return shared === 0 ? 0 : Math.floor((shared * sameContent) / Math.max(one.length, other.length));
}

describe('what contents have in common', () => {
  it('is found for many at once as it is for any two by their lines', () => {
    fc.assert(
      fc.property(
        fc.array(content, { maxLength: 8 }),
        content,
        fc.integer({ min: 1, max: sameContent }),
        (sources, target, least) => {
          const index = new PieceIndex();
          const numbers = sources.map((source) => index.add(new PieceReader().read(Buffer.from(source))));
          // What was asked before must not be seen in what is asked now.
          for (const asked of [sources[0] ?? '', target])
            index.similarities(new PieceReader().read(Buffer.from(asked)), 1);
          const found = index.similarities(new PieceReader().read(Buffer.from(target)), least);
          assert.deepEqual(
            numbers.map(found.since244),
            sources.map((source) => similarity(source, target, true)),
          );
          assert.deepEqual(
            numbers.map(found.before244),
            sources.map((source) => similarity(source, target, false)),
          );
          assert.deepEqual(
            [...found.similar].sort((a, b) => a - b),
            numbers.filter((number) => found.since244(number) >= least),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is found, too, in contents of so many pieces that the table of them has to grow', () => {
    const lines = Array.from({ length: 5_000 }, (_, number) => `line ${number}\n`);
    const index = new PieceIndex();
    index.add(new PieceReader().read(Buffer.from(lines.slice(1_000).join(''))));
    index.add(new PieceReader().read(Buffer.from(lines.join(''))));
    const { since244 } = index.similarities(new PieceReader().read(Buffer.from(lines.join(''))), 1);
    const [whole, first] = [lines.join('').length, lines.slice(0, 1_000).join('').length];
    assert.deepEqual([0, 1].map(since244), [Math.floor(((whole - first) * sameContent) / whole), sameContent]);
  });
});
