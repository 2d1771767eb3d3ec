import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { commitFiles, git, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

describe('a sync in the background', () => {
  let scratch: TemporaryFolder;
  let repository: string;

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-running-');
    repository = path.join(scratch.path, 'repository');
    initRepository(repository);
    writeFiles(scratch.path, { 'home/here.txt': '' });
  });

  afterEach(() => scratch.remove());

  function run(args: readonly string[], input = ''): void {
    const env = {
      ...process.env,
      ...gitEnvironment,
      HOME: path.join(scratch.path, 'home'),
      XDG_DATA_HOME: path.join(scratch.path, 'data'),
      XDG_CONFIG_HOME: path.join(scratch.path, 'config'),
      AI_CODE_SHARE_HOOK_GIT_MS: '20000',
    };
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: repository,
      env,
      input,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  }

  const tell = (event: string): void => {
    const call = {
      tool_name: 'Bash',
      tool_use_id: 't1',
      tool_input: { command: 'echo >> f.js && git commit -am Change' },
    };
    const payload = { session_id: 's1', cwd: repository, hook_event_name: event, ...call, tool_response: {} };
    run(['hook', 'claude'], JSON.stringify(payload));
  };

  const logOf = (revision: string): string => {
    const { stdout } = spawnSync('git', ['notes', '--ref=ai', 'show', revision], { cwd: repository, encoding: 'utf8' });
    return stdout;
  };

  it('leaves a commit that an agent’s command made alone until the command has ended, so that its log knows what the command wrote', () => {
    commitFiles(repository, { 'f.js': 'one();\n' }, 'Begin', '2020-01-01T00:00:00Z');
    run(['sync']);
    tell('PreToolUse');
    appendFileSync(path.join(repository, 'f.js'), 'byTheCommand();\n');
    const now = new Date().toISOString();
    spawnSync('git', ['commit', '-qam', 'Change'], {
      cwd: repository,
      env: { ...process.env, ...gitEnvironment, GIT_AUTHOR_DATE: now, GIT_COMMITTER_DATE: now },
    });
    assert.equal(git(repository, 'log', '-1', '--format=%s').trim(), 'Change');
    run(['sync', '--in-background']);
    assert.equal(logOf('HEAD'), '');
    // The hook itself starts the next one.
    tell('PostToolUse');
    const endMs = Date.now() + 30_000;
    while (logOf('HEAD') === '' && Date.now() < endMs)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    assert.match(logOf('HEAD'), /f\.js\n {2}\S+ 2\n/);
    assert.match(logOf('HEAD'), /"tool": ?"claude"/);
  });
});
