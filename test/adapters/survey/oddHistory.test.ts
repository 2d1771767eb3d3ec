import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commitFiles, git, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, counts, countsOf, noteOf, pathsOf, Scene, whose } from './scene.ts';

const byClaude = 'Add a thing\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n';

/** Commits given as the bytes of a stream for `git fast-import`. */
function importCommits(repository: string, ...parts: readonly (string | Uint8Array)[]): void {
  const input = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  execFileSync('git', ['fast-import', '--quiet', '--force'], {
    cwd: repository,
    input,
    env: { ...process.env, ...gitEnvironment },
  });
  git(repository, 'reset', '--quiet', '--hard', 'main');
}

describe('a history that is not as most are', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  afterEach(() => scene.end());

  it('may join branches that have nothing in common, and three at once', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n' }, byClaude);
    git(repository, 'switch', '--quiet', '--orphan', 'other');
    commitFiles(repository, { 'b.ts': 'b();\n' }, 'Other');
    git(repository, 'switch', '--quiet', 'main');
    git(repository, 'merge', '--quiet', '--allow-unrelated-histories', '--no-edit', 'other');
    for (const side of ['one', 'two']) {
      git(repository, 'switch', '--quiet', '--create', side, 'main');
      commitFiles(repository, { [`${side}.ts`]: `${side}();\n` }, side === 'one' ? byClaude : 'Two');
    }
    git(repository, 'switch', '--quiet', 'main');
    commitFiles(repository, { 'a.ts': 'a();\na2();\n' }, 'More');
    git(repository, 'merge', '--quiet', '--no-edit', 'one', 'two');
    assert.equal(git(repository, 'rev-list', '--parents', '--max-count=1', 'HEAD').trim().split(' ').length, 4);
    const { survey } = await scene.read(repository);
    assert.deepEqual(survey.snapshot.problems, []);
    assert.deepEqual(await whose(survey, 'a.ts'), ['ai', 'unknown']);
    assert.deepEqual(
      ['b.ts', 'one.ts', 'two.ts'].map((file) => countsOf(survey, file)?.ai),
      [0, 1, 0],
    );
  });

  it('may be shown otherwise than it was made, by replaced commits and grafts', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'First');
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n' }, 'Second');
    const first = await scene.read(repository);
    assert.deepEqual(countsOf(first.survey, 'a.ts'), { ai: 0, human: 0, tool: 0, unknown: 2 });
    const tree = git(repository, 'rev-parse', 'HEAD~1^{tree}').trim();
    const marked = git(repository, 'commit-tree', tree, '-m', byClaude).trim();
    git(repository, 'replace', 'HEAD~1', marked);
    const replaced = await scene.read(repository);
    assert.deepEqual(countsOf(replaced.survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 1 });
    git(repository, 'replace', '--delete', git(repository, 'rev-parse', 'HEAD~1').trim());
    mkdirSync(path.join(repository, '.git', 'info'), { recursive: true });
    // The second commit has no parent now: all lines are its own.
    commitFiles(repository, { 'b.ts': 'b();\n' }, 'Third');
    writeFileSync(
      path.join(repository, '.git', 'info', 'grafts'),
      `${git(repository, 'rev-parse', 'HEAD').trim()} ${marked}\n`,
    );
    const grafted = await scene.read(repository);
    assert.deepEqual(countsOf(grafted.survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 1 });
  });

  it('may have commits from 1970 and from 2100, each with the day that it claims', async () => {
    const stream = (mark: number, seconds: number, text: string): string =>
      `commit refs/heads/main\nmark :${mark}\nauthor A <a@x.org> ${seconds} +0000\ncommitter A <a@x.org> ${seconds} +0000\ndata 1\nx\n${mark > 1 ? `from :${mark - 1}\n` : ''}M 644 inline a.ts\ndata ${text.length}\n${text}\n`;
    importCommits(
      repository,
      stream(1, 0, 'old();\n'),
      stream(2, 4_102_444_800, 'old();\nfuture();\n'),
      stream(3, 1, 'old();\nfuture();\nafter();\n'),
    );
    const { survey } = await scene.read(repository);
    assert.deepEqual(await whose(survey, 'a.ts'), ['human', 'unknown', 'human']);
    assert.equal(survey.snapshot.evidence?.oldestCommitAt, '1970-01-01T00:00:00.000Z');
    const byCommit = await survey.standingByCommit('HEAD');
    assert.ok(byCommit.ok);
    assert.deepEqual(
      byCommit.value.tallies.map(({ day }) => day),
      ['1970-01-01', '2100-01-01'],
    );
  });

  it('may name people without an address, and in bytes that are no UTF-8', async () => {
    const head = (who: Buffer, message: Buffer): Uint8Array =>
      Buffer.concat([
        Buffer.from('commit refs/heads/main\nauthor '),
        who,
        Buffer.from(' <> 1714564800 +0000\ncommitter '),
        who,
        Buffer.from(` <> 1714564800 +0000\ndata ${message.length}\n`),
        message,
        Buffer.from('\n'),
      ]);
    const latin1 = Buffer.from('J\xfcrgen', 'latin1');
    const trailer = Buffer.from('\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n');
    importCommits(
      repository,
      head(latin1, Buffer.concat([Buffer.from('Gr\xfc\xdfe \xff\xfe', 'latin1'), trailer])),
      'M 644 inline a.ts\ndata 7\none();\n\n',
    );
    const { survey } = await scene.read(repository);
    assert.deepEqual(survey.snapshot.problems, []);
    assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    const byCommit = await survey.standingByCommit('HEAD');
    assert.ok(byCommit.ok);
    assert.match(byCommit.value.tallies[0]?.author ?? '', /^J.+rgen <>$/);
  });

  it('names people as .mailmap would have them', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n', '.mailmap': 'Ada Lovelace <ada@work.org> <ada@example.org>\n' }, 'A');
    const { survey } = await scene.read(repository);
    const byCommit = await survey.standingByCommit('HEAD');
    assert.ok(byCommit.ok);
    assert.ok(byCommit.value.tallies.some(({ author }) => author === 'Ada Lovelace <ada@work.org>'));
  });

  it('may keep its authorship logs in folders of any depth', async () => {
    const oids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      commitFiles(repository, { [`${name}.ts`]: `${name}();\n` }, 'Add');
      oids.push(git(repository, 'rev-parse', 'HEAD').trim());
      addNote(repository, 'HEAD', noteOf({ [`${name}.ts`]: '1' }));
    }
    const work = scene.at('notes');
    mkdirSync(work);
    const index = ['--git-dir', path.join(repository, '.git'), '--work-tree', work];
    const [a = '', b = '', c = ''] = oids;
    writeFiles(work, {
      [`${a.slice(0, 2)}/${a.slice(2)}`]: noteOf({ 'a.ts': '1' }),
      [`${b.slice(0, 2)}/${b.slice(2, 4)}/${b.slice(4)}`]: noteOf({ 'b.ts': '1' }),
      [c]: noteOf({ 'c.ts': '1' }),
      README: 'no note\n',
    });
    const environment = { ...process.env, ...gitEnvironment, GIT_INDEX_FILE: scene.at('index') };
    const run = (...args: readonly string[]): string =>
      execFileSync('git', [...index, ...args], { cwd: work, encoding: 'utf8', env: environment }).trim();
    run('add', '--all');
    const commit = run('commit-tree', run('write-tree'), '-m', 'Notes');
    git(repository, 'update-ref', 'refs/notes/ai', commit);
    const { survey } = await scene.read(repository);
    assert.deepEqual(counts(survey, survey.snapshot.standing), { ai: 3, human: 0, tool: 0, unknown: 0 });
  });

  it('gives AI again what a revert of a revert brings again, and nothing to it for a revert', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'Begin');
    commitFiles(repository, { 'a.ts': 'one();\nai();\n' }, byClaude);
    git(repository, 'revert', '--no-edit', 'HEAD');
    commitFiles(repository, { 'b.ts': 'b();\n' }, 'Between');
    await scene.read(repository);
    git(repository, 'revert', '--no-edit', 'HEAD~1');
    const { survey } = await scene.read(repository);
    assert.deepEqual(await whose(survey, 'a.ts'), ['unknown', 'ai']);
    commitFiles(repository, { 'a.ts': 'ai();\n' }, byClaude);
    git(repository, 'revert', '--no-edit', 'HEAD');
    const again = await scene.read(repository);
    assert.deepEqual(await whose(again.survey, 'a.ts'), ['unknown', 'ai']);
  });

  it('is not read with a git that is too old, and the survey says so', async function () {
    if (process.platform === 'win32') this.skip();
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    const folder = scene.at('bin');
    const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    writeFiles(folder, {
      git: `#!/bin/sh\nfor word in "$@"; do [ "$word" = version ] && { echo "git version 2.25.1"; exit 0; }; [ "$word" = --path-format=absolute ] && { echo "$word"; exit 0; }; done\nexec ${real} "$@"\n`,
    });
    chmodSync(path.join(folder, 'git'), 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `${folder}:${before ?? ''}`;
    try {
      const { survey } = await scene.read(repository);
      assert.match(survey.snapshot.problems.join('\n'), /^git 2\.25 is older than 2\.30/);
      assert.deepEqual(pathsOf(survey), ['a.ts']);
      assert.equal(survey.snapshot.hasGit, false);
    } finally {
      process.env['PATH'] = before;
    }
  });

  it('of a repository of another user is not read, and the survey says what would allow it', async function () {
    if (process.getuid?.() !== 0) this.skip();
    commitFiles(repository, { 'a.ts': 'one();\n' }, byClaude);
    const everything = readdirSync(repository, { recursive: true, encoding: 'utf8' });
    for (const name of ['', ...everything]) chownSync(path.join(repository, name), 12_345, 12_345);
    const before = process.env['GIT_CONFIG_GLOBAL'];
    process.env['GIT_CONFIG_GLOBAL'] = '/dev/null';
    try {
      const { survey } = await scene.read(repository);
      assert.match(survey.snapshot.problems.join('\n'), /belongs to another user.*safe\.directory/);
      assert.deepEqual(countsOf(survey, 'a.ts'), { ai: 0, human: 0, tool: 0, unknown: 1 });
    } finally {
      if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
      else process.env['GIT_CONFIG_GLOBAL'] = before;
    }
  });
});
