import path from 'node:path';
import { claude } from '../claude.ts';
import { fieldsOf, nameAt, type Fields } from '../payload.ts';
import { changesOfPayload } from './changesOfPayload.ts';
import { type TakeEntry, type TranscriptFormat } from './transcript.ts';

interface OpenCall {
  readonly tool: string;
  readonly input: unknown;
  readonly model: string | null;
}

/** The parts of a message; none where it is plain text. */
function partsOf(message: Fields | null): readonly Fields[] {
  const content: unknown = message?.['content'];
  if (!Array.isArray(content)) return [];
  return (content as readonly unknown[]).map(fieldsOf).filter((part) => part !== null);
}

function start(): TakeEntry {
  const calls = new Map<string, OpenCall>();
  return (entry) => {
    const message = fieldsOf(entry['message']);
    if (entry['type'] === 'assistant') {
      const model = nameAt(message, 'model');
      for (const part of partsOf(message)) {
        const [id, tool] = [nameAt(part, 'id'), nameAt(part, 'name')];
        if (part['type'] === 'tool_use' && id !== null && tool !== null)
          calls.set(id, { tool, input: part['input'], model });
      }
      return [];
    }
    const response = fieldsOf(entry['toolUseResult']);
    if (entry['type'] !== 'user' || response === null) return [];
    const [part, ...others] = partsOf(message);
    // The result beside the message is of one call; of several nobody could tell of which.
    if (part?.['type'] !== 'tool_result' || others.length > 0 || part['is_error'] === true) return [];
    const id = nameAt(part, 'tool_use_id');
    const call = id === null ? undefined : calls.get(id);
    if (id === null || call === undefined) return [];
    calls.delete(id);
    const payload = {
      hook_event_name: 'PostToolUse',
      session_id: entry['sessionId'],
      cwd: entry['cwd'],
      tool_name: call.tool,
      tool_input: call.input,
      tool_response: response,
      tool_use_id: id,
    };
    return changesOfPayload(claude, payload, { time: entry['timestamp'], model: call.model });
  };
}

/** Claude Code: a line for each message; a result repeats what the hook after the call would tell. Subagents have files of their own. */
export const claudeTranscript: TranscriptFormat = {
  agent: 'claude',
  folder: (home, env) => path.join(env['CLAUDE_CONFIG_DIR'] ?? path.join(home, '.claude'), 'projects'),
  isTranscript: (relativePath) => relativePath.endsWith('.jsonl'),
  start,
};
