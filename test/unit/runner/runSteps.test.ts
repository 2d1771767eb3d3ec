import assert from 'node:assert/strict';
import { judge, type Results } from '../../runner/results.ts';
import { closingPage, runSteps } from '../../runner/runSteps.ts';
import { type Step } from '../../runner/steps.ts';

const good: Results = { passed: 3, failed: 0, pending: 1, failures: [], begunAgain: [] };
const bad: Results = {
  passed: 2,
  failed: 1,
  pending: 0,
  failures: ['it breaks: why'],
  begunAgain: ['it wavers: no list'],
};
const tests = (name: string, needs?: string): Step => ({
  name,
  by: { script: name },
  hasTests: true,
  ...(needs === undefined ? {} : { needs }),
});

describe('judging a run of tests', () => {
  it('believes results that fit the exit code', () => {
    assert.deepEqual(judge(good, 0), good);
    assert.deepEqual(judge(bad, 1), bad);
  });

  it('counts a run without results as a failure', () => {
    assert.deepEqual(judge(null, 0).failures, ['the run ended without results (exit code 0)']);
    assert.equal(judge(null, 0).failed, 1);
  });

  it('counts a run without tests as a failure', () => {
    assert.equal(judge({ passed: 0, failed: 0, pending: 4, failures: [], begunAgain: [] }, 0).failed, 1);
  });

  it('counts a bad exit code as a failure even if all tests passed', () => {
    assert.deepEqual(judge(good, 7).failures, ['the run ended with exit code 7']);
    assert.equal(judge(good, null).failed, 1);
  });
});

describe('running all steps', () => {
  const run = (steps: readonly Step[], results: Readonly<Record<string, Results | null>>, exitCode = 0) =>
    runSteps(
      steps,
      (step) => Promise.resolve({ exitCode, results: results[step.name] ?? null }),
      () => 0,
    );

  it('goes on after a failure', async () => {
    const outcomes = await run([tests('one'), tests('two')], { one: bad, two: good });
    assert.deepEqual(
      outcomes.map((outcome) => [outcome.name, outcome.passed, outcome.failed]),
      [
        ['one', 2, 1],
        ['two', 3, 0],
      ],
    );
  });

  it('tells each outcome when it is there, not only at the end', async () => {
    const told: string[] = [];
    const work = (step: Step) =>
      Promise.resolve({ exitCode: 0, results: told.push(`began ${step.name}`) ? good : null });
    await runSteps(
      [tests('one'), tests('two')],
      work,
      () => 0,
      ({ name }) => told.push(`told ${name}`),
    );
    assert.deepEqual(told, ['began one', 'told one', 'began two', 'told two']);
  });

  it('goes on to the next step while one runs beside it, waits for it in the end, and keeps their order', async () => {
    const told: string[] = [];
    let end: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (end = resolve));
    const work = async (step: Step) => {
      if (step.name === 'slow') await slow;
      else end();
      return { exitCode: 0, results: good };
    };
    const steps = [{ ...tests('slow'), isBeside: true }, tests('quick')];
    const outcomes = await runSteps(
      steps,
      work,
      () => 0,
      ({ name }) => told.push(name),
    );
    assert.deepEqual([...told].sort(), ['quick', 'slow']);
    assert.deepEqual(
      outcomes.map(({ name }) => name),
      ['slow', 'quick'],
    );
  });

  it('does not run what needs a step that failed, and does not call that passed', async () => {
    const outcomes = await run([tests('one'), tests('two', 'one')], { one: bad, two: good });
    assert.deepEqual(outcomes[1]?.failures, ['not run, since one failed']);
    assert.equal(outcomes[1].failed, 1);
  });

  it('counts a step without tests as one check', async () => {
    const check: Step = { name: 'lint', by: { script: 'lint' }, hasTests: false };
    assert.equal((await run([check], {}, 0))[0]?.passed, 1);
    assert.equal((await run([check], {}, 2))[0]?.failed, 1);
  });

  it('ends with the sum alone on the last line', async () => {
    const page = closingPage(await run([tests('one'), tests('two')], { one: bad, two: good }));
    assert.equal(page.split('\n').at(-1), '5 passed, 1 failed');
    assert.match(page, /FAILED one: it breaks: why/);
    assert.match(page, /BEGUN AGAIN one: it wavers: no list/);
  });
});
