import { type Agent, type AgentReport } from './agent.ts';
import { hookPayload, sessionReport, toolReport } from './hookPayload.ts';
import { BadPayload, fieldsOf, needPath, readSafely, reportedFile, type Fields } from './payload.ts';

/** Continue tells the file and nothing else: what changed is seen from its states before and after. */
function read(fields: Fields): readonly AgentReport[] {
  const payload = hookPayload('continue', fields);
  const input = fieldsOf(fields['tool_input']);
  if (payload.event === null) throw new BadPayload('hook_event_name is missing');
  if (input === null || !/^(?:Pre|Post)ToolUse$/.test(payload.event)) return [sessionReport(payload)];
  const files = [reportedFile(needPath(input, 'file_path'), { action: 'edit' })];
  const phase = payload.event === 'PreToolUse' ? 'before' : 'after';
  return [toolReport({ ...payload, tool: payload.tool ?? 'edit' }, phase, { kind: 'files', files }, true)];
}

/** Continue CLI: calls a program named `git-ai` on the PATH before and after each edit; no hook of its own fired in the version that was tried. */
export const continueAgent: Agent = {
  id: 'continue',
  name: 'Continue CLI',
  basis: 'recorded',
  traces: { homePaths: ['.continue'], programs: ['cn'] },
  folder: { variable: null, homePath: '.continue', below: '' },
  install: {
    kind: 'byHand',
    how: 'Continue has no hooks that run; it calls a program named git-ai, if there is one on the PATH, before and after each edit.',
    note: null,
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
