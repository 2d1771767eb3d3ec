import { type Agent, type AgentReport } from './agent.ts';
import { readApplyPatch } from './applyPatch.ts';
import { hookPayload, sessionReport, toolReport, type HookPayload, type ToolCall } from './hookPayload.ts';
import { BadPayload, needFields, needText, readSafely, textAt, type Fields } from './payload.ts';

/** A patch that is handed to `apply_patch` through the shell: such a call has no hook after it. */
const shellPatch = /^\s*(?:cd [^\n]+&&\s*)?apply_patch\s+<<\s*(['"]?)(\w+)\1\n([\s\S]*?)\n\2\s*$/;

function callOf({ tool, fields }: HookPayload): ToolCall {
  const input = needFields(fields, 'tool_input');
  if (tool === 'apply_patch') return { kind: 'files', files: readApplyPatch(needText(input, 'command')) };
  if (tool !== 'Bash') return { kind: 'other' };
  const command = textAt(input, 'command') ?? '';
  const patch = shellPatch.exec(command)?.[3];
  // Only a patch in the folder of the call is sure to name paths relative to it.
  if (patch === undefined || command.trimStart().startsWith('cd ')) return { kind: 'shell', command };
  return { kind: 'shell', command, files: readApplyPatch(patch) };
}

function read(fields: Fields): readonly AgentReport[] {
  // `notify` calls with another form, which names no files.
  if (fields['type'] === 'agent-turn-complete') return [];
  const payload = hookPayload('codex', fields);
  if (payload.event === null) throw new BadPayload('hook_event_name is missing');
  if (payload.event === 'PreToolUse') return [toolReport(payload, 'before', callOf(payload), null)];
  if (payload.event !== 'PostToolUse') return [sessionReport(payload)];
  const response = typeof fields['tool_response'] === 'string' ? fields['tool_response'] : '';
  const exitCode = /^Exit code: (\d+)/.exec(response)?.[1];
  return [toolReport(payload, 'after', callOf(payload), exitCode === undefined || exitCode === '0')];
}

/** Codex: patches without line numbers, paths relative to the folder of the call; the payload names the model. */
export const codex: Agent = {
  id: 'codex',
  name: 'Codex',
  basis: 'recorded',
  traces: { homePaths: ['.codex'], programs: ['codex'] },
  folder: { variable: 'CODEX_HOME', homePath: '.codex', below: '' },
  install: {
    kind: 'settings',
    file: { user: 'hooks.json', project: '.codex/hooks.json' },
    emptyFile: '{\n}\n',
    hooks: (command) =>
      ['PreToolUse', 'PostToolUse'].map((event) => {
        const hook = { type: 'command', command: command.text('now') };
        const onWindows = command.isWindows ? { commandWindows: hook.command } : {};
        return { event, entry: { matcher: 'apply_patch|Bash', hooks: [{ ...hook, ...onWindows }] } };
      }),
    shadowedBy: null,
    isShared: true,
    note: 'Codex runs new hooks only after you have looked at them: type /hooks in Codex and trust these.',
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
