import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, counts, countsOf, linesOf, noteOf, pathsOf, Scene, whose } from './scene.ts';

const byClaude = 'Add a thing\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';
const three = { ai: 3, human: 0, tool: 0, unknown: 0 };

/** Commands that walk through history. */
const walks = ['log', 'rev-list', 'diff-tree', 'blame', 'cat-file', 'commit-graph'];

describe('what a survey remembers', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  afterEach(() => scene.end());

  /** The counts of a file in a survey that remembers, which must be those of a survey that does not. */
  async function countsWarmAndFresh(file: string): Promise<unknown> {
    const warm = await scene.read(repository);
    const fresh = scene.at(`fresh-${scene.asked.length}`);
    git(scene.folder, 'clone', '--quiet', '--no-local', repository, fresh);
    const anew = await scene.read(fresh);
    assert.deepEqual(countsOf(warm.survey, file), countsOf(anew.survey, file), 'warm and fresh');
    return countsOf(warm.survey, file);
  }

  it('does not show a file that was reverted and brought back as it was before that', async () => {
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\n' }, 'First');
    await scene.read(repository);
    commitFiles(repository, { 'a.ts': '' }, 'Take it out');
    await scene.read(repository);
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\n' }, byClaude);
    assert.deepEqual(await countsWarmAndFresh('a.ts'), three);
  });

  it('does not show a file of another branch with the history that it has on this one', async () => {
    commitFiles(repository, { 'b.ts': 'x();\n' }, 'Begin');
    git(repository, 'switch', '--quiet', '--create', 'side');
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\n' }, byClaude);
    await scene.read(repository);
    git(repository, 'switch', '--quiet', 'main');
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\n' }, 'By hand, perhaps');
    assert.deepEqual(await countsWarmAndFresh('a.ts'), { ...three, ai: 0, unknown: 3 });
    git(repository, 'switch', '--quiet', 'side');
    assert.deepEqual(await countsWarmAndFresh('a.ts'), three);
  });

  it('is kept by the next look, and by closing, where nobody did when the answer was shown', async () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}.ts`, `f${i}();\n`]));
    commitFiles(repository, files, 'Begin');
    commitFiles(repository, { 'f1.ts': 'f1();\nmore();\n' }, byClaude);
    const walksOf = async (look: () => Promise<unknown>): Promise<number> => {
      scene.asked.length = 0;
      await look();
      return scene.asked.filter((command) => walks.includes(command)).length;
    };
    const first = await scene.open(repository);
    await first.survey.run();
    assert.equal(await walksOf(() => first.survey.run()), 0);
    commitFiles(repository, { 'f2.ts': 'f2();\nmore();\n' }, byClaude);
    const second = await scene.open(repository);
    await second.survey.run();
    second.close();
    assert.equal(await walksOf(() => scene.read(repository)), 0);
  });

  it('takes no walk through the history of a repository that did not change', async () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}.ts`, `f${i}();\n`]));
    commitFiles(repository, files, 'Begin');
    commitFiles(repository, { 'f1.ts': 'f1();\nmore();\n', 'yarn.lock': 'x\n' }, byClaude);
    addNote(repository, 'HEAD~1', noteOf({ 'f2.ts': '1' }));
    const first = await scene.read(repository);
    scene.asked.length = 0;
    const second = await scene.read(repository);
    assert.deepEqual(
      scene.asked.filter((command) => walks.includes(command)),
      [],
    );
    assert.ok(second.survey.snapshot.isAiExact);
    const { standing, skipped, evidence } = first.survey.snapshot;
    assert.equal(second.survey.snapshot.standing.length, standing.length);
    assert.deepEqual(counts(second.survey, second.survey.snapshot.standing), counts(first.survey, standing));
    assert.deepEqual(second.survey.snapshot.skipped, skipped);
    assert.deepEqual(second.survey.snapshot.evidence, evidence);
  });

  it('takes no walk where files were only added or taken away since, which have no history', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n', 'b.ts': 'b();\n' }, byClaude);
    await scene.read(repository);
    rmSync(path.join(repository, 'b.ts'));
    writeFiles(repository, { 'new.ts': 'n();\n' });
    scene.asked.length = 0;
    const { survey } = await scene.read(repository);
    assert.deepEqual(
      scene.asked.filter((command) => walks.includes(command)),
      [],
    );
    assert.deepEqual(pathsOf(survey), ['a.ts', 'new.ts']);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    assert.equal(survey.snapshot.evidence?.commits, 1);
  });

  it('blames only what new commits touched', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n', 'b.ts': 'b();\n', 'c.ts': 'c();\n' }, 'Begin');
    await scene.read(repository);
    commitFiles(repository, { 'b.ts': 'b();\nb2();\n' }, byClaude);
    scene.asked.length = 0;
    const { survey } = await scene.read(repository);
    assert.equal(scene.count('blame'), 1);
    assert.deepEqual(counts(survey, survey.snapshot.standing), { ai: 1, human: 0, tool: 0, unknown: 3 });
  });

  it('counts anew what a later authorship log is about, and nothing else', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n', 'b.ts': 'b();\n' }, 'Begin');
    commitFiles(repository, { 'c.ts': 'c();\n' }, 'More');
    await scene.read(repository);
    addNote(repository, 'HEAD', noteOf({ 'c.ts': '1' }));
    scene.asked.length = 0;
    const { survey } = await scene.read(repository);
    assert.equal(scene.count('blame'), 0);
    assert.deepEqual(countsOf(survey, 'c.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    git(repository, 'update-ref', '-d', 'refs/notes/ai');
    const without = await scene.read(repository);
    assert.deepEqual(countsOf(without.survey, 'c.ts'), { ai: 0, human: 0, tool: 0, unknown: 1 });
  });

  for (const [name, isOld] of [
    ['is younger than AI', false],
    ['has commits from before AI', true],
  ] as const) {
    it(`lets one commit speak for others after new ones, without a blame, until a log comes late to one of them, where a repository ${name}`, async () => {
      if (isOld) commitFiles(repository, { 'old.ts': 'old();\n' }, 'Old', '2020-05-01T12:00:00Z');
      const files = Array.from({ length: 40 }, (_, index) => `f${index}.ts`);
      const commit = (text: string, message: string, some = files): void =>
        commitFiles(repository, Object.fromEntries(some.map((file) => [file, text])), message);
      commit('first();\nsecond();\n', 'Many');
      commit('first();\nsecond();\nthird();\n', 'More of each');
      await scene.read(repository);
      commit('first();\nsecond();\nthird();\nlast();\n', byClaude, ['f0.ts', 'f1.ts']);
      scene.asked.length = 0;
      await scene.read(repository);
      commit('zeroth();\nfirst();\nsecond();\nthird();\nlast();\n', 'By hand', ['f0.ts']);
      const later = await scene.read(repository);
      assert.equal(scene.count('blame'), 0);
      assert.deepEqual(countsOf(later.survey, 'f0.ts'), { ai: 1, human: 0, tool: 0, unknown: 4 });
      addNote(repository, 'HEAD~3', noteOf({ 'f0.ts': '1-2', 'f1.ts': '2' }));
      const { survey } = await scene.read(repository);
      assert.deepEqual(countsOf(survey, 'f0.ts'), { ai: 3, human: 0, tool: 0, unknown: 2 });
      assert.deepEqual(countsOf(survey, 'f1.ts'), { ai: 2, human: 0, tool: 0, unknown: 2 });
    });
  }

  it('counts anew when the "no AI before" day or the excluded files change', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n', 'b.ts': 'b();\n' }, 'Begin', '2024-05-01T12:00:00Z');
    await scene.read(repository);
    const later = await scene.read(repository, { noAiBefore: '2025-01-01', exclude: ['b.*'] });
    assert.deepEqual(pathsOf(later.survey), ['a.ts']);
    assert.deepEqual(countsOf(later.survey, 'a.ts'), { ai: 0, human: 1, tool: 0, unknown: 0 });
    assert.equal(later.survey.snapshot.skipped.excluded, 1);
  });

  it('reads again what it cannot believe of what it remembers', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n' }, byClaude);
    const first = await scene.read(repository);
    first.ledger.writeCache('standing/', Uint8Array.of(1, 2, 3));
    first.ledger.writeCache('commits', Uint8Array.of());
    const { survey } = await scene.read(repository);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    assert.equal(survey.snapshot.evidence?.commitsWithMark, 1);
  });

  it('sees the whole history once a shallow clone is made complete, though HEAD is the same', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n' }, 'Second');
    const clone = scene.at('clone');
    git(scene.folder, 'clone', '--quiet', '--depth=1', `file://${repository}`, clone);
    const before = await scene.read(clone);
    assert.deepEqual(countsOf(before.survey, 'a.ts'), { ai: 0, human: 0, tool: 0, unknown: 2 });
    git(clone, 'fetch', '--quiet', '--unshallow');
    const after = await scene.read(clone);
    assert.deepEqual(countsOf(after.survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 1 });
  });

  it('knows the lines of a file that was moved and is not committed yet, by git mv and by hand', async () => {
    const text = 'one();\ntwo();\nthree();\n';
    commitFiles(repository, { 'a.ts': text, 'in/b.ts': `${text}four();\n`, 'c.ts': 'c();\n' }, byClaude);
    git(repository, 'mv', 'a.ts', 'moved a.ts');
    git(repository, 'mv', 'in/b.ts', 'b.ts');
    writeFiles(repository, { 'b.ts': `${text}four();\nfive();\n` });
    renameSync(path.join(repository, 'c.ts'), path.join(repository, 'd.ts'));
    const { survey } = await scene.read(repository);
    assert.deepEqual(pathsOf(survey), ['b.ts', 'd.ts', 'moved a.ts']);
    assert.deepEqual(countsOf(survey, 'moved a.ts'), three);
    assert.deepEqual(countsOf(survey, 'b.ts'), { ai: 4, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(countsOf(survey, 'd.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    const head = git(repository, 'rev-parse', 'HEAD').trim();
    const alone = await scene.open(repository, { fileName: 'moved a.ts' });
    assert.deepEqual(await whose(alone.survey, 'moved a.ts'), ['ai', 'ai', 'ai']);
    assert.equal((await linesOf(alone.survey, 'moved a.ts'))[0]?.commit, head);
    const again = await scene.read(repository);
    assert.deepEqual(countsOf(again.survey, 'b.ts'), { ai: 4, human: 0, tool: 0, unknown: 1 });
  });

  it('says that files with names that are not UTF-8 do not count', async function () {
    if (process.platform !== 'linux') this.skip();
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    writeFileSync(Buffer.from(`${repository}/gr\xfcn.ts`, 'latin1'), 'two();\n');
    writeFileSync(Buffer.from(`${repository}/\xff.ts`, 'latin1'), 'three();\n');
    execFileSync('git', ['add', '--all'], { cwd: repository });
    git(repository, 'commit', '--quiet', '--message', byClaude);
    writeFileSync(Buffer.from(`${repository}/untracked\xfe.ts`, 'latin1'), 'four();\n');
    const { survey } = await scene.read(repository);
    assert.deepEqual(pathsOf(survey), ['a.ts']);
    assert.equal(survey.snapshot.skipped.unreadable, 3);
    assert.match(survey.snapshot.problems.join('\n'), /^3 files have names that are not UTF-8 \(such as ".*\.ts"\)/);
    const at = await survey.standingAt('HEAD');
    assert.ok(at.ok);
    assert.equal(at.value.skipped.unreadable, 2);
  });

  it('says how many files a look at a revision leaves out, as it does of the work tree and of a bare repository', async () => {
    commitFiles(
      repository,
      {
        'a.ts': 'one();\n',
        'yarn.lock': 'x\n',
        'made.ts': '// Code generated by a thing. DO NOT EDIT.\n',
        'packed.js': `${'var a=1;'.repeat(1000)}\n`,
        'logo.png': '\0\0',
        'vendor/x.ts': 'x();\n',
      },
      byClaude,
    );
    const { survey } = await scene.read(repository);
    const expected = { generated: 2, vendored: 1, minified: 1, binary: 1, tooLarge: 0, excluded: 0, unreadable: 0 };
    assert.deepEqual(survey.snapshot.skipped, expected);
    const at = await survey.standingAt('HEAD');
    assert.ok(at.ok);
    assert.deepEqual(at.value.skipped, expected);
    const committed = await survey.committed(null, null);
    assert.ok(committed.ok);
    assert.deepEqual(
      committed.value.tallies.map((tally) => tally.path),
      ['a.ts'],
    );
    const bare = scene.at('bare.git');
    git(scene.folder, 'clone', '--quiet', '--bare', repository, bare);
    const ofBare = await scene.read(bare);
    assert.deepEqual(ofBare.survey.snapshot.skipped, expected);
    assert.deepEqual(pathsOf(ofBare.survey), ['a.ts']);
  });

  it('says that a partial clone is one, and fetches nothing', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n', 'b.ts': 'b();\n' }, byClaude);
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n' }, 'Second');
    git(repository, 'config', 'uploadpack.allowFilter', 'true');
    const clone = scene.at('clone');
    git(scene.folder, 'clone', '--quiet', '--filter=blob:none', `file://${repository}`, clone);
    const missing = (): string =>
      git(clone, 'rev-list', '--objects', '--all', '--missing=print').replaceAll(/^[^?].*\n/gm, '');
    const before = missing();
    assert.notEqual(before, '');
    const { survey } = await scene.read(clone);
    assert.equal(missing(), before);
    assert.match(survey.snapshot.problems.join('\n'), /partial/);
    assert.match(survey.snapshot.problems.join('\n'), /could not say who wrote the lines of 1 file/);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 0, human: 0, tool: 0, unknown: 2 });
    assert.deepEqual(countsOf(survey, 'b.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
  });
});
