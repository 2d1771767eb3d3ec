import assert from 'node:assert/strict';
import path from 'node:path';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, countsOf, linesOf, noteOf, pathsOf, Scene, whose, word } from './scene.ts';

const claude = 'Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>';
const byClaude = `Add a thing\n\n${claude}\n`;

describe('what a survey reads from history', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  afterEach(() => scene.end());

  it('gives each line the mark of the commit that wrote it', async () => {
    commitFiles(repository, { 'a.ts': 'old();\n' }, 'Old', '2020-01-01T00:00:00Z');
    commitFiles(repository, { 'a.ts': 'old();\n\nnew1();\n' }, 'New');
    commitFiles(repository, { 'a.ts': 'old();\n\nnew1();\nai();\n' }, byClaude);
    const { survey } = await scene.read(repository);
    const lines = await linesOf(survey, 'a.ts');
    assert.deepEqual(lines.map(word), [
      'human/-/commit',
      'unknown/-/character',
      'unknown/-/commit',
      'ai/claude/commit',
    ]);
    assert.deepEqual(
      lines.map((line) => line.source),
      ['date', 'none', 'none', 'trailer'],
    );
    assert.equal(lines[3]?.model, 'claude-opus-4-6');
    assert.equal(lines[3].commit, git(repository, 'rev-parse', 'HEAD').trim());
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 1, tool: 0, unknown: 1 });
  });

  it('takes nobody for human where there is no day without AI', async () => {
    commitFiles(repository, { 'a.ts': 'old();\n' }, 'Old', '2020-01-01T00:00:00Z');
    const { survey } = await scene.read(repository, { noAiBefore: null });
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 0, human: 0, tool: 0, unknown: 1 });
  });

  it('calls human what was authored before the day, and unknown what was authored on it', async () => {
    commitFiles(repository, { 'a.ts': 'before();\n' }, 'Before', '2021-06-28T23:59:59Z');
    commitFiles(repository, { 'a.ts': 'before();\nonTheDay();\n' }, 'On the day', '2021-06-29T00:00:00Z');
    const { survey } = await scene.read(repository);
    assert.deepEqual(await whose(survey, 'a.ts'), ['human', 'unknown']);
  });

  it('takes the authorship log before the mark, and leaves unknown what the log leaves out', async () => {
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\n' }, byClaude, '2020-01-01T00:00:00Z');
    addNote(repository, 'HEAD', noteOf({ 'a.ts': '2' }));
    const { survey } = await scene.read(repository);
    assert.deepEqual((await linesOf(survey, 'a.ts')).map(word), ['unknown/-/line', 'ai/claude/line', 'unknown/-/line']);
  });

  it('follows an authorship log through a rename, an insertion above and a merge', async () => {
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\nfour();\nfive();\n' }, 'First');
    addNote(repository, 'HEAD', noteOf({ 'a.ts': '2-3' }));
    git(repository, 'switch', '--quiet', '--create', 'side');
    commitFiles(repository, { 'b.ts': 'side();\n' }, byClaude);
    git(repository, 'switch', '--quiet', 'main');
    git(repository, 'mv', 'a.ts', 'c d.ts');
    commitFiles(repository, { 'c d.ts': 'zero();\none();\ntwo();\nthree();\nfour();\nfive();\n' }, 'Rename');
    git(repository, 'merge', '--quiet', '--no-ff', '--no-edit', 'side');
    const { survey } = await scene.read(repository);
    assert.deepEqual((await linesOf(survey, 'c d.ts')).map(word), [
      'unknown/-/commit',
      'unknown/-/line',
      'ai/claude/line',
      'ai/claude/line',
      'unknown/-/line',
      'unknown/-/line',
    ]);
    assert.deepEqual(await whose(survey, 'b.ts'), ['ai']);
    assert.deepEqual(pathsOf(survey), ['b.ts', 'c d.ts']);
  });

  it('counts the lines of a dependency bot as a tool’s', async () => {
    writeFiles(repository, { 'a.ts': 'x();\n' });
    git(repository, 'add', '--all');
    git(
      repository,
      'commit',
      '--quiet',
      '--message',
      'Bump',
      '--author',
      'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
    );
    const { survey } = await scene.read(repository);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 0, human: 0, tool: 1, unknown: 0 });
  });

  it('goes on without a malformed authorship log, and says so in the log', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    addNote(repository, 'HEAD', 'not a log at all\n  of any kind');
    commitFiles(repository, { 'b.ts': 'two();\n' }, byClaude);
    const { survey } = await scene.read(repository);
    assert.deepEqual((await linesOf(survey, 'a.ts')).map(word), ['unknown/-/line']);
    assert.deepEqual(await whose(survey, 'b.ts'), ['ai']);
    assert.match(scene.warnings.join('\n'), /The authorship log of [0-9a-f]{40}/);
  });

  it('goes on where the notes ref names no commit', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    git(repository, 'update-ref', 'refs/notes/ai', git(repository, 'rev-parse', 'HEAD:a.ts').trim());
    const { survey } = await scene.read(repository);
    assert.deepEqual(await whose(survey, 'a.ts'), ['ai']);
    assert.equal(survey.snapshot.progress.phase, 'done');
  });

  it('goes on where the notes ref is a tree without notes', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    git(repository, 'update-ref', 'refs/notes/ai', 'HEAD');
    const { survey } = await scene.read(repository);
    assert.deepEqual(await whose(survey, 'a.ts'), ['ai']);
  });

  it('sees the new commit after the last one was amended, though the file is the same', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'Add');
    const { survey } = await scene.read(repository);
    assert.deepEqual(await whose(survey, 'a.ts'), ['unknown']);
    git(repository, 'commit', '--quiet', '--amend', '--message', byClaude);
    await survey.run();
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    const [line] = await linesOf(survey, 'a.ts');
    assert.equal(line?.commit, git(repository, 'rev-parse', 'HEAD').trim());
  });

  it('sees an authorship log that came after the first look', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'Add');
    const { survey } = await scene.read(repository);
    addNote(repository, 'HEAD', noteOf({ 'a.ts': '1' }));
    await survey.run();
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
  });

  it('tells of the commits that it reads before it tells of files: for seconds it stood at none of them', async () => {
    for (const text of ['one();\n', 'two();\n', 'three();\n']) commitFiles(repository, { 'a.ts': text }, 'Change');
    const { survey } = await scene.open(repository);
    const told: string[] = [];
    survey.onDidChange(({ progress: { phase, done, total } }) => told.push(`${phase} ${done} of ${total ?? '?'}`));
    await survey.run();
    const commits = Number(git(repository, 'rev-list', '--count', 'HEAD'));
    const [begin, end, files] = ['evidence 0 of ?', `evidence ${commits} of ?`, 'history 0 of '].map((one) =>
      told.findIndex((said) => said.startsWith(one)),
    );
    assert.ok(begin !== undefined && end !== undefined && files !== undefined);
    assert.ok(begin >= 0 && begin < end && end < files, told.join(', '));
  });

  it('asks git for no blame on a second look at the same files', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n', 'b.ts': 'two();\n' }, 'Add');
    const first = await scene.read(repository);
    assert.equal(scene.count('blame'), 2);
    const second = await scene.read(repository);
    assert.equal(scene.count('blame'), 2);
    assert.deepEqual(countsOf(second.survey, 'a.ts'), countsOf(first.survey, 'a.ts'));
    commitFiles(repository, { 'b.ts': 'two();\nthree();\n' }, byClaude);
    await second.survey.run();
    assert.equal(scene.count('blame'), 3, 'one file changed');
    assert.deepEqual(countsOf(second.survey, 'b.ts'), { ai: 1, human: 0, tool: 0, unknown: 1 });
  });

  const oddNames = ['with space.ts', 'größe/日本.ts', ' begin and end .ts', '-dash.ts', ':(top)magic.ts', 'a[b]*?.ts'];
  const unixNames = ['quote".ts', 'new\nline.ts', 'tab\tand\\backslash.ts', "it's.ts"];
  for (const name of [...oddNames, ...unixNames]) {
    it(`reads the history of a file called ${JSON.stringify(name)}`, async function () {
      if (process.platform === 'win32') this.skip();
      commitFiles(repository, { [name]: 'one();\n' }, 'Add');
      commitFiles(repository, { [name]: 'one();\ntwo();\n' }, byClaude);
      const { survey } = await scene.read(repository);
      assert.deepEqual(countsOf(survey, name), { ai: 1, human: 0, tool: 0, unknown: 1 });
      const committed = await survey.committed('HEAD~1', null);
      assert.ok(committed.ok);
      assert.deepEqual(
        committed.value.tallies.map((tally) => [tally.path, ...tally.countByOrigin.values()]),
        [[name, 1]],
      );
      const alone = await scene.read(path.dirname(path.join(repository, name)), { fileName: path.basename(name) });
      assert.deepEqual(pathsOf(alone.survey), [name]);
      assert.deepEqual(countsOf(alone.survey, name), { ai: 1, human: 0, tool: 0, unknown: 1 });
      const at = await alone.survey.standingAt('HEAD');
      assert.ok(at.ok);
      assert.deepEqual(
        at.value.tallies.map((tally) => tally.path),
        [name],
      );
    });
  }
});
