import { nestsDeeperThan, recordOf, type AttestedAuthor, type Records } from './authorshipLog.ts';

/** Where tools that follow the specification's example keep their traces, relative to the root of the repository. */
export const agentTracePath = '.agent-trace/traces.jsonl';

/** Lines of one file that a trace claims; both numbers 1-based and included, as of the revision that the record names. */
export interface TracedRange {
  readonly firstLineNumber: number;
  readonly lastLineNumber: number;
  /** Null where the trace says `mixed` or `unknown`: then nothing is known of these lines. */
  readonly author: AttestedAuthor | null;
}

/** One trace record. */
export interface TraceRecord {
  /** Full hex object id of the commit that the line numbers are of. */
  readonly revision: string;
  /** When the record was made, Unix time; null where it does not say. */
  readonly recordedAtSeconds: number | null;
  /** For each path its ranges in the order of the record, of which a later one overrides an earlier one. */
  readonly rangesByPath: ReadonlyMap<string, readonly TracedRange[]>;
}

/** What a file of traces says. */
export interface AgentTraces {
  /** In the order of the file. Records that name no commit are left out: their lines cannot be placed. */
  readonly records: readonly TraceRecord[];
  /** What could not be read and was left out; for the log. */
  readonly complaints: readonly string[];
}

/** Limits for traces that others wrote: what lies beyond is left out and said so. */
export const agentTraceLimits = {
  characters: 64_000_000,
  recordCharacters: 4_000_000,
  records: 200_000,
  ranges: 500_000,
  lineNumber: 10_000_000,
  jsonDepth: 64,
  complaints: 20,
} as const;

/** A commit and the trace that a tool makes of it at once may have clocks that differ by so much. */
const slackSeconds = 10;

const fullOid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const outside = /^(?:\/|\\|[a-z]:)|(?:^|\/)\.\.(?:\/|$)/i;
const longestName = 250;

/** Names of tools that differ from ours. */
const agentOfTool: ReadonlyMap<string, string> = new Map([
  ['claude-code', 'claude'],
  ['github-copilot', 'copilot'],
  ['copilot-cli', 'copilot'],
  ['gemini-cli', 'gemini'],
  ['codex-cli', 'codex'],
  ['qwen-code', 'qwen'],
]);

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'unknown' && value.length <= longestName ? value : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function agentOf(tool: unknown): string | null {
  const name = textOf(recordOf(tool)['name'])?.toLowerCase() ?? null;
  return name === null ? null : (agentOfTool.get(name) ?? name);
}

/** `anthropic/claude-opus-4-5` is `claude-opus-4-5` wherever else models are named. */
function modelOf(contributor: Records): string | null {
  return textOf(textOf(contributor['model_id'])?.split('/').at(-1));
}

/** The last part of an address is the id of what it leads to; transcripts are files named by their conversation. */
function idOfAddress(value: unknown): string | null {
  const last = /([^/:]+)\/?$/.exec((textOf(value) ?? '').replace(/[?#].*$/, ''))?.[1] ?? '';
  try {
    return textOf(decodeURIComponent(last.replace(/\.jsonl?$/, '')));
  } catch {
    return null;
  }
}

function sessionOf(conversation: Records): string | null {
  const related = listOf(conversation['related'])
    .map(recordOf)
    .find(({ type }) => type === 'session');
  return idOfAddress(related?.['url']) ?? idOfAddress(conversation['url']);
}

function authorOf(contributor: Records, agent: string | null, session: string | null): AttestedAuthor | null {
  if (contributor['type'] === 'human') return { kind: 'human', agent: null, model: null, session: null };
  return contributor['type'] === 'ai' ? { kind: 'ai', agent, model: modelOf(contributor), session } : null;
}

function isLineNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= agentTraceLimits.lineNumber;
}

/** The ranges of one file of a record; null when it holds something that is no range. */
function rangesOf(file: Records, agent: string | null): readonly TracedRange[] | null {
  const ranges: TracedRange[] = [];
  for (const conversation of listOf(file['conversations']).map(recordOf)) {
    const session = sessionOf(conversation);
    for (const range of listOf(conversation['ranges']).map(recordOf)) {
      const { start_line: firstLineNumber, end_line: lastLineNumber, contributor } = range;
      if (!isLineNumber(firstLineNumber) || !isLineNumber(lastLineNumber) || lastLineNumber < firstLineNumber)
        return null;
      const author = authorOf(recordOf(contributor ?? conversation['contributor']), agent, session);
      ranges.push({ firstLineNumber, lastLineNumber, author });
    }
  }
  return ranges;
}

function parsed(line: string): Records | string {
  if (line.length > agentTraceLimits.recordCharacters)
    return `has ${line.length} characters and is too long to be read`;
  if (nestsDeeperThan(line, agentTraceLimits.jsonDepth)) return 'nests too deep';
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Records) : 'is no object';
  } catch {
    return 'is not JSON';
  }
}

