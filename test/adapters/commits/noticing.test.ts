import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOneAtATime } from '../../../src/cli/backgroundSync.ts';
import { commitFiles, git, gitEnvironment, initRepository } from '../../host/scratchFolder.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

describe("a commit that an agent makes, where no editor is and no hook of git's,", () => {
  let folder: string;
  let repository: string;
  let calls = 0;

  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'noticing-'));
    repository = path.join(folder, 'repository');
    initRepository(repository);
    commitFiles(repository, { 'a.ts': 'one();\nthree();\n' }, 'First');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

  function hook(root: string, event: string, tool: string, input: object, more: object = {}): void {
    const call = { session_id: 's-1', cwd: root, hook_event_name: event, tool_name: tool, tool_use_id: `t${calls}` };
    const { status } = spawnSync(process.execPath, [program, 'hook', 'claude'], {
      cwd: root,
      input: JSON.stringify({ ...call, tool_input: input, ...more }),
      env: {
        ...process.env,
        ...gitEnvironment,
        HOME: path.join(folder, 'home'),
        XDG_DATA_HOME: path.join(folder, 'data'),
        // Beside other tests git takes longer than an agent would wait.
        AI_CODE_SHARE_HOOK_GIT_MS: '20000',
      },
    });
    assert.equal(status, 0);
  }

  function edit(root: string): void {
    calls++;
    const file = path.join(root, 'a.ts');
    const originalFile = readFileSync(file, 'utf8');
    const [old_string, new_string] = ['one();\n', 'one();\ntwo();\n'];
    writeFileSync(file, originalFile.replace(old_string, new_string));
    hook(
      root,
      'PostToolUse',
      'Edit',
      { file_path: file, old_string, new_string, replace_all: false },
      { tool_response: { originalFile } },
    );
  }

  function commit(root: string): void {
    calls++;
    const command = 'git commit -am work';
    hook(root, 'PreToolUse', 'Bash', { command });
    git(root, 'commit', '--quiet', '--all', '--message', 'work');
    hook(root, 'PostToolUse', 'Bash', { command }, { tool_response: {} });
  }

  async function logOfHead(root: string): Promise<string> {
    for (;;) {
      const { status, stdout } = spawnSync('git', ['notes', '--ref=ai', 'show', 'HEAD'], {
        cwd: root,
        encoding: 'utf8',
      });
      if (status === 0) return stdout;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('gets its log by the hook of the agent', async () => {
    edit(repository);
    commit(repository);
    assert.match(await logOfHead(repository), /^a\.ts\n {2}s_[0-9a-f]+::t_[0-9a-f]+ 2\n---\n/);
  });

  it('gets it in a linked work tree, too', async () => {
    const linked = path.join(folder, 'linked');
    git(repository, 'worktree', 'add', '--quiet', '-b', 'other', linked);
    edit(linked);
    commit(linked);
    assert.match(await logOfHead(linked), /^a\.ts\n {2}s_[0-9a-f]+::t_[0-9a-f]+ 2\n---\n/);
  });
});

describe('a sync in the background', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'noticing-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is done by one at a time, and once more for those who came meanwhile', async () => {
    let [atWork, most, runs] = [0, 0, 0];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++atWork);
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      atWork--;
    };
    const first = runOneAtATime(folder, work);
    await new Promise((resolve) => setTimeout(resolve, 350));
    await Promise.all(Array.from({ length: 20 }, () => runOneAtATime(folder, work)));
    await first;
    assert.equal(most, 1);
    assert.equal(runs, 2);
    assert.equal(existsSync(path.join(folder, 'sync.lock')), false);
  });

  it('takes the place of one that was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'sync.lock'), String(pid));
    let runs = 0;
    await runOneAtATime(folder, () => {
      runs++;
      return Promise.resolve();
    });
    assert.equal(runs, 1);
  });

  it('that fails gives its place free', async () => {
    await assert.rejects(
      runOneAtATime(folder, () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(existsSync(path.join(folder, 'sync.lock')), false);
  });
});
