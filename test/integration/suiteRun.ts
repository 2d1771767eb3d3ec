import { format } from 'node:util';
import Mocha from 'mocha';
import { bridgeVariable } from '../host/handAction.ts';
import { endMark, reportMark } from '../host/reportMark.ts';
import { beginAgainOnce } from './sceneError.ts';
import ResultsReporter from '../runner/resultsReporter.ts';

/** One file of the suite: loading it declares its tests. */
export interface SuiteFile {
  readonly name: string;
  readonly load: () => Promise<unknown>;
}

const testTimeoutMs = 40_000;

/**
 * What the extension host prints goes through the window's log where VS Code runs in a browser; there lines have to be whole (no
 * format strings) and marked, to be found again. A desktop VS Code prints them as they are.
 */
function speakThroughTheWindow(print: (line: string) => void): void {
  if (process.env[bridgeVariable] === undefined) return;
  const printMarked = (...args: readonly unknown[]): void => {
    for (const line of format(...args).split('\n')) print(`${reportMark}${line}`);
  };
  console.log = printMarked;
  console.info = printMarked;
  console.warn = printMarked;
  console.error = printMarked;
  Mocha.reporters.Base.consoleLog = printMarked;
}

/** Runs the files' tests inside the extension host; rejects if one fails, which VS Code turns into its exit code. */
export async function runSuite(files: readonly SuiteFile[]): Promise<void> {
  const print = console.log.bind(console);
  speakThroughTheWindow(print);
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: testTimeoutMs,
    forbidOnly: true,
    reporter: ResultsReporter,
  });
  const only = process.env['MOCHA_GREP'];
  if (only !== undefined) mocha.grep(only);
  for (const file of files) {
    mocha.suite.emit('pre-require', globalThis, file.name, mocha);
    await file.load();
    mocha.suite.emit('post-require', globalThis, file.name, mocha);
  }
  mocha.suite.eachTest(beginAgainOnce);
  const failureCount = await new Promise<number>((resolve) => mocha.run(resolve));
  print(endMark);
  if (failureCount > 0) throw new Error(`${failureCount} tests failed`);
}
