import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { readAuthorshipLog } from '../../../src/core/records/authorshipLog.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { addNotes, readNotesState } from '../../../src/survey/commits/notesRef.ts';
import { gitEnvironment, writeFiles } from '../../host/scratchFolder.ts';
import { Workshop } from './workshop.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const cli = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

/** Runs the command line as a process of its own. */
async function runCli(folder: string, ...args: readonly string[]): Promise<{ status: number | null; output: string }> {
  return await new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...process.env, ...gitEnvironment } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (status) => resolve({ status, output }));
  });
}

/** A stream for `git fast-import`: so many commits of one file, each with a log that somebody else wrote but the last. */
function longRecord(commits: number): string {
  const who = (index: number): string => `Bea Example <bea@example.org> ${1_700_000_000 + index * 60} +0000\n`;
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const numbers = Array.from({ length: commits }, (_, index) => index + 1);
  const made = numbers.map(
    (index) =>
      `commit refs/heads/main\nmark :${index}\ncommitter ${who(index)}${data('work')}` +
      `M 100644 inline a.ts\n${data(`line(${index});\n`)}`,
  );
  const notes = numbers.slice(0, -1).map((index) => `N inline :${index}\n${data('a.ts\n  abcd123 1\n---\n{}\n')}`);
  return [...made, `commit refs/notes/ai\ncommitter ${who(0)}${data('notes')}`, ...notes].join('');
}

