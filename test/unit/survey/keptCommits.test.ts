import assert from 'node:assert/strict';
import { type TableCommit } from '../../../src/survey/commitTable.ts';
import { loadCommits, storeCommits } from '../../../src/survey/keptCommits.ts';

describe('commits that are kept', () => {
  let stored: Map<string, Uint8Array>;
  const ledger = {
    readCache: (name: string) => stored.get(name) ?? null,
    writeCache: (name: string, bytes: Uint8Array | null) => void stored.set(name, bytes ?? new Uint8Array()),
  };
  const place = { ledger, shape: 'shape', rules: 'rules' };
  const oid = (digit: string): string => digit.repeat(40);
  const commit = (more: Partial<TableCommit>): TableCommit => ({
    parents: [],
    mark: { kind: 'none' },
    reverts: null,
    authoredAtSeconds: 1_700_000_000,
    committedAtSeconds: 1_700_000_001,
    author: 'Ada <ada@example.org>',
    ...more,
  });
  const table = new Map<string, TableCommit>([
    [oid('a'), commit({ parents: [oid('b'), oid('c')], mark: { kind: 'automation' } })],
    [oid('b'), commit({ parents: [oid('c')], reverts: oid('c'), author: 'Bö <>' })],
    // As claimed by commits whose clocks were wrong.
    [oid('c'), commit({ authoredAtSeconds: -5, committedAtSeconds: 1e13 })],
  ]);
  const loaded = (where = place): ReadonlyMap<string, TableCommit> | null => {
    const kept = loadCommits(where);
    if (kept === null) return null;
    assert.equal(kept.head, oid('a'));
    const found = new Map<string, TableCommit>();
    kept.addTo(found);
    return found;
  };
  beforeEach(() => {
    stored = new Map();
    storeCommits(place, oid('a'), table);
  });

  it('are the same the next time, in the same order', () => {
    assert.deepEqual(loaded(), table);
    assert.deepEqual([...(loaded()?.keys() ?? [])], [...table.keys()]);
  });

  it('have no parents beyond the end of a shallow clone', () => {
    storeCommits(place, oid('a'), new Map([[oid('a'), commit({ parents: [oid('f')] })]]));
    assert.deepEqual(loaded()?.get(oid('a'))?.parents, []);
  });

  it('are read again where history has another shape, or marks other rules', () => {
    assert.equal(loaded({ ...place, shape: 'other' }), null);
    assert.equal(loaded({ ...place, rules: 'other' }), null);
  });

  it('are read again where they are damaged, cut off or of an earlier version', () => {
    const [[name, bytes] = ['', new Uint8Array()]] = [...stored];
    for (const at of [0, 5, bytes.length >> 1, bytes.length - 1]) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 255;
      stored.set(name, damaged);
      assert.equal(loaded(), null, `byte ${at}`);
    }
    stored.set(name, bytes.subarray(0, bytes.length - 3));
    assert.equal(loaded(), null);
    stored.set(name, new Uint8Array());
    assert.equal(loaded(), null);
  });
});
