import { type Agent, type AgentReport } from './agent.ts';
import { geminiCall } from './gemini.ts';
import { hookPayload, sessionReport, toolReport } from './hookPayload.ts';
import { matchedHook } from './install/installPlan.ts';
import { BadPayload, readSafely, type Fields } from './payload.ts';

function read(fields: Fields): readonly AgentReport[] {
  const payload = hookPayload('qwen', fields);
  if (payload.event === null) throw new BadPayload('hook_event_name is missing');
  const call = (): ReturnType<typeof geminiCall> => geminiCall(payload, 'edit');
  if (payload.event === 'PreToolUse') return [toolReport(payload, 'before', call(), null)];
  if (payload.event === 'PostToolUse') return [toolReport(payload, 'after', call(), true)];
  if (payload.event === 'PostToolUseFailure') return [toolReport(payload, 'after', call(), false)];
  return [sessionReport(payload)];
}

/** Qwen Code: Gemini's tools, Claude's events; the model comes with the start of the session and in the hook's environment. */
export const qwen: Agent = {
  id: 'qwen',
  name: 'Qwen Code',
  basis: 'recorded',
  traces: { homePaths: ['.qwen'], programs: ['qwen'] },
  folder: { variable: 'QWEN_HOME', homePath: '.qwen', below: '' },
  install: {
    kind: 'settings',
    file: { user: 'settings.json', project: '.qwen/settings.json' },
    emptyFile: '{\n}\n',
    hooks: (command) => [
      matchedHook('SessionStart', null, command, 'later'),
      matchedHook('PreToolUse', 'run_shell_command', command),
      matchedHook('PostToolUse', 'edit|write_file', command, 'later'),
      matchedHook('PostToolUse', 'run_shell_command', command),
      matchedHook('PostToolUseFailure', 'run_shell_command', command),
    ],
    shadowedBy: null,
    isShared: true,
    note: null,
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '{}',
};
