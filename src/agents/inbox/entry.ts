import { type ModelTrace } from '../transcriptModel.ts';
import { type AgentReport, type FileAction, type ReportedFile, type ReportKind, type ReportPhase } from '../agent.ts';

/** The state of one file at one moment, as the hook found it. */
export interface FileState {
  /** Relative to the root of the work tree, with `/`. */
  readonly path: string;
  /** Names a text in the inbox's store; null for a file that was not there. */
  readonly textId: string | null;
}

/** The state of a work tree at one moment, as far as it differs from a commit. */
export interface TreeState {
  /** Full object id of HEAD; null without commits. */
  readonly head: string | null;
  /** Every file that was not as HEAD has it: changed, new or gone. */
  readonly files: readonly FileState[];
}

/** One thing that an agent's hook told about one work tree, with what had to be known at that moment. Paths in it are relative to {@link root}. */
export interface InboxEntry {
  readonly version: 1;
  /** Unix milliseconds when the hook ran. */
  readonly atMs: number;
  /** Absolute path of the work tree's root, or of the folder without git. */
  readonly root: string;
  /** The report; its files are those of this work tree, by their paths relative to the root. */
  readonly report: AgentReport;
  /** The files named in the report, before the tool or after it, where the report alone does not tell. */
  readonly states: readonly FileState[];
  /** The whole work tree before or after a shell command. */
  readonly tree: TreeState | null;
  /** Where the model may be found that is not in the report; null where there is no such place. */
  readonly modelTrace: ModelTrace | null;
}

type Check<T> = (value: unknown) => value is T;

const isText: Check<string> = (value) => typeof value === 'string';
const isTextOrNull: Check<string | null> = (value) => value === null || typeof value === 'string';
const isListOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every((one) => check(one));
const isOneOf =
  <T extends string>(...words: readonly T[]): Check<T> =>
  (value): value is T =>
    words.some((word) => word === value);
const has =
  <T>(checks: { readonly [K in keyof T]: Check<T[K]> }): Check<T> =>
  (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([key, check]) => (check as Check<unknown>)((value as Record<string, unknown>)[key]));

/** A path that stays below the root whatever it is joined with. */
const isPathInside: Check<string> = (value): value is string =>
  typeof value === 'string' &&
  value !== '' &&
  !value.startsWith('/') &&
  !value.includes('\0') &&
  !value.split('/').some((part) => part === '..' || part === '.' || part === '');

const isFile = has<ReportedFile>({
  path: isPathInside,
  action: isOneOf<FileAction>('edit', 'write', 'delete', 'move'),
  movedFrom: (value): value is string | null => value === null || isPathInside(value),
  before: isTextOrNull,
  after: isTextOrNull,
  edits: isListOf(
    has({
      oldText: isText,
      newText: isText,
      replacesAll: (value): value is boolean => typeof value === 'boolean',
      anchor: isTextOrNull,
    }),
  ),
});

const isReport = has<AgentReport>({
  agent: isText,
  model: isTextOrNull,
  session: isTextOrNull,
  subagent: isTextOrNull,
  toolCallId: isTextOrNull,
  callKey: isTextOrNull,
  eventKey: isTextOrNull,
  phase: isOneOf<ReportPhase>('before', 'after', 'session'),
  kind: isOneOf<ReportKind>('files', 'shell', 'session', 'other'),
  cwd: isTextOrNull,
  transcriptPath: isTextOrNull,
  files: isListOf(isFile),
  command: isTextOrNull,
  succeeded: (value): value is boolean | null => value === null || typeof value === 'boolean',
});

const isTextId: Check<string | null> = (value): value is string | null =>
  value === null || (typeof value === 'string' && /^[0-9a-f]{40}$/.test(value));

const isState = has<FileState>({ path: isPathInside, textId: isTextId });

const isEntry = has<InboxEntry>({
  version: (value): value is 1 => value === 1,
  atMs: (value): value is number => typeof value === 'number' && Number.isFinite(value),
  root: isText,
  report: isReport,
  states: isListOf(isState),
  tree: (value): value is TreeState | null =>
    value === null || has<TreeState>({ head: isTextOrNull, files: isListOf(isState) })(value),
  modelTrace: (value): value is ModelTrace | null =>
    value === null || has<ModelTrace>({ transcript: isText, marks: isListOf(isText) })(value),
});

/** The entry in a file's text; null for anything else. */
export function parseEntry(text: string): InboxEntry | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  return isEntry(parsed) ? parsed : null;
}
