import assert from 'node:assert/strict';
import path from 'node:path';
import { git } from '../../host/scratchFolder.ts';

import { listAt } from './json.ts';
import { CommandLineScene } from './scene.ts';

describe('the lines that the command line gives', () => {
  let scene: CommandLineScene;

  // One repository for all, which no test changes for good.
  before(() => {
    scene = new CommandLineScene();
  });

  after(() => scene.end());

  it('gives every line of a file as JSON', async () => {
    const blame = await scene.json(['blame', 'src/old.ts']);
    assert.equal(blame['schema'], 'ai-code-share/blame/1');
    assert.equal(blame['path'], 'src/old.ts');
    assert.equal(blame['revision'], null);
    const lines = listAt(blame, 'lines');
    assert.equal(lines.length, 4);
    assert.deepEqual(lines[3], {
      lineNumber: 4,
      contributor: 'ai',
      mixed: false,
      agent: 'claude',
      model: 'claude-opus-4-6',
      session: null,
      evidence: 'recorded',
      granularity: 'commit',
      source: 'trailer',
      commit: git(scene.repository, 'rev-parse', 'HEAD~1').trim(),
    });
    assert.deepEqual(
      lines.map((line) => line['contributor']),
      ['human', 'human', 'human', 'ai'],
    );
    const log = listAt(await scene.json(['blame', 'log.ts'], path.join(scene.repository, 'src')), 'lines');
    assert.deepEqual(
      log.map((line) => [line['contributor'], line['source'], line['session']]),
      [
        ['unknown', 'authorship-log', null],
        ['ai', 'authorship-log', 'k-1'],
      ],
    );
  });

  it('gives a blank line as unknown, source none', async () => {
    const [, blank] = listAt(await scene.json(['blame', 'src/new.ts']), 'lines');
    assert.equal(blank?.['contributor'], 'unknown');
    assert.equal(blank['source'], 'none');
  });

  it('gives the lines of a file at a revision', async () => {
    const blame = await scene.json(['blame', 'src/old.ts', '--at', 'HEAD~2']);
    assert.equal(blame['revision'], git(scene.repository, 'rev-parse', 'HEAD~2').trim());
    assert.equal(listAt(blame, 'lines').length, 3);
  });
});
