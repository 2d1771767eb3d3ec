import { formatCount } from '../core/statistics/format.ts';
import { type Report } from '../core/statistics/report.ts';
import { skipReasons } from '../core/statistics/tally.ts';

/** What the headline's share is a share of. */
export const lensWords = {
  standing: 'of the lines that stand',
  committed: 'of the lines that were committed',
  written: 'of what was written by AI or typed by hand',
} as const;

/** The period of a report: ` since main until 2026-01-31`; empty where it has none. `asText` makes a bound that the person gave fit what it is put into. */
export function periodWords({ period: { since, until } }: Report, asText: (bound: string) => string): string {
  return `${since === null ? '' : ` since ${asText(since)}`}${until === null ? '' : ` until ${asText(until)}`}`;
}

const unitWords = {
  lines: ['non-blank line', 'non-blank lines'],
  characters: ['character', 'characters'],
} as const;

/** What was counted, and in what: `12 non-blank lines in 1 file of code and test`. */
export function countedWords({ total, unit, scope }: Report): string {
  const units = unitWords[unit][total === 1 ? 0 : 1];
  const files = scope.files === 1 ? 'file' : 'files';
  return `${formatCount(total)} ${units} in ${formatCount(scope.files)} ${files} of ${scope.kinds.join(' and ')}`;
}

/** What was left out: `Not counted: 12 generated, 1 binary files.`; null where nothing was. */
export function skippedWords({ scope: { skipped } }: Report): string | null {
  const reasons = skipReasons.filter((reason) => skipped[reason] > 0);
  if (reasons.length === 0) return null;
  const list = reasons
    .map((reason) => `${formatCount(skipped[reason])} ${reason === 'tooLarge' ? 'too large' : reason}`)
    .join(', ');
  const all = reasons.reduce((sum, reason) => sum + skipped[reason], 0);
  return `Not counted: ${list} ${all === 1 ? 'file' : 'files'}.`;
}
