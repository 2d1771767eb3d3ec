import { type CancelSignal } from '../core/ports.ts';
import { formatCount, formatPercent } from '../core/statistics/format.ts';
import { retentionOf, type Retention } from '../core/statistics/retention.ts';
import { fileKinds, headlineKinds } from '../core/statistics/tally.ts';
import { CommandLineError } from './commandLineError.ts';
import { noSuchPath, openPath, type PathOptions } from './openPath.ts';
import { listOf, oneOf } from './options.ts';
import { csvField } from './reportCsv.ts';
import { table } from './table.ts';
import { CollectingLog, type Terminal } from './terminal.ts';

/** The options of `retention` as the command line gives them. */
export interface RetentionCommand extends PathOptions {
  readonly at: string;
  readonly kind?: string;
  readonly format: string;
  readonly json?: boolean;
}

function retentionText({ rows }: Retention): string {
  if (rows.length === 0) return 'No commit says that AI wrote a line.\n';
  const cells = rows.map(({ month, agent, added, standing, kept }) => [
    month,
    agent,
    formatCount(added),
    formatCount(standing),
    formatPercent(kept),
  ]);
  return `AI's lines by the month in which they were committed, and how many of them stand:\n${table([['month', 'agent', 'added', 'stand', 'kept'], ...cells])}`;
}

function retentionCsv({ rows }: Retention): string {
  const lines = rows.map(({ month, agent, added, standing, kept }) =>
    [month, csvField(agent), added, standing, kept ?? ''].join(','),
  );
  return ['month,agent,added,standing,kept', ...lines, ''].join('\r\n');
}

/** `retention [path]`: how many of the AI lines of each month still stand, by agent. */
export async function runRetention(
  asked: string,
  options: RetentionCommand,
  terminal: Terminal,
  signal: CancelSignal,
): Promise<number> {
  const format = options.json === true ? 'json' : oneOf('--format', options.format, ['text', 'json', 'csv'] as const);
  const kinds = listOf('--kind', options.kind, fileKinds) ?? headlineKinds;
  const opened = await openPath(asked, options, new CollectingLog(), true);
  try {
    const { survey } = opened;
    const stopListening = survey.onDidChange((snapshot) => terminal.showProgress(snapshot.progress));
    const answer = await survey.aiLinesByCommit(options.at, signal);
    stopListening();
    terminal.clearProgress();
    if (signal.aborted) return 130;
    if (!answer.ok) throw new CommandLineError(answer.reason);
    const { revision, added, standing } = answer.value;
    const retention: Retention = {
      schema: 'ai-code-share/retention/1',
      generatedAt: new Date().toISOString(),
      repository: { head: revision },
      rows: retentionOf(survey.origins, added, standing, kinds),
    };
    if (opened.isGone && retention.rows.length === 0)
      throw new CommandLineError(`${noSuchPath(asked)}, and no commit says that AI wrote a line of it`);
    const problems = [...survey.snapshot.problems, ...answer.value.problems];
    if (format === 'json') terminal.write(`${JSON.stringify({ ...retention, problems }, null, 2)}\n`);
    else terminal.write(format === 'csv' ? retentionCsv(retention) : retentionText(retention));
    if (format !== 'json') for (const problem of problems) terminal.note(problem);
    return 0;
  } finally {
    opened.close();
  }
}
