import path from 'node:path';
import { gemini } from '../gemini.ts';
import { fieldsOf, nameAt } from '../payload.ts';
import { changesOfPayload } from './changesOfPayload.ts';
import { type TakeEntry, type TranscriptFormat } from './transcript.ts';

function start(): TakeEntry {
  let session: unknown = null;
  // A message is written again when its calls have ended.
  const taken = new Set<string>();
  return (entry) => {
    if (typeof entry['sessionId'] === 'string') session = entry['sessionId'];
    const calls: readonly unknown[] = Array.isArray(entry['toolCalls']) ? entry['toolCalls'] : [];
    return calls.flatMap((value) => {
      const call = fieldsOf(value);
      const id = nameAt(call, 'id');
      if (call?.['status'] !== 'success' || id === null || taken.has(id)) return [];
      taken.add(id);
      const payload = {
        hook_event_name: 'AfterTool',
        session_id: session,
        tool_name: call['name'],
        tool_input: call['args'],
        tool_response: { returnDisplay: call['resultDisplay'] },
      };
      return changesOfPayload(gemini, payload, { time: call['timestamp'], model: nameAt(entry, 'model') });
    });
  };
}

/** Gemini CLI: messages with their tool calls, whose shown results hold the whole texts before and after. */
export const geminiTranscript: TranscriptFormat = {
  agent: 'gemini',
  folder: (home) => path.join(home, '.gemini', 'tmp'),
  isTranscript: (relativePath) => /^[^/]+\/chats\/[^/]+\.jsonl$/.test(relativePath),
  start,
};
