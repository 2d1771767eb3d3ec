import path from 'node:path';
import { fieldsOf, nameAt, type Fields } from '../payload.ts';
import { pi } from '../pi.ts';
import { changesOfPayload } from './changesOfPayload.ts';
import { type TakeEntry, type TranscriptFormat } from './transcript.ts';

function start(): TakeEntry {
  let session: string | null = null;
  let cwd: string | null = null;
  const calls = new Map<string, { readonly call: Fields; readonly model: string | null }>();
  return (entry) => {
    if (entry['type'] === 'session') {
      session = nameAt(entry, 'id');
      cwd = nameAt(entry, 'cwd');
    }
    const message = fieldsOf(entry['message']);
    if (message?.['role'] === 'assistant') {
      const model = nameAt(message, 'model');
      const parts: readonly unknown[] = Array.isArray(message['content']) ? message['content'] : [];
      for (const part of parts) {
        const call = fieldsOf(part);
        const id = nameAt(call, 'id');
        if (call?.['type'] === 'toolCall' && id !== null) calls.set(id, { call, model });
      }
    }
    if (message?.['role'] !== 'toolResult') return [];
    const id = nameAt(message, 'toolCallId');
    const known = id === null ? undefined : calls.get(id);
    if (id === null || known === undefined) return [];
    calls.delete(id);
    const payload = {
      event: {
        type: 'tool_result',
        toolName: message['toolName'],
        toolCallId: id,
        input: known.call['arguments'],
        isError: message['isError'],
      },
      ctx: { cwd, sessionId: session },
    };
    return changesOfPayload(pi, payload, { time: message['timestamp'] ?? entry['timestamp'], model: known.model });
  };
}

/** Pi: a line for each message of a session, with what each tool was given; paths as the model wrote them. */
export const piTranscript: TranscriptFormat = {
  agent: 'pi',
  folder: (home, env) => path.join(env['PI_CODING_AGENT_DIR'] ?? path.join(home, '.pi', 'agent'), 'sessions'),
  isTranscript: (relativePath) => relativePath.endsWith('.jsonl'),
  start,
};
