import { type Agent } from './agent.ts';
import { amp } from './amp.ts';
import { claude } from './claude.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { continueAgent } from './continue.ts';
import { copilot } from './copilot.ts';
import { cursor } from './cursor.ts';
import { droid } from './droid.ts';
import { gemini } from './gemini.ts';
import { generic } from './generic.ts';
import { opencode } from './opencode.ts';
import { fieldsOf, nameAt } from './payload.ts';
import { pi } from './pi.ts';
import { qwen } from './qwen.ts';
import { vscodeChat } from './vscodeChat.ts';
import { windsurf } from './windsurf.ts';

/** Every agent whose hooks we read, in the order in which they are listed to people. */
export const knownAgents: readonly Agent[] = [
  claude,
  codex,
  gemini,
  copilot,
  qwen,
  opencode,
  cline,
  pi,
  continueAgent,
  cursor,
  windsurf,
  amp,
  droid,
  vscodeChat,
  generic,
];

const chatTools =
  /^(?:create_file|replace_string_in_file|multi_replace_string_in_file|insert_edit_into_file|run_in_terminal|edit_notebook_file)$/;

/**
 * Who really calls. Several programs run the hooks of another agent's settings, so that the name in the settings says only whose form was
 * expected: the payload decides wherever it carries a mark of its own. Null for a name that is no agent's.
 */
export function agentOfPayload(namedId: string, payload: unknown): Agent | null {
  const named = knownAgents.find((agent) => agent.id === namedId) ?? null;
  const fields = fieldsOf(payload);
  if (named === null || fields === null || named.id === 'generic') return named;
  if ('cursor_version' in fields || ('conversation_id' in fields && 'generation_id' in fields)) return cursor;
  if ('agent_action_name' in fields) return windsurf;
  if (chatTools.test(nameAt(fields, 'tool_name') ?? '')) return vscodeChat;
  const hasCopilotName = 'sessionId' in fields && 'timestamp' in fields;
  if (hasCopilotName || ('hook_event_name' in fields && 'tool_result' in fields)) return copilot;
  return named;
}
