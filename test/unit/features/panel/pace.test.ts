import assert from 'node:assert/strict';
import { Pace } from '../../../../src/features/panel/pace.ts';

/** A pace at which one model was told at 1,000 ms and shown so much later. */
function shownAfter(tookMs: number): { readonly pace: Pace; readonly shownAtMs: number } {
  const pace = new Pace();
  pace.begin(1_000, 'history');
  pace.end(1_000 + tookMs);
  return { pace, shownAtMs: 1_000 + tookMs };
}

describe('the pace at which a page is told', () => {
  it('is five times a second where showing takes no time', () => {
    assert.equal(new Pace().waitMs(1_000, 'history'), 200);
    const { pace, shownAtMs } = shownAfter(20);
    assert.equal(pace.waitMs(shownAtMs, 'history'), 200);
  });

  it('leaves nine parts of ten to reading, however long showing takes', () => {
    const { pace, shownAtMs } = shownAfter(150);
    assert.equal(pace.waitMs(shownAtMs, 'history'), 1_350);
    assert.equal(pace.waitMs(shownAtMs + 1_000, 'history'), 350);
    assert.equal(pace.waitMs(shownAtMs + 5_000, 'history'), 200);
  });

  it('does not keep what is complete waiting', () => {
    const { pace, shownAtMs } = shownAfter(150);
    assert.equal(pace.waitMs(shownAtMs, 'done'), 200);
  });

  it("does not keep AI's lines waiting once they are known", () => {
    const pace = new Pace();
    pace.begin(1_000, 'ai');
    pace.end(1_900);
    assert.equal(pace.waitMs(1_900, 'ai'), 8_100);
    assert.equal(pace.waitMs(2_000, 'history'), 200);
    pace.begin(2_200, 'history');
    pace.end(3_100);
    assert.equal(pace.waitMs(3_100, 'history'), 8_100);
  });

  it('tells a page that takes seconds now and then, all the same', () => {
    const { pace, shownAtMs } = shownAfter(4_000);
    assert.equal(pace.waitMs(shownAtMs, 'history'), 10_000);
  });

  it('waits for the page to show the last model, but not for ever', () => {
    const pace = new Pace();
    pace.begin(1_000, 'history');
    assert.equal(pace.waitMs(1_100, 'done'), 9_900);
    assert.equal(pace.waitMs(20_000, 'done'), 200);
  });

  it('takes nothing amiss: a page that says twice that it shows something, a clock that goes back', () => {
    const { pace, shownAtMs } = shownAfter(100);
    pace.end(shownAtMs + 50_000);
    assert.equal(pace.waitMs(shownAtMs, 'history'), 900);
    pace.begin(5_000, 'history');
    pace.end(4_000);
    assert.equal(pace.waitMs(4_000, 'history'), 200);
  });
});
