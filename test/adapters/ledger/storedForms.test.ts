import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { packText, unpackText } from '../../../src/platform/ledger/storedForms.ts';

describe('a text in the ledger', () => {
  it('comes back as it was, short or long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (piece, times) => {
        const text = piece.repeat(times);
        assert.equal(unpackText(packText(text)), text);
      }),
    );
  });

  it('takes less room than the text where it is long', () => {
    const text = 'const value = compute(index);\n'.repeat(1_000);
    assert.ok(packText(text).length < text.length / 20);
  });

  it('is read as it was stored before, deflated', () => {
    const text = 'stored by an earlier version\n'.repeat(20);
    assert.equal(unpackText(Buffer.concat([Buffer.of(1), deflateRawSync(text)])), text);
  });

  it('is no text where it is damaged', () => {
    const packed = packText('const value = compute(index);\n'.repeat(100));
    assert.equal(unpackText(packed.subarray(0, packed.length / 2)), null);
    assert.equal(unpackText(Buffer.of(7, 1, 2, 3)), null);
  });
});
