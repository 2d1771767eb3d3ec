import { rmSync } from 'node:fs';
import path from 'node:path';
import { findCodeServer } from './host/codeServer.ts';
import { runProgram } from './host/humanError.ts';
import { atProcessEnd } from './host/processEnd.ts';
import { startCommandGroup, type ProcessGroup } from './host/processGroup.ts';
import { projectRoot, vsixPath } from './host/projectPaths.ts';
import { makeTemporaryFolder } from './host/temporaryFolder.ts';
import { vsixVariable } from './host/vsixUnderTest.ts';
import { chooseSteps } from './runner/allArguments.ts';
import { readResults, resultsVariable } from './runner/results.ts';
import { styleVariable } from './runner/resultsReporter.ts';
import { closingPage, lineOf, runSteps, type Outcome, type Work } from './runner/runSteps.ts';
import { commandOf, steps, type Step } from './runner/steps.ts';

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

/** Begins to install the VS Code that later steps need, if there is none yet: minutes of waiting for packages. */
function startInstalling(chosen: readonly Step[]): ProcessGroup | null {
  const isNeeded = chosen.some(({ name }) => name === 'integration' || name === 'browser');
  if (!isNeeded || findCodeServer() !== null) return null;
  return startCommandGroup(`"${process.execPath}" test/host/installCodeServer.ts`, { cwd: projectRoot });
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
  const installing = startInstalling(chosen);
  // Who ends a run that takes too long still learns what took the time.
  const told: Outcome[] = [];
  const forget = atProcessEnd(() => console.log(['', 'Ended before the end.', ...told.map(lineOf)].join('\n')));
  const outcomes = await runSteps(
    chosen,
    work,
    () => performance.now(),
    (outcome) => told.push(outcome) && console.log(`\n${lineOf(outcome)}`),
  );
  forget();
  await installing?.stop();
  await scratch.remove();
  console.log(closingPage(outcomes));
  return outcomes.every((outcome) => outcome.failed === 0) ? 0 : 1;
}

await runProgram(main);
