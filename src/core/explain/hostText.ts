import { formatCount, formatPercent, formatShare } from '../statistics/format.ts';
import { unknownCauses, unknownCauseText } from '../statistics/unknownCauses.ts';
import { kindsText, type ExplainedShare } from './facts.ts';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

function list(parts: readonly string[]): string {
  return parts.length <= 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** The explanation that the extension writes itself, from the same facts that a model would be given. Paragraphs are parted by a blank line. */
export function hostText(explained: ExplainedShare): string {
  const { report } = explained;
  if (report.total === 0) return 'Nothing was counted here, so there is no share to explain.';
  return [whatItIs(explained), howItIsKnown(explained), whatNarrowsIt(explained), howFarItIsRead(explained)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function whatItIs({ report, agents }: ExplainedShare): string {
  const { counts, total, share, lens } = report;
  const shown = plain(formatShare(lens, share));
  const count = (value: number): string => plain(formatCount(value));
  const names = agents.slice(0, 3).map((row) => `${row.key} (${count(row.counts.ai)})`);
  const byWhom = names.length === 0 ? '' : ` Named tools: ${list(names)}.`;
  if (lens === 'written') {
    return `Of ${kindsText(report)}, AI inserted ${count(counts.ai)} characters and a person typed ${count(counts.human)}: that is ${shown} by AI. What was pasted or made by tools stands beside it.${byWhom}`;
  }
  const kinds = kindsText(report);
  const what =
    lens === 'standing'
      ? `lines of ${kinds} that stand in the working tree`
      : `lines of ${kinds} that commits of this period added`;
  const range =
    share.low === share.high
      ? ''
      : ' The low end counts only what is known to be AI, the high end adds every line of which nobody can know.';
  return `Of ${count(total)} ${what}, ${count(counts.ai)} are known to be AI’s, ${count(counts.human)} a person’s, ${count(counts.tool)} were made by tools, and of ${count(counts.unknown)} nobody can say. The share of AI is ${shown}.${range}${byWhom}`;
}

function howItIsKnown({ report }: ExplainedShare): string {
  const { evidence, aiByGranularity, counts } = report;
  const count = (value: number): string => plain(formatCount(value));
  const parts = [
    evidence.reported > 0 ? `the editor or the agent named the source of ${count(evidence.reported)}` : '',
    evidence.observed > 0 ? `${count(evidence.observed)} were seen as they were typed or accepted` : '',
    evidence.recorded > 0 ? `${count(evidence.recorded)} are recorded in git` : '',
    evidence.declared > 0
      ? `${count(evidence.declared)} follow from what is declared, such as the date before which no AI was used`
      : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return 'Nothing here carries evidence of who wrote it.';
  const coarse =
    aiByGranularity.commit > 0
      ? ` Of AI’s ${count(counts.ai)}, ${count(aiByGranularity.commit)} rest on a mark of the whole commit: AI took part in it, not every line need be AI’s.`
      : '';
  return `How this is known: ${list(parts)}.${coarse}`;
}

function whatNarrowsIt({ report, evidence, noAiBefore, isTracking, isComplete }: ExplainedShare): string {
  const { counts, total, lens, unknownBy } = report;
  // What nobody knows stands beside the `written` lens: it makes no range wide.
  if (counts.unknown === 0 || lens === 'written') return '';
  const part = plain(formatPercent(counts.unknown / total));
  const causes = unknownCauses
    .filter((cause) => unknownBy[cause] > 0)
    .map((cause) => `${plain(formatCount(unknownBy[cause]))} ${unknownCauseText(cause, isComplete)}`);
  const unmarked = evidence.reduce((sum, one) => sum + one.commitsUnmarked, 0);
  const commits = evidence.reduce((sum, one) => sum + one.commits, 0);
  const why =
    commits > 0
      ? ` Of the whole history, ${plain(formatCount(unmarked))} of ${plain(formatCount(commits))} commits say nothing about who wrote them.`
      : '';
  const date =
    noAiBefore.length === 0 || commits === 0
      ? ''
      : ` The date before which no AI was used here is set to ${list(noAiBefore)}; a later one, if it is true, makes older lines human.`;
  const now = isTracking ? ' What is written in this editor from now on is attributed as it happens.' : '';
  return `${part} is unknown: ${list(causes)}.${why}${date}${now}`;
}

function howFarItIsRead({ isComplete }: ExplainedShare): string {
  return isComplete ? '' : 'Not all of the workspace is read yet: these are the figures so far.';
}
