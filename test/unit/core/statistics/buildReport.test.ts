import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  baselineOriginId,
  contributors,
  evidenceGrades,
  makeOrigin,
  OriginTable,
  type Origin,
  unknownOriginId,
} from '../../../../src/core/attribution/origin.ts';
import { buildReport, folderOfPath, type ReportOptions } from '../../../../src/core/statistics/buildReport.ts';
import { formatCount, formatHeadline, formatRange } from '../../../../src/core/statistics/format.ts';
import { kindOfPath, languageOfPath } from '../../../../src/core/statistics/languages.ts';
import { groupings, type Counts } from '../../../../src/core/statistics/report.ts';
import { fileKinds, skipReasons, type SkipReason, type Tally } from '../../../../src/core/statistics/tally.ts';

const origins = new OriginTable();
const skipped = Object.fromEntries(skipReasons.map((reason) => [reason, 0])) as Record<SkipReason, number>;
const options: ReportOptions = {
  lens: 'standing',
  kinds: fileKinds,
  by: null,
  countsInferred: false,
  period: { since: null, until: null },
  repository: { head: null, dirty: false },
  generatedAt: '2026-11-01T00:00:00.000Z',
  skipped,
};

const id = (origin: Pick<Origin, 'contributor' | 'evidence' | 'source'> & Partial<Origin>): number =>
  origins.intern(makeOrigin(origin));
const claude = id({
  contributor: 'ai',
  evidence: 'recorded',
  source: 'trailer',
  granularity: 'commit',
  agent: 'claude',
});
const copilot = id({ contributor: 'ai', evidence: 'reported', source: 'edit-reason', agent: 'copilot', model: 'm' });
const guess = id({ contributor: 'ai', evidence: 'inferred', source: 'accept-command' });
const human = id({ contributor: 'human', evidence: 'observed', source: 'keystroke' });
const tool = id({ contributor: 'tool', evidence: 'reported', source: 'edit-reason' });
const everyId = [0, 1, claude, copilot, guess, human, tool];

function tally(path: string, counts: Readonly<Record<number, number>>, more: Partial<Tally> = {}): Tally {
  const countByOrigin = new Map(Object.entries(counts).map(([key, count]) => [Number(key), count]));
  return {
    path,
    language: languageOfPath(path),
    kind: kindOfPath(path),
    day: null,
    author: null,
    countByOrigin,
    mixedLines: 0,
    ...more,
  };
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);

