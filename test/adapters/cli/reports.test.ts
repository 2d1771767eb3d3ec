import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { groupings } from '../../../src/core/statistics/report.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, noteOf } from '../survey/scene.ts';

import { countsOf, listAt, numberAt, objectAt, sumOf, type Json } from './json.ts';
import { CommandLineScene } from './scene.ts';

describe('the reports of the command line', () => {
  let scene: CommandLineScene;

  // One repository for all, which no test changes for good.
  before(() => {
    scene = new CommandLineScene();
  });

  after(() => scene.end());

  after(() => rmSync(scene.scratch, { recursive: true, force: true }));

  it('reports the share of a repository in the schema that is promised', async () => {
    const report = await scene.json(['report']);
    assert.equal(report['schema'], 'ai-code-share/report/1');
    assert.match(String(report['generatedAt']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
    assert.deepEqual(report['repository'], { head: git(scene.repository, 'rev-parse', 'HEAD').trim(), dirty: false });
    assert.equal(report['lens'], 'standing');
    assert.equal(report['unit'], 'lines');
    assert.deepEqual(report['period'], { since: null, until: null });
    assert.deepEqual(countsOf(report), { ai: 4, human: 3, tool: 0, unknown: 4 });
    assert.equal(report['total'], 11);
    assert.deepEqual(report['share'], { low: 4 / 11, high: 8 / 11, known: 4 / 7 });
    assert.deepEqual(report['evidence'], { reported: 0, observed: 0, recorded: 4, declared: 3, inferred: 0 });
    assert.deepEqual(report['aiByGranularity'], { character: 0, line: 1, commit: 3 });
    const scope = objectAt(report, 'scope');
    assert.equal(scope['files'], 5);
    assert.deepEqual(scope['kinds'], ['code', 'test']);
    assert.equal(report['groups'], null);
  });

  for (const by of groupings) {
    it(`groups by ${by}, and its rows sum to the whole`, async () => {
      for (const lens of ['standing', 'committed']) {
        const report = await scene.json(['report', '--by', by, '--lens', lens]);
        const groups = objectAt(report, 'groups');
        assert.equal(groups['by'], by);
        const rows = listAt(groups, 'rows');
        assert.ok(rows.length > 0);
        assert.equal(new Set(rows.map((row) => row['key'])).size, rows.length);
        for (const row of rows) assert.equal(sumOf(objectAt(row, 'counts')), row['total']);
        assert.equal(sumOf(countsOf(report)), report['total']);
        if (['agent', 'model'].includes(by)) {
          const ai = rows.reduce((sum, row) => sum + numberAt(objectAt(row, 'counts'), 'ai'), 0);
          assert.equal(ai, countsOf(report)['ai']);
        } else {
          const total = rows.reduce((sum, row) => sum + numberAt(row, 'total'), 0);
          assert.equal(total, report['total']);
        }
      }
    });
  }

  it('says why lines are unknown, in both lenses about lines, and the causes sum to what is unknown', async () => {
    const folder = path.join(scene.scratch, 'causes');
    initRepository(folder);
    commitFiles(folder, { 'a.ts': 'one();\ntwo();\nthree();\n' }, 'Silent');
    commitFiles(folder, { 'b.ts': 'ai();\nleftOut();\n' }, 'With a log');
    addNote(folder, 'HEAD', noteOf({ 'b.ts': '1' }));
    writeFiles(folder, { 'c.ts': 'notCommitted();\n' });
    const nothing = { silentCommit: 0, leftOutOfLog: 0, unexplained: 0, uncommitted: 0, setAside: 0, other: 0 };
    const standing = await scene.json(['report', folder]);
    assert.deepEqual(standing['unknownBy'], { ...nothing, silentCommit: 3, leftOutOfLog: 1, uncommitted: 1 });
    assert.equal(numberAt(countsOf(standing), 'unknown'), 5);
    const committed = await scene.json(['report', folder, '--lens', 'committed']);
    assert.deepEqual(committed['unknownBy'], { ...nothing, silentCommit: 3, leftOutOfLog: 1 });
    assert.equal(numberAt(countsOf(committed), 'unknown'), 4);
    const unwanted = await scene.json(['report', folder, '--evidence', 'observed']);
    assert.equal(objectAt(unwanted, 'unknownBy')['setAside'], 1);
    assert.match(
      (await scene.run(['report', folder])).stdout,
      /Why it is unknown:\n +from commits that say nothing +3\n/,
    );
  });

  it('reports HEAD as it reports the clean work tree', async () => {
    const [standing, at] = [
      await scene.json(['report', '--by', 'file']),
      await scene.json(['report', '--by', 'file', '--at', 'HEAD']),
    ];
    for (const key of ['counts', 'total', 'share', 'evidence', 'aiByGranularity', 'unknownBy', 'groups', 'scope']) {
      assert.deepEqual(at[key], standing[key], key);
    }
  });

  it('reports a folder and a file, from wherever it is called', async () => {
    assert.deepEqual(countsOf(await scene.json(['report', 'src'])), { ai: 4, human: 3, tool: 0, unknown: 3 });
    assert.deepEqual(countsOf(await scene.json(['report'], path.join(scene.repository, 'src'))), {
      ai: 4,
      human: 3,
      tool: 0,
      unknown: 3,
    });
    assert.deepEqual(countsOf(await scene.json(['report', 'src/old.ts'])), { ai: 1, human: 3, tool: 0, unknown: 0 });
    assert.deepEqual(countsOf(await scene.json(['report', path.join('..', 'my repository', 'src', 'ai.ts')])), {
      ai: 2,
      human: 0,
      tool: 0,
      unknown: 0,
    });
    assert.deepEqual(countsOf(await scene.json(['report', 'src/old.ts', '--at', 'HEAD~2'])), {
      ai: 0,
      human: 3,
      tool: 0,
      unknown: 0,
    });
  });

  it('counts only the kinds, the evidence and the files that are asked for', async () => {
    assert.deepEqual(countsOf(await scene.json(['report', '--kind', 'docs'])), {
      ai: 0,
      human: 1,
      tool: 0,
      unknown: 0,
    });
    assert.deepEqual(countsOf(await scene.json(['report', '--kind', 'test'])), {
      ai: 0,
      human: 0,
      tool: 0,
      unknown: 1,
    });
    assert.deepEqual(countsOf(await scene.json(['report', '--include', 'src/ai.ts', '--include', 'src/o*'])), {
      ai: 3,
      human: 3,
      tool: 0,
      unknown: 0,
    });
    const excluded = await scene.json(['report', '--exclude', 'src/ai.ts', '--exclude', 'test/**']);
    assert.deepEqual(countsOf(excluded), { ai: 2, human: 3, tool: 0, unknown: 3 });
    assert.equal(objectAt(objectAt(excluded, 'scope'), 'skipped')['excluded'], 2);
    const recorded = await scene.json(['report', '--evidence', 'recorded']);
    assert.deepEqual(countsOf(recorded), { ai: 4, human: 0, tool: 0, unknown: 7 });
  });

  it('takes the days of a period from the calendar of the person', async () => {
    const folder = path.join(scene.scratch, 'late');
    initRepository(folder);
    commitFiles(folder, { 'a.ts': 'x();\n' }, 'Late in the evening of the 1st in New York', '2026-05-02T01:00:00Z');
    const count = async (day: string, zone: string): Promise<unknown> => {
      const args = ['report', '--json', '--lens', 'committed', '--since', day, '--until', day];
      return (JSON.parse((await scene.run(args, folder, { TZ: zone })).stdout) as Json)['total'];
    };
    assert.equal(await count('2026-05-01', 'America/New_York'), 1);
    assert.equal(await count('2026-05-02', 'America/New_York'), 0);
    assert.equal(await count('2026-05-01', 'Asia/Tokyo'), 0);
    assert.equal(await count('2026-05-02', 'Asia/Tokyo'), 1);
  });

  it('names the commit that a range ends with, and says to programs, too, what could not be read and what was left out', async () => {
    const clone = path.join(scene.scratch, 'shallow');
    git(scene.scratch, 'clone', '--quiet', '--depth=1', pathToFileURL(scene.repository).href, clone);
    commitFiles(clone, { 'x.ts': 'x();\n', 'yarn.lock': 'y\n' }, 'New');
    const report = await scene.json(['report', '--lens', 'committed', '--since', 'HEAD~1'], clone);
    const head = git(clone, 'rev-parse', 'HEAD').trim();
    assert.deepEqual(report['repository'], { head, dirty: false });
    assert.deepEqual((report['scope'] as Json)['skipped'], {
      generated: 1,
      vendored: 0,
      minified: 0,
      binary: 0,
      tooLarge: 0,
      excluded: 0,
      unreadable: 0,
    });
    assert.match(String(report['problems']), /This clone is shallow/);
    assert.equal(report['total'], 1);
    const csv = await scene.run(['report', '--format', 'csv'], clone);
    assert.match(csv.stderr, /^Note: This clone is shallow/);
    assert.ok(!csv.stdout.includes('shallow'));
    assert.match((await scene.run(['retention'], clone)).stderr, /^Note: This clone is shallow/);
    assert.match(String((await scene.json(['retention'], clone))['problems']), /This clone is shallow/);
    assert.match(String((await scene.json(['blame', 'x.ts'], clone))['problems']), /This clone is shallow/);
  });

  it('counts the lines of a range of commits', async () => {
    const since = await scene.json(['report', '--lens', 'committed', '--since', 'HEAD~2']);
    assert.deepEqual(countsOf(since), { ai: 4, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(since['period'], { since: 'HEAD~2', until: null });
    const old = await scene.json(['report', '--lens', 'committed', '--until', '2020-12-31']);
    assert.deepEqual(countsOf(old), { ai: 0, human: 3, tool: 0, unknown: 0 });
  });
});
