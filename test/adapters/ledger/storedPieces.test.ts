import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packPieces, unpackPieces } from '../../../src/platform/ledger/storedPieces.ts';

const index = fc.oneof(fc.nat(200), fc.nat(1_000_000));
const oid = fc.oneof(
  fc.constantFrom('0'.repeat(40), 'a1'.repeat(20), `${'9f'.repeat(19)}00`),
  fc.constantFrom('b2'.repeat(32)),
);
const piece = fc.record(
  {
    lineIndex: index,
    lineCount: index,
    commit: fc.oneof({ weight: 9, arbitrary: oid }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) }),
    originalPath: fc.constantFrom('a.ts', 'deep/er/ö — ü.ts', 'quoted "name".ts', '\u{1f600}', ''),
    originalLineIndex: index,
  },
  { noNullPrototype: true },
);

describe('answers of blame in the ledger', () => {
  it('come back as they were, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) =>
        assert.deepEqual(unpackPieces(packPieces(pieces)), pieces),
      ),
    );
  });

  it('take a few bytes a piece', () => {
    const pieces = Array.from({ length: 1_000 }, (_, number) => ({
      lineIndex: 7 * number,
      lineCount: 7,
      commit: String(number % 50).padStart(40, '0'),
      originalPath: 'src/file.ts',
      originalLineIndex: 6 * number,
    }));
    assert.ok(packPieces(pieces).length < 8_000);
  });

  it('are none where a bit of them is another, or where they are cut off', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(7), (pieces, at, bit) => {
        const packed = packPieces(pieces);
        assert.equal(unpackPieces(packed.subarray(0, at % packed.length)), null);
        packed[at % packed.length] = (packed[at % packed.length] ?? 0) ^ (1 << bit);
        assert.equal(unpackPieces(packed), null);
      }),
    );
    assert.equal(unpackPieces(new Uint8Array()), null);
    assert.equal(unpackPieces(Buffer.from('\0[["form of an earlier version"],[]]')), null);
  });
});
