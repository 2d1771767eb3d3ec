import { rmSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from './host/humanError.ts';
import { startCommandGroup } from './host/processGroup.ts';
import { projectRoot, vsixPath } from './host/projectPaths.ts';
import { makeTemporaryFolder } from './host/temporaryFolder.ts';
import { vsixVariable } from './host/vsixUnderTest.ts';
import { chooseSteps } from './runner/allArguments.ts';
import { readResults, resultsVariable } from './runner/results.ts';
import { styleVariable } from './runner/resultsReporter.ts';
import { closingPage, runSteps, type Work } from './runner/runSteps.ts';
import { commandOf, steps } from './runner/steps.ts';

/** No step takes nearly as long; one that does hangs, and is ended so that the others get their turn. */
const stepLimitMs = 15 * 60_000;

/** Steps with few and slow tests name each of them, so that one can see where they are. */
const namesItsTests = new Set(['integration', 'browser', 'vsix']);

const binFolder = path.join(projectRoot, 'node_modules', '.bin');

/** Runs a command to its end, and returns with nothing of it left running. */
async function exitCodeOf(command: string, env: NodeJS.ProcessEnv): Promise<number | null> {
  const group = startCommandGroup(command, { cwd: projectRoot, env });
  const limit = setTimeout(() => {
    console.error(`This step has not ended within ${stepLimitMs / 60_000} minutes; it is ended now.`);
    void group.stop();
  }, stepLimitMs);
  try {
    return await new Promise<number | null>((resolve, reject) => {
      group.child.once('error', reject);
      group.child.once('exit', resolve);
    });
  } finally {
    clearTimeout(limit);
    await group.stop();
  }
}

async function main(): Promise<number> {
  const chosen = chooseSteps(process.argv.slice(2), steps);
  const scratch = makeTemporaryFolder('acs-t-');
  const isPackaged = chosen.some((step) => step.name === 'package');
  if (isPackaged) rmSync(vsixPath, { force: true });
  const work: Work = async (step) => {
    console.log(`\n=== ${step.name}`);
    const resultsFile = path.join(scratch.path, `${step.name}.json`);
    const exitCode = await exitCodeOf(commandOf(step), {
      ...process.env,
      PATH: [path.dirname(process.execPath), binFolder, process.env['PATH'] ?? ''].join(path.delimiter),
      [resultsVariable]: resultsFile,
      ...(namesItsTests.has(step.name) ? { [styleVariable]: 'spec' } : {}),
      ...(isPackaged ? { [vsixVariable]: vsixPath } : {}),
    });
    return { exitCode, results: readResults(resultsFile) };
  };
  const outcomes = await runSteps(chosen, work, () => performance.now());
  await scratch.remove();
  console.log(closingPage(outcomes));
  return outcomes.every((outcome) => outcome.failed === 0) ? 0 : 1;
}

await runProgram(main);
