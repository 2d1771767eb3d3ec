import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inbox } from '../../../src/agents/inbox/inbox.ts';
import { initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { runCommandLine } from '../cli/commandLine.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const mine = '{\n\t// mine\n\t"model": "opus",\r\n}';

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('setting agents up', () => {
  let folder: string;
  let home: string;
  let settings: string;
  let cwd: string;

  const env = (): NodeJS.ProcessEnv => ({ ...process.env, HOME: home, XDG_DATA_HOME: path.join(home, "it's data") });

  async function hooks(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await runCommandLine(['hooks', ...args], { cwd, env: env() });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'hooks-'));
    home = path.join(folder, 'home');
    cwd = folder;
    settings = path.join(home, '.claude', 'settings.json');
    mkdirSync(path.dirname(settings), { recursive: true });
    writeFileSync(settings, mine);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('shows what would be written, writes it when told so, once, and gives back byte for byte what was there', async () => {
    assert.match(await hooks('install'), /PostToolUse[\s\S]*Nothing is written yet/);
    assert.equal(readFileSync(settings, 'utf8'), mine);
    await hooks('install', '--agent', 'claude,copilot', '--yes');
    assert.match(
      await hooks('status'),
      /claude +set up[\s\S]*codex +not set up[\s\S]*copilot +set up[\s\S]*launcher +ready/,
    );
    const written = readFileSync(settings, 'utf8');
    assert.ok(written.includes('// mine'));
    assert.match(await hooks('install', '--agent', 'claude', '--yes'), /Nothing to write/);
    assert.equal(readFileSync(settings, 'utf8'), written);
    await hooks('uninstall', '--yes');
    assert.equal(readFileSync(settings, 'utf8'), mine);
    assert.ok(!existsSync(path.join(home, '.copilot', 'hooks', 'ai-code-share.json')));
    assert.ok(!existsSync(path.join(home, "it's data", 'ai-code-share', 'hook')));
  });

  it('shows the hooks of the person and of the project at once, and takes both out at once', async () => {
    cwd = path.join(folder, 'project', 'part');
    initRepository(path.dirname(cwd));
    writeFiles(cwd, { 'a.js': 'a();\n' });
    const ofProject = path.join(path.dirname(cwd), '.claude', 'settings.local.json');
    writeFiles(path.dirname(ofProject), { 'settings.local.json': '{"theirs": true}\n' });
    const both = ['--scope', 'both', '--agent', 'claude'] as const;
    const statusOf = async (): Promise<readonly string[]> =>
      (await hooks('status', ...both)).split('\n').filter((line) => line.startsWith('claude'));
    const lineOf = (state: string, file: string): string => `claude  ${state}  ${file}`;
    await hooks('install', '--agent', 'claude', '--yes');
    assert.deepEqual(await statusOf(), [lineOf('set up', settings), lineOf('not set up', ofProject)]);
    await hooks('install', '--agent', 'claude', '--scope', 'project', '--yes');
    assert.deepEqual(await statusOf(), [lineOf('set up', settings), lineOf('set up', ofProject)]);
    await hooks('uninstall', ...both);
    assert.deepEqual(await statusOf(), [lineOf('set up', settings), lineOf('set up', ofProject)]);
    await hooks('uninstall', ...both, '--yes');
    assert.deepEqual(await statusOf(), [lineOf('not set up', settings), lineOf('not set up', ofProject)]);
    assert.deepEqual(
      [settings, ofProject].map((file) => readFileSync(file, 'utf8')),
      [mine, '{"theirs": true}\n'],
    );
    assert.match(await hooks('uninstall', '--scope', 'both', '--yes'), /^Nothing to write/);
  });

  it('sets up for both at once only what can be taken out again, and for a project only in one', async () => {
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { status, stderr } = await runCommandLine(['hooks', ...args], { cwd, env: env() });
      assert.equal(status, 2);
      return stderr;
    };
    assert.match(await refused('install', '--scope', 'both', '--yes'), /--scope both: hooks of both would tell/);
    assert.match(await refused('status', '--scope', 'both'), /--scope both: this folder is in no repository/);
    assert.equal(readFileSync(settings, 'utf8'), mine);
  });

  it('takes out only what is ours where the person has changed the file since', async () => {
    await hooks('install', '--agent', 'claude', '--yes');
    const changed = readFileSync(settings, 'utf8').replace('"opus"', '"sonnet", "mine": [1]');
    writeFileSync(settings, changed);
    await hooks('uninstall', '--yes');
    assert.equal(readFileSync(settings, 'utf8'), mine.replace('"opus"', '"sonnet", "mine": [1]'));
  });

  it('puts right what somebody changed of ours, and still gives back what was there', async () => {
    await hooks('install', '--agent', 'claude', '--yes');
    const written = readFileSync(settings, 'utf8');
    writeFileSync(settings, written.replace("hook' claude later", "hook' claude --old"));
    assert.match(await hooks('status', '--agent', 'claude'), /claude +changed/);
    await hooks('install', '--agent', 'claude', '--yes');
    assert.equal(readFileSync(settings, 'utf8'), written);
    await hooks('uninstall', '--yes');
    assert.equal(readFileSync(settings, 'utf8'), mine);
  });

  it('leaves settings alone that it cannot read, and names the file and the key', async () => {
    writeFileSync(settings, '{"hooks": {"PostToolUse": {}}}');
    const told = await hooks('install', '--agent', 'claude', '--yes');
    assert.ok(told.includes(`${settings} is left alone: "hooks.PostToolUse" is no list.`), told);
    assert.equal(readFileSync(settings, 'utf8'), '{"hooks": {"PostToolUse": {}}}');
  });

  it('the command that it writes takes a payload in, and keeps it where our program is gone, until there is one again', async () => {
    await hooks('install', '--agent', 'claude', '--yes');
    const parsed = JSON.parse(readFileSync(settings, 'utf8').replace('// mine', '').replace(',\r\n}', '}')) as {
      hooks: { PostToolUse: [{ hooks: [{ command: string }] }] };
    };
    const { command } = parsed.hooks.PostToolUse[0].hooks[0];
    const repository = path.join(folder, 'repository');
    initRepository(repository);
    const file = path.join(repository, 'a.js');
    writeFileSync(file, 'a();\n');
    const input = JSON.stringify({
      session_id: 's',
      hook_event_name: 'PostToolUse',
      tool_name: 'Write',
      tool_input: { file_path: file, content: 'a();\n' },
      tool_response: { type: 'create' },
      tool_use_id: 't',
    });
    const run = (): void => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { env: env(), input, encoding: 'utf8' });
      assert.deepEqual([status, stdout, stderr], [0, '', '']);
    };
    run();
    // The agent does not wait for what need not be known now.
    const inbox = new Inbox(path.join(repository, '.git', 'ai-code-share', 'inbox'));
    await until(() => inbox.pending().length === 1);
    const launcher = path.join(home, "it's data", 'ai-code-share', 'hook');
    writeFileSync(launcher, readFileSync(launcher, 'utf8').replace(/^program=.*$/m, "program='/no/such/program'"));
    run();
    const raw = path.join(home, "it's data", 'ai-code-share', 'raw');
    await until(() => readdirSync(raw).some((name) => /^\d+-\d+\.claude$/.test(name)));
    assert.equal(readFileSync(path.join(raw, readdirSync(raw)[0] ?? ''), 'utf8'), input);
    inbox.remove(inbox.pending().map(({ name }) => name));
    const { stdout } = spawnSync(process.execPath, [program, 'blame', '--json', file], {
      env: env(),
      encoding: 'utf8',
    });
    assert.deepEqual(
      (JSON.parse(stdout) as { lines: { agent: string }[] }).lines.map(({ agent }) => agent),
      ['claude'],
    );
    assert.deepEqual(readdirSync(raw), []);
  });
});
