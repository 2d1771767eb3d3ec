import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffSequences, SearchRoom } from '../../../../src/core/text/sequenceDiff.ts';

const symbolCount = 5;
const symbols = (maxLength: number): fc.Arbitrary<Int32Array> =>
  fc.array(fc.nat(symbolCount - 1), { maxLength, size: 'max' }).map((list) => Int32Array.from(list));

/** Matches are ascending, disjoint and equal; returns how many symbols they match. */
function checked(
  a: Int32Array,
  b: Int32Array,
  room: SearchRoom,
): { readonly matched: number; readonly isExact: boolean } {
  const { matches, isExact } = diffSequences(a, b, symbolCount, room);
  let [aEnd, bEnd, matched] = [0, 0, 0];
  for (const { aStart, bStart, length } of matches) {
    assert.ok(aStart >= aEnd && bStart >= bEnd && length > 0);
    assert.deepEqual(a.subarray(aStart, aStart + length), b.subarray(bStart, bStart + length));
    [aEnd, bEnd, matched] = [aStart + length, bStart + length, matched + length];
  }
  assert.ok(aEnd <= a.length && bEnd <= b.length);
  return { matched, isExact };
}

/** The textbook's table. */
function longestCommon(a: Int32Array, b: Int32Array): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const symbol of a) {
    const next = [0];
    b.forEach((other, index) => {
      next.push(symbol === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    });
    row = next;
  }
  return row[b.length] ?? 0;
}

describe('diffSequences', () => {
  it('law: finds the longest common sequence of short sequences', () => {
    fc.assert(
      fc.property(symbols(32), symbols(32), (a, b) => {
        const { matched, isExact } = checked(a, b, new SearchRoom(1e6));
        assert.equal(matched, longestCommon(a, b));
        assert.equal(isExact, true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('law: matches of long sequences are right, and there are some wherever there can be', () => {
    fc.assert(
      fc.property(symbols(200), symbols(200), (a, b) => {
        const { matched } = checked(a, b, new SearchRoom(1e6));
        assert.equal(matched > 0, longestCommon(a, b) > 0);
      }),
      { numRuns: 300 },
    );
  });

  it('does not tear apart what a single moved symbol passed', () => {
    const few = new Int32Array(40);
    const before = Int32Array.from([1, ...few]);
    const after = Int32Array.from([...few, 1]);
    assert.equal(checked(before, after, new SearchRoom(1e6)).matched, 40);
  });

  it('law: is right without any room to search, and says when it went on crudely', () => {
    const random = Int32Array.from({ length: 3_000 }, (_, index) => (index * index * 7 + (index >> 3)) % symbolCount);
    fc.assert(
      fc.property(symbols(300), symbols(300), (a, b) => void checked(a, b, new SearchRoom(0))),
      { numRuns: 300 },
    );
    assert.equal(checked(random, random.slice().reverse(), new SearchRoom(0)).isExact, false);
  });

  it('matches nothing of nothing', () => {
    const none = new Int32Array();
    assert.deepEqual(diffSequences(none, Int32Array.of(1), symbolCount, new SearchRoom(9)).matches, []);
    assert.deepEqual(diffSequences(none, none, symbolCount, new SearchRoom(9)), { matches: [], isExact: true });
  });
});
