import assert from 'node:assert/strict';
import { OriginTable } from '../../../../src/core/attribution/origin.ts';
import { changeLineBreaks, seeChange, TrackedText } from '../../../../src/core/attribution/trackedText.ts';
import { type Decision } from '../../../../src/core/classify/verdict.ts';
import { LineMirror } from '../../../../src/core/text/lineMirror.ts';

const mechanics: Decision = {
  how: 'rearrange',
  origin: { contributor: 'tool', evidence: 'observed', source: 'keystroke' },
};
const typing: Decision = {
  how: 'write',
  origin: { contributor: 'human', evidence: 'observed', source: 'keystroke' },
};

/** Contributors of each run: `human 3`. */
function runsOf(text: TrackedText): readonly string[] {
  return text.attribution.runs().map((run) => `${text.origins.get(run.originId).contributor} ${run.utf16Length}`);
}

describe('other line breaks', () => {
  it('keep every line whose it was, and later edits find their places', () => {
    const mirror = new LineMirror('', '\n');
    const text = new TrackedText(mirror, [], new OriginTable());
    const at = (lineIndex: number, character: number): { lineIndex: number; character: number } => ({
      lineIndex,
      character,
    });
    const insert = (place: { lineIndex: number; character: number }, offset: number, insertedText: string): void => {
      const step = seeChange(mirror, [{ start: place, end: place, offset, insertedText }]);
      text.settle(step, typing, 0);
    };
    insert(at(0, 0), 0, 'a\nb');
    text.settle(changeLineBreaks(mirror, '\r\n'), mechanics, 0);
    assert.equal(text.text(), 'a\r\nb');
    assert.equal(text.attribution.utf16Length, 4);
    insert(at(1, 1), 4, 'c');
    assert.equal(text.text(), 'a\r\nbc');
    assert.equal(runsOf(text).at(-1), 'human 3');
    text.settle(changeLineBreaks(mirror, '\n'), mechanics, 0);
    assert.equal(text.text(), 'a\nbc');
    assert.deepEqual(runsOf(text), ['human 4']);
  });
});

describe('a key that takes the place of a selection', () => {
  it('is the typist’s, though the selection ends with the same character', () => {
    const origins = new OriginTable();
    const mirror = new LineMirror('list', '\n');
    const text = new TrackedText(mirror, [{ utf16Length: 4, originId: 1 }], origins);
    const start = { lineIndex: 0, character: 0 };
    const step = seeChange(mirror, [{ start, end: { lineIndex: 0, character: 4 }, offset: 0, insertedText: 't' }]);
    text.settle(step, typing, 0);
    assert.deepEqual(runsOf(text), ['human 1']);
  });
});
