import { minimatch } from 'minimatch';
import { evidenceGrades, type Evidence } from '../core/attribution/origin.ts';
import { type CancelSignal } from '../core/ports.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { buildReport } from '../core/statistics/buildReport.ts';
import { groupings, lenses, type GroupBy, type Lens, type Report } from '../core/statistics/report.ts';
import { fileKinds, headlineKinds, type FileKind, type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { CommandLineError } from './commandLineError.ts';
import { dayOf, listOf, oneOf } from './options.ts';
import { noSuchPath, openPath, type OpenedPath, type PathOptions } from './openPath.ts';
import { reportCsv } from './reportCsv.ts';
import { reportHtml } from './reportHtml.ts';
import { reportMarkdown } from './reportMarkdown.ts';
import { reportText } from './reportText.ts';
import { CollectingLog, type Terminal } from './terminal.ts';

/** The options of `report` as the command line gives them. */
export interface ReportCommand extends PathOptions {
  readonly lens: string;
  readonly by?: string;
  readonly at?: string;
  readonly since?: string;
  readonly until?: string;
  readonly evidence?: string;
  readonly kind?: string;
  readonly include?: readonly string[];
  readonly format: string;
  readonly json?: boolean;
}

/** What `report` can be printed as. */
const formats = ['text', 'json', 'markdown', 'html', 'csv'] as const;

/** Days for the `written` lens; its counters know nothing finer. */
function boundOf(option: string, bound: string | undefined): string | null {
  return bound === undefined ? null : dayOf(option, bound);
}

/** What was counted for a report, and what is said of the reading. */
interface Counted {
  readonly tallies: readonly Tally[];
  readonly head: string | null;
  readonly dirty: boolean;
  readonly skipped: Readonly<Record<SkipReason, number>>;
  readonly evidence: EvidenceSummary | null;
  readonly problems: readonly string[];
}

async function talliesOf(
  opened: OpenedPath,
  lens: Lens,
  options: ReportCommand,
  signal: CancelSignal,
): Promise<Counted> {
  const { survey } = opened;
  const given = <T>(
    answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string },
  ): T => {
    if (!answer.ok) throw new CommandLineError(answer.reason);
    return answer.value;
  };
  const { snapshot: before } = survey;
  const unread = { head: before.head, dirty: before.dirty, skipped: before.skipped, evidence: before.evidence };
  if (lens === 'written') {
    const tallies = survey.written(boundOf('--since', options.since), boundOf('--until', options.until));
    return { ...unread, tallies, problems: [] };
  }
  if (lens === 'committed') {
    const { tip, tallies, skipped, problems } = given(
      await survey.committed(options.since ?? null, options.until ?? null, signal),
    );
    return { ...unread, head: tip, skipped, tallies, problems: [...before.problems, ...problems] };
  }
  // Only commits have days and authors.
  const byCommit = options.by === 'day' || options.by === 'author';
  if (options.at !== undefined || byCommit) {
    const revision = options.at ?? 'HEAD';
    const at = given(
      await (byCommit ? survey.standingByCommit(revision, signal) : survey.standingAt(revision, signal)),
    );
    const ofHead = `By ${options.by ?? ''} only lines of commits can be counted: these are those of HEAD, without what is not committed.`;
    const problems = [...before.problems, ...at.problems, ...(options.at === undefined ? [ofHead] : [])];
    return { ...at, head: at.revision, dirty: false, problems };
  }
  await survey.run(signal);
  const { standing, head, dirty, skipped, evidence, problems } = survey.snapshot;
  return { tallies: standing, head, dirty, skipped, evidence, problems };
}

/** Whether history has nothing at a path, counted or not. */
function isNothing({ tallies, skipped }: Counted): boolean {
  return tallies.length === 0 && Object.values(skipped).every((count) => count === 0);
}

/** `report [path]`: the share of a repository, folder or file. */
export async function runReport(
  asked: string,
  options: ReportCommand,
  terminal: Terminal,
  signal: CancelSignal,
): Promise<number> {
  const lens = oneOf('--lens', options.lens, lenses);
  const format = options.json === true ? 'json' : oneOf('--format', options.format, formats);
  const by: GroupBy | null =
    options.by === undefined ? (format === 'text' ? 'agent' : null) : oneOf('--by', options.by, groupings);
  const kinds: readonly FileKind[] = listOf('--kind', options.kind, fileKinds) ?? headlineKinds;
  const evidence: readonly Evidence[] | undefined = listOf('--evidence', options.evidence, evidenceGrades);
  if (options.at !== undefined && lens !== 'standing')
    throw new CommandLineError(`--at ${options.at}: only the standing lens is about a revision`);
  for (const [option, bound] of [
    ['--since', options.since],
    ['--until', options.until],
  ] as const) {
    if (bound !== undefined && lens === 'standing')
      throw new CommandLineError(
        `${option} ${bound}: the standing lens has no period; add --lens committed or --lens written`,
      );
  }
  const log = new CollectingLog();
  const isOfHistory = options.at !== undefined || lens === 'committed' || by === 'day' || by === 'author';
  const opened = await openPath(asked, options, log, isOfHistory);
  const { survey, ledger } = opened;
  try {
    const stopListening = survey.onDidChange((snapshot) => terminal.showProgress(snapshot.progress));
    const counted = await talliesOf(opened, lens, options, signal);
    stopListening();
    terminal.clearProgress();
    if (signal.aborted) return 130;
    if (opened.isGone && isNothing(counted)) throw new CommandLineError(noSuchPath(asked));
    const { include } = options;
    const report: Report = buildReport(
      [{ origins: survey.origins, tallies: counted.tallies, pathPrefix: '', scope: survey.scope }],
      {
        lens,
        kinds,
        by,
        countsInferred: opened.countsInferred || evidence?.includes('inferred') === true,
        ...(evidence === undefined ? {} : { evidence }),
        ...(include === undefined
          ? {}
          : { includesPath: (path: string) => include.some((pattern) => minimatch(path, pattern, { dot: true })) }),
        period: { since: options.since ?? null, until: options.until ?? null },
        repository: { head: counted.head, dirty: counted.dirty },
        generatedAt: new Date().toISOString(),
        skipped: counted.skipped,
      },
    );
    const ofLedger = ledger.problem === null ? [] : [ledger.problem];
    const problems = [...ofLedger, ...opened.settingsProblems, ...counted.problems];
    switch (format) {
      case 'json':
        terminal.write(`${JSON.stringify({ ...report, problems }, null, 2)}\n`);
        break;
      case 'markdown':
        terminal.write(reportMarkdown(report, problems));
        break;
      case 'html':
        terminal.write(reportHtml(report, problems));
        break;
      case 'csv':
        terminal.write(reportCsv(report));
        for (const problem of problems) terminal.note(problem);
        break;
      case 'text':
        terminal.write(reportText(report, counted.evidence, problems, terminal));
    }
    return 0;
  } finally {
    opened.close();
  }
}
