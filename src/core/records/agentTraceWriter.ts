import { flattenRanges } from './attestedLines.ts';
import { type AttestedAuthor, type AttestedRange } from './authorshipLog.ts';

/** A commit and what its record says of its lines. */
export interface RecordedLines {
  /** Full hex object id. */
  readonly oid: string;
  /** Unix time; becomes the time of the record, which thereby is of its commit (`isOfItsCommit`). */
  readonly committedAtSeconds: number;
  /** For each path its ranges, of which a later one overrides an earlier one. */
  readonly rangesByPath: ReadonlyMap<string, readonly AttestedRange[]>;
}

/** The version of Agent Trace that we write. */
export const agentTraceVersion = '0.1.0';

/** Stands for whoever noted people's lines. */
const ownTool = 'ai-code-share';

/** By UTF-16 code units: no language of the machine decides. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Who makes the models whose names begin so, as models.dev has it. */
const providers: readonly (readonly [beginning: RegExp, provider: string])[] = [
  [/^claude-/, 'anthropic'],
  [/^(?:gpt-|o\d|codex-)/, 'openai'],
  [/^gemini-/, 'google'],
  [/^grok-/, 'xai'],
  [/^(?:mistral|codestral|devstral)/, 'mistral'],
  [/^deepseek-/, 'deepseek'],
];

function modelId(model: string): string {
  const provider = model.includes('/') ? undefined : providers.find(([beginning]) => beginning.test(model))?.[1];
  return (provider === undefined ? model : `${provider}/${model}`).slice(0, 250);
}

/** Whose record a line stands in. */
function toolOf({ kind, agent }: AttestedAuthor): string {
  return kind === 'human' ? ownTool : (agent ?? 'unknown');
}

interface Conversation {
  readonly url?: string;
  readonly contributor: { readonly type: 'ai' | 'human'; readonly model_id?: string };
  readonly ranges: { readonly start_line: number; readonly end_line: number }[];
}

function conversationOf({ kind, model, session }: AttestedAuthor): Conversation {
  return {
    ...(session === null ? {} : { url: `urn:${ownTool}:session:${encodeURIComponent(session)}` }),
    contributor: { type: kind, ...(model === null ? {} : { model_id: modelId(model) }) },
    ranges: [],
  };
}

/** Conversations of each tool in one file. */
function conversationsOf(ranges: readonly AttestedRange[]): ReadonlyMap<string, readonly Conversation[]> {
  const authors = new Map(ranges.map((range) => [range.key, range.author]));
  const byTool = new Map<string, Map<string, Conversation>>();
  for (const { firstLineNumber, lastLineNumber, key } of flattenRanges(ranges)) {
    const author = authors.get(key);
    if (author === undefined) continue;
    const tool = toolOf(author);
    const conversations = byTool.get(tool) ?? new Map<string, Conversation>();
    byTool.set(tool, conversations);
    const name = JSON.stringify([author.session, author.model]);
    const conversation = conversations.get(name) ?? conversationOf(author);
    conversations.set(name, conversation);
    const last = conversation.ranges.at(-1);
    // Keys differ by edit; a conversation is one.
    if (last !== undefined && last.end_line + 1 === firstLineNumber) {
      conversation.ranges[conversation.ranges.length - 1] = { ...last, end_line: lastLineNumber };
    } else conversation.ranges.push({ start_line: firstLineNumber, end_line: lastLineNumber });
  }
  return new Map(
    [...byTool].map(([tool, conversations]) => [
      tool,
      [...conversations].sort(([a], [b]) => byCodeUnits(a, b)).map(([, conversation]) => conversation),
    ]),
  );
}

/**
 * Writes what records say of one commit as Agent Trace 0.1: a record for each tool, each one line of JSON with its line break. `uuidOf` makes an id
 * out of a name that no two records share. The same input gives the same bytes. Law: `readAgentTraces` names the same agent, model and session for
 * every line.
 */
export function writeAgentTraces(commit: RecordedLines, uuidOf: (name: string) => string): string {
  const filesByTool = new Map<string, { readonly path: string; readonly conversations: readonly Conversation[] }[]>();
  for (const [path, ranges] of [...commit.rangesByPath].sort(([a], [b]) => byCodeUnits(a, b))) {
    for (const [tool, conversations] of conversationsOf(ranges)) {
      const files = filesByTool.get(tool) ?? [];
      filesByTool.set(tool, files);
      files.push({ path, conversations });
    }
  }
  return [...filesByTool]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([tool, files]) => {
      const record = {
        version: agentTraceVersion,
        id: uuidOf(`${commit.oid} ${tool}`),
        timestamp: new Date(commit.committedAtSeconds * 1000).toISOString(),
        vcs: { type: 'git', revision: commit.oid },
        tool: { name: tool },
        files,
      };
      return `${JSON.stringify(record)}\n`;
    })
    .join('');
}
