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
import { fieldsOf } from './payload.ts';
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

/** The agents that are programs of their own on a person's machine: those that can be found and set up, or not, with a reason. */
export function settableAgents(): readonly Agent[] {
  return knownAgents.filter(({ folder }) => folder !== null);
}

/**
 * Who really calls. Several programs run the hooks of another agent's settings, so that the name in the settings says only whose form was
 * expected: the payload decides wherever it carries a mark of its own, and of two marks that of the later agent, which is the more special one. Null for
 * a name that is no agent's.
 */
export function agentOfPayload(namedId: string, payload: unknown): Agent | null {
  const named = knownAgents.find((agent) => agent.id === namedId) ?? null;
  const fields = fieldsOf(payload);
  if (named === null || fields === null || named.id === 'generic') return named;
  return knownAgents.findLast((agent) => agent.recognises?.(fields) === true) ?? named;
}
