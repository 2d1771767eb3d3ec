/** `YYYY-MM-DD` of the person's own calendar, by the time zone of the process. */
export function localDay(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day so many days before that of a time, in the same calendar. */
export function localDayBefore(atMs: number, days: number): string {
  const date = new Date(atMs);
  // Noon is there on every day; midnight is left out where clocks change then.
  return localDay(new Date(date.getFullYear(), date.getMonth(), date.getDate() - days, 12).getTime());
}
