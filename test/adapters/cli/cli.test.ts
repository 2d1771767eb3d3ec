import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { git, writeFiles } from '../../host/scratchFolder.ts';

import { countsOf, type Json } from './json.ts';
import { CommandLineScene } from './scene.ts';

const escape = '\u001b';

describe('the command line', () => {
  let scene: CommandLineScene;

  // One repository for all, which no test changes for good.
  before(() => {
    scene = new CommandLineScene();
  });

  after(() => scene.end());

  it('prints text without escape codes into a pipe, whatever the person likes', () => {
    for (const args of [['report'], ['blame', 'src/old.ts'], ['doctor'], ['--help'], ['report', '--help']]) {
      const { status, stdout, stderr } = scene.start(args, { TERM: 'xterm-256color', COLORTERM: 'truecolor' });
      assert.equal(status, 0, args.join(' '));
      assert.notEqual(stdout, '');
      assert.ok(!stdout.includes(escape), args.join(' '));
      assert.equal(stderr, '');
    }
  });

  it('does not end well where its output could not be written, such as onto a full disk', function () {
    if (!existsSync('/dev/full')) this.skip();
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = scene.start(['report', '--json'], {}, full);
    closeSync(full);
    assert.equal(status, 2);
    assert.match(stderr, /^ai-code-share: the output could not be written \(ENOSPC[^\n]*\)\n$/);
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
      const { status, stdout, stderr } = await scene.run(args);
      const call = JSON.stringify(args);
      assert.equal(status, 2, call);
      assert.equal(stdout, '', call);
      assert.match(stderr, /^ai-code-share: [^\n]+\n$/, call);
      assert.match(stderr, says, call);
      assert.ok(!stderr.includes(escape), call);
    }
    const started = scene.start(['nonsense']);
    assert.deepEqual([started.status, started.stdout], [2, '']);
    assert.match(started.stderr, /^ai-code-share: [^\n]*nonsense[^\n]*\n$/);
  });

  it('counts in words as people do: one file, one line', async () => {
    const folder = path.join(scene.scratch, 'one file');
    writeFiles(folder, { 'a.ts': 'x();\n', 'yarn.lock': 'x\n' });
    for (const format of ['text', 'markdown', 'html']) {
      const { stdout } = await scene.run(['report', '--format', format], folder);
      assert.match(stdout, /1 non-blank line in 1 file of code and test/, format);
      assert.match(stdout, /Not counted: 1 generated file\./, format);
    }
  });

  it('says in "doctor" what is set up', async () => {
    const { status, stdout } = await scene.run(['doctor']);
    assert.equal(status, 0);
    assert.match(stdout, /^git +git version /m);
    assert.match(stdout, new RegExp(`^HEAD +${git(scene.repository, 'rev-parse', 'HEAD').trim()}$`, 'm'));
    assert.match(stdout, /^authorship logs +refs\/notes\/ai$/m);
    assert.match(stdout, /^repository +main work tree$/m);
    assert.match(stdout, /^ +in order$/m);
    assert.match(stdout, /^editor +no edit was seen in a window yet$/m);
  });

  it('works in a folder without git, and keeps its ledger where it is told', async () => {
    const plain = path.join(scene.scratch, 'plain');
    writeFiles(plain, { 'a.ts': 'x();\n' });
    const storage = path.join(scene.scratch, 'storage');
    assert.deepEqual(countsOf(await scene.json(['report', '--storage', storage], plain)), {
      ai: 0,
      human: 0,
      tool: 0,
      unknown: 1,
    });
    const { status, stdout } = await scene.run(['doctor', '--storage', storage], plain);
    assert.equal(status, 0);
    assert.ok(stdout.includes(storage));
    assert.match(stdout, /only live attribution/);
  });

  it('says its version, which is that of the package', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Json;
    const version = String(manifest['version']);
    assert.deepEqual(await scene.run(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });
    assert.match((await scene.run(['doctor'])).stdout, new RegExp(`^version +${version}$`, 'm'));
  });

  it('prints its help with exit status 0', async () => {
    const { status, stdout } = await scene.run(['--help']);
    assert.equal(status, 0);
    for (const command of ['report', 'blame', 'doctor']) assert.ok(stdout.includes(command));
  });
});
