import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { contributors } from '../../../src/core/attribution/origin.ts';
import { groupings } from '../../../src/core/statistics/report.ts';
import { commitFiles, git, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, noteOf } from '../survey/scene.ts';
import { runCommandLine, type Outcome, type Surroundings } from './commandLine.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const byClaude = 'Add a thing\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';
const escape = '\u001b';

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(json: Json, key: string): Json {
  const value = json[key];
  assert.ok(isJson(value), `${key} is an object`);
  return value;
}

function listAt(json: Json, key: string): readonly Json[] {
  const value = json[key];
  assert.ok(Array.isArray(value), `${key} is a list`);
  const items: readonly unknown[] = value;
  return items.map((item) => {
    assert.ok(isJson(item));
    return item;
  });
}

function numberAt(json: Json, key: string): number {
  const value = json[key];
  assert.ok(typeof value === 'number', `${key} is a number`);
  return value;
}

function sumOf(counts: Json): number {
  assert.deepEqual(Object.keys(counts), contributors);
  return contributors.reduce((sum, contributor) => sum + numberAt(counts, contributor), 0);
}

describe('the command line', () => {
  let scratch: string;
  let repository: string;

  const surroundings = (cwd: string, more: Readonly<Record<string, string>>): Surroundings => ({
    cwd,
    env: {
      ...process.env,
      ...gitEnvironment,
      HOME: path.join(scratch, 'home'),
      XDG_CONFIG_HOME: path.join(scratch, 'home', '.config'),
      XDG_DATA_HOME: path.join(scratch, 'home', '.local', 'share'),
      ...more,
    },
  });

  const run = async (
    args: readonly string[],
    cwd = repository,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> => await runCommandLine(args, surroundings(cwd, more));

  /** The same as a person has it, in a process of its own. */
  function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): Outcome {
    const { cwd, env } = surroundings(repository, more);
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8', env });
    return { status, stdout, stderr };
  }

  async function json(args: readonly string[], cwd = repository): Promise<Json> {
    const { status, stdout, stderr } = await run([...args, '--json'], cwd);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const parsed: unknown = JSON.parse(stdout);
    assert.ok(isJson(parsed));
    return parsed;
  }

  const countsOf = (report: Json): Json => objectAt(report, 'counts');

  // One repository for all, which no test changes for good.
  before(() => {
    scratch = mkdtempSync(path.join(realpathSync(tmpdir()), 'cli-'));
    mkdirSync(path.join(scratch, 'home'));
    repository = path.join(scratch, 'my repository');
    initRepository(repository);
    commitFiles(
      repository,
      { 'src/old.ts': 'a();\nb();\nc();\n', 'README.md': '# Words\n' },
      'Old',
      '2020-01-01T00:00:00Z',
    );
    commitFiles(repository, { 'src/new.ts': 'd();\n\ne();\n', 'test/new.test.ts': 'f();\n' }, 'New');
    commitFiles(repository, { 'src/ai.ts': 'g();\nh();\n', 'src/old.ts': 'a();\nb();\nc();\ni();\n' }, byClaude);
    commitFiles(repository, { 'src/log.ts': 'j();\nk();\n' }, 'With a log');
    addNote(repository, 'HEAD', noteOf({ 'src/log.ts': '2' }));
  });

  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('reports the share of a repository in the schema that is promised', async () => {
    const report = await json(['report']);
    assert.equal(report['schema'], 'ai-code-share/report/1');
    assert.match(String(report['generatedAt']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
    assert.deepEqual(report['repository'], { head: git(repository, 'rev-parse', 'HEAD').trim(), dirty: false });
    assert.equal(report['lens'], 'standing');
    assert.equal(report['unit'], 'lines');
    assert.deepEqual(report['period'], { since: null, until: null });
    assert.deepEqual(countsOf(report), { ai: 4, human: 3, tool: 0, unknown: 4 });
    assert.equal(report['total'], 11);
    assert.deepEqual(report['share'], { low: 4 / 11, high: 8 / 11, known: 4 / 7 });
    assert.deepEqual(report['evidence'], { reported: 0, observed: 0, recorded: 4, declared: 3, inferred: 0 });
    assert.deepEqual(report['aiByGranularity'], { character: 0, line: 1, commit: 3 });
    const scope = objectAt(report, 'scope');
    assert.equal(scope['files'], 5);
    assert.deepEqual(scope['kinds'], ['code', 'test']);
    assert.equal(report['groups'], null);
  });

  for (const by of groupings) {
    it(`groups by ${by}, and its rows sum to the whole`, async () => {
      for (const lens of ['standing', 'committed']) {
        const report = await json(['report', '--by', by, '--lens', lens]);
        const groups = objectAt(report, 'groups');
        assert.equal(groups['by'], by);
        const rows = listAt(groups, 'rows');
        assert.ok(rows.length > 0);
        assert.equal(new Set(rows.map((row) => row['key'])).size, rows.length);
        for (const row of rows) assert.equal(sumOf(objectAt(row, 'counts')), row['total']);
        assert.equal(sumOf(countsOf(report)), report['total']);
        if (['agent', 'model'].includes(by)) {
          const ai = rows.reduce((sum, row) => sum + numberAt(objectAt(row, 'counts'), 'ai'), 0);
          assert.equal(ai, countsOf(report)['ai']);
        } else if (by !== 'evidence') {
          const total = rows.reduce((sum, row) => sum + numberAt(row, 'total'), 0);
          assert.equal(total, report['total']);
        }
      }
    });
  }

  it('prints text without escape codes into a pipe, whatever the person likes', () => {
    for (const args of [['report'], ['blame', 'src/old.ts'], ['doctor'], ['--help'], ['report', '--help']]) {
      const { status, stdout, stderr } = start(args, { TERM: 'xterm-256color', COLORTERM: 'truecolor' });
      assert.equal(status, 0, args.join(' '));
      assert.notEqual(stdout, '');
      assert.ok(!stdout.includes(escape), args.join(' '));
      assert.equal(stderr, '');
    }
  });

  it('answers a mistake with exit status 2 and one line that says what and where', async () => {
    const mistakes: readonly (readonly [args: readonly string[], says: RegExp])[] = [
      [['report', '--nonsense'], /--nonsense/],
      [['report', '--lens', 'nonsense'], /--lens nonsense: choose one of standing, committed, written/],
      [['report', '--by', 'nonsense'], /--by nonsense: choose one of agent/],
      [['report', '--by'], /--by/],
      [['report', '--format', 'yaml'], /--format yaml/],
      [['report', '--evidence', 'recorded,nonsense'], /--evidence nonsense/],
      [['report', '--kind', 'nonsense'], /--kind nonsense/],
      [['report', '--no-ai-before', 'yesterday'], /--no-ai-before yesterday: write the date as YYYY-MM-DD/],
      [['report', '--no-ai-before', '2025-02-31'], /--no-ai-before 2025-02-31: write the date as YYYY-MM-DD/],
      [['report', '--no-ai-before', '2025'], /--no-ai-before 2025: write the date as YYYY-MM-DD/],
      [['report', '--since', 'nonsense'], /--since nonsense: the standing lens has no period/],
      [['report', '--until', '2025-01-01'], /--until 2025-01-01: the standing lens has no period/],
      [['report', '--at', 'HEAD', '--since', 'HEAD~1'], /--since HEAD~1: the standing lens has no period/],
      [['report', '--lens', 'committed', '--since', '2025-13-45'], /"2025-13-45" is no day of the calendar/],
      [
        ['report', '--lens', 'committed', '--until', '2025-01-01T99:00'],
        /"2025-01-01T99:00" is no day of the calendar/,
      ],
      [['report', '--lens', 'written', '--since', '2025-02-31'], /--since 2025-02-31: write a day of the calendar/],
      [['report', 'no/such/place'], /no\/such\/place: there is no such file or folder/],
      [['report', '--at', 'no-such-branch'], /"no-such-branch" is no revision/],
      [['report', '--at', 'two\nlines'], /"two lines" is no revision/],
      [['report', `--${escape}[31m\nred`], /red/],
      [['report', '--at', 'HEAD', '--lens', 'committed'], /--at HEAD/],
      [['report', '--lens', 'committed', '--since', 'no-such-branch'], /"no-such-branch" is neither a date/],
      [['report', '--lens', 'written', '--since', 'HEAD'], /--since HEAD/],
      [['report', '.', 'too-many'], /too many/],
      [['blame'], /file/],
      [['blame', 'src'], /src: this is a folder; name a file/],
      [['blame', '.'], /this is a folder; name a file/],
      [['blame', 'no-such-file.ts'], /no-such-file\.ts: there is no such file/],
      [['blame', 'src/old.ts', '--at', 'no-such-branch'], /"no-such-branch" is no revision/],
      [['blame', 'src/log.ts', '--at', 'HEAD~1'], /src\/log\.ts is not a text file of HEAD~1/],
      [['nonsense'], /nonsense/],
      [['reprot'], /reprot/],
      [['--nonsense'], /--nonsense/],
      [[], /name a command/],
    ];
    for (const [args, says] of mistakes) {
      const { status, stdout, stderr } = await run(args);
      const call = JSON.stringify(args);
      assert.equal(status, 2, call);
      assert.equal(stdout, '', call);
      assert.match(stderr, /^ai-code-share: [^\n]+\n$/, call);
      assert.match(stderr, says, call);
      assert.ok(!stderr.includes(escape), call);
    }
    const started = start(['nonsense']);
    assert.deepEqual([started.status, started.stdout], [2, '']);
    assert.match(started.stderr, /^ai-code-share: [^\n]*nonsense[^\n]*\n$/);
  });

  it('gives every line of a file as JSON', async () => {
    const blame = await json(['blame', 'src/old.ts']);
    assert.equal(blame['schema'], 'ai-code-share/blame/1');
    assert.equal(blame['path'], 'src/old.ts');
    assert.equal(blame['revision'], null);
    const lines = listAt(blame, 'lines');
    assert.equal(lines.length, 4);
    assert.deepEqual(lines[3], {
      lineNumber: 4,
      contributor: 'ai',
      mixed: false,
      agent: 'claude',
      model: 'claude-opus-4-6',
      session: null,
      evidence: 'recorded',
      granularity: 'commit',
      source: 'trailer',
      commit: git(repository, 'rev-parse', 'HEAD~1').trim(),
    });
    assert.deepEqual(
      lines.map((line) => line['contributor']),
      ['human', 'human', 'human', 'ai'],
    );
    const log = listAt(await json(['blame', 'log.ts'], path.join(repository, 'src')), 'lines');
    assert.deepEqual(
      log.map((line) => [line['contributor'], line['source'], line['session']]),
      [
        ['unknown', 'authorship-log', null],
        ['ai', 'authorship-log', 'k-1'],
      ],
    );
  });

  it('gives a blank line as unknown, source none', async () => {
    const [, blank] = listAt(await json(['blame', 'src/new.ts']), 'lines');
    assert.equal(blank?.['contributor'], 'unknown');
    assert.equal(blank['source'], 'none');
  });

  it('gives the lines of a file at a revision', async () => {
    const blame = await json(['blame', 'src/old.ts', '--at', 'HEAD~2']);
    assert.equal(blame['revision'], git(repository, 'rev-parse', 'HEAD~2').trim());
    assert.equal(listAt(blame, 'lines').length, 3);
  });

  it('says why lines are unknown, in both lenses about lines, and the causes sum to what is unknown', async () => {
    const folder = path.join(scratch, 'causes');
    initRepository(folder);
    commitFiles(folder, { 'a.ts': 'one();\ntwo();\nthree();\n' }, 'Silent');
    commitFiles(folder, { 'b.ts': 'ai();\nleftOut();\n' }, 'With a log');
    addNote(folder, 'HEAD', noteOf({ 'b.ts': '1' }));
    writeFiles(folder, { 'c.ts': 'notCommitted();\n' });
    const nothing = { silentCommit: 0, leftOutOfLog: 0, unexplained: 0, uncommitted: 0, setAside: 0, other: 0 };
    const standing = await json(['report', folder]);
    assert.deepEqual(standing['unknownBy'], { ...nothing, silentCommit: 3, leftOutOfLog: 1, uncommitted: 1 });
    assert.equal(numberAt(countsOf(standing), 'unknown'), 5);
    const committed = await json(['report', folder, '--lens', 'committed']);
    assert.deepEqual(committed['unknownBy'], { ...nothing, silentCommit: 3, leftOutOfLog: 1 });
    assert.equal(numberAt(countsOf(committed), 'unknown'), 4);
    const unwanted = await json(['report', folder, '--evidence', 'observed']);
    assert.equal(objectAt(unwanted, 'unknownBy')['setAside'], 1);
    assert.match((await run(['report', folder])).stdout, /Why it is unknown:\n +from commits that say nothing +3\n/);
  });

  it('reports HEAD as it reports the clean work tree', async () => {
    const [standing, at] = [
      await json(['report', '--by', 'file']),
      await json(['report', '--by', 'file', '--at', 'HEAD']),
    ];
    for (const key of ['counts', 'total', 'share', 'evidence', 'aiByGranularity', 'unknownBy', 'groups', 'scope']) {
      assert.deepEqual(at[key], standing[key], key);
    }
  });

  it('reports a folder and a file, from wherever it is called', async () => {
    assert.deepEqual(countsOf(await json(['report', 'src'])), { ai: 4, human: 3, tool: 0, unknown: 3 });
    assert.deepEqual(countsOf(await json(['report'], path.join(repository, 'src'))), {
      ai: 4,
      human: 3,
      tool: 0,
      unknown: 3,
    });
    assert.deepEqual(countsOf(await json(['report', 'src/old.ts'])), { ai: 1, human: 3, tool: 0, unknown: 0 });
    assert.deepEqual(countsOf(await json(['report', path.join('..', 'my repository', 'src', 'ai.ts')])), {
      ai: 2,
      human: 0,
      tool: 0,
      unknown: 0,
    });
    assert.deepEqual(countsOf(await json(['report', 'src/old.ts', '--at', 'HEAD~2'])), {
      ai: 0,
      human: 3,
      tool: 0,
      unknown: 0,
    });
  });

  it('counts only the kinds, the evidence and the files that are asked for', async () => {
    assert.deepEqual(countsOf(await json(['report', '--kind', 'docs'])), { ai: 0, human: 1, tool: 0, unknown: 0 });
    assert.deepEqual(countsOf(await json(['report', '--kind', 'test'])), { ai: 0, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(countsOf(await json(['report', '--include', 'src/ai.ts', '--include', 'src/o*'])), {
      ai: 3,
      human: 3,
      tool: 0,
      unknown: 0,
    });
    const excluded = await json(['report', '--exclude', 'src/ai.ts', '--exclude', 'test/**']);
    assert.deepEqual(countsOf(excluded), { ai: 2, human: 3, tool: 0, unknown: 3 });
    assert.equal(objectAt(objectAt(excluded, 'scope'), 'skipped')['excluded'], 2);
    const recorded = await json(['report', '--evidence', 'recorded']);
    assert.deepEqual(countsOf(recorded), { ai: 4, human: 0, tool: 0, unknown: 7 });
  });

  it('takes the day without AI from its option, with an empty one for none', async () => {
    assert.deepEqual(countsOf(await json(['report', '--no-ai-before', '2025-01-01'])), {
      ai: 4,
      human: 6,
      tool: 0,
      unknown: 1,
    });
    assert.deepEqual(countsOf(await json(['report', '--no-ai-before', ''])), { ai: 4, human: 0, tool: 0, unknown: 7 });
  });

  it('respects the settings of the folder, with comments and trailing commas, and the option before them', async () => {
    const folder = path.join(scratch, 'with settings');
    git(scratch, 'clone', '--quiet', repository, folder);
    writeFiles(folder, {
      '.vscode/settings.json': `// ours
{
  /* a day */ "aiCodeShare.history.noAiBefore": "", // "2021-06-29",
  "aiCodeShare.tracking.exclude": ["src/ai.ts", "**/*//no.ts",],
  "other": "a // string, with /* marks */ in it,}",
}
`,
    });
    const report = await json(['report'], folder);
    assert.deepEqual(countsOf(report), { ai: 1, human: 0, tool: 0, unknown: 8 });
    assert.equal(objectAt(objectAt(report, 'scope'), 'skipped')['excluded'], 1);
    assert.equal(objectAt(report, 'repository')['dirty'], true);
    assert.deepEqual(countsOf(await json(['report', '--no-ai-before', '2021-06-29'], folder)), {
      ai: 1,
      human: 3,
      tool: 0,
      unknown: 5,
    });
    assert.match((await run(['doctor'], folder)).stdout, /no AI before +not set/);
  });

  it('goes by the settings of the folder that is asked for, else by those of the nearest one above, and says whose they are', async () => {
    const folder = path.join(scratch, 'with inner settings');
    git(scratch, 'clone', '--quiet', repository, folder);
    writeFiles(folder, {
      '.vscode/settings.json': '{ "aiCodeShare.tracking.exclude": ["src/ai.ts"] }',
      'src/.vscode/settings.json': '{ "aiCodeShare.history.noAiBefore": "" }',
      'test/more/a.ts': 'l();\n',
    });
    assert.deepEqual(countsOf(await json(['report', 'src'], folder)), { ai: 3, human: 0, tool: 0, unknown: 7 });
    assert.deepEqual(countsOf(await json(['report'], path.join(folder, 'src'))), {
      ai: 3,
      human: 0,
      tool: 0,
      unknown: 7,
    });
    assert.equal(objectAt(objectAt(await json(['report', 'test/more'], folder), 'scope'), 'skipped')['excluded'], 0);
    const said = (await run(['doctor', 'test/more', '--no-ai-before', '2022-01-01'], folder)).stdout;
    assert.match(said, /^no AI before +2022-01-01 \(--no-ai-before\)$/m);
    assert.match(said, /^excluded +src\/ai\.ts \(.*with inner settings\/\.vscode\/settings\.json\)$/m);
    assert.match(said, /^inferred +does not count \(default\)$/m);
    const ofSource = (await run(['doctor', 'src'], folder)).stdout;
    assert.match(ofSource, /^no AI before +not set \(.*src\/\.vscode\/settings\.json\)$/m);
    assert.match(ofSource, /^excluded +nothing \(default\)$/m);
  });

  it('complains about a setting that is no day, and counts by the default', async () => {
    const folder = path.join(scratch, 'with a wrong day');
    git(scratch, 'clone', '--quiet', repository, folder);
    writeFiles(folder, { '.vscode/settings.json': '{ "aiCodeShare.history.noAiBefore": "yesterday" }' });
    assert.equal(countsOf(await json(['report'], folder))['human'], 3);
    for (const command of ['report', 'doctor'])
      assert.match(
        (await run([command], folder)).stdout,
        /noAiBefore is "yesterday", which is no day of the calendar/,
        command,
      );
    assert.match((await run(['doctor'], folder)).stdout, /no AI before +2021-06-29 \(default\)/);
  });

  it('counts in words as people do: one file, one line', async () => {
    const folder = path.join(scratch, 'one file');
    writeFiles(folder, { 'a.ts': 'x();\n', 'yarn.lock': 'x\n' });
    for (const format of ['text', 'markdown', 'html']) {
      const { stdout } = await run(['report', '--format', format], folder);
      assert.match(stdout, /1 non-blank line in 1 file of code and test/, format);
      assert.match(stdout, /Not counted: 1 generated file\./, format);
    }
  });

  it('takes the days of a period from the calendar of the person', async () => {
    const folder = path.join(scratch, 'late');
    initRepository(folder);
    commitFiles(folder, { 'a.ts': 'x();\n' }, 'Late in the evening of the 1st in New York', '2026-05-02T01:00:00Z');
    const count = async (day: string, zone: string): Promise<unknown> => {
      const args = ['report', '--json', '--lens', 'committed', '--since', day, '--until', day];
      return (JSON.parse((await run(args, folder, { TZ: zone })).stdout) as Json)['total'];
    };
    assert.equal(await count('2026-05-01', 'America/New_York'), 1);
    assert.equal(await count('2026-05-02', 'America/New_York'), 0);
    assert.equal(await count('2026-05-01', 'Asia/Tokyo'), 0);
    assert.equal(await count('2026-05-02', 'Asia/Tokyo'), 1);
  });

  it('goes by the defaults where the settings cannot be read', async () => {
    const folder = path.join(scratch, 'with broken settings');
    git(scratch, 'clone', '--quiet', repository, folder);
    writeFiles(folder, { '.vscode/settings.json': '{ "aiCodeShare.history.noAiBefore": ' });
    assert.equal(countsOf(await json(['report'], folder))['human'], 3);
  });

  it('says in "doctor" what is set up', async () => {
    const { status, stdout } = await run(['doctor']);
    assert.equal(status, 0);
    assert.match(stdout, /^git +git version /m);
    assert.match(stdout, new RegExp(`^HEAD +${git(repository, 'rev-parse', 'HEAD').trim()}$`, 'm'));
    assert.match(stdout, /^authorship logs +refs\/notes\/ai$/m);
    assert.match(stdout, /^repository +main work tree$/m);
    assert.match(stdout, /^ +in order$/m);
    assert.match(stdout, /^editor +no edit was seen in a window yet$/m);
  });

  it('works in a folder without git, and keeps its ledger where it is told', async () => {
    const plain = path.join(scratch, 'plain');
    writeFiles(plain, { 'a.ts': 'x();\n' });
    const storage = path.join(scratch, 'storage');
    assert.deepEqual(countsOf(await json(['report', '--storage', storage], plain)), {
      ai: 0,
      human: 0,
      tool: 0,
      unknown: 1,
    });
    const { status, stdout } = await run(['doctor', '--storage', storage], plain);
    assert.equal(status, 0);
    assert.ok(stdout.includes(storage));
    assert.match(stdout, /only live attribution/);
  });

  it('prints its help with exit status 0', async () => {
    const { status, stdout } = await run(['--help']);
    assert.equal(status, 0);
    for (const command of ['report', 'blame', 'doctor']) assert.ok(stdout.includes(command));
  });

  it('counts the lines of a range of commits', async () => {
    const since = await json(['report', '--lens', 'committed', '--since', 'HEAD~2']);
    assert.deepEqual(countsOf(since), { ai: 4, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(since['period'], { since: 'HEAD~2', until: null });
    const old = await json(['report', '--lens', 'committed', '--until', '2020-12-31']);
    assert.deepEqual(countsOf(old), { ai: 0, human: 3, tool: 0, unknown: 0 });
  });
});
