import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type InboxEntry } from '../../../src/agents/inbox/entry.ts';
import { Inbox } from '../../../src/agents/inbox/inbox.ts';
import { keepWithin, readDropped } from '../../../src/agents/inbox/inboxLimits.ts';
import { noteHookProblem, readHookProblems } from '../../../src/agents/inbox/hookProblems.ts';
import { reportIn } from '../../unit/agents/fixtures.ts';

const report = reportIn('claude', 'claude-SessionStart-interactive');

function entry(atMs: number, more: Partial<InboxEntry> = {}): InboxEntry {
  return { version: 1, atMs, root: '/home/person/project', report, states: [], tree: null, modelTrace: null, ...more };
}

describe('the inbox', () => {
  let folder: string;
  let inbox: Inbox;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'inbox-'));
    inbox = new Inbox(path.join(folder, 'inbox'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives entries in the order in which agents told them, whoever came first, until they are removed', () => {
    assert.deepEqual(inbox.pending(), []);
    for (const atMs of [3, 1.5, 1.25]) inbox.append(entry(Math.floor(atMs), { root: `/${atMs}` }), atMs);
    const pending = inbox.pending();
    assert.deepEqual(
      pending.map((one) => one.entry.root),
      ['/1.25', '/1.5', '/3'],
    );
    assert.deepEqual(pending[0]!.entry.report, report);
    inbox.remove([pending[0]!.name]);
    assert.equal(new Inbox(inbox.folder).pending().length, 2);
  });

  it('loses nothing and tears nothing when many processes add at once', () => {
    const module = new URL('../../../src/agents/inbox/inbox.ts', import.meta.url).href;
    const script = `
      const { Inbox } = await import(${JSON.stringify(module)});
      const inbox = new Inbox(${JSON.stringify(inbox.folder)});
      const entry = ${JSON.stringify(entry(1))};
      for (let n = 0; n < 50; n++) inbox.append({ ...entry, root: 'x'.repeat(20000) });
    `;
    const shell = Array.from({ length: 4 }, () => `"${process.execPath}" --input-type=module -e "$SCRIPT" &`).join(
      '\n',
    );
    execFileSync('sh', ['-c', `${shell}\nwait`], { env: { ...process.env, SCRIPT: script } });
    assert.equal(inbox.pending().length, 200);
    assert.deepEqual(inbox.setAsideNames(), []);
  });

  it('sets aside what is no entry, and goes on with the rest', () => {
    inbox.append(entry(1));
    const broken = [
      '{"version":1',
      '[]',
      JSON.stringify(entry(1, { root: 7 as unknown as string })),
      JSON.stringify(entry(1, { states: [{ path: '../outside', textId: null }] })),
      JSON.stringify(entry(1, { states: [{ path: 'a', textId: '../../etc/passwd' }] })),
      JSON.stringify({ ...entry(1), version: 2 }),
    ];
    broken.forEach((text, index) => writeFileSync(path.join(inbox.folder, `${'0'.repeat(17)}-${index}.json`), text));
    assert.equal(inbox.pending().length, 1);
    assert.equal(inbox.setAsideNames().length, broken.length);
    assert.equal(inbox.pending().length, 1);
  });

  it('keeps each text once, for its owner only, and forgets it when nobody refers to it', () => {
    const [used, unused] = [inbox.keepText(Buffer.from('used\n')), inbox.keepText(Buffer.from('unused\n'))];
    assert.equal(inbox.keepText(Buffer.from('used\n')), used);
    assert.equal(used, execFileSync('git', ['hash-object', '--stdin'], { input: 'used\n', encoding: 'utf8' }).trim());
    inbox.append(entry(1, { states: [{ path: 'a', textId: used }] }));
    const texts = path.join(inbox.folder, 'texts');
    assert.equal(statSync(path.join(texts, used)).mode & 0o077, 0);
    assert.equal(statSync(inbox.folder).mode & 0o077, 0);
    inbox.tidy(inbox.pending(), Date.now());
    assert.equal(readdirSync(texts).length, 2);
    for (const id of [used, unused]) utimesSync(path.join(texts, id), 1, 1);
    inbox.tidy(inbox.pending(), Date.now());
    assert.deepEqual(readdirSync(texts), [used]);
    assert.equal(Buffer.from(inbox.readText(used)!).toString(), 'used\n');
    assert.equal(inbox.readText(unused), null);
  });

  it('does not grow without end: the oldest go, and it is known how many', () => {
    for (let atMs = 1; atMs <= 5; atMs++) inbox.append(entry(atMs));
    const text = inbox.keepText(Buffer.from('old\n'));
    const names = inbox.pending().map(({ name }) => name);
    names.forEach((name, index) => utimesSync(path.join(inbox.folder, name), 1_000 + index, 1_000 + index));
    utimesSync(path.join(inbox.folder, 'texts', text), 1, 1);
    const limits = { entries: 3, bytes: 1_000_000, ageMs: 10_000_000 };
    assert.equal(readDropped(inbox.folder), null);
    keepWithin(inbox.folder, 1_005_000, limits);
    const left = (): readonly number[] => inbox.pending().map((one) => one.entry.atMs);
    assert.deepEqual(left(), [3, 4, 5]);
    assert.deepEqual(readDropped(inbox.folder), { count: 2, lastAtMs: 1_005_000 });
    keepWithin(inbox.folder, 1_013_500, { ...limits, ageMs: 10_000 });
    assert.deepEqual(left(), [5]);
    assert.equal(inbox.readText(text), null);
    keepWithin(inbox.folder, 1_013_500, { ...limits, bytes: 10 });
    assert.deepEqual(left(), []);
    assert.deepEqual(readDropped(inbox.folder)?.count, 5);
  });

  it('notes what a hook could not use, and does not let the notes grow', () => {
    for (let n = 0; n < 3_000; n++)
      noteHookProblem(folder, { atMs: n, agent: 'claude', reason: 'the payload is empty' });
    const problems = readHookProblems(folder);
    assert.equal(problems.at(-1)?.atMs, 2_999);
    assert.ok(problems.length < 1_500);
    writeFileSync(path.join(folder, 'file'), '');
    noteHookProblem(path.join(folder, 'file', 'folder'), { atMs: 1, agent: 'claude', reason: 'x' });
  });
});
