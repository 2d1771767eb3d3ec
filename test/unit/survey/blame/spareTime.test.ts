import assert from 'node:assert/strict';
import { SpareTime } from '../../../../src/survey/blame/spareTime.ts';

describe('time for one more thread', () => {
  let [nowMs, busy] = [0, 0];
  const spareTime = (): SpareTime =>
    new SpareTime(
      () => nowMs,
      () => busy,
    );
  beforeEach(() => {
    [nowMs, busy] = [0, 0];
  });

  it('is there when this thread is idle and much is left', () => {
    const watch = spareTime();
    assert.equal(watch.isEnoughAfter(1, 1000), false);
    nowMs = 400;
    assert.equal(watch.isEnoughAfter(50, 950), false);
    nowMs = 600;
    // A hundred in 600 ms: 900 take more than five seconds.
    assert.equal(watch.isEnoughAfter(49, 900), true);
  });

  it('is not there while this thread is busy, and is when it was no more', () => {
    const watch = spareTime();
    busy = 0.9;
    watch.isEnoughAfter(1, 1000);
    nowMs = 600;
    assert.equal(watch.isEnoughAfter(100, 900), false);
    busy = 0.1;
    nowMs = 1200;
    assert.equal(watch.isEnoughAfter(100, 800), true);
  });

  it('is not there when what is left takes less than the thread would need to begin', () => {
    const watch = spareTime();
    watch.isEnoughAfter(1, 1000);
    nowMs = 600;
    assert.equal(watch.isEnoughAfter(500, 500), false);
  });

  it('is looked for anew when other work begins', () => {
    const watch = spareTime();
    watch.isEnoughAfter(1, 1000);
    watch.begin();
    nowMs = 10_000;
    assert.equal(watch.isEnoughAfter(1, 1000), false);
  });

  it('is found by how busy Node says that this thread is', async () => {
    const watch = new SpareTime();
    watch.isEnoughAfter(1, 1000);
    for (const endMs = performance.now() + 600; performance.now() < endMs;);
    assert.equal(watch.isEnoughAfter(1, 1000), false);
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(watch.isEnoughAfter(1, 1000), true);
  });
});
