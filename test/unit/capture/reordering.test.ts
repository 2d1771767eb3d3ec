import assert from 'node:assert/strict';
import { reordering } from '../../../bench/capture/reordering.ts';

describe('the truth about what only changed its order', () => {
  it('follows lines and two characters', () => {
    assert.deepEqual(reordering('b\na', 'a\nb'), [2, 1, 0]);
    assert.deepEqual(reordering('mi', 'im'), [1, 0]);
    assert.deepEqual(reordering('x\nx\ny', 'y\nx\nx'), [4, 1, 0, 3, 2]);
  });

  it('says nothing of anything else', () => {
    for (const [before, after] of [
      ['b\na', 'a\nc'],
      ['abc', 'cba'],
      ['b\na', 'a'],
    ] as const) {
      assert.equal(reordering(before, after), null);
    }
  });
});
