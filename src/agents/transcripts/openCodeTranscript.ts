import path from 'node:path';
import { opencode } from '../opencode.ts';
import { fieldsOf, nameAt } from '../payload.ts';
import { changesOfPayload } from './changesOfPayload.ts';
import { type TakeEntry, type TranscriptFormat } from './transcript.ts';

/** Takes rows `{session_id, part, message}` of OpenCode's database; `part` and `message` as it keeps them. */
function start(): TakeEntry {
  return (entry) => {
    const [part, message] = [fieldsOf(entry['part']), fieldsOf(entry['message'])];
    const state = fieldsOf(part?.['state']);
    if (part?.['type'] !== 'tool' || state?.['status'] !== 'completed') return [];
    const payload = {
      cwd: fieldsOf(message?.['path'])?.['cwd'],
      input: { tool: part['tool'], sessionID: entry['session_id'], callID: part['callID'], args: state['input'] },
      output: { metadata: state['metadata'] },
    };
    const model = nameAt(message, 'modelID');
    return changesOfPayload(opencode, payload, { time: fieldsOf(state['time'])?.['end'], model });
  };
}

/** OpenCode: one database for all sessions; each tool call with what it was given. */
export const openCodeTranscript: TranscriptFormat = {
  agent: 'opencode',
  folder: (home, env) => path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'opencode'),
  isTranscript: (relativePath) => relativePath === 'opencode.db',
  start,
};