/**
 * Reads traces of Agent Trace 0.1 (cursor/agent-trace), one JSON record a line. Tolerant, because others write these: what cannot be read is left out
 * and named in `complaints`; never throws.
 */
export function readAgentTraces(text: string): AgentTraces {
  const complaints: string[] = [];
  const complain = (complaint: string): void => {
    if (complaints.length < agentTraceLimits.complaints) complaints.push(complaint);
  };
  const records: TraceRecord[] = [];
  if (text.length > agentTraceLimits.characters)
    return { records, complaints: [`the traces of ${text.length} characters are too long to be read`] };
  let rangeCount = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const record = parsed(line);
    if (typeof record === 'string') {
      complain(`record ${index + 1} ${record}`);
      continue;
    }
    const { version, vcs, timestamp, tool, files } = record;
    if (typeof version !== 'string' || !/^[01](?:\.|$)/.test(version)) {
      complain(`record ${index + 1} is of no version that is known`);
      continue;
    }
    const revision = recordOf(vcs)['revision'];
    if (typeof revision !== 'string' || !fullOid.test(revision)) continue;
    const rangesByPath = new Map<string, readonly TracedRange[]>();
    for (const file of listOf(files).map(recordOf)) {
      const { path } = file;
      const ranges = rangesOf(file, agentOf(tool));
      if (typeof path !== 'string' || path === '' || outside.test(path) || ranges === null) {
        complain(`record ${index + 1} has a file that cannot be read`);
        continue;
      }
      rangeCount += ranges.length;
      rangesByPath.set(path, [...(rangesByPath.get(path) ?? []), ...ranges]);
    }
    if (records.length >= agentTraceLimits.records || rangeCount > agentTraceLimits.ranges) {
      complain(
        `there are more than ${records.length} records or ${agentTraceLimits.ranges} ranges; the rest is left out`,
      );
      break;
    }
    const atMs = typeof timestamp === 'string' ? Date.parse(timestamp) : NaN;
    if (rangesByPath.size > 0)
      records.push({ revision, recordedAtSeconds: Number.isNaN(atMs) ? null : atMs / 1000, rangesByPath });
  }
  return { records, complaints };
}

/**
 * Whether a record is about the lines of the commit that it names. Hooks that run at each edit name the commit on which the edit began, whose lines
 * theirs are not; they can only do so once that commit is there. So a record counts for its commit if it was made by the time of the commit.
 */
export function isOfItsCommit({ recordedAtSeconds }: TraceRecord, committedAtSeconds: number): boolean {
  return recordedAtSeconds !== null && recordedAtSeconds <= committedAtSeconds + slackSeconds;
}

/** Who the records of one commit name for one of its lines; null for a line that they leave out or say nothing of. The last one has it. */
export function tracedAuthorOf(
  records: readonly TraceRecord[],
  path: string,
  lineNumber: number,
): AttestedAuthor | null {
  const ranges = records.flatMap((record) => record.rangesByPath.get(path) ?? []);
  const own = ranges.findLast((range) => lineNumber >= range.firstLineNumber && lineNumber <= range.lastLineNumber);
  return own?.author ?? null;
}
