import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { commitFiles, git } from '../../host/scratchFolder.ts';
import { countsOf } from './json.ts';
import { CommandLineScene } from './scene.ts';

describe('a path that only history has', () => {
  let scene: CommandLineScene;

  before(() => {
    scene = new CommandLineScene();
    rmSync(path.join(scene.repository, 'src', 'ai.ts'));
    rmSync(path.join(scene.repository, 'test'), { recursive: true });
    commitFiles(scene.repository, {}, 'Take out');
  });

  after(() => scene.end());

  it('is answered where a revision, commits or retention are asked for, and is none for the work tree', async () => {
    const ai = { ai: 2, human: 0, tool: 0, unknown: 0 };
    assert.deepEqual(countsOf(await scene.json(['report', 'src/ai.ts', '--at', 'HEAD~1'])), ai);
    assert.deepEqual(countsOf(await scene.json(['report', 'src/ai.ts', '--lens', 'committed'])), ai);
    assert.equal(countsOf(await scene.json(['report', 'test', '--at', 'HEAD~1']))['unknown'], 1);
    assert.equal((await scene.json(['blame', 'src/ai.ts', '--at', 'HEAD~1']))['path'], 'src/ai.ts');
    assert.match((await scene.run(['retention', 'src/ai.ts'])).stdout, /claude +2 +0 /);
    for (const args of [
      ['report', 'src/ai.ts'],
      ['blame', 'src/ai.ts'],
      ['report', 'no/such', '--at', 'HEAD'],
      ['report', 'no/such', '--lens', 'committed'],
      ['retention', 'no/such'],
    ]) {
      const { status, stderr } = await scene.run(args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, /there is no such file or folder/, args.join(' '));
    }
  });

  it('is every path of a bare repository', async () => {
    const bare = path.join(scene.scratch, 'bare.git');
    git(scene.scratch, 'clone', '--quiet', '--bare', scene.repository, bare);
    assert.equal(countsOf(await scene.json(['report', 'src/new.ts'], bare))['unknown'], 2);
    assert.equal((await scene.json(['blame', 'src/new.ts'], bare))['revision'], git(bare, 'rev-parse', 'HEAD').trim());
    assert.equal((await scene.run(['blame', 'src/ai.ts', '--at', 'HEAD~1'], bare)).status, 0);
    assert.match((await scene.run(['report', 'no/such'], bare)).stderr, /there is no such file or folder/);
  });
});
