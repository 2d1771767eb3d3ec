import { homedir } from 'node:os';
import { findTranscripts } from '../agents/transcripts/findTranscripts.ts';
import { importTranscripts, pathWithin, type ImportedLines } from '../agents/transcripts/importTranscripts.ts';
import { knownTranscripts } from '../agents/transcripts/knownTranscripts.ts';
import { readTranscripts } from '../agents/transcripts/readTranscripts.ts';
import { type CancelSignal } from '../core/ports.ts';
import { formatCount } from '../core/statistics/format.ts';
import { createGit } from '../platform/git/createGit.ts';
import { standingFolder } from '../survey/standingFolder.ts';
import { CommandLineError } from './commandLineError.ts';
import { openPath, type PathOptions } from './openPath.ts';
import { listOf, oneOf } from './options.ts';
import { table } from './table.ts';
import { CollectingLog, type Terminal } from './terminal.ts';

/** The options of `import-transcripts` as the command line gives them. */
export interface ImportCommand extends PathOptions {
  readonly agent?: string;
  readonly since?: string;
  readonly dryRun?: boolean;
  readonly format: string;
  readonly json?: boolean;
}

function sinceMsOf(since: string | undefined): number | null {
  if (since === undefined) return null;
  const atMs = Date.parse(`${since}T00:00:00`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(since) || Number.isNaN(atMs))
    throw new CommandLineError(`--since ${since}: write the date as YYYY-MM-DD`);
  return atMs;
}

function linesOf(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'line' : 'lines'}`;
}

function importText(result: ImportJson): string {
  const { transcripts, changes, unplaced, unreadable, imported, dryRun } = result;
  const rows = imported.map(({ path, agent, model, lines }) => [
    path,
    agent,
    model ?? 'unknown model',
    formatCount(lines),
  ]);
  const sum = imported.reduce((all, { lines }) => all + lines, 0);
  const read = `${formatCount(transcripts)} ${transcripts === 1 ? 'transcript' : 'transcripts'} read, ${formatCount(changes)} changes of files here`;
  return [
    rows.length === 0 ? '' : `${table([['file', 'agent', 'model', 'lines'], ...rows])}\n`,
    `${read}${unplaced === 0 ? '' : `, ${formatCount(unplaced)} of them fit no text that is known`}\n`,
    ...unreadable.map((file) => `could not be read: ${file}\n`),
    sum === 0
      ? 'no line stands that these edits explain and nothing else did\n'
      : `${linesOf(sum)} ${dryRun ? 'would be given to AI; nothing is written' : `${sum === 1 ? 'is' : 'are'} AI's now`}\n`,
  ].join('');
}

interface ImportJson {
  readonly schema: 'ai-code-share/import/1';
  readonly dryRun: boolean;
  readonly transcripts: number;
  readonly unreadable: readonly string[];
  readonly changes: number;
  readonly unplaced: number;
  readonly imported: readonly ImportedLines[];
}

/** `import-transcripts [path]`: attributes lines that stand from edits which agents' own transcripts tell of. Reads no transcript of an agent that was not asked for. */
export async function runImportTranscripts(
  asked: string,
  options: ImportCommand,
  terminal: Terminal,
  signal: CancelSignal,
): Promise<number> {
  const format = options.json === true ? 'json' : oneOf('--format', options.format, ['text', 'json'] as const);
  const known = knownTranscripts.map(({ agent }) => agent);
  const agents = listOf('--agent', options.agent, known) ?? known;
  const sinceMs = sinceMsOf(options.since);
  const log = new CollectingLog();
  const opened = await openPath(asked, options, log);
  try {
    const { place, survey, ledger } = opened;
    if (place.kind === 'repository' && place.isBare)
      throw new CommandLineError(`${asked}: a bare repository has no files that stand`);
    const { root } = survey;
    const found = knownTranscripts
      .filter(({ agent }) => agents.includes(agent))
      .flatMap((one) => findTranscripts(one, homedir(), process.env, sinceMs));
    const total = found.length;
    const { changes, unreadable } = await readTranscripts(
      found,
      (change) => (sinceMs === null || change.atMs >= sinceMs) && pathWithin(root, change) !== null,
      log,
      (done) => terminal.showProgress({ phase: 'reading', done, total }),
      signal,
    );
    terminal.clearProgress();
    const isCancelled = (): boolean => signal.aborted;
    if (isCancelled()) return 130;
    const result = await importTranscripts(
      changes,
      { git: createGit(log), ...standingFolder(opened, opened.exclude, signal) },
      options.dryRun === true,
      signal,
    );
    if (isCancelled()) return 130;
    if (ledger.problem !== null && options.dryRun !== true) throw new CommandLineError(ledger.problem);
    const json: ImportJson = {
      schema: 'ai-code-share/import/1',
      dryRun: options.dryRun === true,
      transcripts: total,
      unreadable,
      ...result,
    };
    terminal.write(format === 'json' ? `${JSON.stringify(json, null, 2)}\n` : importText(json));
    return 0;
  } finally {
    opened.close();
  }
}
