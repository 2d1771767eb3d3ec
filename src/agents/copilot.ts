import { type Agent, type AgentReport } from './agent.ts';
import { readApplyPatch } from './applyPatch.ts';
import { type ToolCall } from './hookPayload.ts';
import {
  BadPayload,
  fieldsOf,
  folderAt,
  nameAt,
  needPath,
  needText,
  readSafely,
  replacement,
  report,
  reportedFile,
  textAt,
  type Fields,
} from './payload.ts';

/** What the tool was given: an object, the same as JSON text, or a raw patch. */
function inputOf(value: unknown): Fields | string {
  if (typeof value !== 'string') return fieldsOf(value) ?? {};
  if (!value.trimStart().startsWith('{')) return value;
  try {
    return fieldsOf(JSON.parse(value)) ?? {};
  } catch {
    throw new BadPayload('toolArgs is no JSON');
  }
}

function callOf(tool: string, given: unknown): ToolCall {
  const input = inputOf(given);
  if (typeof input === 'string') {
    return input.includes('*** Begin Patch') ? { kind: 'files', files: readApplyPatch(input) } : { kind: 'other' };
  }
  switch (tool) {
    case 'edit': {
      const edits = [replacement(needText(input, 'old_str'), needText(input, 'new_str'))];
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'edit', edits })] };
    }
    case 'create': {
      const after = textAt(input, 'file_text') ?? '';
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'write', after })] };
    }
    case 'apply_patch':
      return { kind: 'files', files: readApplyPatch(textAt(input, 'input') ?? needText(input, 'patch')) };
    case 'bash':
    case 'powershell':
      return { kind: 'shell', command: textAt(input, 'command') };
    default:
      return { kind: 'other' };
  }
}

/** Copilot names its hooks' fields in two ways, by the way in which the hook file writes the event. */
function read(fields: Fields): readonly AgentReport[] {
  const isPascal = nameAt(fields, 'hook_event_name') !== null;
  const event = nameAt(fields, isPascal ? 'hook_event_name' : 'hookName');
  const session = nameAt(fields, isPascal ? 'session_id' : 'sessionId');
  if (session === null) throw new BadPayload('the session is missing');
  const tool = nameAt(fields, isPascal ? 'tool_name' : 'toolName');
  const input = fields[isPascal ? 'tool_input' : 'toolArgs'];
  const common = {
    agent: 'copilot',
    session,
    cwd: folderAt(fields, 'cwd'),
    transcriptPath: folderAt(fields, 'transcriptPath') ?? folderAt(fields, 'transcript_path'),
  };
  const told = { tool, input, time: fields['timestamp'] };
  if (tool === null || event?.toLowerCase() === 'permissionrequest') {
    return [report({ ...common, phase: 'session', kind: 'session' }, { ...told, tool: null, input: event })];
  }
  const result = fieldsOf(fields[isPascal ? 'tool_result' : 'toolResult']);
  const resultType = nameAt(result, isPascal ? 'result_type' : 'resultType');
  const failed = fields['error'] !== undefined || (resultType !== null && resultType !== 'success');
  const phase = result !== null || fields['error'] !== undefined ? 'after' : 'before';
  const call = callOf(tool.toLowerCase(), input);
  return [report({ ...common, phase, ...call, succeeded: phase === 'before' ? null : !failed }, told)];
}

/** Copilot CLI: old and new text or a patch, no whole texts, no id of the call, no model (its events file has it). */
export const copilot: Agent = {
  id: 'copilot',
  name: 'Copilot CLI',
  basis: 'recorded',
  traces: { homePaths: ['.copilot'], programs: ['copilot'] },
  folder: { variable: 'COPILOT_HOME', homePath: '.copilot', below: '' },
  install: {
    kind: 'settings',
    file: { user: 'hooks/ai-code-share.json', project: '.github/hooks/ai-code-share.json' },
    emptyFile: '{\n  "version": 1\n}\n',
    hooks: (command) =>
      ['preToolUse', 'postToolUse', 'postToolUseFailure'].map((event) => {
        const call = command.isWindows ? { powershell: command.powershell } : { bash: command.text('now') };
        return { event, entry: { type: 'command', ...call, timeoutSec: 10 } };
      }),
    shadowedBy: null,
    isShared: true,
    note: 'Hooks of a project run only where Copilot was told to trust the folder. The model of an edit is read from the session’s own events file.',
  },
  recognises: (fields) =>
    ('sessionId' in fields && 'timestamp' in fields) || ('hook_event_name' in fields && 'tool_result' in fields),
  read: (payload) => readSafely(payload, read),
  reply: '',
};
