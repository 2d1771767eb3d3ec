import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { baselineOriginId, makeOrigin, unknownOriginId } from '../../../src/core/attribution/origin.ts';
import { gitBlobOid } from '../../../src/survey/storedRuns.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, counts, countsOf, linesOf, noteOf, pathsOf, Scene, whose, word } from './scene.ts';

const claude = 'Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>';
const byClaude = `Add a thing\n\n${claude}\n`;

/** Whether git is asked for the commits in which many files are blamed. */
const isReadingHistory = ([command, order]: readonly string[]): boolean =>
  command === 'rev-list' && order === '--topo-order';

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
        committed.value.map((tally) => [tally.path, ...tally.countByOrigin.values()]),
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

  it('is deaf to the settings of the person', async () => {
    commitFiles(repository, { 'a ä.ts': 'one();\ntwo();\n' }, 'Add');
    addNote(repository, 'HEAD', noteOf({ 'a ä.ts': '1' }));
    commitFiles(repository, { 'a ä.ts': 'one();\ntwo();\nthree();\n' }, byClaude);
    const settings: readonly (readonly [string, string])[] = [
      ['color.ui', 'always'],
      ['color.diff', 'always'],
      ['core.quotePath', 'true'],
      ['core.pager', 'no-such-pager'],
      ['diff.external', 'no-such-program'],
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.orderFile', 'missing'],
      ['diff.interHunkContext', '9'],
      ['diff.context', '9'],
      ['blame.ignoreRevsFile', 'missing'],
      ['blame.showRoot', 'true'],
      ['log.showSignature', 'true'],
      ['log.showRoot', 'false'],
      ['log.follow', 'true'],
      ['log.date', 'relative'],
      ['log.diffMerges', 'on'],
      ['log.mailmap', 'true'],
      ['format.pretty', 'oneline'],
      ['format.notes', '*'],
      ['notes.displayRef', 'refs/notes/*'],
      ['core.notesRef', 'refs/notes/other'],
      ['i18n.logOutputEncoding', 'latin1'],
    ];
    const expected = await scene.read(repository);
    const before = await expected.survey.committed(null, null);
    for (const [name, value] of settings) git(repository, 'config', name, value);
    const hostile = scene.at('hostile');
    git(scene.folder, 'clone', '--quiet', repository, hostile);
    git(hostile, 'fetch', '--quiet', 'origin', 'refs/notes/ai:refs/notes/ai');
    for (const [name, value] of settings) git(hostile, 'config', name, value);
    const { survey } = await scene.read(hostile);
    assert.deepEqual((await linesOf(survey, 'a ä.ts')).map(word), [
      'ai/claude/line',
      'unknown/-/line',
      'ai/claude/commit',
    ]);
    const committed = await survey.committed(null, null);
    assert.ok(before.ok && committed.ok);
    assert.deepEqual(counts(survey, committed.value), { ai: 2, human: 0, tool: 0, unknown: 1 });
    assert.equal(committed.value.length, before.value.length);
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
      return answer.ok ? counts(survey, answer.value) : answer.reason;
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
    const third = all.value.find((tally) => tally.path === 'c.ts');
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
    assert.deepEqual(committed.value.map((tally) => tally.path).sort(), pathsOf(survey));
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

  it('ends soon when it is cancelled, with a sentence that says so', async () => {
    const sixty = (text: (i: number) => string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`f${i}.ts`, text(i)]));
    // What one commit wrote needs no blame.
    commitFiles(
      repository,
      sixty(() => 'gone();\n'),
      'Begin',
    );
    commitFiles(
      repository,
      sixty((i) => `f${i}();\n`),
      byClaude,
    );
    const abort = new AbortController();
    let abortedAt = 0;
    const { survey } = await scene.open(repository, {
      onGit: (args) => {
        if (!isReadingHistory(args) || abort.signal.aborted) return;
        abortedAt = performance.now();
        abort.abort();
      },
    });
    await survey.run(abort.signal);
    assert.ok(abortedAt > 0);
    const tookMs = performance.now() - abortedAt;
    assert.ok(tookMs < 500, `${tookMs} ms`);
    assert.match(survey.snapshot.problems.join('\n'), /stopped before it was complete/);
    assert.equal(counts(survey, survey.snapshot.standing).unknown, 60);
    await survey.run();
    assert.deepEqual(survey.snapshot.problems, []);
    assert.equal(counts(survey, survey.snapshot.standing).ai, 60);
  });

  it('ends within 100 ms of being cancelled, whatever git is doing', async function () {
    this.timeout(60_000);
    const files = (text: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}.ts`, `${text}(${i});\n`]));
    commitFiles(repository, files('gone'), 'Begin');
    commitFiles(repository, files('here'), byClaude);
    for (const phase of ['ls-files', 'status', 'log', 'commit-graph', 'diff-tree', 'rev-list', 'cat-file']) {
      let leastMs = Infinity;
      // On a busy machine it is not our turn at once: one of a few looks must end in time.
      for (let tries = 0; tries < 5 && leastMs > 100; tries++) {
        const abort = new AbortController();
        let abortedAt = NaN;
        const cancel = (): void => {
          abortedAt = performance.now();
          abort.abort();
        };
        const onGit = ([command]: readonly string[]): void => {
          if (command === phase && Number.isNaN(abortedAt)) setImmediate(cancel);
        };
        const { survey, ledger } = await scene.open(repository, { onGit });
        ledger.writeCache('touches', null);
        ledger.writeCache('commits', null);
        ledger.writeCache('standing/', null);
        ledger.writeCache('commit-graph', null);
        await survey.run(abort.signal);
        assert.ok(!Number.isNaN(abortedAt), `git was not asked for ${phase}`);
        leastMs = Math.min(leastMs, performance.now() - abortedAt);
        assert.match(survey.snapshot.problems.join('\n'), /stopped before it was complete/);
      }
      assert.ok(leastMs <= 100, `${phase}: ${leastMs} ms`);
    }
  });

  it('leaves no trace of a cancelled look in the ledger', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    const opened = await scene.open(repository);
    await opened.survey.run(AbortSignal.abort());
    assert.equal(opened.ledger.readBlame('a.ts', git(repository, 'rev-parse', 'HEAD:a.ts').trim()), null);
    assert.match(opened.survey.snapshot.problems.join('\n'), /stopped/);
  });

  it('does not change the repository', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    writeFiles(repository, { 'a.ts': 'one();\ntwo();\n', 'b.ts': 'x();\n' });
    const state = (): readonly string[] =>
      readdirSync(repository, { recursive: true, encoding: 'utf8' })
        .filter((name) => !name.startsWith(path.join('.git', 'ai-code-share')))
        .map((name) => {
          const stat = statSync(path.join(repository, name));
          return stat.isFile() ? `${name} ${stat.size} ${stat.mtimeMs}` : name;
        })
        .sort();
    mkdirSync(path.join(repository, 'empty'));
    writeFileSync(path.join(repository, 'c.ts'), 'y();\n');
    const before = state();
    const { survey } = await scene.read(repository);
    await survey.standingAt('HEAD');
    await survey.committed(null, null);
    await survey.blame('a.ts', null);
    assert.deepEqual(state(), before);
    assert.ok(before.some((line) => line.startsWith(path.join('.git', 'index'))));
  });
});
