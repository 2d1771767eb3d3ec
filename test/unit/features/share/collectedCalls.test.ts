import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { CollectedCalls } from '../../../../src/features/share/collectedCalls.ts';

describe('calls that are collected', () => {
  let passed: (readonly string[])[] = [];
  let calls: CollectedCalls;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    passed = [];
    calls = new CollectedCalls({ quietMs: 400, mostMs: 1_500 }, (paths) => passed.push(paths));
  });
  afterEach(() => mock.timers.reset());

  it('are passed on in one when it is quiet, each path once', () => {
    for (const path of ['a', 'b', 'a']) {
      calls.add(path);
      mock.timers.tick(399);
    }
    assert.deepEqual(passed, []);
    assert.ok(calls.isWaiting);
    mock.timers.tick(1);
    assert.deepEqual(passed, [['a', 'b']]);
    assert.ok(!calls.isWaiting);
    mock.timers.tick(5_000);
    assert.equal(passed.length, 1);
  });

  it('wait no longer than for so long after the first, whatever else happens', () => {
    calls.add('a');
    for (let waitedMs = 0; waitedMs < 1_500; waitedMs += 100) {
      assert.deepEqual(passed, []);
      mock.timers.tick(100);
      calls.wait();
    }
    assert.deepEqual(passed, [['a']]);
  });

  it('are not made by what happens beside them, and are forgotten when that is wished', () => {
    calls.wait();
    mock.timers.tick(5_000);
    calls.add('a');
    calls.dispose();
    mock.timers.tick(5_000);
    assert.deepEqual(passed, []);
    assert.ok(!calls.isWaiting);
  });
});
