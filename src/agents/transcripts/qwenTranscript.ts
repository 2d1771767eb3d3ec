import path from 'node:path';
import { fieldsOf, nameAt, type Fields } from '../payload.ts';
import { qwen } from '../qwen.ts';
import { changesOfPayload } from './changesOfPayload.ts';
import { type TakeEntry, type TranscriptFormat } from './transcript.ts';

interface Call {
  readonly name: string | null;
  readonly args: unknown;
  readonly model: string | null;
}

/** The objects of a message's parts under this name. */
function partsOf(entry: Fields, name: 'functionCall' | 'functionResponse'): readonly Fields[] {
  const parts: unknown = fieldsOf(entry['message'])?.['parts'];
  return (Array.isArray(parts) ? (parts as readonly unknown[]) : []).flatMap((part) => {
    const fields = fieldsOf(fieldsOf(part)?.[name]);
    return fields === null ? [] : [fields];
  });
}

function start(): TakeEntry {
  const calls = new Map<string, Call>();
  return (entry) => {
    for (const call of partsOf(entry, 'functionCall')) {
      const id = nameAt(call, 'id');
      if (id !== null) calls.set(id, { name: nameAt(call, 'name'), args: call['args'], model: nameAt(entry, 'model') });
    }
    const result = fieldsOf(entry['toolCallResult']);
    if (entry['type'] !== 'tool_result' || result?.['status'] !== 'success') return [];
    const response = partsOf(entry, 'functionResponse').find(({ id }) => typeof id === 'string');
    const id = nameAt(result, 'callId') ?? nameAt(response ?? {}, 'id');
    const call = id === null ? undefined : calls.get(id);
    if (id === null || call === undefined) return [];
    // It may tell of a call again when a session is taken up.
    calls.delete(id);
    const display = fieldsOf(result['resultDisplay']);
    // Of long texts it keeps the two ends only, with words of its own between them.
    const isWhole = display !== null && display['truncatedForSession'] !== true;
    const payload = {
      hook_event_name: 'PostToolUse',
      session_id: entry['sessionId'],
      cwd: entry['cwd'],
      tool_name: call.name,
      tool_input: call.args,
      tool_use_id: id,
      tool_response: isWhole ? { returnDisplay: display } : {},
    };
    return changesOfPayload(qwen, payload, { time: entry['timestamp'], model: call.model });
  };
}

/** Qwen Code: calls in the model's messages, and results that mostly hold the whole texts before and after. */
export const qwenTranscript: TranscriptFormat = {
  agent: 'qwen',
  folder: (home, env) => path.join(env['QWEN_HOME'] ?? path.join(home, '.qwen'), 'projects'),
  isTranscript: (relativePath) => /^[^/]+\/chats\/[^/]+\.jsonl$/.test(relativePath),
  start,
};
