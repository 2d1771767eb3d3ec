import { isCalendarDay } from '../../core/statistics/calendarDay.ts';
import { settingDefaults } from './settingKeys.ts';

/** What the setting `history.noAiBefore` means. */
export interface NoAiBefore {
  /** `YYYY-MM-DD`; null for no such day. */
  readonly day: string | null;
  /** A sentence for a person about a value that is no day; the default counts then. */
  readonly problem: string | null;
}

/** Reads a value of the setting `history.noAiBefore`, which people write by hand. */
export function readNoAiBefore(value: string): NoAiBefore {
  if (value === '') return { day: null, problem: null };
  if (isCalendarDay(value)) return { day: value, problem: null };
  const day = settingDefaults['history.noAiBefore'];
  const problem = `The setting aiCodeShare.history.noAiBefore is ${JSON.stringify(value)}, which is no day of the calendar: write it as YYYY-MM-DD, or leave it empty for no such day. Until then ${day} counts.`;
  return { day, problem };
}
