import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../host/projectPaths.ts';
import { writeFiles } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder } from '../../host/temporaryFolder.ts';
import { readResults, resultsVariable, type Results } from '../../runner/results.ts';

/** Runs mocha with our reporter over one file. */
async function resultsOf(source: string): Promise<Results | null> {
  const folder = makeTemporaryFolder('acs-u-');
  try {
    writeFiles(folder.path, { 'only.test.mjs': source });
    const resultsFile = path.join(folder.path, 'results.json');
    const child = spawn(
      process.execPath,
      [
        path.join(projectRoot, 'node_modules/mocha/bin/mocha.js'),
        '--reporter',
        path.join(projectRoot, 'test/runner/resultsReporter.ts'),
        path.join(folder.path, 'only.test.mjs'),
      ],
      { cwd: projectRoot, env: { ...process.env, [resultsVariable]: resultsFile }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    await Promise.all([text(child.stdout), text(child.stderr), new Promise((resolve) => child.once('close', resolve))]);
    return readResults(resultsFile);
  } finally {
    await folder.remove();
  }
}

describe('the results that a run of mocha leaves behind', () => {
  it('count what passed, failed and was skipped, and name the failures', async () => {
    const source = `it('a', () => {}); it.skip('b', () => {}); describe('c', () => { it('d', () => { throw new Error('why'); }); });`;
    assert.deepEqual(await resultsOf(source), {
      passed: 1,
      failed: 1,
      pending: 1,
      failures: ['c d: why'],
      begunAgain: [],
    });
  });

  it('count a hook that fails', async () => {
    const results = await resultsOf(
      `describe('a', () => { before(() => { throw new Error('why'); }); it('b', () => {}); });`,
    );
    assert.equal(results?.failed, 1);
    assert.match(results.failures.join(), /"before all" hook.*why/);
  });

  it('tell which test began again: once, and only where VS Code did not set up its scene', async () => {
    const rule = pathToFileURL(path.join(projectRoot, 'test/integration/sceneError.ts')).href;
    const results = await resultsOf(`
      import { beginAgainOnce, SceneError } from ${JSON.stringify(rule)};
      let late = 0;
      let wrong = 0;
      describe('a scene', function () {
        it('comes late', () => { if (late++ === 0) throw new SceneError('no list'); });
        it('never comes', () => { throw new SceneError('no editor'); });
        it('is judged', () => { if (wrong++ === 0) throw new Error('wrong'); });
        this.eachTest(beginAgainOnce);
      });`);
    assert.deepEqual(results, {
      passed: 1,
      failed: 2,
      pending: 0,
      failures: ['a scene never comes: no editor', 'a scene is judged: wrong'],
      begunAgain: ['a scene comes late: no list', 'a scene never comes: no editor'],
    });
  });

  it('are not there if the file does not load or the run is cut short', async () => {
    assert.equal(await resultsOf(`throw new Error('at load');`), null);
    assert.equal(await resultsOf(`it('a', () => { process.exit(0); });`), null);
  });
});
