import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeOrigin, OriginTable } from '../../../src/core/attribution/origin.ts';
import { facetsOfPath } from '../../../src/core/statistics/languages.ts';
import { packRows, StandingRows, type StandingEntry } from '../../../src/survey/standingRows.ts';
import { type Unpacked } from '../../../src/survey/packed.ts';

const origins = new OriginTable();
const agents = ['claude', 'codex', 'cursor'];
const ids = agents.map((agent) =>
  origins.intern(
    makeOrigin({ contributor: 'ai', evidence: 'recorded', granularity: 'line', source: 'authorship-log', agent }),
  ),
);

const oid = (number: number): string => number.toString(16).padStart(40, '0');
const name = fc.stringMatching(/^[a-zé"\\\n ]{1,5}$/);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const owners = fc.oneof(
  fc.constantFrom('path' as const, 'lineage' as const),
  fc.uniqueArray(fc.nat(5).map(oid), { maxLength: 3 }),
);
const counts = fc.uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.integer({ min: 1, max: 3 })), {
  selector: ([id]) => id,
  maxLength: 3,
});
const row = fc.record({
  path,
  blob: fc.nat(9).map(oid),
  attributes: fc.constantFrom('', '1-', '01'),
  skip: fc.constantFrom(null, 'generated' as const, 'binary' as const),
  mixedLines: fc.nat(2),
  counts,
  owners,
});
const rows = fc.uniqueArray(row, { selector: (one) => one.path, maxLength: 12 });

type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function entryOf({ path: of, blob, attributes, skip, mixedLines, ...one }: Row): StandingEntry {
  const tally = {
    path: of,
    ...facetsOfPath(of),
    day: null,
    author: null,
    countByOrigin: new Map(one.counts),
    mixedLines,
  };
  return { blobOid: blob, attributes, counted: skip === null ? { tally } : { skip }, owners: one.owners };
}

type Kept = readonly [common: Unpacked, columns: readonly Buffer[]];

function kept(entries: readonly (readonly [string, StandingEntry])[]): Kept {
  const { common, columns } = packRows(entries, origins);
  return [JSON.parse(JSON.stringify(common)) as Unpacked, columns.map((column) => Buffer.from(column()))];
}

describe('what is kept of counted files', () => {
  it('is found again, in whatever order it is asked for, and only for the same blob', () => {
    fc.assert(
      fc.property(rows, fc.nat(12), (all, turn) => {
        const entries = all.map((one) => [one.path, entryOf(one)] as const);
        const unpacked = StandingRows.unpack(...kept(entries), origins);
        assert.ok(unpacked !== null);
        assert.deepEqual([...unpacked], entries);
        const asked = [...entries.slice(turn), ...entries.slice(0, turn)].reverse();
        for (const [of, entry] of [...entries, ...asked]) {
          assert.equal(unpacked.entryOf(`${of}x`, entry.blobOid), null);
          assert.equal(unpacked.entryOf(of, oid(77)), null);
          assert.deepEqual(unpacked.entryOf(of, entry.blobOid), entry);
        }
      }),
    );
  });

  it('is not used where it does not hold any longer', () => {
    const entries = ['a.ts', 'b.ts'].map((of, index) => {
      const counted = { skip: 'binary' as const };
      return [of, { blobOid: oid(index), attributes: '', counted, owners: [oid(index)] }] as const;
    });
    const unpacked = StandingRows.unpack(...kept(entries), origins, (of, by) => of !== 'a.ts' && by[0] === oid(1));
    assert.ok(unpacked !== null);
    assert.equal(unpacked.entryOf('a.ts', oid(0)), null);
    assert.deepEqual(unpacked.entryOf('b.ts', oid(1)), entries[1]?.[1]);
    assert.deepEqual([...unpacked], entries.slice(1));
  });

  it('is not read where it is damaged', () => {
    const [common, columns] = kept([
      ['a.ts', { blobOid: oid(1), attributes: '', counted: { skip: 'binary' }, owners: 'path' }],
    ]);
    assert.ok(StandingRows.unpack(common, columns, origins) !== null);
    for (const key of Object.keys(common)) {
      assert.equal(StandingRows.unpack({ ...common, [key]: 5 }, columns, origins), null, key);
      assert.equal(StandingRows.unpack({ ...common, [key]: [null] }, columns, origins), null, key);
    }
    assert.equal(StandingRows.unpack(common, columns.slice(1), origins), null);
    const more = [Buffer.from('a.ts//b.ts'), ...columns.slice(1)];
    assert.equal(StandingRows.unpack(common, more, origins), null);
  });
});
