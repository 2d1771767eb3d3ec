import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCalendarDay } from '../../../../src/core/statistics/calendarDay.ts';
import { localDay, localDayBefore } from '../../../../src/core/statistics/localDay.ts';

describe('the days of a person', () => {
  const zone = process.env['TZ'];

  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('begin and end where the person is, also when a period is counted back', () => {
    // Half past six in the evening of the 1st in New York is half past eleven at night in London and the 2nd in Tokyo.
    const atMs = Date.UTC(2026, 4, 1, 22, 30);
    for (const [place, day, before] of [
      ['America/New_York', '2026-05-01', '2026-04-01'],
      ['Asia/Tokyo', '2026-05-02', '2026-04-02'],
    ] as const) {
      process.env['TZ'] = place;
      assert.equal(localDay(atMs), day);
      assert.equal(localDayBefore(atMs, 30), before);
    }
  });

  it('are counted, not hours: a day on which clocks change is one day', () => {
    process.env['TZ'] = 'Europe/Berlin';
    // 00:30 on the 30th of March 2026; the 29th had 23 hours.
    assert.equal(localDayBefore(Date.UTC(2026, 2, 29, 22, 30), 1), '2026-03-29');
    // 23:30 on the 25th of October 2026, which has 25 hours.
    assert.equal(localDayBefore(Date.UTC(2026, 9, 25, 22, 30), 1), '2026-10-24');
  });

  it('are in the calendar, all of them and nothing else', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2999-12-31') }), (date) =>
        isCalendarDay(localDay(date.getTime())),
      ),
    );
    for (const text of ['2025-02-29', '2025-00-10', '2025-04-31', '25-01-01', '2025-01-01 ', 'today', ''])
      assert.equal(isCalendarDay(text), false, text);
  });
});
