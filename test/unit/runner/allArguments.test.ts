import assert from 'node:assert/strict';
import { chooseSteps } from '../../runner/allArguments.ts';
import { commandOf, steps } from '../../runner/steps.ts';

const names = (...args: readonly string[]): readonly string[] => chooseSteps(args, steps).map((step) => step.name);

describe('the command line of npm test', () => {
  it('runs everything if nothing is said', () => {
    assert.deepEqual(
      names(),
      steps.map((step) => step.name),
    );
  });

  it('leaves steps out, or runs some only, in the usual order', () => {
    assert.ok(!names('--skip', 'browser').includes('browser'));
    assert.deepEqual(names('--only', 'unit,lint'), ['lint', 'unit']);
    assert.deepEqual(names('--only=unit', '--only=lint', '--skip=lint'), ['unit']);
  });

  it('refuses steps and options that do not exist, and a call that leaves nothing', () => {
    assert.throws(() => names('--skip', 'browsers'), /no step "browsers"/);
    assert.throws(() => names('--fast'), /--fast/);
    assert.throws(() => names('--only', 'unit', '--skip', 'unit'), /no step to run/);
  });
});

describe('the steps of npm test', () => {
  it('have a command, each, and leave results if they run tests with Mocha', () => {
    for (const step of steps) {
      const command = commandOf(step);
      assert.notEqual(command, '');
      assert.equal(command.includes('--reporter'), command.startsWith('mocha '), command);
    }
  });

  it('come after what they need', () => {
    for (const [index, step] of steps.entries()) {
      if (step.needs === undefined) continue;
      assert.ok(steps.slice(0, index).some((earlier) => earlier.name === step.needs));
    }
  });
});
