import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type GitResult, type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { commitFiles, git as prepare, initRepository } from '../../host/scratchFolder.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const git = createGit(log);

function textOf(result: GitResult): string {
  assert.ok(result.ok, result.ok ? '' : `${result.reason}: ${result.stderr}`);
  return new TextDecoder().decode(result.stdout);
}

describe('git as a child process', () => {
  let scratch: string;
  let repository: string;
  /** What the environment was before the test; restored after it. */
  let before: ReadonlyMap<string, string | undefined>;

  function setEnvironment(variables: Readonly<Record<string, string>>): void {
    before = new Map([...before, ...Object.keys(variables).map((name) => [name, process.env[name]] as const)]);
    Object.assign(process.env, variables);
  }

  /** A program in place of git, found first on PATH. */
  function putOnPath(script: string): void {
    const bin = path.join(scratch, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'git'), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, 'git'), 0o755);
    setEnvironment({ PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` });
  }

  beforeEach(() => {
    before = new Map();
    scratch = mkdtempSync(path.join(realpathSync(tmpdir()), 'git-'));
    repository = path.join(scratch, 'repository');
    initRepository(repository);
    commitFiles(repository, { 'grün.ts': 'one\ntwo\n' }, 'First');
    commitFiles(repository, { 'grün.ts': 'one\nzwei\n' }, 'Second');
  });

  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    rmSync(scratch, { recursive: true, force: true });
  });

  it('gives what git prints', async () => {
    assert.equal(textOf(await git.run(['log', '--format=%s'], { cwd: repository })), 'Second\nFirst\n');
  });

  it('hands over its input', async () => {
    const result = await git.run(['hash-object', '--stdin'], { cwd: repository, stdin: 'one\ntwo\n' });
    assert.equal(textOf(result).trim(), prepare(repository, 'rev-parse', 'HEAD~1:grün.ts').trim());
  });

  it('hands over output as it comes where that is wanted', async () => {
    let seen = '';
    const result = await git.run(['log', '--format=%s'], {
      cwd: repository,
      onStdout: (chunk) => (seen += new TextDecoder().decode(chunk)),
    });
    assert.equal(seen, 'Second\nFirst\n');
    assert.equal(textOf(result), '');
  });

  it('says why git failed', async () => {
    const result = await git.run(['rev-parse', '--verify', 'no-such-thing'], { cwd: repository });
    assert.ok(!result.ok);
    assert.equal(result.reason, 'failed');
    assert.equal(result.exitCode, 128);
    assert.match(result.stderr, /fatal/);
  });

  it('is deaf to the settings of the person', async () => {
    const home = path.join(scratch, 'home');
    mkdirSync(home);
    writeFileSync(
      path.join(home, '.gitconfig'),
      [
        '[color]\n\tui = always\n\tdiff = always\n\tstatus = always',
        '[core]\n\tquotePath = true\n\tpager = false-pager\n\tfsmonitor = false-monitor',
        '[diff]\n\texternal = false-diff\n\tnoprefix = true\n\tmnemonicPrefix = true\n\torderFile = missing-order\n\tinterHunkContext = 9',
        '[blame]\n\tignoreRevsFile = missing-file',
        '[log]\n\tshowSignature = true\n\tshowRoot = false',
        '[status]\n\tshowUntrackedFiles = no',
        '[format]\n\tpretty = fuller',
      ].join('\n'),
    );
    setEnvironment({ HOME: home, XDG_CONFIG_HOME: home });
    assert.match(
      textOf(await git.run(['log', '-p', '-U0', '--no-ext-diff', '-1', '--format=%s'], { cwd: repository })),
      /^Second\n\ndiff --git a\/grün\.ts b\/grün\.ts\nindex \w+\.\.\w+ 100644\n--- a\/grün\.ts\n\+\+\+ b\/grün\.ts\n@@ -2 \+2 @@ one\n-two\n\+zwei\n$/,
    );
    assert.match(
      textOf(
        await git.run(['blame', '--no-ignore-revs-file', '--incremental', 'HEAD', '--', 'grün.ts'], {
          cwd: repository,
        }),
      ),
      /filename grün\.ts\n$/,
    );
    writeFileSync(path.join(repository, 'new.ts'), 'x\n');
    assert.equal(textOf(await git.run(['status', '--porcelain', '-z'], { cwd: repository })), '?? new.ts\0');
    const first = textOf(await git.run(['log', '-p', '--format=%s', 'HEAD~1'], { cwd: repository }));
    assert.match(first, /\+two/, 'the first commit shows its lines');
  });

  it('does not go to another repository that the environment names, nor by another’s rules', async () => {
    const other = path.join(scratch, 'other');
    initRepository(other);
    commitFiles(other, { 'a.ts': 'x\n' }, 'Elsewhere');
    setEnvironment({
      GIT_DIR: path.join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: path.join(other, '.git', 'index'),
      GIT_OBJECT_DIRECTORY: path.join(other, '.git', 'objects'),
      GIT_LITERAL_PATHSPECS: '1',
      GIT_DIFF_OPTS: '--unified=5',
      GIT_EXTERNAL_DIFF: 'false-diff',
      GIT_TRACE: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_VALUE_0: 'true',
    });
    assert.equal(textOf(await git.run(['log', '--format=%s'], { cwd: repository })), 'Second\nFirst\n');
    assert.equal(
      textOf(await git.run(['ls-files', '-z', '--', ':(top,literal)grün.ts'], { cwd: repository })),
      'grün.ts\0',
    );
    const patch = textOf(await git.run(['log', '-p', '-U0', '-1', '--format=%s'], { cwd: repository }));
    assert.match(patch, /@@ -2 \+2 @@/);
  });

  it('is cancelled within 100 ms, also when git hangs', async function () {
    if (process.platform === 'win32') this.skip();
    putOnPath('exec sleep 30');
    const abort = new AbortController();
    const running = git.run(['log'], { cwd: repository, signal: abort.signal });
    await pause(150);
    abort.abort();
    // On a busy machine both come late.
    const result = await Promise.race([running, pause(100, null)]);
    assert.ok(result !== null, 'it comes too late');
    assert.ok(!result.ok);
    assert.equal(result.reason, 'cancelled');
  });

  it('is cancelled within 100 ms when a child of git keeps the output open', async function () {
    if (process.platform === 'win32') this.skip();
    // Ends by itself soon after the test, for it is not ours to find and end.
    putOnPath('sleep 3 & wait');
    const abort = new AbortController();
    const running = git.run(['log'], { cwd: repository, signal: abort.signal });
    await pause(150);
    abort.abort();
    // On a busy machine both come late.
    const result = await Promise.race([running, pause(100, null)]);
    assert.ok(result !== null, 'it comes too late');
    assert.ok(!result.ok);
    assert.equal(result.reason, 'cancelled');
  });

  it('is not started at all when it was cancelled before', async () => {
    const result = await git.run(['log'], { cwd: path.join(scratch, 'no such folder'), signal: AbortSignal.abort() });
    assert.deepEqual(result, { ok: false, reason: 'cancelled', exitCode: null, stderr: '' });
  });

  it('hands over nothing more once it is cancelled', async () => {
    const abort = new AbortController();
    let isCancelled = false;
    let late = 0;
    const result = await git.run(['log', '--format=%s'], {
      cwd: repository,
      signal: abort.signal,
      onStdout: () => {
        if (isCancelled) late++;
        isCancelled = true;
        abort.abort();
      },
    });
    assert.ok(!result.ok);
    assert.equal(result.reason, 'cancelled');
    assert.equal(late, 0);
  });

  it('ends when the output is larger than wanted', async () => {
    const result = await git.run(['log', '-p'], { cwd: repository, maxBytes: 20 });
    assert.ok(!result.ok);
    assert.equal(result.reason, 'tooMuchOutput');
    const enough = await git.run(['log', '--format=%s'], { cwd: repository, maxBytes: 13 });
    assert.equal(textOf(enough), 'Second\nFirst\n');
  });

  it('keeps only the beginning of what git complains', async function () {
    if (process.platform === 'win32') this.skip();
    putOnPath('i=0; while [ $i -lt 3000 ]; do echo complaint-$i >&2; i=$((i+1)); done; exit 3');
    const result = await git.run(['log'], { cwd: repository });
    assert.ok(!result.ok);
    assert.equal(result.exitCode, 3);
    assert.match(result.stderr, /^complaint-0\n/);
    assert.ok(result.stderr.length <= 8_000);
  });

  it('says "noGit" where there is no git on the machine', async () => {
    setEnvironment({ PATH: path.join(scratch, 'empty') });
    const result = await git.run(['--version'], { cwd: repository });
    assert.ok(!result.ok);
    assert.equal(result.reason, 'noGit');
  });

  it('says "failed", not that git is missing, where only the folder is missing', async () => {
    const result = await git.run(['--version'], { cwd: path.join(scratch, 'no such folder') });
    assert.ok(!result.ok);
    assert.equal(result.reason, 'failed');
  });

  it('lets a git that does not read its input end without an error of ours', async () => {
    const result = await git.run(['--version'], { cwd: repository, stdin: 'x'.repeat(4_000_000) });
    assert.match(textOf(result), /^git version/);
  });
});
