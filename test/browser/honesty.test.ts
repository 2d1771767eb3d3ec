import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
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
async function runSuiteOf(name: string, source: string, timeoutMs = 60_000): Promise<Outcome> {
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

describe('a run of tests inside the extension host tells the truth', () => {
  it('when all pass', async () => {
    const { exitCode, printed, results } = await runSuiteOf('passes', `it('passes', () => {});`);
    assert.equal(exitCode, 0);
    assert.match(printed, /1 passing/);
    assert.deepEqual(results, { passed: 1, failed: 0, pending: 0, failures: [] });
  });

  it('when one fails', async () => {
    const { exitCode, printed, results } = await runSuiteOf(
      'fails',
      `it('passes', () => {}); it('fails', () => { throw new Error('on purpose'); });`,
    );
    assert.equal(exitCode, 1);
    assert.match(printed, /on purpose/);
    assert.deepEqual(results, { passed: 1, failed: 1, pending: 0, failures: ['fails: on purpose'] });
  });

  it('when a file cannot be loaded', async () => {
    const { exitCode, results } = await runSuiteOf('breaks', `throw new Error('at load');`);
    assert.notEqual(exitCode, 0);
    assert.equal(results.failed, 1);
  });

  it('when a file declares no test', async () => {
    const { results } = await runSuiteOf('empty', `describe('nothing', () => {});`);
    assert.deepEqual(results.failures, ['no test ran']);
  });

  it('when the extension host is killed in the middle', async () => {
    const { exitCode, results } = await runSuiteOf(
      'dies',
      `it('passes', () => {}); it('dies', () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); });`,
    );
    assert.equal(exitCode, 3);
    assert.equal(results.failed, 1);
  });

  it('when a test never ends', async () => {
    const { exitCode, printed } = await runSuiteOf(
      'hangs',
      `it('hangs', function () { this.timeout(0); return new Promise(() => {}); });`,
      15_000,
    );
    assert.equal(exitCode, 124);
    assert.match(printed, /did not end within 15 s/);
  });
});
