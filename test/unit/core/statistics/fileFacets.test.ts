import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeOrigin, OriginTable } from '../../../../src/core/attribution/origin.ts';
import { buildReport, type TallySource } from '../../../../src/core/statistics/buildReport.ts';
import { fileFacets } from '../../../../src/core/statistics/fileFacets.ts';
import { type GroupBy, type GroupRow } from '../../../../src/core/statistics/report.ts';
import { skipReasons, type SkipReason, type Tally } from '../../../../src/core/statistics/tally.ts';

const origins = new OriginTable();
const ids = [
  0,
  ...[
    { contributor: 'ai', evidence: 'reported', source: 'agent-hook', agent: 'claude' },
    { contributor: 'ai', evidence: 'inferred', source: 'none', agent: 'codex' },
    { contributor: 'ai', evidence: 'recorded', source: 'trailer' },
    { contributor: 'human', evidence: 'observed', source: 'keystroke' },
  ].map((one) => origins.intern(makeOrigin({ granularity: 'character', ...one } as Parameters<typeof makeOrigin>[0]))),
];

const tallies = fc.array(
  fc.record({
    path: fc.constantFrom('a.ts', 'src/a.ts', 'src/b.py', 'packages/one/src/a.ts', 'docs/x.md'),
    language: fc.constantFrom('typescript', 'python'),
    kind: fc.constantFrom('code' as const, 'test' as const, 'docs' as const),
    counts: fc.array(fc.tuple(fc.constantFrom(...ids), fc.integer({ min: 1, max: 9 })), { minLength: 1 }),
  }),
  { maxLength: 6 },
);

describe('what a file belongs to', () => {
  it('law: a row of another table is above 0 exactly if a file has its key', () => {
    fc.assert(
      fc.property(tallies, fc.constantFrom('', 'app/'), fc.boolean(), (drawn, pathPrefix, countsInferred) => {
        // A path has one language and one kind.
        const byPath = new Map(drawn.map((one) => [one.path, one]));
        const sources: readonly TallySource[] = [
          {
            origins,
            pathPrefix,
            tallies: [...byPath.values()].map(({ path, language, kind, counts }): Tally => ({
              path,
              language,
              kind,
              day: null,
              author: null,
              countByOrigin: new Map(counts),
              mixedLines: 0,
            })),
          },
        ];
        const kinds = ['code', 'test'] as const;
        const rowsBy = (by: GroupBy): readonly GroupRow[] =>
          buildReport(sources, {
            lens: 'standing',
            kinds,
            by,
            countsInferred,
            period: { since: null, until: null },
            repository: { head: null, dirty: false },
            generatedAt: '',
            skipped: Object.fromEntries(skipReasons.map((reason) => [reason, 0])) as Record<SkipReason, number>,
          }).groups?.rows ?? [];
        const keysOf = (by: GroupBy): readonly string[] =>
          rowsBy(by)
            .map((row) => row.key)
            .sort();
        const facets = fileFacets(sources, { kinds, countsInferred });
        const found = (
          pick: (one: { language: string; folder: string; agents: readonly string[] }) => readonly string[],
        ) => [...new Set([...facets.values()].flatMap(pick))].sort();
        assert.deepEqual([...facets.keys()].sort(), keysOf('file'));
        assert.deepEqual(
          found(({ language }) => [language]),
          keysOf('language'),
        );
        assert.deepEqual(
          found(({ folder }) => [folder]),
          keysOf('folder'),
        );
        assert.deepEqual(
          found(({ agents }) => agents),
          keysOf('agent'),
        );
      }),
    );
  });
});
