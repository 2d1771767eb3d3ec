import { formatCount, formatPercent, formatShare } from '../statistics/format.ts';
import { type EvidenceSummary } from '../statistics/evidenceSummary.ts';
import { type GroupRow, type Report } from '../statistics/report.ts';
import { unknownCauses, unknownCauseText } from '../statistics/unknownCauses.ts';

/** One thing that may be said about a share: `text` is the figure as it may appear, `meaning` says what it is. */
export interface Fact {
  readonly meaning: string;
  readonly text: string;
}

/** What an explanation is about. */
export interface ExplainedShare {
  readonly report: Report;
  readonly evidence: readonly EvidenceSummary[];
  readonly agents: readonly GroupRow[];
  readonly languages: readonly GroupRow[];
  readonly folders: readonly GroupRow[];
  /** The "no AI before" dates in force, each once. */
  readonly noAiBefore: readonly string[];
  /** Whether everything is read: until then the figures are those so far. */
  readonly isComplete: boolean;
  /** Whether what is written in the editor from now on is attributed. */
  readonly isTracking: boolean;
}

/** What the headline counts, in words. */
export function kindsText({ scope }: Pick<Report, 'scope'>): string {
  const words = { code: 'code', test: 'tests', docs: 'documents', config: 'configuration', data: 'data' } as const;
  return scope.kinds.map((kind) => words[kind]).join(' and ');
}

/** Rows of a grouping that an explanation may speak of. */
const mostRows = 5;

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

function rowFacts(name: string, rows: readonly GroupRow[], unit: string): readonly Fact[] {
  return rows.slice(0, mostRows).flatMap(({ key, counts, total }) => [
    { meaning: `${unit} by AI, ${name} ${key}`, text: plain(formatCount(counts.ai)) },
    { meaning: `${unit} in all, ${name} ${key}`, text: plain(formatCount(total)) },
    { meaning: `known AI part of ${name} ${key}`, text: plain(formatPercent(total === 0 ? null : counts.ai / total)) },
  ]);
}

/**
 * Every figure that an explanation may use, with what it means. Complements and parts are computed here, so that whoever writes the text computes
 * nothing.
 */
export function factsOf(explained: ExplainedShare): readonly Fact[] {
  const { report, evidence, agents, languages, folders, noAiBefore } = explained;
  const { counts, total, share, unit } = report;
  const percent = (count: number): string => plain(formatPercent(total === 0 ? null : count / total));
  const sum = (pick: (one: EvidenceSummary) => number): string =>
    plain(formatCount(evidence.reduce((all, one) => all + pick(one), 0)));
  const facts: Fact[] = [
    { meaning: `share of AI, lens ${report.lens}`, text: plain(formatShare(report.lens, share)) },
    { meaning: `${unit} of ${kindsText(report)} counted`, text: plain(formatCount(total)) },
    { meaning: 'files counted', text: plain(formatCount(report.scope.files)) },
    ...(['ai', 'human', 'tool', 'unknown'] as const).flatMap((one) => [
      { meaning: `${unit}, contributor ${one}`, text: plain(formatCount(counts[one])) },
      { meaning: `part of all ${unit}, contributor ${one}`, text: percent(counts[one]) },
    ]),
    ...Object.entries(report.evidence).map(([grade, count]) => ({
      meaning: `${unit} with evidence ${grade}`,
      text: plain(formatCount(count)),
    })),
    {
      meaning: `AI ${unit} known only by a mark on the whole commit`,
      text: plain(formatCount(report.aiByGranularity.commit)),
    },
    { meaning: `AI ${unit} recorded line by line`, text: plain(formatCount(report.aiByGranularity.line)) },
    ...unknownCauses.map((cause) => ({
      meaning: `unknown ${unit} ${unknownCauseText(cause, explained.isComplete)}`,
      text: plain(formatCount(report.unknownBy[cause])),
    })),
    ...rowFacts('agent', agents, unit),
    ...rowFacts('language', languages, unit),
    ...rowFacts('folder', folders, unit),
  ];
  if (evidence.length > 0) {
    facts.push(
      { meaning: 'commits in the whole history', text: sum((one) => one.commits) },
      { meaning: 'commits of the whole history with an authorship log', text: sum((one) => one.commitsWithRecord) },
      { meaning: 'commits of the whole history with an AI mark', text: sum((one) => one.commitsWithMark) },
      {
        meaning: 'commits of the whole history that say nothing about who wrote them',
        text: sum((one) => one.commitsUnmarked),
      },
      {
        meaning: 'commits of the whole history from before the "no AI before" date',
        text: sum((one) => one.commitsBeforeAi),
      },
    );
  }
  for (const date of noAiBefore) facts.push({ meaning: 'the "no AI before" date', text: date });
  if (!explained.isComplete)
    facts.push({ meaning: 'whether everything is read', text: 'no, these are the figures so far' });
  return facts;
}

/** The facts as lines of text: what a model is given, and what the person is shown as sent. */
export function factLines(facts: readonly Fact[]): string {
  return facts.map((fact) => `- ${fact.meaning}: ${fact.text}`).join('\n');
}
