import { type Git } from '../core/ports.ts';
import { isCalendarDay } from '../core/statistics/calendarDay.ts';

/** A range of commits: what git is asked for, and when the commits must have been made. */
export interface CommittedRange {
  /** As `git rev-list` takes them. */
  readonly revisions: readonly string[];
  /** Unix milliseconds, both included; infinite where there is no such bound. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Full object id of the commit that the range ends with. */
  readonly tip: string;
}

/** What is meant as a date, whether there is such a one or not. */
const date = /^(\d{4}-\d{2}-\d{2})(?:[T ](.*))?$/;

/** A bound that is a date, in Unix milliseconds: days are those of the person's own calendar. NaN for a day or time that no calendar has. */
function timeOf(bound: string, ofDay: string): number {
  const [, day = '', time] = date.exec(bound) ?? [];
  if (!isCalendarDay(day)) return NaN;
  return Date.parse(time === undefined ? `${day}T${ofDay}` : bound);
}

/**
 * The range between two bounds, each a revision (`since` excluded, `until` included) or a date (both included); or a sentence about the bound that is
 * neither. Dates are not left to git, which looks no further down where a commit claims to be older than the first of them, as one from 1970 does.
 */
export async function committedRange(
  git: Git,
  cwd: string,
  head: string,
  since: string | null,
  until: string | null,
): Promise<{ readonly ok: true; readonly range: CommittedRange } | { readonly ok: false; readonly reason: string }> {
  const resolve = async (bound: string): Promise<string | null> => {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${bound}^{commit}`];
    const result = await git.run(args, { cwd });
    return result.ok ? new TextDecoder().decode(result.stdout).trim() : null;
  };
  const below: string[] = [];
  let tip = head;
  let [fromMs, toMs] = [-Infinity, Infinity];
  for (const [bound, isSince] of [
    [since, true],
    [until, false],
  ] as const) {
    if (bound === null) continue;
    if (date.test(bound)) {
      const atMs = timeOf(bound, isSince ? '00:00:00' : '23:59:59.999');
      if (Number.isNaN(atMs)) return { ok: false, reason: `"${bound}" is no day of the calendar (YYYY-MM-DD)` };
      if (isSince) fromMs = atMs;
      else toMs = atMs;
      continue;
    }
    const oid = await resolve(bound);
    if (oid === null)
      return { ok: false, reason: `"${bound}" is neither a date (YYYY-MM-DD) nor a revision of this repository` };
    if (isSince) below.push(`^${oid}`);
    else tip = oid;
  }
  return { ok: true, range: { revisions: [tip, ...below], fromMs, toMs, tip } };
}
