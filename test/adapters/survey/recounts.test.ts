import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { countsOf, Scene } from './scene.ts';

const byClaude = 'Add a thing\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';
const names = Array.from({ length: 12 }, (_, index) => `${index}.ts`);

describe('files that are said to have changed', () => {
  let scene: Scene;
  let repository: string;
  const texts = (line: string): Record<string, string> => Object.fromEntries(names.map((name) => [name, line]));

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
    commitFiles(repository, texts('one();\n'), 'Add');
    commitFiles(repository, texts('one();\ntwo();\n'), byClaude);
  });
  afterEach(() => {
    assert.deepEqual(scene.warnings, []);
    scene.end();
  });

  it('and hold what was counted cost no question to git, as after a checkout of which the disk tells late', async () => {
    const { survey } = await scene.open(repository);
    const late: Promise<void>[] = [];
    survey.onDidChange(({ progress }) => {
      // What is told of it is news, too: once is enough.
      if (progress.phase === 'history' && late.length === 0) late.push(survey.refreshFiles(names));
    });
    await survey.run();
    assert.ok(late.length > 0);
    await Promise.all(late);
    const asked = scene.asked.length;
    await survey.refreshFiles(names);
    for (const name of names) survey.setLive(name, null);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(scene.asked.slice(asked), []);
    assert.deepEqual(countsOf(survey, '3.ts'), { ai: 1, human: 0, tool: 0, unknown: 1 });
    // They are remembered for the next survey as well.
    const before = scene.count('cat-file');
    await scene.read(repository);
    assert.equal(scene.count('cat-file'), before);
  });

  it('are counted anew, many by few questions to git, with those that are gone, came back, or are new', async () => {
    const { survey } = await scene.read(repository);
    writeFiles(repository, texts('one();\nthree();\nfour();\ntwo();\n'));
    rmSync(scene.at('repository', '5.ts'));
    writeFiles(repository, { 'new.ts': 'six();\n' });
    const asked = scene.asked.length;
    await survey.refreshFiles([...names, 'new.ts']);
    assert.ok(scene.asked.length - asked < names.length, scene.asked.slice(asked).join(' '));
    assert.equal(survey.snapshot.dirty, true);
    assert.deepEqual(countsOf(survey, '3.ts'), { ai: 1, human: 0, tool: 0, unknown: 3 });
    assert.deepEqual(countsOf(survey, 'new.ts'), { ai: 0, human: 0, tool: 0, unknown: 1 });
    assert.ok(!survey.snapshot.standing.some(({ path }) => path === '5.ts'));
    git(repository, 'checkout', '--quiet', '--', '.');
    await survey.refreshFiles(names);
    const counted = names.map((name) => countsOf(survey, name));
    assert.deepEqual(
      new Set(counted.map((counts) => JSON.stringify(counts))),
      new Set([JSON.stringify({ ai: 1, human: 0, tool: 0, unknown: 1 })]),
    );
  });
});
