import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChangeRecords, readRecords, type ChangeRecord } from '../../../src/survey/blame/changeRecords.ts';
import { type Hunk } from '../../../src/survey/blame/gitDiff.ts';
import { SeenChanges } from '../../../src/survey/seenChanges.ts';

const oid = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex'));

/** Hunks in order; lines between them are as many on both sides. */
const hunks = fc.array(fc.tuple(fc.nat(9_000), fc.nat(300), fc.nat(300)), { maxLength: 6 }).map((steps) => {
  const all: Hunk[] = [];
  let [oldEnd, newEnd] = [0, 0];
  for (const [between, oldCount, newCount] of steps) {
    const [oldStart, newStart] = [oldEnd + between, newEnd + between];
    all.push({ oldStart, oldCount, newStart, newCount });
    [oldEnd, newEnd] = [oldStart + oldCount, newStart + newCount];
  }
  return all;
});
const change = fc.oneof(fc.constant('added' as const), hunks);
const record: fc.Arbitrary<ChangeRecord> = fc.record(
  { commit: oid, nthParent: fc.nat(9), change },
  { noNullPrototype: true },
);
const seen = fc.array(fc.tuple(fc.constantFrom('a.ts', 'ö/b c.ts'), record), { maxLength: 12 });

describe('how versions differ, as a walk saw it', () => {
  it('is unpacked as it was packed', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        const packed = new ChangeRecords();
        for (const one of records) packed.add('a.ts', one);
        assert.deepEqual(
          packed.all.flatMap(({ bytes }) => readRecords(bytes)),
          records,
        );
      }),
    );
  });

  it('is known after it was kept, whatever came later, until the ledger has it damaged or history has another shape', () => {
    fc.assert(
      fc.property(fc.array(seen, { minLength: 1, maxLength: 3 }), (walks) => {
        const cache = new Map<string, Uint8Array>();
        const ledger = {
          readCache: (name: string) => cache.get(name) ?? null,
          writeCache: (name: string, value: Uint8Array) => void cache.set(name, value),
        };
        const expected = new Map<string, { readonly path: string } & ChangeRecord>();
        for (const walk of walks) {
          const known = SeenChanges.load(ledger, 'one');
          const packed = new ChangeRecords();
          for (const [path, one] of walk) {
            const key = `${path} ${one.commit} ${one.nthParent}`;
            if (expected.has(key)) continue;
            expected.set(key, { path, ...one });
            packed.add(path, one);
          }
          for (const changes of packed.all) known.add(changes);
          known.store(() => true);
        }
        const again = SeenChanges.load(ledger, 'one');
        const other = SeenChanges.load(ledger, 'other');
        for (const [name, bytes] of cache) cache.set(name, bytes.subarray(0, bytes.length >> 1));
        const damaged = SeenChanges.load(ledger, 'one');
        for (const { path, commit, nthParent, change: found } of expected.values()) {
          assert.deepEqual(again.changeOf(commit, nthParent, path), found);
          for (const none of [other, damaged]) assert.equal(none.changeOf(commit, nthParent, path), null);
        }
      }),
    );
  });
});
