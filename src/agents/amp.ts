import { type Agent, type AgentReport } from './agent.ts';
import { type ToolCall } from './hookPayload.ts';
import { ampPlugin } from './install/ampPlugin.ts';
import {
  BadPayload,
  fieldsOf,
  folderAt,
  nameAt,
  needFields,
  needPath,
  needText,
  readSafely,
  replacement,
  report,
  reportedFile,
  textAt,
  type Fields,
} from './payload.ts';

function callOf(tool: string, input: Fields): ToolCall {
  switch (tool) {
    case 'edit_file': {
      const edits = [
        replacement(needText(input, 'old_str'), needText(input, 'new_str'), input['replace_all'] === true),
      ];
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'edit', edits })] };
    }
    case 'create_file': {
      const after = needText(input, 'content');
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'write', after })] };
    }
    case 'Bash':
      return { kind: 'shell', command: textAt(input, 'cmd') ?? textAt(input, 'command') };
    default:
      return { kind: 'other' };
  }
}

/** Our plugin hands on `{event: 'tool.call' | 'tool.result', cwd, thread, toolUseID, tool, input, status}`. */
function read(fields: Fields): readonly AgentReport[] {
  const event = nameAt(fields, 'event');
  if (event === null) throw new BadPayload('event is missing');
  const session = nameAt(fields, 'thread') ?? nameAt(fieldsOf(fields['thread']), 'id');
  const common = { agent: 'amp', session, model: nameAt(fields, 'model'), cwd: folderAt(fields, 'cwd') };
  if (event !== 'tool.call' && event !== 'tool.result') {
    return [report({ ...common, phase: 'session', kind: 'session' }, { tool: null, input: event, time: null })];
  }
  const tool = nameAt(fields, 'tool') ?? '';
  const input = needFields(fields, 'input');
  const phase = event === 'tool.call' ? 'before' : 'after';
  const succeeded = phase === 'before' ? null : fields['status'] === undefined || fields['status'] === 'done';
  const toolCallId = nameAt(fields, 'toolUseID');
  return [report({ ...common, toolCallId, phase, ...callOf(tool, input), succeeded }, { tool, input, time: null })];
}

/** Amp, through a plugin after its documentation (ampcode.com/manual/plugin-api): no run of it was recorded. */
export const amp: Agent = {
  id: 'amp',
  name: 'Amp',
  basis: 'documented',
  traces: { homePaths: ['.config/amp', '.amp'], programs: ['amp'] },
  folder: { variable: 'XDG_CONFIG_HOME', homePath: '.config', below: 'amp' },
  install: {
    kind: 'files',
    files: { user: ['plugins/ai-code-share.ts'], project: ['.amp/plugins/ai-code-share.ts'] },
    isExecutable: false,
    runsOnWindows: true,
    text: ampPlugin,
    note: 'Written after the documentation; never tried with the agent itself.',
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
