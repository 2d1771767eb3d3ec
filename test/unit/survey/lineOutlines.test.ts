import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OriginTable } from '../../../src/core/attribution/origin.ts';
import { linesOfFile, tallyOfLines } from '../../../src/survey/fileTally.ts';
import { LineOutlines } from '../../../src/survey/lineOutlines.ts';

const origins = new OriginTable();
const text = fc
  .array(fc.constantFrom('', ' ', '\t', '\r', '\u3000', 'a', 'ä b', '}'), { maxLength: 40 })
  .chain((parts) => fc.constantFrom(parts.join('\n'), `${parts.join('\n')}\n`));

describe('outlines of texts', () => {
  it('have the lines of the texts, and blank ones where these are blank', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const outlines = new LineOutlines();
        const all = texts.map((one) => linesOfFile(one, null, null, origins));
        for (const [index, lines] of all.entries()) outlines.set(`${index}`, lines);
        for (const [index, lines] of all.entries()) {
          const outline = outlines.textOf(`${index}`);
          assert.ok(outline !== null);
          const found = linesOfFile(outline, null, null, origins);
          assert.deepEqual(found, lines);
          assert.deepEqual(tallyOfLines('a.ts', found), tallyOfLines('a.ts', lines));
        }
      }),
    );
  });

  it('are of the last text of a path, and gone when it changes or all is let go', () => {
    const outlines = new LineOutlines();
    const set = (one: string): void => outlines.set('a.ts', linesOfFile(one, null, null, origins));
    set('one\n\n');
    set('one\ntwo\n');
    assert.equal(outlines.textOf('a.ts'), 'x\nx\n');
    outlines.delete('a.ts');
    assert.equal(outlines.textOf('a.ts'), null);
    set('\n'.repeat(20_000));
    assert.equal(outlines.textOf('a.ts'), '\n'.repeat(20_000));
    outlines.clear();
    assert.equal(outlines.textOf('a.ts'), null);
    set('');
    assert.equal(outlines.textOf('a.ts'), '');
  });
});