describe('the notes of commits', () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await Workshop.open();
  });
  afterEach(() => workshop.end());

  /** A commit with lines of AI and of a person that has no log yet. */
  async function work(): Promise<string> {
    await workshop.add('a.ts', 'ai', 2, 1);
    await workshop.add('a.ts', 'human', 1, 9);
    return await workshop.commit('work');
  }

  it('name session, agent, model and person as the standard wants them', async () => {
    const oid = await work();
    await workshop.sync();
    const log = readAuthorshipLog(await workshop.quietly('notes', '--ref=ai', 'show', oid));
    assert.deepEqual(log.complaints, []);
    assert.deepEqual([...log.rangesByPath.keys()], ['a.ts']);
    const [ai, human] = log.rangesByPath.get('a.ts') ?? [];
    // SHA-256 of `claude:k-1`, cut to fourteen digits.
    assert.match(ai?.key ?? '', /^s_[0-9a-f]{14}::t_[0-9a-f]{14}$/);
    assert.deepEqual(ai?.author, { kind: 'ai', agent: 'claude', model: 'claude-opus-4-6', session: 'k-1' });
    assert.match(human?.key ?? '', /^h_[0-9a-f]{14}$/);
    assert.equal(log.metadata['schema_version'], 'authorship/3.0.0');
    assert.equal(log.metadata['base_commit_sha'], oid);
    const humans = log.metadata['humans'] as Record<string, { author: string }>;
    assert.equal(humans[human?.key ?? '']?.author, 'Ada Example <ada@example.org>');
  });

  it('name whoever sits at the machine since, though git is not asked each time', async () => {
    const humansOf = async (oid: string): Promise<readonly string[]> => {
      const { metadata } = readAuthorshipLog(await workshop.quietly('notes', '--ref=ai', 'show', oid));
      return Object.values(metadata['humans'] as Record<string, { author: string }>).map(({ author }) => author);
    };
    await work();
    await workshop.sync();
    await work();
    await workshop.sync();
    assert.deepEqual(await humansOf('HEAD'), ['Ada Example <ada@example.org>']);
    await workshop.quietly('config', 'user.name', 'Bea Example');
    await workshop.add('a.ts', 'human', 1, 3);
    await workshop.tryGit(['commit', '--quiet', '--all', '--message', 'work'], {
      env: { GIT_COMMITTER_NAME: 'Bea Example' },
    });
    await workshop.sync();
    assert.deepEqual(await humansOf('HEAD'), ['Bea Example <ada@example.org>']);
  });

  it('are not written a second time, and a dry run writes none', async () => {
    await work();
    assert.equal((await workshop.sync(true)).written.length, 1);
    assert.equal((await workshop.notes()).size, 0);
    assert.equal((await workshop.sync()).written.length, 1);
    assert.deepEqual(await workshop.sync(), { unseen: 0, written: [], isTooMuch: false });
    assert.equal((await workshop.notes()).size, 1);
  });

  it('that others have long kept are not gone through at the first look, which took minutes and stopped the editor', async () => {
    for (const [commits, isLooked] of [
      [20, true],
      [600, false],
    ] as const) {
      const folder = path.join(workshop.root, `record-${commits}`);
      mkdirSync(folder);
      execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
      execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: longRecord(commits) });
      execFileSync('git', ['reset', '--quiet', '--hard'], { cwd: folder });
      const { output } = await runCli(folder, 'sync', '--dry-run', '--json');
      const { unseen } = JSON.parse(output.slice(output.indexOf('{'))) as { unseen: number };
      assert.equal(unseen > 0, isLooked, output);
      // What comes after the first look gets its log either way.
      await runCli(folder, 'sync');
      execFileSync('git', ['reset', '--quiet', '--hard', 'HEAD~1'], { cwd: folder });
      const environment = { ...process.env, ...gitEnvironment };
      execFileSync('git', ['commit', '--quiet', '--amend', '--message', 'again'], { cwd: folder, env: environment });
      const later = await runCli(folder, 'sync', '--json');
      assert.match(later.output, /"written": \[\s*\{/);
    }
  });

  it('that somebody else wrote stay as they are', async () => {
    const oid = await work();
    const theirs = 'a.ts\n  abcd123 1\n---\n{"x": 1}\n';
    await workshop.quietly('notes', '--ref=ai', 'add', '-m', theirs, oid);
    assert.equal((await workshop.sync()).written.length, 0);
    assert.equal(await workshop.quietly('notes', '--ref=ai', 'show', oid), theirs);
  });

  it('of commits that left stay, and what they said of agents goes on with the new commit', async () => {
    const before = await work();
    await workshop.sync();
    await workshop.git('commit', '--quiet', '--amend', '--message', 'other words');
    await workshop.sync();
    assert.deepEqual([...(await workshop.notes()).keys()].includes(before), true);
    assert.equal((await workshop.notes()).size, 2);
  });

  it('are left alone where the notes ref is no commit', async () => {
    await work();
    const blob = (await workshop.quietly('hash-object', '-w', 'a.ts')).trim();
    await workshop.quietly('update-ref', 'refs/notes/ai', blob);
    await assert.rejects(workshop.sync(), /refs\/notes\/ai is a blob/);
    assert.equal((await workshop.quietly('rev-parse', 'refs/notes/ai')).trim(), blob);
  });

  it('that cannot be read do not keep other commits from theirs', async () => {
    const oid = await work();
    await workshop.sync();
    await workshop.quietly(
      'notes',
      '--ref=ai',
      'add',
      '--force',
      '-m',
      `a.ts\n  s_1::t_1 1-9999999\n${'['.repeat(5000)}`,
      oid,
    );
    await workshop.add('a.ts', 'elsewhere', 2, 0);
    await workshop.add('b.ts', 'ai', 2, 0);
    await workshop.commit('more');
    assert.equal((await workshop.sync()).written.length, 1);
  });

  it('of two writers at once are all kept', async () => {
    const oids = [];
    for (let count = 0; count < 8; count++) oids.push(await workshop.commit(`empty ${count}`));
    const git = createGit(silent);
    const answers = await Promise.all(
      oids.map(async (oid) => {
        const state = await readNotesState(git, workshop.root);
        assert.ok(state.ok);
        return await addNotes(git, workshop.root, new Map([[oid, `note of ${oid}`]]), state.value, 'A <a@b.c>', silent);
      }),
    );
    assert.ok(
      answers.every((answer) => answer.ok),
      JSON.stringify(answers),
    );
    for (const oid of oids)
      assert.equal(await workshop.quietly('notes', '--ref=ai', 'show', oid), `note of ${oid}\n`.trimEnd());
  });

  it('of syncs of several processes in two work trees, and of a person in between, are all kept', async () => {
    const linked = workshop.scene.at('linked');
    await workshop.quietly('worktree', 'add', '--quiet', linked, '-b', 'linked');
    const own: string[] = [];
    for (let round = 0; round < 3; round++) {
      own.push(await work());
      workshop.enter(linked);
      await workshop.add('b.ts', 'ai', 2, 1);
      own.push(await workshop.commit('in the linked one'));
      workshop.enter(workshop.root);
    }
    const byHand = await workshop.commit('noted by hand');
    const results = await Promise.all([
      runCli(workshop.root, 'sync'),
      runCli(linked, 'sync'),
      workshop
        .quietly('notes', '--ref=ai', 'add', '--message', 'by hand', byHand)
        .then(() => ({ status: 0, output: '' })),
      runCli(linked, 'sync', '--in-background'),
      runCli(workshop.root, 'sync'),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      [0, 0, 0, 0, 0],
      JSON.stringify(results),
    );
    const notes = await workshop.notes();
    assert.deepEqual([...notes.keys()].sort(), [...own, byHand].sort());
    assert.equal((await workshop.quietly('notes', '--ref=ai', 'show', byHand)).trim(), 'by hand');
    for (const oid of own)
      assert.deepEqual(readAuthorshipLog(await workshop.quietly('notes', '--ref=ai', 'show', oid)).complaints, []);
    assert.equal((await workshop.quietly('fsck', '--no-dangling')).includes('error'), false);
  });

  it('are written by the command line, and not where the person or git-ai says otherwise', async () => {
    await work();
    mkdirSync(path.join(workshop.root, '.git/ai/working_logs'), { recursive: true });
    const beside = await runCli(workshop.root, 'sync', '--json');
    assert.match(beside.output, /git-ai is at work/);
    writeFiles(workshop.root, { '.vscode/settings.json': '{"aiCodeShare.notes.write": "never"}' });
    assert.match((await runCli(workshop.root, 'sync')).output, /"never" here/);
    assert.equal((await workshop.notes()).size, 0);
    writeFiles(workshop.root, { '.vscode/settings.json': '{"aiCodeShare.notes.write": "always"}' });
    const dry = await runCli(workshop.root, 'sync', '--dry-run');
    assert.match(
      dry.output,
      /^[0-9a-f]{12} {2}ai 2 {2}human 1\n1 authorship log would be written; \d+ new commits looked at\n$/,
    );
    const { status, output } = await runCli(workshop.root, 'sync', '--json');
    assert.equal(status, 0);
    const json = JSON.parse(output) as { written: readonly { ai: number; human: number }[] };
    assert.deepEqual(
      json.written.map(({ ai, human }) => [ai, human]),
      [[2, 1]],
    );
    assert.equal((await workshop.notes()).size, 1);
  });
});
