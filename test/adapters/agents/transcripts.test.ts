import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { objectOf, objectsOf } from '../../agents/model/json.ts';
import { oneThread } from '../../agents/scenario.ts';
import { commitFiles, gitEnvironment, initRepository, writeFiles, type Files } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';
import { runCommandLine, type Outcome } from '../cli/commandLine.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/transcripts', import.meta.url));

/** Where each agent keeps the transcript, below the home folder. */
const places: Readonly<Record<string, string>> = {
  claude: '.claude/projects/-home-dev-repo/0e1c.jsonl',
  codex: '.codex/sessions/2026/11/25/rollout-2026-11-25T22-25-19-01a2.jsonl',
  gemini: '.gemini/tmp/repo/chats/session-2026-11-25T22-25-f55f.jsonl',
  qwen: '.qwen/projects/-home-dev-repo/chats/962b.jsonl',
  cline: '.cline/data/sessions/1795/1795.messages.json',
  copilot: '.copilot/session-state/b66b/events.jsonl',
  opencode: '.local/share/opencode/opencode.db',
  pi: '.pi/agent/sessions/--home-dev-repo--/2026-11-25_01a2.jsonl',
};

/** The recorded sessions ran around half past ten, those of Qwen Code and Cline on the day after; none of what they did was committed before them. */
const beforeTheSessions = '2026-11-25T20:00:00Z';
const minutesBeforeTheSessions = '2026-11-25T22:20:00Z';
const afterTheSessions = '2026-11-26T23:00:00Z';

const byteOrderMark = '\ufeff';

/** The texts that the scenario ends with. */
function finalFiles(): Files {
  return Object.fromEntries(
    Object.entries(oneThread.expected).map(([name, lines]) => {
      const before = oneThread.files[name] ?? '';
      const lineBreak = before.includes('\r\n') ? '\r\n' : '\n';
      const text = lines.map((line) => line.slice(3) + lineBreak).join('');
      return [name, before.startsWith(byteOrderMark) ? byteOrderMark + text : text];
    }),
  );
}

