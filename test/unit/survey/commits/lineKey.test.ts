import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isSlight } from '../../../../src/core/attribution/carriedLines.ts';
import { lineKey } from '../../../../src/survey/commits/lineKey.ts';

const keyOf = (line: string): number => lineKey(line, 0, line.length);
const squeezed = (line: string): string => line.replace(/\s+/g, '');

/** Lines of letters, digits, signs and every kind of white space, in and beyond ASCII. */
const someLine = fc
  .array(
    fc.constantFrom('a', 'B', '7', 'ü', 'ß', '漢', '𝒳', '{', '→', ' ', '\t', '\u00a0', '\u2003', '\ufeff', '\r', '\n'),
    {
      maxLength: 24,
    },
  )
  .map((parts) => parts.join(''));

describe('the key of a line', () => {
  it('is that of the same line with other white space, and no other line has it', () => {
    fc.assert(
      fc.property(someLine, someLine, (one, other) => {
        if (isSlight(one) || isSlight(other)) return;
        assert.equal(keyOf(one) === keyOf(other), squeezed(one) === squeezed(other));
        assert.equal(keyOf(one), keyOf(squeezed(one)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is none where a line says too little to be known again', () => {
    fc.assert(
      fc.property(someLine, (line) => assert.equal(keyOf(line) === 0, isSlight(line))),
      { numRuns: 2_000 },
    );
  });

  it('is that of the part of a text in which the line stands', () => {
    const text = 'first(one, two);\n  second(three);\n';
    assert.equal(lineKey(text, 17, text.length), keyOf('second(three);'));
  });
});
