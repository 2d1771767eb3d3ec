import assert from 'node:assert/strict';
import { KeptTouches, storeTouches, type CommitTouches, type NumberRange } from '../../../src/survey/keptTouches.ts';

describe('what commits touched, as it is kept', () => {
  let stored: Map<string, Uint8Array>;
  const ledger = {
    readCache: (name: string) => stored.get(name) ?? null,
    writeCache: (name: string, bytes: Uint8Array | null) => void stored.set(name, bytes ?? new Uint8Array()),
  };
  const place = { ledger, shape: 'shape' };
  const oid = (digit: string): string => digit.repeat(40);
  const paths = ['a.ts', 'ö b.ts'];
  const commits: readonly (readonly [string, CommitTouches])[] = [
    [oid('a'), { touched: [0, 5], links: [0, 1], renamings: [1, 0] }],
    [oid('b'), { touched: [], links: [], renamings: [] }],
    [oid('c'), { touched: [6], links: [], renamings: [1, -1] }],
  ];
  beforeEach(() => {
    stored = new Map();
    storeTouches(place, paths, commits);
  });

  it('is the same the next time', () => {
    const kept = KeptTouches.load(place);
    assert.ok(kept !== null);
    assert.deepEqual(kept.paths, paths);
    for (const [commit, touches] of commits) {
      const found: CommitTouches | undefined = kept.of(commit);
      for (const part of ['touched', 'links', 'renamings'] as const)
        assert.deepEqual([...(found?.[part] ?? [])], [...touches[part]], `${commit} ${part}`);
      for (const part of ['touched', 'links'] as const) {
        const range: NumberRange | null = kept[part](commit);
        assert.ok(range !== null);
        assert.deepEqual(
          [...range.values.slice(range.start, range.endExclusive)],
          [...touches[part]],
          `${commit} ${part}`,
        );
      }
    }
    assert.deepEqual(
      [0, 1, 2].map((path) => kept.touchOf(oid('a'), path)),
      [0, 5, -1],
    );
  });

  it('says nothing of a commit that is not there', () => {
    const kept = KeptTouches.load(place);
    assert.equal(kept?.has(oid('d')), false);
    assert.equal(kept.of(oid('d')), undefined);
    assert.equal(kept.touchOf(oid('d'), 0), undefined);
    assert.equal(kept.touched(oid('d')) ?? kept.links(oid('d')), null);
  });

  it('is nothing of no commits, where history has another shape, and where it is damaged', () => {
    const [[name, bytes] = ['', new Uint8Array()]] = [...stored];
    assert.equal(KeptTouches.load({ ...place, shape: 'other' }), null);
    stored.set(name, bytes.subarray(0, bytes.length - 3));
    assert.equal(KeptTouches.load(place), null);
    storeTouches(place, [], []);
    assert.equal(KeptTouches.load(place)?.has(oid('a')), false);
  });
});
