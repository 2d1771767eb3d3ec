import path from 'node:path';
import { cline } from '../cline.ts';
import { fieldsOf, nameAt, type Fields } from '../payload.ts';
import { changesOfPayload } from './changesOfPayload.ts';
import { type TakeEntry, type TranscriptFormat } from './transcript.ts';

interface Call {
  readonly name: string | null;
  readonly input: unknown;
  readonly model: string | null;
}

function partsOf(message: Fields): readonly Fields[] {
  const parts: readonly unknown[] = Array.isArray(message['content']) ? message['content'] : [];
  return parts.map(fieldsOf).filter((part) => part !== null);
}

/** What a tool gave back, which is kept as JSON in a text, or as it is; `null` where it is neither. */
function outputOf(content: unknown): unknown {
  if (typeof content !== 'string') return content ?? null;
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

function start(): TakeEntry {
  const calls = new Map<string, Call>();
  return ({ document, message: entry }) => {
    const message = fieldsOf(entry);
    if (message === null) return [];
    const session = nameAt(fieldsOf(document), 'sessionId');
    return partsOf(message).flatMap((part) => {
      const id = nameAt(part, 'id') ?? nameAt(part, 'tool_use_id');
      if (id === null) return [];
      if (part['type'] === 'tool_use') {
        const model = nameAt(fieldsOf(message['modelInfo']), 'id');
        calls.set(id, { name: nameAt(part, 'name'), input: part['input'], model });
        return [];
      }
      const call = part['type'] === 'tool_result' ? calls.get(id) : undefined;
      const output = outputOf(part['content']);
      // Without its own word that it was done, it may not have been: a person can refuse a call.
      if (call === undefined || fieldsOf(output)?.['success'] !== true) return [];
      calls.delete(id);
      const payload = { taskId: session, tool_result: { id, name: call.name, input: call.input, output } };
      return changesOfPayload(cline, payload, { time: message['ts'], model: call.model });
    });
  };
}

/** The command line of Cline: one document a session with a time on each message, also on those that give back what a tool did. Paths are absolute. */
export const clineTranscript: TranscriptFormat = {
  agent: 'cline',
  folder: (home) => path.join(home, '.cline', 'data', 'sessions'),
  isTranscript: (relativePath) => /^[^/]+\/[^/]+\.messages\.json$/.test(relativePath),
  start,
};
