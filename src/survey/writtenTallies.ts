import { type Ledger } from '../core/ports.ts';
import { facetsOfPath } from '../core/statistics/languages.ts';
import { type Tally } from '../core/statistics/tally.ts';

/** What was inserted, from the ledger's daily counters: one tally a day, file and origin. Bounds are days `YYYY-MM-DD`, included; null is no bound. */
export function writtenTallies(
  ledger: Pick<Ledger, 'readFlow'>,
  sinceDay: string | null,
  untilDay: string | null,
): readonly Tally[] {
  return ledger
    .readFlow(sinceDay, untilDay)
    .filter((row) => row.insertedUtf16Length > 0)
    .map((row) => ({
      path: row.path,
      ...facetsOfPath(row.path),
      day: row.day,
      author: null,
      countByOrigin: new Map([[row.originId, row.insertedUtf16Length]]),
      mixedLines: 0,
    }));
}
