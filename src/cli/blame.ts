import { statSync } from 'node:fs';
import path from 'node:path';
import { blankLine } from '../core/attribution/lineAttribution.ts';
import { unknownOrigin, type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal } from '../core/ports.ts';
import { lineStarts } from '../core/text/lines.ts';
import { type BlameResult } from '../survey/survey.ts';
import { blameLines } from '../survey/blameLines.ts';
import { CommandLineError } from './commandLineError.ts';
import { openPath, type PathOptions } from './openPath.ts';
import { oneOf } from './options.ts';
import { CollectingLog, type Terminal } from './terminal.ts';
import { visibleText } from './visibleText.ts';

/** The options of `blame` as the command line gives them. */
export interface BlameCommand extends PathOptions {
  readonly at?: string;
  readonly format: string;
  readonly json?: boolean;
}

function blameText({ lines, text, commits }: BlameResult, origins: OriginTable, terminal: Terminal): string {
  const starts = lineStarts(text);
  const width = String(starts.length).length;
  return Array.from(starts, (start, index) => {
    const id = lines.originIds[index] ?? blankLine;
    const origin = id === blankLine ? unknownOrigin : origins.get(id);
    const who = id === blankLine ? '' : origin.contributor === 'ai' ? (origin.agent ?? 'ai') : origin.contributor;
    const how = id === blankLine ? '' : (origin.evidence ?? '');
    const line = text.slice(start, starts[index + 1] ?? text.length).replace(/\r?\n$/, '');
    const mark = lines.mixed[index] === 1 ? '~' : ' ';
    const source = terminal.columns === null ? line : visibleText(line);
    const columns = [
      String(index + 1).padStart(width),
      visibleText(who).slice(0, 10).padEnd(10) + mark,
      how.padEnd(8),
      (commits[index] ?? '').slice(0, 8).padEnd(8),
    ];
    return `${terminal.style(id === blankLine ? 'dim' : origin.contributor, columns.join(' '))}  ${source}`.trimEnd();
  }).join('\n');
}

/** `blame FILE`: every line with contributor, agent, model, evidence, commit. */
export async function runBlame(
  asked: string,
  options: BlameCommand,
  terminal: Terminal,
  signal: CancelSignal,
): Promise<number> {
  const format = options.json === true ? 'json' : oneOf('--format', options.format, ['text', 'json'] as const);
  const opened = await openPath(asked, options, new CollectingLog(), options.at !== undefined);
  try {
    const { survey, place, isGone } = opened;
    if (!isGone && statSync(path.resolve(asked)).isDirectory())
      throw new CommandLineError(`${asked}: this is a folder; name a file`);
    const isBare = place.kind === 'repository' && place.isBare;
    const answer = await survey.blame(survey.scope, options.at ?? (isBare ? 'HEAD' : null), signal);
    if (signal.aborted) return 130;
    if (!answer.ok) throw new CommandLineError(answer.reason);
    const result = answer.value;
    if (format === 'text') {
      const text = blameText(result, survey.origins, terminal);
      terminal.write(text === '' ? '' : `${text}\n`);
      for (const problem of result.problems) terminal.note(problem);
    } else {
      const json = {
        schema: 'ai-code-share/blame/1',
        path: survey.scope,
        revision: result.revision,
        lines: blameLines(result, survey.origins),
        problems: result.problems,
      };
      terminal.write(`${JSON.stringify(json, null, 2)}\n`);
    }
    return 0;
  } finally {
    opened.close();
  }
}
