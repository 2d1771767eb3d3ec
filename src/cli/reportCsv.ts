import { shareOf } from '../core/statistics/buildReport.ts';
import { contributors } from '../core/attribution/origin.ts';
import { type Report } from '../core/statistics/report.ts';

/** A field of RFC 4180: in quotes where it holds what would end it. The text stays exact, so a spreadsheet should be told that it is text. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of a report as CSV, for programs: a line of names, one line a row, and without a grouping one line for all. Shares are exact ratios. */
export function reportCsv(report: Report): string {
  const rows = report.groups?.rows ?? [{ key: 'all', counts: report.counts, total: report.total }];
  const lines = rows.map(({ key, counts, total }) => {
    const { low, high } = shareOf(counts);
    return [csvField(key), ...contributors.map((one) => counts[one]), total, low ?? '', high ?? ''].join(',');
  });
  return [[report.groups?.by ?? 'scope', ...contributors, 'total', 'low', 'high'].join(','), ...lines, ''].join('\r\n');
}
