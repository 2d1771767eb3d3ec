import path from 'node:path';
import { copilot } from '../copilot.ts';
import { fieldsOf, nameAt, type Fields } from '../payload.ts';
import { changesOfPayload } from './changesOfPayload.ts';
import { type TakeEntry, type TranscriptFormat } from './transcript.ts';

function start(): TakeEntry {
  let session: string | null = null;
  let cwd: string | null = null;
  const calls = new Map<string, Fields>();
  return (entry) => {
    const data = fieldsOf(entry['data']);
    if (data === null) return [];
    if (entry['type'] === 'session.start') {
      session = nameAt(data, 'sessionId');
      cwd = nameAt(fieldsOf(data['context']), 'cwd');
    }
    const id = nameAt(data, 'toolCallId');
    if (entry['type'] === 'tool.execution_start' && id !== null) calls.set(id, data);
    if (entry['type'] !== 'tool.execution_complete' || id === null) return [];
    const call = calls.get(id);
    calls.delete(id);
    if (call === undefined || data['success'] !== true) return [];
    const payload = {
      sessionId: session,
      cwd,
      timestamp: entry['timestamp'],
      toolName: call['toolName'],
      toolArgs: call['arguments'],
      toolResult: { resultType: 'success' },
    };
    return changesOfPayload(copilot, payload, { time: entry['timestamp'], model: nameAt(data, 'model') });
  };
}

/** Copilot CLI: an event for the start of each tool call, with what it was given, and one for its end. */
export const copilotTranscript: TranscriptFormat = {
  agent: 'copilot',
  folder: (home, env) => path.join(env['COPILOT_HOME'] ?? path.join(home, '.copilot'), 'session-state'),
  isTranscript: (relativePath) => /^[^/]+\/events\.jsonl$/.test(relativePath),
  start,
};
