import { isCalendarDay } from '../core/statistics/calendarDay.ts';
import { CommandLineError } from './commandLineError.ts';

/** One of the known words, or a {@link CommandLineError} that lists them. */
export function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new CommandLineError(`${option} ${value}: choose one of ${known.join(', ')}`);
  return found;
}

/** Known words divided by commas; undefined where the option was not given. Throws {@link CommandLineError} for others. */
export function listOf<T extends string>(
  option: string,
  value: string | undefined,
  known: readonly T[],
): readonly T[] | undefined {
  return value?.split(',').map((word) => oneOf(option, word.trim(), known));
}

/** A day of the calendar, or a {@link CommandLineError} that says how one is written. */
export function dayOf(option: string, value: string): string {
  if (!isCalendarDay(value))
    throw new CommandLineError(`${option} ${value}: write a day of the calendar as YYYY-MM-DD`);
  return value;
}