describe('import-transcripts', () => {
  let scratch: TemporaryFolder;
  let home: string;
  let repository: string;

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-tr-');
    home = path.join(scratch.path, 'home');
    repository = path.join(scratch.path, 'repository');
    mkdirSync(home);
    initRepository(repository);
    commitFiles(repository, oneThread.files, 'Begin', '2024-05-01T12:00:00Z');
  });

  afterEach(async () => {
    await scratch.remove();
  });

  const run = async (...args: readonly string[]): Promise<Outcome> =>
    await runCommandLine(args, {
      cwd: scratch.path,
      env: { PATH: process.env['PATH'], ...gitEnvironment, HOME: home },
    });

  /** Puts the transcript that an agent wrote into its place, as if it had worked in this repository. */
  function placeTranscript(agent: string): void {
    const text = readFileSync(path.join(fixtures, agent + (agent === 'cline' ? '.json' : '.jsonl')), 'utf8').replaceAll(
      '/home/dev/repo',
      repository,
    );
    const file = path.join(home, places[agent] ?? '');
    if (agent !== 'opencode') {
      writeFiles(home, { [places[agent] ?? '']: text });
      return;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    const database = new DatabaseSync(file);
    database.exec(
      'CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT);' +
        'CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT)',
    );
    const [message, part] = [
      database.prepare('INSERT INTO message VALUES (?, ?, 0, 0, ?)'),
      database.prepare('INSERT INTO part VALUES (?, ?, ?, ?, 0, ?)'),
    ];
    for (const [index, line] of text.trimEnd().split('\n').entries()) {
      const row = objectOf(JSON.parse(line));
      const [id, session] = [`m${index}`, String(row['session_id'])];
      message.run(id, session, JSON.stringify(row['message']));
      part.run(`p${index}`, id, session, index, JSON.stringify(row['part']));
    }
    database.close();
  }

  /** Lines of a file that are AI's by a transcript, the others marked with their contributor. */
  async function linesOf(file: string): Promise<readonly string[]> {
    const { stdout, stderr } = await run('blame', path.join(repository, file), '--json');
    assert.equal(stderr, '');
    const texts = readFileSync(path.join(repository, file), 'utf8').replace(byteOrderMark, '').split(/\r?\n/);
    return objectsOf(objectOf(JSON.parse(stdout))['lines']).map((line, index) => {
      const isOurs = line['contributor'] === 'ai' && line['source'] === 'transcript' && line['evidence'] === 'recorded';
      const isBlank = texts[index]?.trim() === '';
      return `${isOurs ? 'ai' : isBlank || line['contributor'] === 'unknown' ? '  ' : String(line['contributor'])}|${texts[index] ?? ''}`;
    });
  }

  for (const agent of Object.keys(places)) {
    it(`gives ${agent} the lines that its edit tools wrote, and nobody the others`, async () => {
      commitFiles(repository, finalFiles(), 'Change things', afterTheSessions);
      placeTranscript(agent);
      const { status, stdout, stderr } = await run('import-transcripts', repository, '--json');
      assert.deepEqual([status, stderr], [0, '']);
      assert.equal(objectOf(JSON.parse(stdout))['unplaced'], 0);
      for (const [file, expected] of Object.entries(oneThread.expected)) {
        // What a shell command did is not in a transcript.
        assert.deepEqual(
          await linesOf(file),
          expected.map((line) => line.replace(/^sh\|/, '  |')),
          file,
        );
      }
    });
  }

  it('finds what stands uncommitted, too', async () => {
    writeFiles(repository, finalFiles());
    placeTranscript('claude');
    assert.equal((await run('import-transcripts', repository)).status, 0);
    assert.deepEqual(await linesOf('created.js'), oneThread.expected['created.js']);
  });

  it('leaves to a person what the person wrote among the agent’s lines since', async () => {
    const lines = finalFiles()['f.js']?.split('\n') ?? [];
    lines.splice(2, 0, '  const mine = true;');
    writeFiles(repository, { ...finalFiles(), 'f.js': lines.join('\n') });
    placeTranscript('codex');
    assert.equal((await run('import-transcripts', repository)).status, 0);
    const expected = [...(oneThread.expected['f.js'] ?? [])];
    expected.splice(2, 0, '  |  const mine = true;');
    assert.deepEqual(await linesOf('f.js'), expected);
  });

  it('gives no line to an edit that was made after the line was committed', async () => {
    commitFiles(repository, finalFiles(), 'All this was there before', beforeTheSessions);
    placeTranscript('claude');
    const { stdout } = await run('import-transcripts', repository, '--json');
    assert.deepEqual(objectOf(JSON.parse(stdout))['imported'], []);
  });

  it('gives no line to an edit that was made some minutes after the line was committed', async () => {
    commitFiles(repository, finalFiles(), 'All this was there before', minutesBeforeTheSessions);
    placeTranscript('pi');
    const { stdout } = await run('import-transcripts', repository, '--json');
    assert.deepEqual(objectOf(JSON.parse(stdout))['imported'], []);
  });

  it('gives an edit its lines where they were committed in the second in which it was made', async () => {
    // It made and overwrote these two files 388 and 615 ms after this second began.
    commitFiles(repository, finalFiles(), 'Change things', '2026-11-25T22:25:42Z');
    placeTranscript('pi');
    assert.equal((await run('import-transcripts', repository)).status, 0);
    for (const file of ['created.js', 'overwritten.js'])
      assert.deepEqual(await linesOf(file), oneThread.expected[file], file);
  });

  it('gives an edit no lines that were committed earlier in the second in which it was made', async () => {
    const { 'overwritten.js': text = '', 'f.js': edited = '' } = finalFiles();
    const inThatSecond = `${text}const mine = true;\n`;
    commitFiles(repository, { 'overwritten.js': inThatSecond }, 'Mine', '2026-11-25T22:25:42Z');
    writeFiles(repository, { 'overwritten.js': text, 'f.js': edited });
    placeTranscript('pi');
    assert.equal((await run('import-transcripts', repository)).status, 0);
    const nobodys = (oneThread.expected['overwritten.js'] ?? []).map((line) => line.replace(/^ai\|/, '  |'));
    assert.deepEqual(await linesOf('overwritten.js'), nobodys);
    assert.deepEqual(await linesOf('f.js'), oneThread.expected['f.js']);
  });

  it('gives no line of a file that was last written before the edit', async () => {
    writeFiles(repository, finalFiles());
    const longAgo = new Date('2026-01-01T00:00:00Z');
    for (const file of Object.keys(finalFiles())) utimesSync(path.join(repository, file), longAgo, longAgo);
    placeTranscript('gemini');
    const { stdout } = await run('import-transcripts', repository, '--json');
    assert.deepEqual(objectOf(JSON.parse(stdout))['imported'], []);
  });

  it('says with --dry-run what it would do and does nothing; done twice it does nothing more', async () => {
    writeFiles(repository, finalFiles());
    placeTranscript('pi');
    const dry = await run('import-transcripts', repository, '--dry-run');
    assert.match(dry.stdout, /16 lines would be given to AI; nothing is written/);
    assert.deepEqual(await linesOf('late.js'), ['  |export const late = true;']);
    assert.match((await run('import-transcripts', repository)).stdout, /16 lines are AI's now/);
    assert.match((await run('import-transcripts', repository)).stdout, /no line stands that these edits explain/);
  });

  it('reads only the agents and the days that were asked for', async () => {
    writeFiles(repository, finalFiles());
    placeTranscript('claude');
    const changesOf = async (...args: readonly string[]): Promise<unknown> =>
      objectOf(JSON.parse((await run('import-transcripts', repository, '--dry-run', '--json', ...args)).stdout))[
        'changes'
      ];
    assert.equal(await changesOf('--agent', 'codex,gemini'), 0);
    assert.equal(await changesOf('--since', '2026-11-27'), 0);
    assert.equal(await changesOf('--since', '2026-11-20'), 9);
    assert.match((await run('import-transcripts', repository, '--since', 'tomorrow')).stderr, /--since tomorrow/);
    assert.match((await run('import-transcripts', repository, '--agent', 'clippy')).stderr, /clippy/);
  });

  it('keeps nothing of a conversation', async () => {
    writeFiles(repository, finalFiles());
    placeTranscript('claude');
    const file = path.join(home, places['claude'] ?? '');
    const said = 'a sentence that only the conversation holds';
    writeFileSync(
      file,
      `${JSON.stringify({ type: 'user', message: { role: 'user', content: said } })}\n${readFileSync(file, 'utf8')}`,
    );
    const { stdout } = await run('import-transcripts', repository);
    assert.doesNotMatch(stdout, /a sentence/);
    const ledger = path.join(repository, '.git', 'ai-code-share');
    const held = spawnSync('grep', ['-r', said, ledger], { encoding: 'utf8' });
    assert.ok(existsSync(ledger));
    assert.equal(held.stdout, '');
  });

  it('goes on where transcripts are damaged, cut off or of another shape', async () => {
    writeFiles(repository, finalFiles());
    for (const agent of Object.keys(places)) placeTranscript(agent);
    const broken =
      '{"type":"assistant","message":{"content":[{"type":"tool_use","id":7}]}}\n[1]\nnull\n{"type":"user","toolUseRes';
    writeFiles(home, {
      '.claude/projects/x/broken.jsonl': broken,
      '.codex/sessions/rollout-x.jsonl': '{"payload":3}\n',
      '.cline/data/sessions/x/x.messages.json':
        '{"messages":[7,{"content":[null,{"type":"tool_result"}]},{"content":8}]}',
      '.cline/data/sessions/y/y.messages.json': '{"messages":[',
    });
    writeFileSync(path.join(home, places['opencode'] ?? ''), 'no database');
    const { status, stdout } = await run('import-transcripts', repository);
    assert.equal(status, 0);
    assert.match(stdout, /could not be read: .*opencode\.db/);
    assert.match(stdout, /could not be read: .*y\.messages\.json/);
    assert.match(stdout, /16 lines are AI's now/);
  });
});
