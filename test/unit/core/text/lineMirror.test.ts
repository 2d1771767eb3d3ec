import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineMirror, sameSignature, type LinePosition } from '../../../../src/core/text/lineMirror.ts';

const eols = ['\n', '\r\n'] as const;

function positionAt(text: string, offset: number): LinePosition {
  const before = text.slice(0, offset).split(/\r\n|\n/);
  return { lineIndex: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe('LineMirror', () => {
  it('returns the text that an edit deleted', () => {
    const mirror = new LineMirror('one\ntwo\nthree', '\n');
    assert.equal(mirror.replace({ lineIndex: 0, character: 2 }, { lineIndex: 2, character: 1 }, 'X\nY'), 'e\ntwo\nt');
    assert.equal(mirror.text(), 'onX\nYhree');
  });

  it('refuses a range outside the text and leaves the text alone', () => {
    const mirror = new LineMirror('ab', '\n');
    assert.throws(
      () => mirror.replace({ lineIndex: 0, character: 1 }, { lineIndex: 0, character: 3 }, 'x'),
      RangeError,
    );
    assert.throws(
      () => mirror.replace({ lineIndex: 1, character: 0 }, { lineIndex: 1, character: 0 }, 'x'),
      RangeError,
    );
    assert.equal(mirror.text(), 'ab');
  });

  it('takes the insertion of very many lines at once', () => {
    const mirror = new LineMirror('a\nz', '\n');
    mirror.replace({ lineIndex: 0, character: 1 }, { lineIndex: 0, character: 1 }, '\nx'.repeat(300_000));
    assert.equal(mirror.lineCount, 300_002);
    assert.equal(mirror.line(300_001), 'z');
  });

  it('stays equal to a plain string under any edits, and so does its signature', () => {
    const piece = fc.stringMatching(/^[ab {}\n]{0,6}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...eols),
        piece,
        fc.array(fc.tuple(fc.nat(), fc.nat(), piece), { maxLength: 20 }),
        (eol, start, edits) => {
          const native = (text: string): string => text.replaceAll('\n', eol);
          let text = native(start);
          const mirror = new LineMirror(text, eol);
          for (const [from, length, inserted] of edits) {
            let offset = from % (text.length + 1);
            // No editor splits a line break.
            if (text[offset] === '\n' && eol === '\r\n') offset++;
            let end = offset + (length % (text.length - offset + 1));
            if (text[end] === '\n' && eol === '\r\n') end++;
            const deleted = mirror.replace(positionAt(text, offset), positionAt(text, end), native(inserted));
            assert.equal(deleted, text.slice(offset, end));
            text = text.slice(0, offset) + native(inserted) + text.slice(end);
            assert.equal(mirror.text(), text);
            assert.equal(mirror.utf16Length, text.length);
            assert.ok(sameSignature(mirror.signature, new LineMirror(text, eol).signature));
          }
        },
      ),
    );
  });
});
