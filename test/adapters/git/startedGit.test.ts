import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { statusArguments } from '../../../src/agents/treeState.ts';
import { createHastyGit } from '../../../src/platform/git/hastyGit.ts';
import {
  endStartedGit,
  readStartedGit,
  startingScript,
  type StartedGit,
} from '../../../src/platform/git/startedGit.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

describe('git that a shell starts beside us', () => {
  let scratch: TemporaryFolder;
  let repository: string;
  let file: string;

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-started-');
    repository = path.join(scratch.path, "it's a repository");
    file = path.join(scratch.path, 'out put');
    initRepository(repository);
    commitFiles(repository, { 'a.js': 'a();\n', 'below/b.js': 'b();\n' }, 'Begin');
  });

  afterEach(() => scratch.remove());

  const endMs = Date.now() + 50_000;
  /** No test waits for ever. */
  const never = (): boolean => Date.now() > endMs;
  const startedIn = (cwd: string): StartedGit => ({ args: statusArguments, cwd, file });

  /** Runs the script to its end and gives whether nobody needs to wait. */
  function start(cwd: string, env: NodeJS.ProcessEnv = {}, isAsked = 'true', isFree = 'false'): boolean {
    const script = `output='${file}'\n(\n${startingScript(statusArguments, { isAsked, isFree })}\n) >"$output"`;
    const { status, stderr } = spawnSync('/bin/sh', ['-c', script], { cwd, env: { ...process.env, ...env } });
    assert.equal(stderr.toString().replace(/^fatal: .*\n|.*not found\n/g, ''), '');
    return status === 0;
  }

  /** What our own git says of a work tree. */
  async function asked(root: string): Promise<string> {
    const result = await createHastyGit(() => 20_000, Date.now).run(statusArguments, { cwd: root });
    assert.ok(result.ok);
    return Buffer.from(result.stdout).toString('latin1');
  }

  async function assertSame(cwd: string, root: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
    assert.equal(start(cwd, env), false);
    const { result, isFree } = readStartedGit(startedIn(root), never, 1_000_000);
    assert.ok(result?.ok === true);
    assert.equal(Buffer.from(result.stdout).toString('latin1'), await asked(root));
    assert.equal(isFree, false);
  }

  it('says of every work tree what git says that we run ourselves', async () => {
    await assertSame(repository, repository);
    writeFiles(repository, {
      'a.js': 'changed();\n',
      'new\n0': '',
      'two  blanks "and" more': '',
      'below/c.js': 'c();\n',
      '.gitignore': 'ignored\n',
      ignored: '',
    });
    writeFileSync(Buffer.concat([Buffer.from(`${repository}/`), Buffer.from([0xff, 0xfe, 0x0a])]), 'no UTF-8');
    rmSync(path.join(repository, 'below/b.js'));
    await assertSame(repository, repository);
    await assertSame(path.join(repository, 'below'), repository);
    const linked = path.join(scratch.path, 'linked');
    git(repository, 'worktree', 'add', '-q', linked, '-b', 'side');
    writeFiles(linked, { 'only.js': '' });
    await assertSame(linked, linked);
    const link = path.join(scratch.path, 'link');
    symlinkSync(path.join(repository, 'below'), link);
    await assertSame(link, repository);
  });

  it('is not led astray by variables of the agent’s', async () => {
    const other = path.join(scratch.path, 'other');
    initRepository(other);
    writeFiles(other, { 'elsewhere.js': '' });
    await assertSame(repository, repository, {
      GIT_DIR: path.join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: path.join(other, 'index'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'status.showUntrackedFiles',
      GIT_CONFIG_VALUE_0: 'no',
    });
  });

  it('is asked again where it failed, was not asked, or there is no work tree', () => {
    const nothing = { result: null, isFree: false };
    const read = (): unknown => readStartedGit(startedIn(repository), never, 1_000_000);
    start(scratch.path);
    assert.deepEqual(read(), nothing);
    start(repository, {}, 'false');
    assert.deepEqual(read(), nothing);
    start(repository, { PATH: '/nowhere' }, 'true', 'true');
    assert.deepEqual(read(), nothing);
    // Not the work tree above one that git does not know.
    mkdirSync(path.join(repository, 'below/.git'));
    writeFiles(repository, { 'below/.git/HEAD': 'ref: refs/heads/main\n' });
    start(path.join(repository, 'below'));
    assert.deepEqual(read(), nothing);
    rmSync(file);
    assert.deepEqual(read(), nothing);
  });

  it('lets nothing else be asked once nobody waits for us', async () => {
    assert.equal(start(repository, {}, 'true', '! grep -q b.js "$output"'), true);
    const started = createHastyGit(() => 20_000, Date.now, startedIn(repository));
    const ask = async (cwd: string): Promise<unknown> => (await started.run(statusArguments, { cwd })).ok;
    assert.equal(await ask(repository), true);
    assert.equal(await ask(scratch.path), false);
    // Git that says the same anew would tell of another moment.
    assert.equal(await ask(path.join(repository, 'below')), false);
    writeFiles(repository, { 'below/b.js': 'changed();\n' });
    assert.equal(start(repository, {}, 'true', '! grep -q b.js "$output"'), false);
    assert.equal(
      (await createHastyGit(() => 20_000, Date.now, startedIn(repository)).run(['--version'], { cwd: '/' })).ok,
      true,
    );
  });

  it('is ended where it takes too long or nobody wants to know; what says too much says nothing', () => {
    const bin = path.join(scratch.path, 'bin');
    writeFiles(bin, { git: '#!/bin/sh\nexec sleep 60\n' });
    const script = `output='${file}'\n{ (\n${startingScript(statusArguments, { isAsked: 'true', isFree: 'false' })}\n) & } >"$output"`;
    const run = (): void => {
      spawnSync('sh', ['-c', `chmod +x '${bin}/git'\n${script}`], {
        cwd: repository,
        env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
        stdio: 'ignore',
      });
    };
    const pidOf = (): number => {
      while (!readFileSync(file, 'utf8').includes('\n'))
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      return Number(readFileSync(file, 'utf8').split('\n')[0]);
    };
    const assertGone = (pid: number): void => {
      const endMs = Date.now() + 5_000;
      while (spawnSync('kill', ['-0', String(pid)]).status === 0) assert.ok(Date.now() < endMs, 'git was not ended');
    };
    run();
    const pid = pidOf();
    let looks = 0;
    const { result } = readStartedGit(startedIn(repository), () => ++looks > 3, 1_000_000);
    assert.deepEqual(result, { ok: false, reason: 'cancelled', exitCode: null, stderr: '' });
    assertGone(pid);
    run();
    const other = pidOf();
    endStartedGit(file);
    assertGone(other);
    start(repository);
    assert.deepEqual(readStartedGit(startedIn(repository), never, 10).result, {
      ok: false,
      reason: 'tooMuchOutput',
      exitCode: null,
      stderr: '',
    });
  });
});
