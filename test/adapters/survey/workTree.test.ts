import assert from 'node:assert/strict';
import { baselineOriginId, makeOrigin, unknownOriginId } from '../../../src/core/attribution/origin.ts';
import { gitBlobOid } from '../../../src/survey/storedRuns.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { countsOf, linesOf, Scene, whose } from './scene.ts';

const claude = 'Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>';
const byClaude = `Add a thing\n\n${claude}\n`;

describe('what stands in the work tree, on top of history', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  it('keeps the origin of lines that git checks out with Windows line ends', async () => {
    git(repository, 'config', 'core.autocrlf', 'true');
    commitFiles(repository, { 'a.ts': 'one();\r\ntwo();\r\n' }, 'Add');
    commitFiles(repository, { 'a.ts': 'one();\r\ntwo();\r\nthree();\r\n' }, byClaude);
    assert.equal(git(repository, 'cat-file', 'blob', 'HEAD:a.ts'), 'one();\ntwo();\nthree();\n');
    const { survey } = await scene.read(repository);
    assert.deepEqual(await whose(survey, 'a.ts'), ['unknown', 'unknown', 'ai']);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 2 });
    assert.equal(survey.snapshot.dirty, false);
  });

  it('calls unknown what was edited since HEAD, and leaves the rest as it was', async () => {
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\n' }, byClaude);
    writeFiles(repository, { 'a.ts': 'one();\nsomethingQuiteDifferent = 7;\nthree();\nfour();\n' });
    const { survey } = await scene.read(repository);
    const lines = await linesOf(survey, 'a.ts');
    assert.deepEqual(
      lines.map((line) => line.contributor),
      ['ai', 'unknown', 'ai', 'unknown'],
    );
    const head = git(repository, 'rev-parse', 'HEAD').trim();
    assert.deepEqual(
      lines.map((line) => line.commit),
      [head, null, head, null],
    );
    assert.equal(survey.snapshot.dirty, true);
    assert.deepEqual(await whose(survey, 'a.ts', 'HEAD'), ['ai', 'ai', 'ai']);
  });

  it('puts the live attribution of the ledger on top of history', async () => {
    const text = 'one();\ntwo();\nthree();\nfour();\n';
    commitFiles(repository, { 'a.ts': 'one();\nfour();\n' }, byClaude);
    writeFiles(repository, { 'a.ts': text });
    const { survey, ledger } = await scene.open(repository);
    const typed = ledger.origins.intern(
      makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }),
    );
    ledger.writeDocument(
      { worktree: '', path: 'a.ts' },
      {
        text,
        blobOid: gitBlobOid(Buffer.from(text)),
        runs: [
          { utf16Length: 7, originId: baselineOriginId },
          { utf16Length: 7, originId: typed },
          { utf16Length: 9, originId: unknownOriginId },
          { utf16Length: 8, originId: baselineOriginId },
        ],
      },
    );
    await survey.run();
    assert.deepEqual(await whose(survey, 'a.ts'), ['ai', 'human', 'unknown', 'ai']);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 2, human: 1, tool: 0, unknown: 1 });
  });

  it('keeps the live attribution once the text is committed, but not in a look at the revision', async () => {
    const text = 'one();\n';
    commitFiles(repository, { 'a.ts': text }, 'Add');
    const { survey, ledger } = await scene.open(repository);
    const typed = ledger.origins.intern(
      makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }),
    );
    const key = { worktree: '', path: 'a.ts' };
    const blobOid = git(repository, 'rev-parse', 'HEAD:a.ts').trim();
    ledger.writeDocument(key, { text, blobOid, runs: [{ utf16Length: 7, originId: typed }] });
    await survey.run();
    assert.deepEqual(await whose(survey, 'a.ts'), ['human']);
    assert.deepEqual(await whose(survey, 'a.ts', 'HEAD'), ['unknown']);
    assert.equal(ledger.readDocument(key)?.text, null, 'the commit holds the text');
    await survey.run();
    assert.deepEqual(await whose(survey, 'a.ts'), ['human']);
  });

  it('counts an open document as the editor holds it', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    const { survey } = await scene.read(repository);
    const typed = survey.origins.intern(
      makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }),
    );
    const changed = new Promise<void>((resolve) => {
      survey.onDidChange((snapshot) => {
        if (snapshot.standing.some((tally) => tally.countByOrigin.has(typed))) resolve();
      });
    });
    survey.setLive('a.ts', {
      text: 'one();\ntwo();\n',
      runs: [
        { utf16Length: 7, originId: baselineOriginId },
        { utf16Length: 7, originId: typed },
      ],
    });
    await changed;
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 1, tool: 0, unknown: 0 });
  });

  it('is read once by a first look, however much it is: all of it was read once more when the history was known', async () => {
    const large = 'call();\n\n'.repeat(4_000);
    const names = Array.from({ length: 40 }, (_, index) => `${index}.ts`);
    commitFiles(repository, Object.fromEntries(names.map((name) => [name, large])), 'Add');
    commitFiles(repository, Object.fromEntries(names.map((name) => [name, `${large}ai();`])), byClaude);
    writeFiles(repository, { '1.ts': 'other();\n' });
    const read: string[] = [];
    const { survey } = await scene.read(repository, { onRead: (file) => read.push(file) });
    const of = (name: string): number => read.filter((file) => file === `${repository}/${name}`).length;
    assert.deepEqual(new Set(names.map(of)), new Set([1]));
    assert.deepEqual(countsOf(survey, '0.ts'), { ai: 1, human: 0, tool: 0, unknown: 4_000 });
    assert.deepEqual(countsOf(survey, '1.ts'), { ai: 0, human: 0, tool: 0, unknown: 1 });
  });

  it('has its history behind what is typed into a file that is opened while the history is read', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'Add');
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n' }, byClaude);
    let isOpen = false;
    const { survey } = await scene.open(repository, {
      onGit: ([command]) => {
        if (command !== 'blame' || isOpen) return;
        isOpen = true;
        const runs = [
          { utf16Length: 14, originId: baselineOriginId },
          { utf16Length: 9, originId: typed },
        ];
        survey.setLive('a.ts', { text: 'one();\ntwo();\nthree();\n', runs });
      },
    });
    const typed = survey.origins.intern(
      makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }),
    );
    await survey.run();
    assert.ok(isOpen);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 1, tool: 0, unknown: 1 });
  });
});
