import { type Agent, type AgentReport } from './agent.ts';
import { readApplyPatch } from './applyPatch.ts';
import { hookPayload, sessionReport, toolReport, type HookPayload, type ToolCall } from './hookPayload.ts';
import { matchedHook } from './install/installPlan.ts';
import {
  BadPayload,
  needFields,
  needPath,
  needText,
  readSafely,
  replacement,
  reportedFile,
  textAt,
  type Fields,
} from './payload.ts';

function callOf({ tool, fields }: HookPayload): ToolCall {
  const input = needFields(fields, 'tool_input');
  switch (tool) {
    case 'Edit': {
      const oldText = textAt(input, 'old_str') ?? needText(input, 'old_string');
      const newText = textAt(input, 'new_str') ?? needText(input, 'new_string');
      const isAll = input['change_all'] === true || input['replace_all'] === true;
      const edits = [replacement(oldText, newText, isAll)];
      return { kind: 'files', files: [reportedFile(needPath(input, 'file_path'), { action: 'edit', edits })] };
    }
    case 'Create':
    case 'Write': {
      const after = needText(input, 'content');
      return { kind: 'files', files: [reportedFile(needPath(input, 'file_path'), { action: 'write', after })] };
    }
    case 'ApplyPatch':
      return { kind: 'files', files: readApplyPatch(textAt(input, 'input') ?? needText(input, 'patch')) };
    case 'Execute':
    case 'Bash':
      return { kind: 'shell', command: textAt(input, 'command') };
    default:
      return { kind: 'other' };
  }
}

function read(fields: Fields): readonly AgentReport[] {
  const payload = hookPayload('droid', fields);
  if (payload.event === null) throw new BadPayload('hook_event_name is missing');
  if (payload.event === 'PreToolUse') return [toolReport(payload, 'before', callOf(payload), null)];
  if (payload.event === 'PostToolUse') return [toolReport(payload, 'after', callOf(payload), true)];
  return [sessionReport(payload)];
}

/** Factory's Droid, after its documentation (docs.factory.ai/reference/hooks-reference): no run of it was recorded. */
export const droid: Agent = {
  id: 'droid',
  name: 'Droid',
  basis: 'documented',
  traces: { homePaths: ['.factory'], programs: ['droid'] },
  folder: { variable: null, homePath: '.factory', below: '' },
  install: {
    kind: 'settings',
    file: { user: 'settings.json', project: '.factory/settings.json' },
    emptyFile: '{\n}\n',
    hooks: (command) =>
      ['PreToolUse', 'PostToolUse'].map((event) => matchedHook(event, 'Edit|Create|Write|ApplyPatch|Execute', command)),
    shadowedBy: 'hooks.json',
    isShared: true,
    note: 'Written after the documentation; never tried with the agent itself.',
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
