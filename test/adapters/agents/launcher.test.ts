import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { launcherScript, partsOfLauncher } from '../../../src/agents/install/launcher.ts';
import { statusArguments } from '../../../src/agents/treeState.ts';
import { startingScript } from '../../../src/platform/git/startedGit.ts';
import { commitFiles, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

const megabytes5 = JSON.stringify({ text: 'é"\\\n'.repeat(1_000_000) });

describe('the launcher under sh', () => {
  let scratch: TemporaryFolder;
  let launcher: string;
  let rawFolder: string;
  let taken: string;

  /** Writes a launcher whose program is this script of Node. */
  function setUp(script: string, runtime = process.execPath): void {
    const program = path.join(scratch.path, "it's the program.mjs");
    writeFiles(scratch.path, {
      "it's the program.mjs": `import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';\nconst taken = ${JSON.stringify(taken)};\n${script}`,
      hook: launcherScript({
        runtime,
        program,
        rawFolder,
        withReply: ['gemini', 'qwen'],
        status: (conditions) => startingScript(statusArguments, conditions),
      }),
    });
  }

  function run(agent: string, input: string, ...more: readonly string[]): readonly unknown[] {
    const { status, stdout, stderr } = spawnSync('sh', [launcher, agent, ...more], { input, encoding: 'utf8' });
    return [status, stdout, stderr];
  }

  const waiting = (): readonly string[] => (existsSync(rawFolder) ? readdirSync(rawFolder) : []);
  // As our program does, it removes what the launcher kept; once nothing is left in the folder, all is done.
  const takes =
    "const [hook, agent, kept, file] = process.argv.slice(2); writeFileSync(taken, [hook, agent, kept].join(' ') + ':' + readFileSync(0, 'utf8'));" +
    'for (const one of file === undefined ? [] : [file, `${file}.status`]) rmSync(one, { force: true });';

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-launcher-');
    launcher = path.join(scratch.path, 'hook');
    rawFolder = path.join(scratch.path, "the person's data", 'raw');
    taken = path.join(scratch.path, 'taken');
  });

  afterEach(() => scratch.remove());

  it('gives the payload to our program, whatever its size, and keeps nothing', () => {
    setUp(`${takes}process.stdout.write('noise');`);
    for (const payload of ['{}', megabytes5, '']) {
      assert.deepEqual(run('gemini', payload), [0, '{}', '']);
      assert.equal(readFileSync(taken, 'utf8'), `hook gemini kept:${payload}`);
      assert.deepEqual(waiting(), []);
    }
  });

  it('keeps the payload where the runtime is gone, and answers what the agent wants', () => {
    setUp(takes, path.join(scratch.path, 'gone'));
    for (const [agent, reply] of Object.entries({ claude: '', gemini: '{}' })) {
      assert.deepEqual(run(agent, megabytes5), [0, reply, '']);
      const [name = ''] = waiting();
      assert.match(name, new RegExp(`^\\d+-\\d+\\.${agent}$`));
      assert.equal(readFileSync(path.join(rawFolder, name), 'utf8'), megabytes5);
      rmSync(path.join(rawFolder, name));
    }
  });

  it('keeps the payload where the program is gone', () => {
    setUp(takes);
    rmSync(path.join(scratch.path, "it's the program.mjs"));
    assert.deepEqual(run('claude', '{"a":1}'), [0, '', '']);
    assert.equal(waiting().length, 1);
  });

  it('keeps the payload where the program fails midway, also after it has read it, and tells the agent nothing of it', () => {
    for (const fails of [
      "readFileSync(0); console.error('noise'); throw new Error('midway');",
      'process.exit(3);',
      "readFileSync(0); process.kill(process.pid, 'SIGKILL');",
    ]) {
      setUp(fails);
      assert.deepEqual(run('qwen', megabytes5), [0, '{}', ''], fails);
      const [name = ''] = waiting();
      assert.equal(readFileSync(path.join(rawFolder, name), 'utf8'), megabytes5);
      rmSync(path.join(rawFolder, name));
    }
  });

  it('lets the agent go on where nothing must be known now, and still gives the payload to our program', async () => {
    setUp(`setTimeout(() => { ${takes} }, 1_000);`);
    assert.deepEqual(run('qwen', megabytes5, 'later'), [0, '{}', '']);
    assert.ok(!existsSync(taken));
    while (readdirSync(rawFolder).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(readFileSync(taken, 'utf8'), `hook qwen kept:${megabytes5}`);
  });

  it('keeps a payload that our program was to take later and could not', async () => {
    setUp(takes, '/gone');
    assert.deepEqual(run('claude', '{"a":1}', 'later'), [0, '', '']);
    const isKept = (): boolean => waiting().some((name) => !name.startsWith('.'));
    while (!isKept()) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(readFileSync(path.join(rawFolder, waiting()[0] ?? ''), 'utf8'), '{"a":1}');
  });

  it('keeps payloads that come at once apart', () => {
    setUp(takes, '/gone');
    const numbers = Array.from({ length: 24 }, (_, index) => `${index + 10}`);
    const all = `for n in ${numbers.join(' ')}; do echo $n | sh '${launcher}' claude & done; wait`;
    spawnSync('sh', ['-c', all]);
    const texts = waiting().map((name) => readFileSync(path.join(rawFolder, name), 'utf8').trim());
    assert.deepEqual([...texts].sort(), numbers);
  });

  it('still asks our program where nothing can be kept', () => {
    setUp(takes);
    writeFiles(scratch.path, { "the person's data/raw": 'a file, where a folder should be' });
    assert.deepEqual(run('claude', '{"a":1}'), [0, '', '']);
    assert.equal(readFileSync(taken, 'utf8'), 'hook claude :{"a":1}');
  });

  it('keeps and gives no half of a payload where there is room for no more', () => {
    setUp(takes);
    const small = `ulimit -f 8; exec sh '${launcher}' gemini`;
    const { status, stdout } = spawnSync('sh', ['-c', small], { input: megabytes5, encoding: 'utf8' });
    assert.deepEqual([status, stdout], [0, '{}']);
    assert.deepEqual(waiting(), []);
    assert.ok(!existsSync(taken));
  });

  it('does nothing for a name that can be no agent’s', () => {
    setUp(takes);
    for (const name of ['', '../x', 'a b', '$(touch x)', 'A']) assert.deepEqual(run(name, '{}'), [0, '', '']);
    assert.ok(!existsSync(taken));
    assert.deepEqual(waiting(), []);
  });

  describe('with a command of the agent’s', () => {
    let repository: string;

    beforeEach(() => {
      repository = path.join(scratch.path, 'a repository');
      initRepository(repository);
      commitFiles(repository, { 'a.js': 'a();\n' }, 'Begin');
      takeAfter(50);
    });

    function takeAfter(delayMs: number): void {
      const looks = "writeFileSync(taken + '.status', readFileSync(process.argv[5] + '.status'));";
      setUp(`setTimeout(() => { ${looks}${takes} }, ${delayMs});`);
    }

    /** Whether the agent had to wait for our program; then waits for it. */
    async function hasWaited(fields: object, cwd = repository): Promise<boolean> {
      const input = JSON.stringify({ cwd, tool_name: 'Bash', tool_input: { command: 'npm test' }, ...fields });
      const { status, stdout } = spawnSync('sh', [launcher, 'claude'], { input, cwd, encoding: 'utf8' });
      assert.deepEqual([status, stdout], [0, '']);
      const isDone = existsSync(taken);
      while (readdirSync(rawFolder).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(readFileSync(taken, 'utf8'), `hook claude kept:${input}`);
      rmSync(taken);
      return isDone;
    }

    const ending = (): string => readFileSync(`${taken}.status`, 'utf8').split('\n').at(-1) ?? '';

    it('lets the agent go on where no file is changed: there is nothing else that must be known now', async () => {
      takeAfter(1_000);
      assert.equal(await hasWaited({}), false);
      assert.equal(ending(), 'free');
    });

    it('lets the agent wait where files are changed, since they must be read now', async () => {
      writeFiles(repository, { 'b.js': 'b();\n' });
      assert.equal(await hasWaited({}), true);
      assert.equal(ending(), '0');
    });

    it('lets the agent wait where the command may be about another work tree', async () => {
      for (const fields of [
        { tool_input: { command: 'cd ../other && npm test' } },
        { tool_input: { command: 'true;cd\t../other' } },
        { tool_input: { command: 'pushd ../other' } },
        { cwd: path.join(scratch.path, 'elsewhere') },
      ]) {
        assert.equal(await hasWaited(fields), true, JSON.stringify(fields));
        assert.equal(ending(), '0');
      }
      assert.equal(await hasWaited({}, scratch.path), true);
      assert.equal(ending(), '1');
    });

    it('lets the agent wait, and asks git nothing, for what is no command', async () => {
      assert.equal(await hasWaited({ tool_name: 'Edit', tool_input: { new_string: 'a "Bash" script' } }), true);
      assert.equal(ending(), '1');
    });
  });

  it('says what it starts to whoever reads it', () => {
    setUp(takes);
    assert.deepEqual(partsOfLauncher(readFileSync(launcher, 'utf8'), {}), {
      runtime: process.execPath,
      program: path.join(scratch.path, "it's the program.mjs"),
    });
    assert.equal(partsOfLauncher('#!/bin/sh\nexit 0\n', {}), null);
  });
});
