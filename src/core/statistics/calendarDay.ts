/** Whether a text is a day of the calendar as `YYYY-MM-DD`: the 31st of February is none. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  // The 31st of February is read as a day in March.
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