describe('buildReport', () => {
  it('counts by contributor and gives the range from known to possible', () => {
    const tallies = [tally('src/a.ts', { [claude]: 120, [human]: 300, [tool]: 10, 0: 40, 1: 30 })];
    const report = buildReport([{ origins, tallies, pathPrefix: '' }], options);
    assert.deepEqual(report.counts, { ai: 120, human: 300, tool: 10, unknown: 70 });
    assert.deepEqual(report.share, { low: 0.24, high: 0.38, known: 120 / 420 });
    assert.deepEqual(report.aiByGranularity, { character: 0, line: 0, commit: 120 });
  });

  it('says nothing rather than zero where nothing was counted', () => {
    assert.deepEqual(buildReport([], options).share, { low: null, high: null, known: null });
  });

  it('counts what is only inferred as unknown, unless the person wants it counted', () => {
    const sources = [{ origins, tallies: [tally('a.ts', { [guess]: 5 })], pathPrefix: '' }];
    assert.equal(buildReport(sources, options).counts.unknown, 5);
    assert.equal(buildReport(sources, { ...options, countsInferred: true }).counts.ai, 5);
  });

  it('counts what rests on unwanted evidence as unknown', () => {
    const sources = [{ origins, tallies: [tally('a.ts', { [claude]: 5, [copilot]: 2 })], pathPrefix: '' }];
    const report = buildReport(sources, { ...options, evidence: ['reported'] });
    assert.deepEqual(report.counts, { ai: 2, human: 0, tool: 0, unknown: 5 });
  });

  it('says why the unknown part is unknown', () => {
    const silent = id({ contributor: 'unknown', evidence: null, source: 'none', granularity: 'commit' });
    const leftOut = id({ contributor: 'unknown', evidence: null, source: 'authorship-log', granularity: 'line' });
    const pasted = id({ contributor: 'unknown', evidence: null, source: 'paste' });
    const tallies = [
      tally('a.ts', {
        [silent]: 1,
        [leftOut]: 2,
        [unknownOriginId]: 3,
        [baselineOriginId]: 4,
        [guess]: 5,
        [pasted]: 6,
      }),
    ];
    const { unknownBy } = buildReport([{ origins, tallies, pathPrefix: '' }], options);
    const expected = { silentCommit: 1, leftOutOfLog: 2, unexplained: 3, uncommitted: 4, setAside: 5, other: 6 };
    assert.deepEqual(unknownBy, expected);
  });

  it('joins several folders under their names', () => {
    const tallies = [tally('src/a.ts', { [human]: 1 })];
    const sources = ['one/', 'two/'].map((pathPrefix) => ({ origins, tallies, pathPrefix }));
    const { groups, scope } = buildReport(sources, { ...options, by: 'file' });
    assert.deepEqual(
      groups?.rows.map((row) => row.key),
      ['one/src/a.ts', 'two/src/a.ts'],
    );
    assert.equal(scope.files, 2);
  });

  it('names the unnamed agent instead of leaving its lines out', () => {
    const { groups } = buildReport(
      [{ origins, tallies: [tally('a.ts', { [guess]: 3, [claude]: 1 })], pathPrefix: '' }],
      {
        ...options,
        by: 'agent',
        countsInferred: true,
      },
    );
    assert.deepEqual(
      groups?.rows.map((row) => [row.key, row.total]),
      [
        ['unknown agent', 3],
        ['claude', 1],
      ],
    );
  });

  const anyTally = fc.record({
    path: fc.constantFrom('a.ts', 'src/a.ts', 'src/b.py', 'test/x.test.ts', 'docs/readme.md', 'packages/one/a.ts'),
    counts: fc.dictionary(fc.constantFrom(...everyId.map(String)), fc.nat(50)),
    day: fc.constantFrom(null, '2026-01-01', '2026-01-02'),
    author: fc.constantFrom(null, 'A <a@x>', 'B <b@x>'),
    mixedLines: fc.nat(3),
  });

  it('law: the sums agree, whatever is counted and however it is grouped, and the order does not matter', () => {
    fc.assert(
      fc.property(
        fc.array(anyTally, { maxLength: 8 }),
        fc.constantFrom(...groupings),
        fc.boolean(),
        fc.subarray([...evidenceGrades]),
        fc.subarray([...fileKinds]),
        (raws, by, countsInferred, evidence, kinds) => {
          const tallies = raws.map(({ path, counts, ...more }) => tally(path, counts, more));
          const wanted = { ...options, by, countsInferred, evidence, kinds };
          const report = buildReport([{ origins, tallies, pathPrefix: '' }], wanted);
          const reversed = buildReport([{ origins, tallies: [...tallies].reverse(), pathPrefix: '' }], wanted);
          assert.deepEqual(reversed, report);
          const { counts } = report;
          assert.equal(sum(counts), report.total);
          assert.equal(sum(report.evidence), counts.ai + counts.human);
          assert.equal(sum(report.aiByGranularity), counts.ai);
          assert.equal(sum(report.unknownBy), counts.unknown);
          const inRows = (contributor: keyof Counts): number =>
            (report.groups?.rows ?? []).reduce((all, row) => all + row.counts[contributor], 0);
          assert.equal(inRows('ai'), counts.ai);
          const coversAll = by !== 'agent' && by !== 'model';
          if (coversAll) for (const contributor of contributors) assert.equal(inRows(contributor), counts[contributor]);
          for (const row of report.groups?.rows ?? []) assert.equal(sum(row.counts), row.total);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the rows by evidence', () => {
  it('add up to the whole: lines of which nobody knows who wrote them had no row', () => {
    const tallies = [tally('a.ts', { [claude]: 3, [human]: 2, [tool]: 5, 0: 3, 1: 1 })];
    const report = buildReport([{ origins, tallies, pathPrefix: '' }], { ...options, by: 'evidence' });
    const totals = report.groups?.rows.map(({ key, total }) => [key, total]);
    assert.deepEqual(totals, [
      ['tool', 5],
      ['unknown', 4],
      ['recorded', 3],
      ['observed', 2],
    ]);
  });
});

describe('the display of a share', () => {
  const show = (low: number | null, high: number | null): string => formatRange(low, high).replaceAll('\u202f', ' ');

  it('is a range, or one value where both ends read the same', () => {
    assert.equal(show(0.463, 0.612), '46–61 %');
    assert.equal(show(0.461, 0.459), '46 %');
    assert.equal(show(null, null), '–');
  });

  it('does not round almost nothing to nothing, nor almost all to all', () => {
    assert.equal(show(0.001, 0.999), '<1 – >99 %');
    assert.equal(show(0.62, 0.999), '62 – >99 %');
    assert.equal(show(0, 1), '0–100 %');
  });

  it('is AI against typing alone for the written lens', () => {
    const share = { low: 0.2, high: 0.9, known: 0.5 };
    assert.equal(formatHeadline({ lens: 'written', share }).replaceAll('\u202f', ' '), 'AI 50 %');
    assert.equal(formatCount(1234567).replaceAll('\u202f', ' '), '1 234 567');
  });
});

describe('what a path tells', () => {
  it('the language', () => {
    const expected = {
      'a.TS': 'typescript',
      Makefile: 'make',
      'x/Dockerfile.dev': 'dockerfile',
      'a.unknown': 'other',
      'no-extension': 'other',
    };
    for (const [path, language] of Object.entries(expected)) assert.equal(languageOfPath(path), language, path);
  });

  it('the kind', () => {
    const expected = {
      'src/a.ts': 'code',
      'src/arc.ts': 'code',
      'src/a.test.ts': 'test',
      'tests/helper.py': 'test',
      'pkg/a_test.go': 'test',
      'README.md': 'docs',
      LICENSE: 'docs',
      'docs/guide.rst': 'docs',
      'docs/build.ts': 'code',
      'package.json': 'config',
      '.eslintrc.json': 'config',
      'vite.config.ts': 'config',
      'data/x.json': 'data',
      'a.yml': 'config',
      'logo.svg': 'data',
    };
    for (const [path, kind] of Object.entries(expected)) assert.equal(kindOfPath(path), kind, path);
  });

  it('the folders of a part of a repository are those below it', () => {
    const tallies = [tally('a/b/top.ts', { [human]: 1 }), tally('a/b/c/d/deep.ts', { [human]: 2 })];
    const rowsOf = (pathPrefix: string, scope: string): unknown =>
      buildReport([{ origins, tallies, pathPrefix, scope }], { ...options, by: 'folder' }).groups?.rows.map(
        (row) => row.key,
      );
    assert.deepEqual(rowsOf('', 'a/b'), ['c', '.']);
    assert.deepEqual(rowsOf('', ''), ['a']);
    // Of several folders each has its own, below its name.
    assert.deepEqual(rowsOf('one/', 'a/b'), ['one/c', 'one']);
    assert.deepEqual(rowsOf('one/', ''), ['one/a']);
  });

  it('the folder that a table shows', () => {
    assert.equal(folderOfPath('a.ts'), '.');
    assert.equal(folderOfPath('src/deep/a.ts'), 'src');
    assert.equal(folderOfPath('packages/one/src/a.ts'), 'packages/one');
    assert.equal(folderOfPath('packages/a.ts'), 'packages');
  });
});
