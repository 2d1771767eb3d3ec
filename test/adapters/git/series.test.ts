import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { openBlamer } from '../../../src/survey/blameFile.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';

const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe('blame of one file after the other', () => {
  let folder: string;
  let head: string;
  const pathBefore = process.env['PATH'];

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'series-'));
    initRepository(folder);
    commitFiles(folder, { 'a.ts': 'one();\nnum commits: 7\n', 'new\nline.ts': 'x();', 'empty.ts': '' }, 'Begin');
    commitFiles(folder, { 'a.ts': 'one();\nnum commits: 7\ntwo();\n' }, 'num commits: 3');
    head = git(folder, 'rev-parse', 'HEAD').trim();
  });

  afterEach(() => {
    process.env['PATH'] = pathBefore;
    rmSync(folder, { recursive: true, force: true });
  });

  const place = (): Parameters<typeof openBlamer>[0] => ({
    git: createGit(quiet),
    cwd: folder,
    revision: head,
    env: {},
  });

  async function lineCounts(): Promise<unknown> {
    const blamer = openBlamer(place());
    const answers: unknown[] = [];
    for (const file of ['a.ts', 'no such file', 'new\nline.ts', 'empty.ts', '-dash', 'a.ts']) {
      const answer = await blamer.blame({ path: file, blobOid: '' });
      answers.push(answer?.pieces.map((piece) => [piece.lineIndex, piece.lineCount, piece.commit === head]) ?? null);
    }
    blamer.end();
    return answers;
  }

  const expected = [
    [
      [0, 2, false],
      [2, 1, true],
    ],
    null,
    [[0, 1, false]],
    [],
    null,
    [
      [0, 2, false],
      [2, 1, true],
    ],
  ];

  it('goes on after a file that git does not know, and is not misled by what files and messages say', async () => {
    assert.deepEqual(await lineCounts(), expected);
  });

  it('says the same where there is no xargs', async () => {
    const only = path.join(folder, '.git', 'only-git');
    mkdirSync(only);
    symlinkSync(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), path.join(only, 'git'));
    process.env['PATH'] = only;
    assert.deepEqual(await lineCounts(), expected);
  });

  it('answers with nothing once it is cancelled', async () => {
    const abort = new AbortController();
    const blamer = openBlamer(place(), abort.signal);
    const file = { path: 'a.ts', blobOid: '' };
    assert.equal((await blamer.blame(file))?.pieces.length, 2);
    const asked = blamer.blame(file);
    abort.abort();
    assert.equal(await asked, null);
    assert.equal(await blamer.blame(file), null);
  });
});
