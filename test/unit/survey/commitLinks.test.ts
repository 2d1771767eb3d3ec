import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommitLinks } from '../../../src/survey/commitLinks.ts';
import { type CommitTable, type TableCommit } from '../../../src/survey/commitTable.ts';

const facts = {
  mark: { kind: 'none' },
  reverts: null,
  authoredAtSeconds: 0,
  committedAtSeconds: 0,
  author: '',
} as const;

/** A table of commits with these parents, in this order. */
function tableOf(parents: readonly (readonly [oid: string, parents: readonly string[]])[]): CommitTable {
  return new Map(parents.map(([oid, own]): [string, TableCommit] => [oid, { ...facts, parents: own }]));
}

/** Histories of up to twelve commits, each with up to three parents among the older ones or outside, in any order. */
const histories = fc
  .array(fc.array(fc.nat({ max: 30 }), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .chain((all) => {
    const rows = all.map((parents, index): readonly [string, readonly string[]] => [
      `c${index}`,
      [...new Set(parents.map((parent) => (parent < index ? `c${parent}` : `outside${parent}`)))],
    ]);
    return fc.shuffledSubarray(rows, { minLength: rows.length });
  });

/** Commits that one can reach, the slow way. */
function reached(table: CommitTable, oid: string): ReadonlySet<string> {
  const commit = table.get(oid);
  if (commit === undefined) return new Set();
  return new Set([oid, ...commit.parents.flatMap((parent) => [...reached(table, parent)])]);
}

describe('which commits come after which', () => {
  it('is what a walk from each of them finds, in whatever order they are listed', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (rows, chosen) => {
        const table = tableOf(rows);
        const oids = [...table.keys()];
        const links = new CommitLinks(table);
        const tip = oids[chosen % oids.length] ?? '';
        assert.deepEqual(new Set(links.reachableFrom(tip)), reached(table, tip));
        const some = oids.filter((_, index) => ((chosen >> index) & 1) === 1);
        const { commits, boundary } = links.withDescendants(
          Uint8Array.from(oids, (oid) => (some.includes(oid) ? 1 : 0)),
        );
        const after = oids.filter((oid) => some.some((one) => reached(table, oid).has(one)));
        assert.deepEqual([...commits], after);
        assert.equal(commits.size, after.length);
        for (const oid of [...oids, 'unknown']) assert.equal(commits.has(oid), after.includes(oid));
        const below = after.flatMap((oid) => table.get(oid)?.parents ?? []).filter((oid) => !after.includes(oid));
        assert.deepEqual(new Set(boundary), new Set(below));
      }),
    );
  });

  it('is empty of no commits', () => {
    const links = new CommitLinks(new Map());
    assert.deepEqual([...links.reachableFrom('a')], []);
    assert.deepEqual(links.withDescendants(new Uint8Array()).boundary, []);
    assert.equal(links.rankOf('a'), undefined);
  });
});
