import { makeOrigin, OriginTable } from '../../../src/core/attribution/origin.ts';
import { buildReport } from '../../../src/core/statistics/buildReport.ts';
import { type Report } from '../../../src/core/statistics/report.ts';
import { type Tally } from '../../../src/core/statistics/tally.ts';

const origins = new OriginTable();
const ai = origins.intern(makeOrigin({ contributor: 'ai', evidence: 'recorded', source: 'trailer', agent: 'claude' }));
const human = origins.intern(makeOrigin({ contributor: 'human', evidence: 'declared', source: 'date' }));

/** A report of files, each with a line of AI's and two of a person's. */
export function reportOf(
  paths: readonly string[],
  by: 'file' | null,
  period: Report['period'] = { since: null, until: null },
): Report {
  const tallies = paths.map((path): Tally => {
    const countByOrigin = new Map([
      [ai, 1],
      [human, 2],
    ]);
    return { path, language: 'typescript', kind: 'code', day: null, author: null, countByOrigin, mixedLines: 0 };
  });
  const skipped = { generated: 2, vendored: 0, minified: 0, binary: 0, tooLarge: 0, excluded: 0, unreadable: 0 };
  return buildReport([{ origins, tallies, pathPrefix: '' }], {
    lens: period.since === null ? 'standing' : 'committed',
    kinds: ['code'],
    by,
    countsInferred: false,
    period,
    repository: { head: 'abc', dirty: false },
    generatedAt: '2026-11-24T00:00:00.000Z',
    skipped,
  });
}
