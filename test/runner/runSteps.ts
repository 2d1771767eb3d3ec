import { judge, type Results } from './results.ts';
import { type Step } from './steps.ts';

/** What came of one step. */
export interface Outcome extends Results {
  readonly name: string;
  readonly seconds: number;
}

/** Does a step's work: the exit code of its process, and what its tests left behind (null if nothing). */
export type Work = (step: Step) => Promise<{ readonly exitCode: number | null; readonly results: Results | null }>;

function judgeStep(step: Step, exitCode: number | null, results: Results | null): Results {
  if (step.hasTests) return judge(results, exitCode);
  return exitCode === 0
    ? { passed: 1, failed: 0, pending: 0, failures: [], begunAgain: [] }
    : { passed: 0, failed: 1, pending: 0, failures: [`exit code ${exitCode ?? 'none'}`], begunAgain: [] };
}

/**
 * Runs steps one after the other, but for those that go on beside the next ones. A failure stops nothing but the steps that need what
 * failed; those count as one failure each, since what they would have shown is not shown. Each outcome is also told as soon as it is
 * there; they are returned in the order of the steps.
 */
export async function runSteps(
  steps: readonly Step[],
  work: Work,
  nowMs: () => number,
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const run = async (step: Step): Promise<void> => {
    const startedAtMs = nowMs();
    const { exitCode, results } = await work(step);
    const seconds = (nowMs() - startedAtMs) / 1000;
    const outcome = { name: step.name, seconds, ...judgeStep(step, exitCode, results) };
    outcomes.set(step.name, outcome);
    onOutcome(outcome);
  };
  const beside: Promise<void>[] = [];
  for (const step of steps) {
    const broken = step.needs === undefined ? undefined : outcomes.get(step.needs);
    if (broken !== undefined && broken.failed > 0) {
      const failures = [`not run, since ${broken.name} failed`];
      const outcome = { name: step.name, seconds: 0, passed: 0, failed: 1, pending: 0, failures, begunAgain: [] };
      outcomes.set(step.name, outcome);
      onOutcome(outcome);
    } else if (step.isBeside === true) beside.push(run(step));
    else await run(step);
  }
  await Promise.all(beside);
  return steps.flatMap((step) => outcomes.get(step.name) ?? []);
}

/** What came of a step, in one line: how many tests, and how long it took. */
export function lineOf(outcome: Outcome): string {
  const number = (value: number, width: number): string => String(value).padStart(width);
  return [
    outcome.name.padEnd(12),
    `${number(outcome.passed, 6)} passed`,
    `${number(outcome.failed, 4)} failed`,
    `${number(outcome.pending, 4)} skipped`,
    `${outcome.seconds.toFixed(1).padStart(8)} s`,
  ].join(' ');
}

/** The closing page: a line a step, then what was begun again and what failed, then the sum alone on the last line. */
export function closingPage(outcomes: readonly Outcome[]): string {
  const sum = (key: 'passed' | 'failed' | 'pending'): number => outcomes.reduce((total, one) => total + one[key], 0);
  const table = outcomes.map(lineOf);
  const begunAgain = outcomes.flatMap((one) => one.begunAgain.map((test) => `BEGUN AGAIN ${one.name}: ${test}`));
  const failures = outcomes.flatMap((one) => one.failures.map((failure) => `FAILED ${one.name}: ${failure}`));
  return ['', ...table, '', ...begunAgain, ...failures, `${sum('passed')} passed, ${sum('failed')} failed`].join('\n');
}
