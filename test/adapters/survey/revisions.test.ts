import assert from 'node:assert/strict';
import path from 'node:path';
import { makeOrigin } from '../../../src/core/attribution/origin.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { addNote, counts, noteOf, pathsOf, Scene, whose } from './scene.ts';

const claude = 'Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>';
const byClaude = `Add a thing\n\n${claude}\n`;

describe('what a survey says of revisions and periods', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  it('reads the file of the revision that was asked for', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n', 'b.ts': 'x();\n' }, 'Second');
    const { survey } = await scene.open(repository);
    assert.deepEqual(await whose(survey, 'a.ts', 'HEAD~1'), ['ai']);
    const at = await survey.standingAt('HEAD~1');
    assert.ok(at.ok);
    assert.deepEqual(counts(survey, at.value.tallies), { ai: 1, human: 0, tool: 0, unknown: 0 });
    for (const revision of ['no-such-branch', '--all', 'HEAD~9', 'HEAD:a.ts', '']) {
      const answer = await survey.standingAt(revision);
      assert.deepEqual(answer, { ok: false, reason: `"${revision}" is no revision of this repository` });
    }
    assert.deepEqual(await survey.blame('b.ts', 'HEAD~1'), { ok: false, reason: 'b.ts is not a text file of HEAD~1' });
  });

  it('gives the committed lines of a range of revisions and of days, without merges and blank lines', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n\ntwo();\n' }, 'First', '2024-01-01T12:00:00Z');
    commitFiles(
      repository,
      { 'a.ts': 'one();\n\ntwo();\n+++ three();\n-- four();\n' },
      byClaude,
      '2024-02-01T12:00:00Z',
    );
    addNote(repository, 'HEAD', noteOf({ 'a.ts': '5' }));
    git(repository, 'switch', '--quiet', '--create', 'side');
    commitFiles(repository, { 'b.ts': '@@ -1 +1 @@\n' }, byClaude, '2024-03-01T12:00:00Z');
    git(repository, 'switch', '--quiet', 'main');
    commitFiles(repository, { 'c.ts': 'no newline at the end' }, 'Third', '2024-03-02T23:00:00Z');
    git(repository, 'merge', '--quiet', '--no-ff', '--no-edit', 'side');
    const { survey } = await scene.open(repository);
    const between = async (since: string | null, until: string | null): Promise<unknown> => {
      const answer = await survey.committed(since, until);
      return answer.ok ? counts(survey, answer.value.tallies) : answer.reason;
    };
    assert.deepEqual(await between(null, null), { ai: 2, human: 0, tool: 0, unknown: 4 });
    assert.deepEqual(await between('HEAD~2', null), { ai: 1, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(await between(null, 'HEAD~2'), { ai: 1, human: 0, tool: 0, unknown: 3 });
    assert.deepEqual(await between('HEAD~3', 'HEAD~2'), { ai: 1, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(await between('2024-02-01', '2024-02-01'), { ai: 1, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(await between('2024-02-02', '2024-03-02'), { ai: 1, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(await between('2025-01-01', null), { ai: 0, human: 0, tool: 0, unknown: 0 });
    assert.equal(
      await between('nonsense', null),
      '"nonsense" is neither a date (YYYY-MM-DD) nor a revision of this repository',
    );
    const all = await survey.committed(null, null);
    assert.ok(all.ok);
    const third = all.value.tallies.find((tally) => tally.path === 'c.ts');
    assert.equal(third?.day, '2024-03-02');
    assert.equal(third.author, 'Ada Example <ada@example.org>');
  });

  it('leaves out of the committed lines what it leaves out of the standing ones by name and attribute', async () => {
    commitFiles(
      repository,
      {
        '.gitattributes': 'made/** linguist-generated\nvendor/ours.ts -linguist-vendored\n',
        'a.ts': 'one();\n',
        'made/b.ts': 'x();\n',
        'vendor/lib.ts': 'x();\n',
        'vendor/ours.ts': 'x();\n',
        'yarn.lock': 'x\n',
        'left/out.ts': 'x();\n',
      },
      byClaude,
    );
    const { survey } = await scene.read(repository, { exclude: ['left/**'] });
    const committed = await survey.committed(null, null);
    assert.ok(committed.ok);
    assert.deepEqual(committed.value.tallies.map((tally) => tally.path).sort(), pathsOf(survey));
    assert.deepEqual(pathsOf(survey), ['.gitattributes', 'a.ts', 'vendor/ours.ts']);
  });

  it('gives what was written by day, from the ledger', async () => {
    commitFiles(repository, { 'src/a.ts': 'one();\n' }, 'Add');
    const { survey, ledger } = await scene.open(repository);
    const ai = ledger.origins.intern(
      makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'edit-reason', agent: 'copilot' }),
    );
    const typed = ledger.origins.intern(
      makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }),
    );
    const row = { path: 'src/a.ts', deletedUtf16Length: 0 };
    ledger.addFlow([
      { ...row, day: '2026-11-01', originId: ai, insertedUtf16Length: 30 },
      { ...row, day: '2026-11-01', originId: typed, insertedUtf16Length: 10 },
      { ...row, day: '2026-11-02', originId: ai, insertedUtf16Length: 5 },
      { ...row, day: '2026-11-02', originId: typed, insertedUtf16Length: 0, deletedUtf16Length: 4 },
      { ...row, day: '2026-11-02', originId: typed, insertedUtf16Length: 3, path: 'docs/b.md' },
    ]);
    assert.deepEqual(counts(survey, survey.written(null, null)), { ai: 35, human: 13, tool: 0, unknown: 0 });
    assert.deepEqual(counts(survey, survey.written('2026-11-02', null)), { ai: 5, human: 3, tool: 0, unknown: 0 });
    assert.deepEqual(counts(survey, survey.written(null, '2026-11-01')), { ai: 30, human: 10, tool: 0, unknown: 0 });
    const part = await scene.open(path.join(repository, 'src'));
    assert.deepEqual(counts(part.survey, part.survey.written(null, null)), { ai: 35, human: 10, tool: 0, unknown: 0 });
  });
});
