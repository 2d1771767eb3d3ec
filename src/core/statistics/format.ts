import { type Lens, type Report, type Share } from './report.ts';

/** A narrow no-break space, as typographers put it before the per cent sign. */
const gap = '\u202f';

/**
 * A ratio as a whole per cent that never lies at the ends: 0 and 100 stand for exactly none and all, what is nearly so is shown as
 * `<1` and `>99`.
 */
function wholePercent(ratio: number): string {
  if (ratio === 0) return '0';
  if (ratio === 1) return '100';
  const percent = Math.round(ratio * 100);
  if (percent === 0) return '<1';
  if (percent === 100) return '>99';
  return String(percent);
}

/** One ratio for display, such as `46 %`; a dash for null. */
export function formatPercent(ratio: number | null): string {
  return ratio === null ? '–' : `${wholePercent(ratio)}${gap}%`;
}

/** A range for display, such as `46–61 %` or `62 – >99 %`; one value where both ends read the same; a dash where there is nothing. */
export function formatRange(low: number | null, high: number | null): string {
  if (low === null || high === null) return '–';
  const [lowText, highText] = [wholePercent(low), wholePercent(high)];
  if (lowText === highText) return `${lowText}${gap}%`;
  // A sign between two digits would be read as one with the dash.
  const dash = /[<>]/.test(lowText + highText) ? ' – ' : '–';
  return `${lowText}${dash}${highText}${gap}%`;
}

/**
 * The headline of a lens: the range; for `written` the ratio of AI to AI and typing, since what was pasted and what nobody knows
 * stand beside that lens and never inside it.
 */
export function formatShare(lens: Lens, share: Share): string {
  return lens === 'written' ? formatPercent(share.known) : formatRange(share.low, share.high);
}

/** The short form for a status bar: `AI 46–61 %`. */
export function formatHeadline(report: Pick<Report, 'lens' | 'share'>): string {
  return `AI ${formatShare(report.lens, report.share)}`;
}

/** A whole number with thin spaces between thousands: `1 234 567`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, gap);
}
