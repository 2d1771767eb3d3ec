import assert from 'node:assert/strict';
import { walk, ways } from './walk.ts';

/** Long enough for each operation to be met; `npm run test:walk` goes the long way. */
const stepCount = 40;
const seeds = [1, 2];

describe(`a random walk of ${stepCount} git operations never makes a line of AI human, or the other way round, and loses none that is on record,`, function () {
  this.timeout(60_000 + stepCount * 4_000);
  for (const [name, options] of ways) {
    for (const seed of seeds) {
      it(`${name} (seed ${seed})`, async () => {
        const { wrong, lost, reasons, looked, done } = await walk(options, seed, stepCount);
        assert.deepEqual(wrong, [], `seed ${seed}, after\n${done.join('\n')}`);
        assert.equal(lost, 0, [...reasons, `seed ${seed}, after`, ...done].join('\n'));
        assert.ok(looked > 0);
      });
    }
  }
});
