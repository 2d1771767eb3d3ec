import assert from 'node:assert/strict';
import { OriginTable, unknownOriginId } from '../../../../src/core/attribution/origin.ts';
import { type Progress } from '../../../../src/core/ports.ts';
import { type ShareQuery, type ShareSource } from '../../../../src/core/protocol/shareSource.ts';
import { buildReport } from '../../../../src/core/statistics/buildReport.ts';
import { type Lens } from '../../../../src/core/statistics/report.ts';
import { headlineKinds, type SkipReason, skipReasons, type Tally } from '../../../../src/core/statistics/tally.ts';
import { readShare } from '../../../../src/features/panel/readShare.ts';

const query: ShareQuery = { lens: 'standing', by: null, kinds: headlineKinds, since: null, until: null };
const queryFor = (lens: Lens): ShareQuery => ({ ...query, lens });
const skipped = Object.fromEntries(skipReasons.map((reason) => [reason, 0])) as Record<SkipReason, number>;

const tally: Tally = {
  path: 'src/a.ts',
  language: 'typescript',
  kind: 'code',
  day: null,
  author: null,
  countByOrigin: new Map([[unknownOriginId, 3]]),
  mixedLines: 0,
};

/** A share that finds one file more with each report it gives, and is done after `files` of them. */
function growingShare(files: number): Pick<ShareSource, 'report' | 'facets' | 'status'> {
  let found = 0;
  const progress = (): Progress => ({ phase: found < files ? 'listing' : 'done', done: found, total: files });
  return {
    status: () => ({
      roots: [],
      progress: progress(),
      asOfMs: 0,
      isTracking: true,
      editReasons: 'stable',
    }),
    facets: () => Promise.resolve(new Map([['src/a.ts', { language: 'typescript', folder: 'src', agents: [] }]])),
    report: ({ by, lens }) => {
      const tallies = Array.from({ length: found }, () => tally);
      found = Math.min(files, found + 1);
      return Promise.resolve(
        buildReport([{ origins: new OriginTable(), tallies, pathPrefix: '' }], {
          lens,
          kinds: headlineKinds,
          by,
          countsInferred: false,
          period: { since: null, until: null },
          repository: { head: null, dirty: false },
          generatedAt: '2026-11-01T00:00:00.000Z',
          skipped,
        }),
      );
    },
  };
}

describe('what the panel reads of a share', () => {
  it('never calls figures complete that were read before the last file was', async () => {
    const share = growingShare(1);
    const first = await readShare(share, query, queryFor, new AbortController().signal);
    assert.equal(first.status.progress.phase, 'listing');
    assert.equal(first.report, null, 'an empty share looks like a result');
    const second = await readShare(share, query, queryFor, new AbortController().signal);
    assert.equal(second.status.progress.phase, 'done');
    assert.equal(second.report?.counts.unknown, 3);
  });

  for (const phase of ['evidence', 'reading'] as const)
    it(`has no empty share to show while commits or files are read (${phase}) and no file is counted yet`, async () => {
      const share = growingShare(1);
      const progress: Progress = { phase, done: 0, total: null };
      const early = { ...share, status: () => ({ ...share.status(), progress }) };
      const shown = async (): Promise<unknown> =>
        (await readShare(early, query, queryFor, new AbortController().signal)).report?.counts.unknown;
      assert.deepEqual([await shown(), await shown()], [undefined, 3]);
    });

  it('gives the rows of every grouping that the panel shows', async () => {
    const share = growingShare(1);
    await readShare(share, query, queryFor, new AbortController().signal);
    const { rows, report } = await readShare(share, query, queryFor, new AbortController().signal);
    assert.deepEqual(
      [rows.language, rows.folder, rows.file].map((some) => some.map((row) => row.key)),
      [['typescript'], ['src'], ['src/a.ts']],
    );
    assert.equal(report?.groups?.by, 'agent');
    assert.deepEqual(rows.file[0]?.folder, 'src');
  });

  it('has the shares to stand beside published figures once all is read, and walks through no history for them', async () => {
    const share = growingShare(1);
    await readShare(share, query, queryFor, new AbortController().signal);
    const { ownShares } = await readShare(share, query, queryFor, new AbortController().signal);
    assert.deepEqual(
      ownShares.map((own) => own.lens),
      ['standing', 'written'],
    );
  });
});
