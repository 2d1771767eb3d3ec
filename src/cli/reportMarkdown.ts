import { contributors } from '../core/attribution/origin.ts';
import { formatCount, formatPercent, formatShare } from '../core/statistics/format.ts';
import { type GroupRow, type Report } from '../core/statistics/report.ts';
import { countedWords, lensWords, periodWords, skippedWords } from './reportWords.ts';

/** A name as plain text in Markdown: others chose it, and it may hold anything. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/[\\`*_{}[\]<>|#~!&]/g, (sign) => `\\${sign}`)
    .replaceAll('@', '&#64;');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function groupRow({ key, counts, total }: GroupRow): string {
  const share = formatPercent(total === 0 ? null : counts.ai / total);
  return row([markdownText(key), ...contributors.map((one) => formatCount(counts[one])), formatCount(total), share]);
}

/** A report as Markdown, to be pasted into a pull request: everything in it is text, whatever files and people are called. */
export function reportMarkdown(report: Report, problems: readonly string[]): string {
  const { counts, total, groups } = report;
  const parts = [`**AI ${formatShare(report.lens, report.share)}** ${lensWords[report.lens]}`];
  parts.push(periodWords(report, markdownText));
  parts.push(`: ${countedWords(report)}.\n\n`);
  parts.push(row(['', ...contributors, 'total', 'AI']), row(['---', ...contributors.map(() => '--:'), '--:', '--:']));
  parts.push(groupRow({ key: 'all', counts, total }));
  if (groups !== null) {
    parts.push(`\n${row([`by ${groups.by}`, ...contributors, 'total', 'AI'])}`);
    parts.push(row(['---', ...contributors.map(() => '--:'), '--:', '--:']), ...groups.rows.map(groupRow));
  }
  const known = Object.entries(report.evidence).filter(([, count]) => count > 0);
  if (known.length > 0) {
    parts.push(`\nHow we know: ${known.map(([grade, count]) => `${formatCount(count)} ${grade}`).join(', ')}.\n`);
  }
  const skipped = skippedWords(report);
  if (skipped !== null) parts.push(`\n${skipped}\n`);
  for (const problem of problems) parts.push(`\n> ${markdownText(problem)}\n`);
  return parts.join('');
}
