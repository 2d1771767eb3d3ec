import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FewLines } from '../../../../src/survey/blame/fewLines.ts';
import { middlePoint, SearchSpace, type Box, type Sequence } from '../../../../src/survey/blame/middlePoint.ts';

/** Some lines are everywhere, most stand once or nowhere. */
const line = fc.oneof({ weight: 7, arbitrary: fc.nat(3) }, fc.integer({ min: 4, max: 40 }));
const sides = fc.record({
  many: fc.array(line, { minLength: 1, maxLength: 400, size: 'max' }),
  few: fc.array(line, { minLength: 1, maxLength: 40, size: 'max' }),
  costLimit: fc.oneof(fc.constant(256), fc.integer({ min: 2, max: 60 })),
  isExact: fc.boolean(),
});

function sequence(lines: readonly number[]): Sequence {
  return { ids: Int32Array.from(lines), count: lines.length };
}

/** Without what both have at their ends; null where nothing remains of a side. */
function boxOf({ ids: old, count: oldCount }: Sequence, { ids: young, count: newCount }: Sequence): Box | null {
  let [oldStart, newStart, oldEnd, newEnd] = [0, 0, oldCount, newCount];
  for (; oldStart < oldEnd && newStart < newEnd && old[oldStart] === young[newStart]; newStart++) oldStart++;
  for (; oldStart < oldEnd && newStart < newEnd && old[oldEnd - 1] === young[newEnd - 1]; newEnd--) oldEnd--;
  return oldStart === oldEnd || newStart === newEnd ? null : { oldStart, oldEnd, newStart, newEnd };
}

describe('a few lines held against many', () => {
  it('are divided where the search step by step divides them, also when that costs too much', () => {
    const few = new FewLines();
    let [whole, cut] = [0, 0];
    fc.assert(
      fc.property(sides, ({ many: olds, few: news, costLimit, isExact }) => {
        const [a, b] = [sequence(olds), sequence(news)];
        const box = boxOf(a, b);
        if (box === null) return;
        assert.ok(few.open(a, b, new Int32Array(41)));
        const found = few.middle(box, costLimit, isExact);
        if (found === null) {
          assert.ok(box.newEnd - box.newStart > box.oldEnd - box.oldStart);
          return;
        }
        const space = new SearchSpace();
        space.open(a.count, b.count);
        space.costLimit = costLimit;
        assert.deepEqual(found, middlePoint(a, b, box, space, isExact));
        if (found.isExactBefore && found.isExactAfter) whole++;
        else cut++;
      }),
      { numRuns: 500 },
    );
    assert.ok(whole > 0 && cut > 0);
  });
});
