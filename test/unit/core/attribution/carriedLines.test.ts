import assert from 'node:assert/strict';
import { carriedLines, carriedRuns } from '../../../../src/core/attribution/carriedLines.ts';
import { fillUnknown } from '../../../../src/core/attribution/fillUnknown.ts';
import { blankLine } from '../../../../src/core/attribution/lineAttribution.ts';
import { makeOrigin, OriginTable, unknownOriginId } from '../../../../src/core/attribution/origin.ts';

const origins = new OriginTable();
const ai = origins.intern(makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'edit-reason' }));
const human = origins.intern(makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }));

/** A text of lines, each with its origin. */
function textOf(...lines: readonly (readonly [text: string, originId: number])[]) {
  return {
    text: lines.map(([text]) => `${text}\n`).join(''),
    runs: lines.map(([text, originId]) => ({ utf16Length: text.length + 1, originId })),
  };
}

const known = textOf(['first(one, two);', ai], ['second(three);', human], ['if (third) {', ai], ['}', ai]);
const carried = (text: string, isElsewhere = false): readonly number[] =>
  carriedLines(known, text, origins, isElsewhere);

describe('lines carried over to another text', () => {
  it('keep their origin among new lines, indented and moved', () => {
    assert.deepEqual(carried('new(line);\n  first(one, two);\n\n\tsecond(three);\n'), [
      unknownOriginId,
      ai,
      blankLine,
      human,
    ]);
    assert.deepEqual(carried('second(three);\nfirst(one, two);\nif (third) {\n}\n'), [human, ai, ai, ai]);
  });

  it('lose it when they were changed, however little', () => {
    assert.deepEqual(carried('first(one, tree);\nsecond(three);\n'), [unknownOriginId, human]);
    const runs = carriedRuns(known, 'first(one, tree);\nsecond(three);\n');
    assert.deepEqual(runs, [
      { utf16Length: 18, originId: unknownOriginId },
      { utf16Length: 15, originId: human },
    ]);
  });

  it('do not give it to another line that is what is left of one without some letters or digits', () => {
    const numbered = textOf(['const value17 = compute(17, options);', human], ['rest(of, file);', ai]);
    const text = 'const value7 = compute(7, options);\nrest(of, file);\n';
    assert.deepEqual(carriedLines(numbered, text, origins, false), [unknownOriginId, ai]);
    assert.deepEqual(carriedRuns(numbered, text)[0], { utf16Length: 36, originId: unknownOriginId });
  });

  it('keep it when a formatter broke them up or took their semicolons', () => {
    assert.deepEqual(carried('first(\n  one,\n  two\n)\nsecond(three)\n'), [ai, ai, ai, ai, human]);
  });

  it('that say little count elsewhere only beside one that says more', () => {
    assert.deepEqual(carried('other(thing);\n}\n', true), [unknownOriginId, unknownOriginId]);
    assert.deepEqual(carried('if (third) {\n}\n', true), [ai, ai]);
    assert.deepEqual(carried('other(thing);\n}\n', false), [unknownOriginId, ai]);
  });
});

describe('two attributions of one text', () => {
  it('know together what either knows, the first one first', () => {
    const one = [
      { utf16Length: 2, originId: ai },
      { utf16Length: 3, originId: unknownOriginId },
    ];
    const other = [
      { utf16Length: 4, originId: human },
      { utf16Length: 1, originId: unknownOriginId },
    ];
    assert.deepEqual(fillUnknown(one, other, origins), [
      { utf16Length: 2, originId: ai },
      { utf16Length: 2, originId: human },
      { utf16Length: 1, originId: unknownOriginId },
    ]);
    assert.equal(fillUnknown(one, [{ utf16Length: 9, originId: ai }], origins), one);
  });
});
