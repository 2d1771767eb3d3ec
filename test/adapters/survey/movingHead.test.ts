import assert from 'node:assert/strict';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { countsOf, Scene } from './scene.ts';

const byClaude = 'Add a thing\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';

describe('a survey during which HEAD moves', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n', 'b.ts': 'b();\n' }, byClaude);
    commitFiles(repository, { 'a.ts': 'other = 1;\nquite();\ntwo();\ndifferent();\n' }, byClaude);
  });

  afterEach(() => scene.end());

  it('keeps what history says of files of whose change the disk tells late, while the survey reads on or before it began', async () => {
    const { survey } = await scene.open(repository);
    const late: Promise<void>[] = [];
    survey.onDidChange(({ progress, isAiExact }) => {
      const isTime = progress.phase === 'history' && isAiExact && late.length < 3;
      if (isTime) late.push(survey.refreshFiles(['a.ts', 'b.ts']));
    });
    await survey.run();
    assert.notEqual(late.length, 0);
    await Promise.all(late);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 4, human: 0, tool: 0, unknown: 0 });
    git(repository, 'checkout', '--quiet', 'HEAD~1');
    // The disk tells first, and git of the new HEAD while its files are still being counted.
    const early = survey.refreshFiles(['a.ts', 'b.ts']);
    await Promise.all([survey.run(), early]);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 2, human: 0, tool: 0, unknown: 0 });
    assert.deepEqual(countsOf(survey, 'b.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
  });

  // What git is asked first once HEAD is known, and what once the work tree is listed, too.
  for (const moment of ['status', 'check-attr']) {
    it(`does not remember for HEAD what it read of files that were another commit's by then (before ${moment})`, async () => {
      let hasMoved = false;
      const onGit = ([command]: readonly string[]): void => {
        if (command !== moment || hasMoved) return;
        hasMoved = true;
        git(repository, 'checkout', '--quiet', 'HEAD~1');
      };
      await scene.read(repository, { onGit });
      assert.ok(hasMoved);
      git(repository, 'checkout', '--quiet', 'main');
      const { survey } = await scene.read(repository);
      assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 4, human: 0, tool: 0, unknown: 0 });
      assert.deepEqual(countsOf(survey, 'b.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    });
  }
});
