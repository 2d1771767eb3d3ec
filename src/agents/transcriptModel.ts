import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { type AgentReport } from './agent.ts';
import { fieldsOf, nameAt } from './payload.ts';

/** How much of a transcript's end is looked at: while an agent waits, and later. */
const tailBytes = { near: 512 * 1024, far: 16 * 1024 * 1024 } as const;

/** Where an agent's own transcript may name the model of a tool call, and how to know the call there. */
export interface ModelTrace {
  /** As the agent named it; absolute. */
  readonly transcript: string;
  /** Pieces of a transcript's line that only this call has; never empty. */
  readonly marks: readonly string[];
}

/** Where each agent keeps its transcripts, relative to the person's home folder. No file elsewhere is read, whatever a payload says. */
const folderOf: Readonly<Record<string, string>> = {
  claude: '.claude',
  gemini: '.gemini',
  qwen: '.qwen',
  copilot: '.copilot',
  codex: '.codex',
  pi: '.pi',
  cline: '.cline',
};

/** The transcript that tells of the work of this very report; null where nobody knows. */
function transcriptOf(report: AgentReport, homeFolder: string): string | null {
  if (report.agent === 'copilot' && report.session !== null && /^[\w-]+$/.test(report.session)) {
    return path.join(homeFolder, '.copilot', 'session-state', report.session, 'events.jsonl');
  }
  if (report.agent === 'cline') {
    const { session, subagent } = report;
    if (session === null || subagent !== null || !/^[\w-]+$/.test(session)) return null;
    return path.join(homeFolder, '.cline', 'data', 'sessions', session, `${session}.messages.json`);
  }
  const { transcriptPath, subagent } = report;
  if (transcriptPath === null || report.agent !== 'claude' || subagent === null) return transcriptPath;
  // Claude's subagents have a model and a transcript of their own.
  if (!/^[\w-]+$/.test(subagent)) return null;
  return path.join(transcriptPath.replace(/\.jsonl$/, ''), 'subagents', `agent-${subagent}.jsonl`);
}

function readTail(file: string, mostBytes: number): string {
  const handle = openSync(file, 'r');
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) return '';
    const length = Math.min(mostBytes, stat.size);
    const buffer = Buffer.alloc(length);
    readSync(handle, buffer, 0, length, stat.size - length);
    return buffer.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

/** The model that a line of a transcript names: of the answer, of the event, or of the turn. */
function modelOfLine(line: string): string | null {
  if (!line.includes('"model"')) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    // The first line of the tail is cut off.
    return null;
  }
  const fields = fieldsOf(parsed);
  const places = [fields?.['message'], fields, fields?.['data'], fields?.['payload']];
  for (const place of places) {
    const model = nameAt(fieldsOf(place), 'model');
    // Claude writes messages of its own under a name in angle brackets.
    if (model !== null && !model.startsWith('<')) return model;
  }
  return null;
}

/** The model of the message with these marks, in a transcript that is one document. */
function modelOfDocument(text: string, marks: readonly string[]): string | null {
  const messages = fieldsOf(JSON.parse(text))?.['messages'];
  for (const message of Array.isArray(messages) ? (messages as readonly unknown[]) : []) {
    const model = nameAt(fieldsOf(fieldsOf(message)?.['modelInfo']), 'id');
    const whole = model === null ? '' : JSON.stringify(message);
    if (model !== null && marks.every((mark) => whole.includes(mark))) return model;
  }
  return null;
}

/** Where payloads have what the tool was given. */
const inputNames = ['tool_input', 'toolArgs'] as const;

/**
 * Pieces of a transcript's line that only the very call of a report has: its id, or, of agents that tell none, everything that the tool was given. Empty
 * where nothing tells the call apart.
 */
function marksOf({ toolCallId }: AgentReport, payload: unknown): readonly string[] {
  if (toolCallId !== null) return [`"${toolCallId}"`];
  const fields = fieldsOf(payload);
  const input = inputNames.map((name) => fieldsOf(fields?.[name])).find((found) => found !== null);
  const texts = Object.values(input ?? {}).filter((value) => typeof value === 'string' && value !== '');
  return texts.length < 2 ? [] : texts.map((text) => JSON.stringify(text));
}

/** Where the model of a report's tool call can be looked up; null where nothing tells. */
export function modelTraceOf(report: AgentReport, payload: unknown, homeFolder: string): ModelTrace | null {
  const transcript = folderOf[report.agent] === undefined ? null : transcriptOf(report, homeFolder);
  const marks = marksOf(report, payload);
  return transcript === null || marks.length === 0 ? null : { transcript, marks };
}

/**
 * The model that made a tool call, from the end of the agent's own transcript: of the line that holds this very call. Null where there is no
 * such line, or none that names a model: another line's model may be another one. Nothing else of the transcript is kept. Never throws.
 */
export function modelOfTrace(
  agent: string,
  { transcript, marks }: ModelTrace,
  homeFolder: string,
  reach: keyof typeof tailBytes,
): string | null {
  const folder = folderOf[agent];
  if (folder === undefined || marks.length === 0) return null;
  try {
    const file = realpathSync(transcript);
    if (!file.startsWith(realpathSync(path.join(homeFolder, folder)) + path.sep)) return null;
    const tail = readTail(file, tailBytes[reach]);
    if (file.endsWith('.json')) return modelOfDocument(tail, marks);
    const lines = tail.split('\n').reverse();
    for (const line of lines) {
      const model = marks.every((mark) => line.includes(mark)) ? modelOfLine(line) : null;
      if (model !== null) return model;
    }
  } catch {
    // Not there, or not readable: then nobody knows.
  }
  return null;
}
