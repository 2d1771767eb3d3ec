import { type ReportedEdit } from '../core/text/placeEdits.ts';
import { type AgentReport, type Reading, type ReportedFile } from './agent.ts';

/** An object of a payload, of which nothing is known but that it is one. */
export type Fields = Readonly<Record<string, unknown>>;

/** Longer texts are not believed: no person reads a file of this many code units, and no attribution of it is kept. */
export const longestText = 5_000_000;

/** So many files may one tool call name. */
export const mostFiles = 1_000;

/** So many replacements may one tool call make in one file. */
export const mostEdits = 10_000;

const longestPath = 4_096;
const longestName = 500;

/** Why a payload cannot be read; caught by {@link readSafely} and nowhere else. */
export class BadPayload extends Error {
  /** `reason` is a part of a sentence for `doctor`; it never holds text of the person's files. */
  constructor(reason: string) {
    super(reason);
    this.name = 'BadPayload';
  }
}

/** The object in `value`, or null for everything else. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** The object at a key. Throws {@link BadPayload} where there is none. */
export function needFields(fields: Fields, key: string): Fields {
  const found = fieldsOf(fields[key]);
  if (found === null) throw new BadPayload(`${key} is no object`);
  return found;
}

/** The text at a key; null where it is missing or null. Throws {@link BadPayload} for other types and for texts beyond the limit. */
export function textAt(fields: Fields | null, key: string): string | null {
  const value = fields?.[key];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new BadPayload(`${key} is no text`);
  if (value.length > longestText) throw new BadPayload(`${key} is longer than ${longestText} characters`);
  return value;
}

/** The text at a key. Throws {@link BadPayload} where there is none. */
export function needText(fields: Fields, key: string): string {
  const value = textAt(fields, key);
  if (value === null) throw new BadPayload(`${key} is missing`);
  return value;
}

/** A short word at a key: an id, a model. Null where there is none, or where it is too long or empty: an attribution can do without. */
export function nameAt(fields: Fields | null, key: string): string | null {
  const value = fields?.[key];
  return typeof value === 'string' && value !== '' && value.length <= longestName ? value : null;
}

/** The path at a key. Throws {@link BadPayload} for what can be no path. */
export function needPath(fields: Fields, key: string): string {
  return checkedPath(needText(fields, key));
}

/** The path, if it can be one. Throws {@link BadPayload} otherwise. */
export function checkedPath(path: string): string {
  if (path === '' || path.length > longestPath || path.includes('\0')) throw new BadPayload('a path that can be none');
  return path;
}

/** The folder at a key, if it is an absolute path. */
export function folderAt(fields: Fields, key: string): string | null {
  const value = nameAt(fields, key);
  return value !== null && /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(value) && !value.includes('\0') ? value : null;
}

/** The list at a key. Throws {@link BadPayload} where there is none or where it is beyond `most`. */
export function needList(fields: Fields, key: string, most: number): readonly unknown[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw new BadPayload(`${key} is no list`);
  if (value.length > most) throw new BadPayload(`${key} has more than ${most} entries`);
  return value;
}

/** What is longer is named by its digest. */
const longestPlain = 200;

/** A name for what these parts identify: the parts themselves, or, where they are long, a digest of them. */
export function digest(...parts: readonly unknown[]): string {
  const name = JSON.stringify(parts);
  if (name.length <= longestPlain) return name;
  // Loaded only where it is needed: it takes a hook a third of its time.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(name).digest('hex').slice(0, 24);
}

/** A file of which only whole texts or only edits are known. */
export function reportedFile(
  path: string,
  known: Partial<Omit<ReportedFile, 'path'>> & Pick<ReportedFile, 'action'>,
): ReportedFile {
  return { path, movedFrom: null, before: null, after: null, edits: [], ...known };
}

/** One replacement at one place. */
export function replacement(oldText: string, newText: string, replacesAll = false): ReportedEdit {
  return { oldText, newText, replacesAll, anchor: null };
}

/** Fills in what nothing was told about, and the keys by which calls and events are told apart. */
export function report(
  known: Pick<AgentReport, 'agent' | 'phase' | 'kind'> & Partial<AgentReport>,
  told: { readonly tool: string | null; readonly input: unknown; readonly time: unknown },
): AgentReport {
  const { toolCallId = null, session = null, subagent = null, phase, agent } = known;
  const call = told.tool === null ? null : (toolCallId ?? digest(told.tool, told.input));
  const callKey = call === null ? null : digest(agent, session, call);
  const isTold = toolCallId !== null || (told.time !== undefined && told.time !== null);
  return {
    model: null,
    session,
    subagent,
    toolCallId,
    callKey,
    eventKey: isTold
      ? digest(agent, session, subagent, phase, call, toolCallId === null ? timeOf(told.time) : null)
      : null,
    cwd: null,
    transcriptPath: null,
    files: [],
    command: null,
    succeeded: null,
    ...known,
  };
}

/** Unix milliseconds of a time in either of its forms, so that one event told in both is one; else the value itself. */
function timeOf(time: unknown): unknown {
  const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(parsed) ? time : parsed;
}

/** Runs a reader of one agent: its {@link BadPayload} and a payload that is no object become a reason, so that nothing is ever thrown. */
export function readSafely(payload: unknown, read: (fields: Fields) => readonly AgentReport[]): Reading {
  const fields = fieldsOf(payload);
  if (fields === null) return { ok: false, reason: 'the payload is no object' };
  try {
    const reports = read(fields);
    const files = reports.reduce((sum, one) => sum + one.files.length, 0);
    if (files > mostFiles) return { ok: false, reason: `the payload names more than ${mostFiles} files` };
    return { ok: true, reports };
  } catch (error) {
    if (error instanceof BadPayload) return { ok: false, reason: error.message };
    throw error;
  }
}
