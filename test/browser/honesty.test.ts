import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureCodeServer } from '../host/codeServer.ts';
import { bundleSuite } from '../integration/suiteBundle.ts';
import { projectRoot } from '../host/projectPaths.ts';
import { writeFiles } from '../host/scratchFolder.ts';
import { makeTemporaryFolder } from '../host/temporaryFolder.ts';
import { judge, readResults, resultsVariable, type Results } from '../runner/results.ts';

const launcher = path.join(projectRoot, 'test', 'host', 'launcher.ts');

/** A do-nothing extension, so that these runs are about the host alone. */
const extension = {
  'package.json': JSON.stringify({
    name: 'nothing',
    publisher: 'test-fixture',
    version: '1.0.0',
    engines: { vscode: '^1.101.0' },
    main: './main.cjs',
  }),
  'main.cjs': 'exports.activate = () => {};\n',
};

interface Outcome {
  readonly exitCode: number | null;
  readonly printed: string;
  readonly results: Results;
}

/** Runs a suite of one file in the real extension host. */
async function runSuiteOf(name: string, source: string, timeoutMs: number): Promise<Outcome> {
  const scratch = makeTemporaryFolder('acs-h-');
  try {
    const suiteFile = path.join(projectRoot, 'out', 'honesty', `${name}.cjs`);
    mkdirSync(path.join(scratch.path, 'workspace'));
    writeFiles(scratch.path, { 'suite/only.test.ts': source });
    writeFiles(path.join(scratch.path, 'extension'), extension);
    await bundleSuite(path.join(scratch.path, 'suite'), suiteFile);
    const resultsFile = path.join(scratch.path, 'results.json');
    const child = spawn(
      process.execPath,
      [
        launcher,
        path.join(scratch.path, 'workspace'),
        `--extensionDevelopmentPath=${path.join(scratch.path, 'extension')}`,
        `--extensionTestsPath=${suiteFile}`,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, [resultsVariable]: resultsFile, AI_CODE_SHARE_TEST_TIMEOUT_MS: String(timeoutMs) },
      },
    );
    const [said, complained, exitCode] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.once('close', resolve)),
    ]);
    return { exitCode, printed: said + complained, results: judge(readResults(resultsFile), exitCode) };
  } finally {
    await scratch.remove();
  }
}

/** Suites of one file each, and what is to come of them. */
const suites = {
  passes: `it('passes', () => {});`,
  fails: `it('passes', () => {}); it('fails', () => { throw new Error('on purpose'); });`,
  breaks: `throw new Error('at load');`,
  empty: `describe('nothing', () => {});`,
  dies: `it('passes', () => {}); it('dies', () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); });`,
  hangs: `it('hangs', function () { this.timeout(0); return new Promise(() => {}); });`,
} as const;

type SuiteName = keyof typeof suites;
const names = Object.keys(suites) as SuiteName[];

/** The one that hangs is ended after this, and its window may not even be open by then. */
const limitMs = (name: SuiteName): number => (name === 'hangs' ? 15_000 : 120_000);

describe('a run of tests inside the extension host tells the truth', () => {
  const outcomes = new Map<SuiteName, Outcome>();

  function outcomeOf(name: SuiteName): Outcome {
    const outcome = outcomes.get(name);
    assert.ok(outcome !== undefined, `${name} has not run`);
    return outcome;
  }

  // A window waits more than it works: three at a time.
  before(async function () {
    this.timeout(15 * 60_000);
    await ensureCodeServer();
    const waiting = [...names];
    const runNext = async (): Promise<void> => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
        outcomes.set(name, await runSuiteOf(name, suites[name], limitMs(name)));
    };
    await Promise.all([runNext(), runNext(), runNext()]);
  });

  it('when all pass', () => {
    const { exitCode, printed, results } = outcomeOf('passes');
    assert.equal(exitCode, 0);
    assert.match(printed, /1 passing/);
    assert.deepEqual(results, { passed: 1, failed: 0, pending: 0, failures: [], begunAgain: [] });
  });

  it('when one fails', () => {
    const { exitCode, printed, results } = outcomeOf('fails');
    assert.equal(exitCode, 1);
    assert.match(printed, /on purpose/);
    assert.deepEqual(results, { passed: 1, failed: 1, pending: 0, failures: ['fails: on purpose'], begunAgain: [] });
  });

  it('when a file cannot be loaded', () => {
    const { exitCode, results } = outcomeOf('breaks');
    assert.notEqual(exitCode, 0);
    assert.equal(results.failed, 1);
  });

  it('when a file declares no test', () => {
    assert.deepEqual(outcomeOf('empty').results.failures, ['no test ran']);
  });

  it('when the extension host is killed in the middle', () => {
    const { exitCode, results } = outcomeOf('dies');
    assert.equal(exitCode, 3);
    assert.equal(results.failed, 1);
  });

  it('when a test never ends', () => {
    const { exitCode, printed } = outcomeOf('hangs');
    assert.equal(exitCode, 124);
    assert.match(printed, /did not end within 15 s/);
  });
});
