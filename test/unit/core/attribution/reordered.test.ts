import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reordered } from '../../../../src/core/attribution/reordered.ts';
import { lettersOf, runsOf } from './notation.ts';

const after = (text: string, letters: string, afterText: string): string | null => {
  const runs = reordered({ text, runs: runsOf(letters) }, afterText);
  return runs === null ? null : lettersOf(runs);
};

describe('lines in another order', () => {
  it('take along whose they are, however short', () => {
    assert.equal(after('pear\nfig', 'hhhhtaaa', 'fig\npear'), 'aaathhhh');
  });

  it('stay in their order where they are equal', () => {
    assert.equal(after('b\nb\na', 'htatu', 'a\nb\nb'), 'uthta');
  });

  it('as two characters that changed places', () => {
    assert.equal(after('mi', 'ha', 'im'), 'ah');
    assert.equal(after('mi', 'ha', 'mm'), null);
  });

  it('are not found where a line is another, is missing or has another break', () => {
    assert.equal(after('b\na', 'hth', 'a\nc'), null);
    assert.equal(after('b\na', 'hth', 'a\n'), null);
    assert.equal(after('b\r\na\nc', 'httatu', 'c\na\r\nb'), null);
    assert.equal(after('one', 'hhh', 'eno'), null);
  });

  it('keep as many characters of each origin as they had', () => {
    const line = fc.stringMatching(/^[hat]{0,3}$/);
    fc.assert(
      fc.property(fc.array(line, { minLength: 2, maxLength: 6 }), (lines) => {
        // Each character is its own origin here, so that a line shows whether it took along what it had.
        const [text, afterText] = [lines.join('\n'), lines.toReversed().join('\n')];
        assert.equal(after(text, text.replaceAll('\n', 'u'), afterText), afterText.replaceAll('\n', 'u'));
      }),
    );
  });
});
