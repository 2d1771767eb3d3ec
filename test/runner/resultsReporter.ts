import Mocha from 'mocha';
import { resultsVariable, writeResults, type Results } from './results.ts';

/** The environment variable that chooses what the person sees: `spec` names every test, `dot`, the default, prints dots. */
export const styleVariable = 'AI_CODE_SHARE_TEST_STYLE';

const saying = (test: Mocha.Test, error: Error | undefined): string =>
  `${test.fullTitle()}: ${error?.message ?? 'no message'}`;

/** Shows a run as Mocha does and leaves a file with the results for the program that started it. */
export default class ResultsReporter extends Mocha.reporters.Base {
  readonly #begunAgain: string[] = [];

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const Shown = process.env[styleVariable] === 'spec' ? Mocha.reporters.Spec : Mocha.reporters.Dot;
    new Shown(runner, options);
    runner.on('retry', (test: Mocha.Test, error: Error | undefined) => this.#begunAgain.push(saying(test, error)));
    const file = process.env[resultsVariable];
    if (file !== undefined) runner.once('end', () => writeResults(file, this.#results()));
  }

  #results(): Results {
    // A hook that fails is told as a failure but is not a test, so what failed is counted by what was told.
    return {
      passed: this.stats.passes,
      failed: this.failures.length,
      pending: this.stats.pending,
      failures: this.failures.map((test) => saying(test, test.err)),
      begunAgain: this.#begunAgain,
    };
  }
}
