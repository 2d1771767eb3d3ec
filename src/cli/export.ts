import { createHash } from 'node:crypto';
import { writeAgentTraces } from '../core/records/agentTraceWriter.ts';
import { type CancelSignal } from '../core/ports.ts';
import { createGit } from '../platform/git/createGit.ts';
import { blameLines, type BlameLine } from '../survey/blameLines.ts';
import { readRecordedLines } from '../survey/recordedLines.ts';
import { type Survey } from '../survey/survey.ts';
import { CommandLineError } from './commandLineError.ts';
import { openPath, type OpenedPath, type PathOptions } from './openPath.ts';
import { oneOf } from './options.ts';
import { csvField } from './reportCsv.ts';
import { CollectingLog, type Terminal } from './terminal.ts';

/** The options of `export` as the command line gives them. */
export interface ExportCommand extends PathOptions {
  readonly at?: string;
  readonly format: string;
}

const formats = ['agent-trace', 'ndjson', 'csv'] as const;

/** Our name space for ids made of names (RFC 9562, version 5): a random one, the same for ever. */
const nameSpace = Buffer.from('5b0c7b8e6a0f4f0c9d1c3f2a7e4d6b91', 'hex');

function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(nameSpace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Consecutive lines of a file of which the same is known. Line numbers are 1-based and included. */
interface ExportRow extends Omit<BlameLine, 'lineNumber'> {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

const columns = [
  'path',
  'firstLine',
  'lastLine',
  'contributor',
  'mixed',
  'agent',
  'model',
  'session',
  'evidence',
  'granularity',
  'source',
  'commit',
] as const satisfies readonly (keyof ExportRow)[];

function rowsOf(
  path: string,
  lines: readonly BlameLine[],
  isBlank: (lineNumber: number) => boolean,
): readonly ExportRow[] {
  const rows: ExportRow[] = [];
  let last = '';
  for (const { lineNumber, ...what } of lines) {
    const key = JSON.stringify(what);
    const before = rows.at(-1);
    if (isBlank(lineNumber)) last = '';
    else if (before !== undefined && key === last) rows[rows.length - 1] = { ...before, lastLine: lineNumber };
    else {
      rows.push({ path, firstLine: lineNumber, lastLine: lineNumber, ...what });
      last = key;
    }
  }
  return rows;
}

/** The files that count, by path. */
async function pathsOf(survey: Survey, revision: string | null, signal: CancelSignal): Promise<readonly string[]> {
  if (revision === null) {
    await survey.run(signal);
    return survey.snapshot.standing.map(({ path }) => path).sort();
  }
  const standing = await survey.standingAt(revision, signal);
  if (!standing.ok) throw new CommandLineError(standing.reason);
  return standing.value.tallies.map(({ path }) => path).sort();
}

async function exportLines(
  { survey }: OpenedPath,
  revision: string | null,
  format: 'ndjson' | 'csv',
  write: (text: string) => void,
  signal: CancelSignal,
): Promise<void> {
  const paths = await pathsOf(survey, revision, signal);
  if (format === 'csv') write(`${columns.join(',')}\r\n`);
  for (const path of paths) {
    if (signal.aborted) return;
    const answer = await survey.blame(path, revision, signal);
    // A file that went away meanwhile.
    if (!answer.ok) continue;
    const texts = answer.value.text.split('\n');
    const rows = rowsOf(
      path,
      blameLines(answer.value, survey.origins),
      (lineNumber) => !/\S/.test(texts[lineNumber - 1] ?? ''),
    );
    write(
      rows
        .map((row) =>
          format === 'csv'
            ? `${columns.map((column) => csvField(String(row[column] ?? ''))).join(',')}\r\n`
            : `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]])))}\n`,
        )
        .join(''),
    );
  }
}

async function exportTraces(
  { place, survey }: OpenedPath,
  revision: string,
  log: CollectingLog,
  write: (text: string) => void,
  signal: CancelSignal,
): Promise<void> {
  if (place.kind !== 'repository')
    throw new CommandLineError(
      place.problem ?? `${place.root}: traces are of commits, and this is not in a git repository`,
    );
  const { scope } = survey;
  const isInScope = (path: string): boolean => scope === '' || path === scope || path.startsWith(`${scope}/`);
  const isRead = await readRecordedLines(
    { git: createGit(log), cwd: place.root, log },
    revision,
    ({ rangesByPath, ...commit }) =>
      write(
        writeAgentTraces(
          { ...commit, rangesByPath: new Map([...rangesByPath].filter(([path]) => isInScope(path))) },
          uuidOf,
        ),
      ),
    signal,
  );
  if (!isRead && !signal.aborted) throw new CommandLineError(`${revision}: there is no such revision here`);
}

/**
 * `export [path]`: all attribution for other tools. `agent-trace` has what the authorship logs of the history say, commit by commit, since that format
 * knows lines of commits only; `ndjson` and `csv` have every line that stands, in the work tree or at a revision, blank ones left out.
 */
export async function runExport(
  asked: string,
  options: ExportCommand,
  terminal: Terminal,
  signal: CancelSignal,
): Promise<number> {
  const format = oneOf('--format', options.format, formats);
  const log = new CollectingLog();
  const opened = await openPath(asked, options, log, options.at !== undefined);
  try {
    if (format === 'agent-trace') await exportTraces(opened, options.at ?? 'HEAD', log, terminal.write, signal);
    else await exportLines(opened, options.at ?? null, format, terminal.write, signal);
    return signal.aborted ? 130 : 0;
  } finally {
    opened.close();
  }
}
