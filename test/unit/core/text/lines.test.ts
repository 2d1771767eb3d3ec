import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineCount, lineIndexAt, lineStarts } from '../../../../src/core/text/lines.ts';

describe('lines', () => {
  it('are counted as git counts them', () => {
    for (const [text, count] of [
      ['', 0],
      ['a', 1],
      ['a\n', 1],
      ['a\nb', 2],
      ['\n\n', 2],
      ['a\r\nb\r\n', 2],
      ['a\rb', 1],
    ] as const) {
      assert.equal(lineCount(text), count, JSON.stringify(text));
      assert.equal(lineStarts(text).length, count, JSON.stringify(text));
    }
  });

  it('are found by an offset; what is beyond the text belongs to the last one', () => {
    assert.equal(lineIndexAt(lineStarts('ab\ncd\n'), 3), 1);
    assert.equal(lineIndexAt(lineStarts('ab\ncd\n'), 99), 1);
    assert.equal(lineIndexAt(lineStarts(''), 0), -1);
  });

  it('law: a line starts where the text does and behind each line break but the last code unit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a\r\n]{0,60}$/), (text) => {
        const expected = Array.from(text, (_, index) => index).filter((at) => at === 0 || text[at - 1] === '\n');
        const starts = lineStarts(text);
        assert.deepEqual(Array.from(starts), expected);
        assert.equal(lineCount(text), expected.length);
        for (let offset = 0; offset < text.length; offset++) {
          assert.equal(lineIndexAt(starts, offset), expected.filter((start) => start <= offset).length - 1);
        }
      }),
    );
  });
});
