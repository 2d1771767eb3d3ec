import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { Inbox } from '../../../src/agents/inbox/inbox.ts';
import { type ReceiveServices } from '../../../src/agents/receive.ts';
import { countWaiting, takeWaiting } from '../../../src/agents/waitingPayloads.ts';
import { initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

describe('payloads that waited', () => {
  let scratch: TemporaryFolder;
  let repository: string;
  let rawFolder: string;
  let inbox: Inbox;
  let complaints: string[];
  let services: Omit<ReceiveServices, 'isLate' | 'env'>;

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-waiting-');
    repository = path.join(scratch.path, 'repository');
    rawFolder = path.join(scratch.path, 'raw');
    initRepository(repository);
    inbox = new Inbox(path.join(scratch.path, 'inbox'));
    complaints = [];
    services = {
      git: { run: () => Promise.reject(new Error('no git is needed for what is long over')) },
      nowMs: () => Date.now(),
      homeFolder: scratch.path,
      ledgerFolder: () => scratch.path,
      counts: () => true,
      complain: (agent, reason) => complaints.push(`${agent}: ${reason}`),
    };
  });

  afterEach(() => scratch.remove());

  const written = (file: string, content: string, id: string): string =>
    JSON.stringify({
      session_id: 's',
      hook_event_name: 'PostToolUse',
      tool_name: 'Write',
      tool_input: { file_path: path.join(repository, file), content },
      tool_response: { type: 'create' },
      tool_use_id: id,
    });

  /** A payload as the launcher leaves it, so many seconds ago. */
  function leave(name: string, payload: string, secondsAgo: number): number {
    writeFiles(rawFolder, { [name]: payload });
    const atMs = Math.floor(Date.now() / 1000 - secondsAgo) * 1000;
    utimesSync(path.join(rawFolder, name), atMs / 1000, atMs / 1000);
    return atMs;
  }

  const files = (): readonly (string | undefined)[] => inbox.pending().map(({ entry }) => entry.report.files[0]?.path);

  it('come into the inbox in the order in which the agents told them, at the time when they did', async () => {
    const first = leave('900-0.claude', written('a.js', 'a();\n', 't1'), 7_200);
    leave('100-0.claude', written('b.js', 'b();\n', 't2'), 3_600);
    assert.equal(await takeWaiting(rawFolder, services), 2);
    assert.deepEqual(files(), ['a.js', 'b.js']);
    assert.equal(inbox.pending()[0]?.entry.atMs, first);
    assert.deepEqual(readdirSync(rawFolder), []);
  });

  it('come before what was told since', async () => {
    await takeWaiting(rawFolder, services);
    leave('2-0.claude', written('new.js', 'new();\n', 't2'), 0);
    await takeWaiting(rawFolder, services);
    leave('1-0.claude', written('old.js', 'old();\n', 't1'), 3_600);
    await takeWaiting(rawFolder, services);
    assert.deepEqual(files(), ['old.js', 'new.js']);
  });

  it('say nothing of what only the moment would have told: what is on disk now is not what was there', async () => {
    const command = { session_id: 's', cwd: repository, tool_name: 'Bash', tool_input: { command: 'make' } };
    leave('1-0.claude', JSON.stringify({ ...command, hook_event_name: 'PreToolUse', tool_use_id: 't' }), 60);
    leave('2-0.claude', JSON.stringify({ ...command, hook_event_name: 'PostToolUse', tool_use_id: 't' }), 50);
    writeFiles(repository, { 'c.js': 'typed since\n' });
    const edit = {
      sessionId: 's',
      timestamp: 1,
      cwd: repository,
      toolName: 'edit',
      toolArgs: { path: path.join(repository, 'c.js'), old_str: 'a', new_str: 'b' },
      toolResult: { resultType: 'success' },
    };
    leave('3-0.copilot', JSON.stringify(edit), 40);
    assert.equal(await takeWaiting(rawFolder, services), 3);
    const entries = inbox.pending().map(({ entry }) => entry);
    assert.deepEqual(
      entries.map(({ report, states, tree }) => [report.agent, states, tree]),
      [['copilot', [], null]],
    );
  });

  it('that cannot be used are told of and gone', async () => {
    leave('1-0.claude', '{"cut off', 60);
    leave('2-0.nobody', '{}', 60);
    await takeWaiting(rawFolder, services);
    assert.deepEqual(complaints, [
      'claude: the payload is no JSON, or is cut off',
      'unknown: the hook was called for an agent that is not known',
    ]);
    assert.deepEqual(readdirSync(rawFolder), []);
  });

  it('that are still at work are left alone, until nobody can be at work any more', async () => {
    leave('.1-0.claude', written('a.js', 'a();\n', 't1'), 3_600);
    assert.equal(countWaiting(rawFolder, Date.now()), 0);
    assert.equal(await takeWaiting(rawFolder, services), 0);
    const later = { ...services, nowMs: () => Date.now() + 11 * 60_000 };
    assert.equal(await takeWaiting(rawFolder, later), 1);
    assert.deepEqual(files(), ['a.js']);
  });

  it('leave nothing behind of what git said for a launcher that was ended', async () => {
    leave('.1-0.claude', written('a.js', 'a();\n', 't1'), 0);
    leave('.1-0.claude.status', '1234\n', 0);
    assert.equal(await takeWaiting(rawFolder, services), 0);
    assert.deepEqual(readdirSync(rawFolder), ['.1-0.claude', '.1-0.claude.status']);
    const later = { ...services, nowMs: () => Date.now() + 11 * 60_000 };
    assert.equal(await takeWaiting(rawFolder, later), 1);
    assert.deepEqual(readdirSync(rawFolder), []);
  });

  it('are taken once by two that do so at the same time', async () => {
    for (let number = 0; number < 20; number++)
      leave(`${number}-0.claude`, written(`${number}.js`, '', `t${number}`), 60);
    const counts = await Promise.all([takeWaiting(rawFolder, services), takeWaiting(rawFolder, services)]);
    assert.equal(counts[0] + counts[1], 20);
    assert.equal(new Set(files()).size, 20);
    assert.equal(inbox.pending().length, 20);
  });

  it('stay where they cannot be taken', async () => {
    leave('1-0.claude', written('a.js', 'a();\n', 't1'), 60);
    const full = {
      ...services,
      ledgerFolder: () => {
        throw new Error('the disk is full');
      },
    };
    await assert.rejects(takeWaiting(rawFolder, full), /full/);
    assert.deepEqual(readdirSync(rawFolder), ['1-0.claude']);
  });
});
