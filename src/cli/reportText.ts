import { contributors } from '../core/attribution/origin.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { formatCount, formatPercent, formatShare } from '../core/statistics/format.ts';
import { granularityWords } from '../core/statistics/buildReport.ts';
import { type Report } from '../core/statistics/report.ts';
import {
  unknownCauses,
  unknownCauseWords,
  unreadableCauseWords,
  type UnknownCause,
} from '../core/statistics/unknownCauses.ts';
import { countedWords, lensWords, periodWords, skippedWords } from './reportWords.ts';
import { saysUnread } from '../survey/problems.ts';
import { table } from './table.ts';
import { type Terminal } from './terminal.ts';
import { visibleText } from './visibleText.ts';

/** How many rows of a group a person wants to read; `--format json` has them all. */
const mostRows = 30;

/** A report for people. Numbers come from the report alone; what makes the range wide comes from the evidence. */
export function reportText(
  report: Report,
  evidence: EvidenceSummary | null,
  problems: readonly string[],
  terminal: Terminal,
): string {
  const { counts, total } = report;
  const parts: string[] = [];
  const headline = `AI ${formatShare(report.lens, report.share)}`;
  const period = periodWords(report, visibleText);
  parts.push(`${terminal.style('bold', headline)} ${lensWords[report.lens]}${period}\n`);
  parts.push(`${countedWords(report)}: `);
  parts.push(`${contributors.map((one) => `${formatCount(counts[one])} ${terminal.style(one, one)}`).join(', ')}.\n`);
  if (report.mixedLines > 0) parts.push(`${formatCount(report.mixedLines)} of these lines are mixed.\n`);
  const known = Object.entries(report.evidence).filter(([, count]) => count > 0);
  if (known.length > 0) {
    parts.push(`\nHow we know (AI and human):\n${table(known.map(([grade, count]) => [grade, formatCount(count)]))}`);
    const byGranularity = Object.entries(granularityWords).map(([grain, words]) => [words, grain] as const);
    const rows = byGranularity.flatMap(([words, grain]) => {
      const count = report.aiByGranularity[grain as keyof typeof granularityWords];
      return count > 0 ? [[words, formatCount(count)]] : [];
    });
    if (rows.length > 0) parts.push(`AI's part:\n${table(rows)}`);
  }
  const causes = unknownCauses.filter((cause) => report.unknownBy[cause] > 0);
  if (causes.length > 0) {
    const rows = causes.map((cause) => [causeText(cause, problems), formatCount(report.unknownBy[cause])]);
    parts.push(`\nWhy it is unknown:\n${table(rows)}`);
  }
  if (report.groups !== null && report.groups.rows.length > 0) {
    const rows = report.groups.rows.slice(0, mostRows);
    // Agents and models have only AI's part; theirs is a part of the whole.
    const isPartOfAll = report.groups.by === 'agent' || report.groups.by === 'model';
    const head = [`by ${report.groups.by}`, 'AI', 'human', 'tool', 'unknown', isPartOfAll ? 'of all' : 'AI'];
    const cells = rows.map(({ key, counts: row, total: all }) => [
      key,
      ...[row.ai, row.human, row.tool, row.unknown].map(formatCount),
      formatPercent(isPartOfAll ? (total === 0 ? null : row.ai / total) : all === 0 ? null : row.ai / all),
    ]);
    parts.push(`\n${table([head, ...cells], terminal.columns)}`);
    const left = report.groups.rows.length - rows.length;
    if (left > 0) parts.push(`  and ${formatCount(left)} more (--format json has them all)\n`);
  }
  if (evidence !== null) parts.push(`\n${evidenceText(evidence)}`);
  const skipped = skippedWords(report);
  if (skipped !== null) parts.push(`${skipped}\n`);
  for (const problem of problems) parts.push(`${terminal.style('unknown', 'Note:')} ${visibleText(problem)}\n`);
  return parts.join('');
}

function causeText(cause: UnknownCause, problems: readonly string[]): string {
  return cause === 'uncommitted' && problems.some(saysUnread) ? unreadableCauseWords : unknownCauseWords[cause];
}

/** What the history says of itself, in two sentences. */
export function evidenceText(evidence: EvidenceSummary): string {
  const says = [
    `${formatCount(evidence.commitsWithRecord)} say line by line who wrote them`,
    `${formatCount(evidence.commitsWithMark)} carry an AI mark`,
    `${formatCount(evidence.commitsOfAutomation)} are automation`,
    `${formatCount(evidence.commitsBeforeAi)} are from before the "no AI before" date`,
    `${formatCount(evidence.commitsUnmarked)} say nothing either way`,
  ];
  return `Of ${formatCount(evidence.commits)} commits ${says.join(', ')}.\n`;
}
