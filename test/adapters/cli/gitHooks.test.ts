import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { receiveServices, runHook } from '../../../src/cli/hook.ts';
import { commitFiles, git, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { runCommandLine, within } from './commandLine.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

describe("git's own hooks", () => {
  let folder: string;
  let repository: string;
  const env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    ...gitEnvironment,
    HOME: path.join(folder, 'home'),
    XDG_DATA_HOME: path.join(folder, 'data'),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'git-hooks-'));
    repository = path.join(folder, 'repository');
    initRepository(repository);
    commitFiles(repository, { 'a.ts': 'one();\nthree();\n' }, 'First');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

  const at = (name: string): string => path.join(repository, name);

  async function run(args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await runCommandLine(args, { cwd: repository, env: env() });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  /** Every file below the repository but objects and what git itself and the ledger write all the time, with its mode and content. */
  function everything(): Readonly<Record<string, string>> {
    const names = readdirSync(repository, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !/^\.git\/(?:objects|index|logs|ai-code-share\/(?:ledger|cache))/.test(name),
    );
    return Object.fromEntries(
      names.sort().map((name) => {
        const stat = lstatSync(at(name));
        if (stat.isDirectory()) return [name, 'folder'];
        const content = stat.isSymbolicLink() ? readlinkSync(at(name)) : readFileSync(at(name), 'latin1');
        return [name, `${stat.mode.toString(8)} ${content}`];
      }),
    );
  }

  function writeHookFile(name: string, text: string, mode = 0o755): void {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
    chmodSync(at(name), mode);
  }

  /** An edit that an agent told of, and its commit. */
  async function commitOfAgent(file: string): Promise<void> {
    const before = readFileSync(at(file), 'utf8');
    writeFileSync(at(file), `two();\n${before}`);
    const payload = {
      session_id: 's-1',
      cwd: repository,
      hook_event_name: 'PostToolUse',
      tool_name: 'Write',
      tool_use_id: `t-${Date.now()}`,
      tool_input: { file_path: at(file), content: `two();\n${before}` },
      tool_response: { originalFile: before },
    };
    const input = Buffer.from(JSON.stringify(payload));
    await within({ cwd: folder, env: env() }, async () => {
      assert.ok(await runHook('claude', input, receiveServices(process.env), () => undefined));
    });
    const { status, stderr } = spawnSync('git', ['commit', '--quiet', '--all', '--message', 'of an agent'], {
      cwd: repository,
      env: env(),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  }

  /** The authorship log of HEAD, as soon as it is there. */
  async function logOfHead(): Promise<string> {
    for (;;) {
      const { status, stdout } = spawnSync('git', ['notes', '--ref=ai', 'show', 'HEAD'], {
        cwd: repository,
        encoding: 'utf8',
      });
      if (status === 0) return stdout;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function isOver(): Promise<void> {
    while (existsSync(at('.git/ai-code-share/sync.lock'))) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  it('are shown before they are written', async () => {
    const before = everything();
    assert.match(await run(['git-hooks', 'install']), /post-commit: new file\n[^]*Nothing is written yet/);
    assert.deepEqual(everything(), before);
    assert.match(await run(['git-hooks', 'status']), /^absent {9}.*post-commit$/m);
  });

  it('give a commit its log when it is made, and go without a trace', async () => {
    const before = everything();
    await run(['git-hooks', 'install', '--yes']);
    assert.match(await run(['git-hooks', 'status']), /^installed {6}.*post-commit$/m);
    assert.equal(await run(['git-hooks', 'install', '--yes']), 'Nothing to write.\n');
    await commitOfAgent('a.ts');
    assert.match(await logOfHead(), /^a\.ts\n {2}s_[0-9a-f]+::t_[0-9a-f]+ 1\n/);
    await isOver();
    await run(['git-hooks', 'uninstall', '--yes']);
    const after = everything();
    const left = Object.keys(after).filter((name) => !(name in before) && !name.startsWith('.git/refs/notes'));
    assert.deepEqual(
      left.filter((name) => !name.startsWith('.git/ai-code-share/inbox')),
      ['.git/COMMIT_EDITMSG', '.git/ai-code-share', '.git/ai-code-share/head-log.seen'].filter((name) =>
        left.includes(name),
      ),
    );
  });

  it('do not wait for the log', async () => {
    await run(['git-hooks', 'install', '--yes']);
    const times = (name: string): number => {
      const start = performance.now();
      for (let count = 0; count < 3; count++)
        spawnSync('git', ['commit', '--quiet', '--allow-empty', '--message', name], { cwd: repository, env: env() });
      return performance.now() - start;
    };
    const withHook = times('with');
    // A sync takes some hundred milliseconds; three of them cannot hide in here.
    writeFileSync(at('.git/hooks/post-commit'), `#!/bin/sh\n"${process.execPath}" "${program}" sync >/dev/null\n`);
    const withWaiting = times('waiting');
    assert.ok(withHook < withWaiting / 2, `${withHook} ms, and ${withWaiting} ms with waiting`);
  });

  const hookOfTheirs = '#!/usr/bin/env sh\necho theirs "$@" >>ran.txt\nread line && echo "$line" >>ran.txt\nexit 0\n';

  it('are put into hooks that are there, which go on to run with all that git tells them', async () => {
    writeHookFile('.git/hooks/post-rewrite', hookOfTheirs);
    writeHookFile('.git/hooks/post-commit', hookOfTheirs);
    const before = everything();
    await run(['git-hooks', 'install', '--yes']);
    await commitOfAgent('a.ts');
    await logOfHead();
    spawnSync('git', ['commit', '--quiet', '--amend', '--message', 'better'], { cwd: repository, env: env() });
    assert.match(readFileSync(at('ran.txt'), 'utf8'), /^theirs\n(?:.*\n)*theirs amend\n[0-9a-f]{40} [0-9a-f]{40}\n/);
    await logOfHead();
    await isOver();
    await run(['git-hooks', 'uninstall', '--yes']);
    for (const [name, content] of Object.entries(before).filter(([key]) => key.startsWith('.git/hooks')))
      assert.equal(everything()[name], content, name);
  });

  it('stand before hooks in other languages and links, which keep their content', async () => {
    writeHookFile('scripts/hook.sh', '#!/bin/sh\necho link >>ran.txt\n');
    mkdirSync(at('.git/hooks'), { recursive: true });
    symlinkSync('../../scripts/hook.sh', at('.git/hooks/post-commit'));
    const node = `#!${process.execPath}\nrequire('node:fs').appendFileSync('ran.txt', process.argv.slice(2).join() + '\\n');\n`;
    writeHookFile('.git/hooks/post-rewrite', node);
    writeHookFile('.git/hooks/post-merge', '#!/bin/sh\necho never >>ran.txt\n', 0o644);
    const before = everything();
    await run(['git-hooks', 'install', '--yes']);
    const commit = (...more: readonly string[]): void =>
      void spawnSync('git', ['commit', '--quiet', '--allow-empty', '--message', 'x', ...more], {
        cwd: repository,
        env: env(),
      });
    commit();
    commit('--amend');
    assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'link\nlink\namend\n');
    git(repository, 'branch', 'other', 'HEAD~1');
    git(repository, 'merge', '--quiet', 'other');
    assert.ok(!readFileSync(at('ran.txt'), 'utf8').includes('never'));
    await run(['git-hooks', 'uninstall', '--yes']);
    for (const [name, content] of Object.entries(before).filter(([key]) => /^(?:\.git\/hooks|scripts)/.test(key)))
      assert.equal(everything()[name], content, name);
    assert.deepEqual(
      readdirSync(at('.git/hooks')).filter((name) => name.includes('kept')),
      [],
    );
  });

  it('are put into the folder of husky, which git does not see', async () => {
    // As husky 9 makes it.
    writeFiles(repository, {
      '.husky/_/.gitignore': '*',
      '.husky/_/h':
        '#!/usr/bin/env sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\nexit $?\n',
      '.husky/post-commit': 'echo husky >>ran.txt\n',
    });
    for (const name of ['post-commit', 'post-merge', 'post-rewrite'])
      writeHookFile(`.husky/_/${name}`, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
    git(repository, 'config', 'core.hooksPath', '.husky/_');
    git(repository, 'add', '--all');
    git(repository, 'commit', '--quiet', '--no-verify', '--message', 'husky');
    const before = everything();
    await run(['git-hooks', 'install', '--yes']);
    assert.equal(git(repository, 'status', '--porcelain', '--', '.husky'), '');
    await commitOfAgent('a.ts');
    assert.match(await logOfHead(), /^a\.ts\n/);
    assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'husky\nhusky\n');
    await isOver();
    await run(['git-hooks', 'uninstall', '--yes']);
    for (const [name, content] of Object.entries(before).filter(([key]) => key.startsWith('.husky')))
      assert.equal(everything()[name], content, name);
  });

  it('are made in a folder of the work tree without git seeing them', async () => {
    git(repository, 'config', 'core.hooksPath', 'tools/hooks');
    const before = everything();
    await run(['git-hooks', 'install', '--yes']);
    assert.equal(git(repository, 'status', '--porcelain'), '');
    await commitOfAgent('a.ts');
    assert.match(await logOfHead(), /^a\.ts\n/);
    await isOver();
    await run(['git-hooks', 'uninstall', '--yes']);
    assert.equal(existsSync(at('tools/hooks')), false);
    assert.equal(everything()['.git/info/exclude'], before['.git/info/exclude']);
  });

  it('leave files that git tracks and folders of all repositories alone, and say what to add there', async () => {
    writeHookFile('tools/hooks/post-commit', '#!/bin/sh\n');
    git(repository, 'config', 'core.hooksPath', 'tools/hooks');
    git(repository, 'add', '--all');
    git(repository, 'commit', '--quiet', '--message', 'hooks of the team');
    assert.match(
      await run(['git-hooks', 'install', '--yes']),
      /post-commit: left alone: git tracks this file\..*git-hook post-commit &\n/,
    );
    assert.equal(git(repository, 'status', '--porcelain'), '');
    await run(['git-hooks', 'uninstall', '--yes']);
    const shared = path.join(folder, 'shared');
    mkdirSync(shared);
    git(repository, 'config', 'core.hooksPath', shared);
    assert.match(
      await run(['git-hooks', 'install', '--yes']),
      /post-commit: left alone: other repositories use this folder, too\./,
    );
    assert.deepEqual(readdirSync(shared), []);
  });

  it('serve linked work trees as well', async () => {
    await run(['git-hooks', 'install', '--yes']);
    const linked = path.join(folder, 'linked');
    git(repository, 'worktree', 'add', '--quiet', '-b', 'other', linked);
    repository = linked;
    await commitOfAgent('a.ts');
    assert.match(await logOfHead(), /^a\.ts\n/);
    repository = path.join(folder, 'repository');
    await isOver();
  });

  it('do nothing, and keep nobody from committing, when the command line is gone', async () => {
    await run(['git-hooks', 'install', '--yes']);
    const script = at('.git/ai-code-share/git-hook');
    assert.equal(statSync(script).mode & 0o777, 0o700);
    writeFileSync(script, readFileSync(script, 'utf8').replace(/^program=.*$/m, "program='/nowhere/cli.js'"));
    const commit = (): ReturnType<typeof spawnSync> =>
      spawnSync('git', ['commit', '--allow-empty', '--quiet', '--message', 'x'], {
        cwd: repository,
        env: env(),
        encoding: 'utf8',
      });
    assert.deepEqual([commit().status, commit().stderr], [0, '']);
    rmSync(script);
    assert.deepEqual([commit().status, commit().stderr], [0, '']);
    assert.match(await run(['git-hooks', 'status']), /^without effect .*post-commit$/m);
  });
});
