import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Inbox } from '../../../src/agents/inbox/inbox.ts';
import { untilTold } from '../../../src/agents/payloadsAtWork.ts';
import { patienceMs, receiveServices, runHook } from '../../../src/cli/hook.ts';
import { commitFiles, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const start = 'function one() {\n  return 1;\n}\n\nfunction two() {\n  return 2;\n}\n';
const middle = start.replace('  return 1;', "  throw new Error('first');");
const end = middle.replace('  return 2;', "  throw new Error('second');");

describe('hooks for which the agent does not wait', () => {
  let scratch: TemporaryFolder;
  let repository: string;

  const home = (): string => path.join(scratch.path, 'home');
  const transcript = (): string => path.join(home(), '.gemini', 'tmp', 'project', 'chats', 'session.jsonl');
  const env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    ...gitEnvironment,
    HOME: home(),
    XDG_DATA_HOME: path.join(scratch.path, 'data'),
    XDG_CONFIG_HOME: path.join(scratch.path, 'config'),
  });
  const input = (oldText: string, newText: string): object => ({
    file_path: path.join(repository, 'f.js'),
    old_string: oldText,
    new_string: newText,
  });
  const payload = (before: string, after: string, oldText: string, newText: string): string =>
    JSON.stringify({
      session_id: 's1',
      transcript_path: transcript(),
      cwd: repository,
      hook_event_name: 'AfterTool',
      tool_name: 'replace',
      tool_input: input(oldText, newText),
      tool_response: { returnDisplay: { originalContent: before, newContent: after } },
    });
  const first = (): string => payload(start, middle, '  return 1;', "  throw new Error('first');");
  const second = (): string => payload(middle, end, '  return 2;', "  throw new Error('second');");
  const inbox = (): Inbox => new Inbox(path.join(repository, '.git', 'ai-code-share', 'inbox'));

  /** A payload in a file that the launcher wrote at a moment, given to our program. */
  function hookAt(atMs: number, text: string): void {
    const file = path.join(scratch.path, 'payload');
    writeFileSync(file, text);
    utimesSync(file, atMs / 1000, atMs / 1000);
    const handle = openSync(file, 'r');
    const { status } = spawnSync(process.execPath, [program, 'hook', 'gemini', 'kept'], {
      stdio: [handle, 'ignore', 'inherit'],
      env: env(),
    });
    closeSync(handle);
    assert.equal(status, 0);
  }

  function blame(): readonly (readonly [contributor: string, model: string | null])[] {
    const args = [program, 'blame', path.join(repository, 'f.js'), '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: home(), env: env(), encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const { lines } = JSON.parse(stdout) as { lines: readonly { contributor: string; model: string | null }[] };
    return [lines[1], lines[5]].map((line) => [line?.contributor ?? '', line?.model ?? null]);
  }

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-at-once-');
    repository = path.join(scratch.path, 'repository');
    initRepository(repository);
    commitFiles(repository, { 'f.js': start }, 'Begin');
    writeFiles(home(), { 'here.txt': '' });
  });

  afterEach(() => scratch.remove());

  it('lose no edit when the one that was told last comes first', () => {
    writeFileSync(path.join(repository, 'f.js'), end);
    const atMs = Date.now() - 500;
    hookAt(atMs + 40, second());
    hookAt(atMs, first());
    assert.deepEqual(blame(), [
      ['ai', null],
      ['ai', null],
    ]);
    assert.deepEqual(inbox().setAsideNames(), []);
  });

  it('have their model though the agent names it only after the hook ran', () => {
    writeFileSync(path.join(repository, 'f.js'), middle);
    hookAt(Date.now() - 100, first());
    assert.equal(inbox().pending()[0]?.entry.report.model, null);
    const call = { name: 'replace', args: input('  return 1;', "  throw new Error('first');") };
    const line = (model: string, toolCalls: readonly object[]): string =>
      `${JSON.stringify({ type: 'gemini', model, toolCalls })}\n`;
    const other = { name: 'replace', args: input('  return 2;', 'x') };
    const name = path.relative(home(), transcript());
    writeFiles(home(), { [name]: line('gemini-3-pro', [call]) + line('gemini-3-flash', [other]) });
    assert.deepEqual(blame(), [
      ['ai', 'gemini-3-pro'],
      ['unknown', null],
    ]);
  });

  it('are waited for by who takes in what was told after them', async () => {
    const raw = path.join(scratch.path, 'raw');
    const atWork = path.join(raw, '.12-0.gemini');
    writeFiles(raw, { '.12-0.gemini': '{}' });
    const startMs = performance.now();
    setTimeout(() => rmSync(atWork), 200);
    await untilTold(raw, Date.now() + 1);
    assert.ok(!existsSync(atWork) && performance.now() - startMs >= 150);
    // What was told later, what only waits, and what is of a hook that is long gone hold nobody up.
    writeFiles(raw, { '13-0.gemini': '{}', '.14-0.gemini': '{}', '.15-0.gemini': '{}' });
    utimesSync(path.join(raw, '.15-0.gemini'), 1, 1);
    const told = untilTold(raw, Date.now() - 1_000).then(() => 'at once');
    assert.equal(await Promise.race([told, pause(150, 'held up')]), 'at once');
  });

  it('neither count nor store a file that git ignores, or that nobody counts, whoever tells of it', () => {
    commitFiles(repository, { '.gitignore': 'private/\n' }, 'Ignore');
    const written = (name: string): string =>
      JSON.stringify({
        session_id: 's1',
        cwd: repository,
        hook_event_name: 'AfterTool',
        tool_name: 'write_file',
        tool_input: { file_path: path.join(repository, name), content: 'secret();\n' },
        tool_response: { returnDisplay: { originalContent: '', newContent: 'secret();\n' } },
      });
    for (const name of ['private/a.js', 'node_modules/b.js', 'c.js']) {
      writeFiles(repository, { [name]: 'secret();\n' });
      hookAt(Date.now(), written(name));
    }
    blame();
    const database = readFileSync(path.join(repository, '.git', 'ai-code-share', 'ledger.db'), 'latin1');
    assert.ok(database.includes('c.js') && !database.includes('private/a') && !database.includes('node_modules/b'));
    assert.deepEqual(inbox().setAsideNames(), []);
  });

  it('let git take longer on a busy machine, within a second', () => {
    assert.equal(patienceMs(0.2), 150);
    assert.equal(patienceMs(1), 150);
    assert.equal(patienceMs(2), 300);
    assert.equal(patienceMs(5.775), 866);
    assert.equal(patienceMs(200), 1_000);
  });

  it('leave the payload to the launcher when the disk is full, and only then', async () => {
    const services = receiveServices(env());
    const failing = (code: string): typeof services => ({
      ...services,
      ledgerFolder: () => {
        throw Object.assign(new Error(`${code}: no luck`), { code });
      },
    });
    const bytes = Buffer.from(first());
    assert.equal(await runHook('gemini', bytes, failing('ENOSPC'), () => undefined), false);
    assert.equal(await runHook('gemini', bytes, failing('EINVAL'), () => undefined), true);
    assert.equal(await runHook('gemini', bytes, services, () => undefined), true);
    assert.equal(inbox().pending().length, 1);
  });
});
