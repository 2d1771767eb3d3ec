import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KeyRow, type KeptKeys } from '../../../../src/survey/commits/keyRow.ts';

/** A change of a source: from where on how many keys go, and which come. */
const change = fc.tuple(fc.nat(30), fc.nat(3), fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }));

describe('the row of what sources know of lines', () => {
  it('says of each source what was said of it, whatever came, went and was written in between', () => {
    const step = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 3 }), dropped: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let row = KeyRow.read(null);
        let last: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8];
        const expected = new Map<string, KeptKeys>();
        for (const [at, { changes, dropped }] of steps.entries()) {
          const fresh = new Map<string, KeptKeys>();
          for (const [index, [from, count, inserted]] of changes.entries()) {
            last = last.toSpliced(from % (last.length + 1), count, ...inserted);
            fresh.set(`state ${at}.${index}`, index === 2 ? null : Float64Array.from(last));
          }
          const gone = [...expected.keys()][dropped];
          if (gone !== undefined) expected.delete(gone);
          for (const [source, keys] of fresh) expected.set(source, keys);
          row = KeyRow.read(row.bytesWith((source) => source !== gone && expected.has(source), fresh));
        }
        for (const [source, keys] of expected) assert.deepEqual(row.keysOf(source), keys);
        for (const source of ['state 0.0', 'other']) if (!expected.has(source)) assert.equal(row.look(source), null);
        const known = new Set([...expected.values()].flatMap((keys) => [...(keys ?? [])]));
        for (const key of known) assert.ok(row.mayKnowOneOf([key]));
      }),
      { numRuns: 300 },
    );
  });

  it('does not keep the lines of sources that went long ago', () => {
    let row = KeyRow.read(null);
    for (let at = 0; at < 100; at++)
      row = KeyRow.read(row.bytesWith(() => false, new Map([[`state ${at}`, Float64Array.of(at + 1)]])));
    assert.equal(row.mayKnowOneOf([1]), false);
    assert.ok(row.mayKnowOneOf([100]));
  });

  it('is empty where its bytes are not those of a row', () => {
    const bytes = KeyRow.read(null).bytesWith(() => true, new Map([['state 1', Float64Array.of(7)]]));
    const cut = bytes.subarray(0, -1);
    const older = Uint8Array.from(bytes).fill(1, 0, 1);
    for (const damaged of [new Uint8Array(), cut, older]) assert.equal(KeyRow.read(damaged).look('state 1'), null);
    assert.deepEqual(KeyRow.read(bytes).keysOf('state 1'), Float64Array.of(7));
  });
});
