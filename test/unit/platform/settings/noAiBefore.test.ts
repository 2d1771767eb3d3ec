import assert from 'node:assert/strict';
import { readNoAiBefore } from '../../../../src/platform/settings/noAiBefore.ts';

describe('the setting of the day before which no AI was used', () => {
  it('is a day, or empty for none', () => {
    assert.deepEqual(readNoAiBefore('2024-02-29'), { day: '2024-02-29', problem: null });
    assert.deepEqual(readNoAiBefore(''), { day: null, problem: null });
  });

  it('is complained about when it is no day of the calendar, and the default counts', () => {
    for (const value of [
      'yesterday',
      '2025',
      '2025-02-31',
      '2025-13-45',
      '2025-1-1',
      ' 2025-01-01',
      '2025-01-01T00:00',
    ]) {
      const { day, problem } = readNoAiBefore(value);
      assert.equal(day, '2021-06-29', value);
      assert.ok(problem?.includes(JSON.stringify(value)), value);
    }
  });
});
