import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unknownCauseOf } from '../../../src/core/statistics/unknownCauses.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { importCommits, type PlannedCommit } from './generatedMoves.ts';
import { addNote, counts, linesOf, noteOf, Scene, word } from './scene.ts';

const claude = 'Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>';
const byClaude = `Add a thing\n\n${claude}\n`;

/** Whether git is asked for the commits in which many files are blamed. */
const isReadingHistory = ([command, order]: readonly string[]): boolean =>
  command === 'rev-list' && order === '--topo-order';

describe('a survey and what is around it', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
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
    assert.deepEqual(counts(survey, committed.value.tallies), { ai: 2, human: 0, tool: 0, unknown: 1 });
    assert.equal(committed.value.tallies.length, before.value.tallies.length);
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
    let [isAborted, isLate] = [false, false];
    const { survey } = await scene.open(repository, {
      onGit: (args) => {
        if (!isReadingHistory(args) || abort.signal.aborted) return;
        isAborted = true;
        // On a busy machine this comes late, too.
        setTimeout(() => (isLate = true), 500).unref();
        abort.abort();
      },
    });
    await survey.run(abort.signal);
    assert.deepEqual({ isAborted, isLate }, { isAborted: true, isLate: false });
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

  it('tells of lines that were not read before a stop as of such, not as of lines that changed while nobody watched', async () => {
    const names = Array.from({ length: 110 }, (_, index) => `${index}.ts`);
    const texts = new Map(names.map((name) => [name, 'one();\ntwo();\n'] as const));
    const commits: PlannedCommit[] = [{ texts, parents: [] }];
    for (let index = 0; index < 5; index++)
      commits.push({ texts: new Map([['a.ts', `${index};\n`]]), parents: [index] });
    const more = new Map(names.slice(0, 9).map((name) => [name, 'one();\ntwo();\nai();\n'] as const));
    commits.push({ texts: more, parents: [5], isAi: true });
    importCommits(repository, commits);
    git(repository, 'reset', '--quiet', '--hard', 'main');
    const { survey } = await scene.open(repository);
    const abort = new AbortController();
    survey.onDidChange(({ isAiExact }) => (isAiExact ? abort.abort() : undefined));
    await survey.run(abort.signal);
    const { standing } = survey.snapshot;
    const causes = new Map<string, number>();
    for (const { countByOrigin } of standing)
      for (const [id, count] of countByOrigin) {
        const origin = survey.origins.get(id);
        const key = origin.contributor === 'ai' ? 'ai' : unknownCauseOf(origin);
        causes.set(key, (causes.get(key) ?? 0) + count);
      }
    assert.deepEqual(Object.fromEntries(causes), { ai: 9, uncommitted: 221 });
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
