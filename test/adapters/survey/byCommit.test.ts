import assert from 'node:assert/strict';
import { retentionOf } from '../../../src/core/statistics/retention.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { addNote, counts, noteOf, Scene } from './scene.ts';

const by = (who: string): string => `Change\n\nCo-Authored-By: ${who}\n`;
const claude = by('Claude <noreply@anthropic.com>');
const codex = by('Codex <noreply@openai.com>');

describe('the lines of a repository by the commits that wrote them', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  afterEach(() => scene.end());

  it('say how many of the AI lines of each month stand, by agent, through renames and edits', async () => {
    commitFiles(repository, { 'a.ts': 'old();\n' }, 'Begin', '2024-01-05T12:00:00Z');
    commitFiles(repository, { 'a.ts': 'old();\na1();\na2();\na3();\n\na4();\n' }, claude, '2024-02-05T12:00:00Z');
    commitFiles(repository, { 'b.ts': 'b1();\nb2();\n' }, codex, '2024-02-29T23:00:00Z');
    commitFiles(repository, { 'c.ts': 'c1();\nc2();\n', 'yarn.lock': 'x\n' }, claude, '2024-03-05T12:00:00Z');
    git(repository, 'mv', 'a.ts', 'moved.ts');
    git(repository, 'commit', '--quiet', '--message', 'Move');
    commitFiles(repository, { 'moved.ts': 'old();\na1();\na2();\nhand();\n\na4();\n' }, 'Edit', '2024-04-05T12:00:00Z');
    git(repository, 'rm', '--quiet', 'c.ts');
    git(repository, 'commit', '--quiet', '--message', 'Drop');
    commitFiles(repository, { 'd.ts': 'd1();\nd2();\n' }, 'Logged', '2024-05-05T12:00:00Z');
    addNote(repository, 'HEAD', noteOf({ 'd.ts': '2' }));
    const { survey } = await scene.open(repository);
    const answer = await survey.aiLinesByCommit('HEAD');
    assert.ok(answer.ok);
    assert.deepEqual(retentionOf(survey.origins, answer.value.added, answer.value.standing, ['code']), [
      { month: '2024-02', agent: 'claude', added: 4, standing: 3, kept: 0.75 },
      { month: '2024-02', agent: 'codex', added: 2, standing: 2, kept: 1 },
      { month: '2024-03', agent: 'claude', added: 2, standing: 0, kept: 0 },
      { month: '2024-05', agent: 'claude', added: 1, standing: 1, kept: 1 },
    ]);
    await survey.run();
    assert.equal(counts(survey, answer.value.standing).ai, counts(survey, survey.snapshot.standing).ai);
  });

  it('are not asked of git again once a survey has asked', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `file${index}.ts`);
    const texts = (...more: readonly string[]): Record<string, string> =>
      Object.fromEntries(names.map((name) => [name, [`${name}();`, ...more, ''].join('\n')]));
    commitFiles(repository, texts('old()'), 'Begin', '2019-01-05T12:00:00Z');
    commitFiles(repository, texts('old()', 'ai()'), claude, '2024-02-05T12:00:00Z');
    commitFiles(repository, texts('old()', 'ai()', 'hand()'), 'More', '2024-03-05T12:00:00Z');
    const { survey } = await scene.read(repository);
    scene.asked.length = 0;
    const answer = await survey.aiLinesByCommit('HEAD');
    assert.ok(answer.ok);
    const asked = scene.asked.filter((command) => command === 'blame' || command === 'diff-tree');
    assert.deepEqual(asked, []);
    assert.deepEqual(retentionOf(survey.origins, answer.value.added, answer.value.standing, ['code']), [
      { month: '2024-02', agent: 'claude', added: 40, standing: 40, kept: 1 },
    ]);
  });

  it('have nothing to keep where no commit is AI’s', async () => {
    commitFiles(repository, { 'a.ts': 'old();\n' }, 'Begin');
    const { survey } = await scene.open(repository);
    const answer = await survey.aiLinesByCommit('HEAD');
    assert.ok(answer.ok);
    assert.deepEqual([answer.value.added, answer.value.standing], [[], []]);
  });

  it('stand by day and author, and sum to what stands', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n\nb();\n', 'c.ts': 'c();\n' }, 'Begin', '2024-01-05T12:00:00Z');
    commitFiles(repository, { 'a.ts': 'a();\nx();\n\nb();\n' }, claude, '2024-02-05T12:00:00Z');
    const { survey } = await scene.open(repository);
    const [byCommit, whole] = [await survey.standingByCommit('HEAD'), await survey.standingAt('HEAD')];
    assert.ok(byCommit.ok && whole.ok);
    assert.deepEqual(
      byCommit.value.tallies.map((one) => [one.path, one.day, one.author, ...one.countByOrigin.values()]).sort(),
      [
        ['a.ts', '2024-01-05', 'Ada Example <ada@example.org>', 2],
        ['a.ts', '2024-02-05', 'Ada Example <ada@example.org>', 1],
        ['c.ts', '2024-01-05', 'Ada Example <ada@example.org>', 1],
      ],
    );
    assert.deepEqual(counts(survey, byCommit.value.tallies), counts(survey, whole.value.tallies));
  });
});
