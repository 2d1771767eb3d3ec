import assert from 'node:assert/strict';
import { atQuietMoment, type After } from '../../../../src/features/tracking/after.ts';

/** Timers that run when a test says so. */
class Timers {
  #due: { readonly afterMs: number; readonly action: () => void }[] = [];
  readonly waits: number[] = [];

  readonly after: After = (afterMs, action) => {
    const timer = { afterMs, action };
    this.waits.push(afterMs);
    this.#due.push(timer);
    return () => {
      this.#due = this.#due.filter((one) => one !== timer);
    };
  };

  /** Runs what is due; false where nothing is. */
  run(): boolean {
    const due = this.#due.splice(0);
    for (const { action } of due) action();
    return due.length > 0;
  }
}

describe('what is done at a quiet moment', () => {
  it('is done once, when its time has come and nothing waits', () => {
    const timers = new Timers();
    let [isQuiet, done] = [false, 0];
    atQuietMoment(
      () => isQuiet,
      400,
      () => done++,
      timers.after,
    );
    timers.run();
    timers.run();
    assert.equal(done, 0);
    isQuiet = true;
    while (timers.run());
    assert.equal(done, 1);
    assert.deepEqual(timers.waits, [400, 10, 10]);
  });

  it('is done some tenths of a second later where there is no such moment', () => {
    const timers = new Timers();
    let done = 0;
    atQuietMoment(
      () => false,
      0,
      () => done++,
      timers.after,
    );
    while (timers.run());
    const lateMs = timers.waits.reduce((sum, waitMs) => sum + waitMs, 0);
    assert.equal(done, 1);
    assert.ok(lateMs >= 100 && lateMs <= 500, `${lateMs}`);
  });

  it('can be taken back, also while it is put off', () => {
    const timers = new Timers();
    let done = 0;
    const takeBack = atQuietMoment(
      () => done > 0,
      0,
      () => done++,
      timers.after,
    );
    timers.run();
    takeBack();
    assert.ok(!timers.run());
    assert.equal(done, 0);
  });
});
