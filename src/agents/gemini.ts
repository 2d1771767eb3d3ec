import { type Agent, type AgentReport } from './agent.ts';
import { hookPayload, sessionReport, toolReport, type HookPayload, type ToolCall } from './hookPayload.ts';
import { matchedHook } from './install/installPlan.ts';
import {
  BadPayload,
  fieldsOf,
  nameAt,
  needFields,
  needPath,
  needText,
  readSafely,
  replacement,
  reportedFile,
  textAt,
  type Fields,
} from './payload.ts';

/** The tools of Gemini CLI and of Qwen Code, which is a fork of it: whole texts before and after, where the tool has run. */
export function geminiCall({ tool, fields }: HookPayload, editTool: string): ToolCall {
  const input = needFields(fields, 'tool_input');
  const shown = fieldsOf(fieldsOf(fields['tool_response'])?.['returnDisplay']);
  const texts = { before: textAt(shown, 'originalContent'), after: textAt(shown, 'newContent') };
  if (tool === editTool) {
    const oldText = textAt(input, 'old_string') ?? '';
    const isAll =
      input['allow_multiple'] === true || input['replace_all'] === true || Number(input['expected_replacements']) > 1;
    const edits = [replacement(oldText, needText(input, 'new_string'), isAll)];
    return { kind: 'files', files: [reportedFile(needPath(input, 'file_path'), { action: 'edit', ...texts, edits })] };
  }
  if (tool === 'write_file') {
    const after = texts.after ?? needText(input, 'content');
    return {
      kind: 'files',
      files: [reportedFile(needPath(input, 'file_path'), { action: 'write', before: texts.before, after })],
    };
  }
  if (tool === 'run_shell_command') return { kind: 'shell', command: textAt(input, 'command') };
  return { kind: 'other' };
}

function read(fields: Fields): readonly AgentReport[] {
  const payload = hookPayload('gemini', fields);
  if (payload.event === null) throw new BadPayload('hook_event_name is missing');
  if (payload.event === 'BeforeTool') return [toolReport(payload, 'before', geminiCall(payload, 'replace'), null)];
  if (payload.event === 'AfterTool') {
    const failed = fieldsOf(fieldsOf(fields['tool_response'])?.['error']) !== null;
    return [toolReport(payload, 'after', geminiCall(payload, 'replace'), !failed)];
  }
  const model = nameAt(fieldsOf(fields['llm_request']), 'model');
  const session = sessionReport(payload);
  return [model === null ? session : { ...session, model }];
}

/** Gemini CLI: whole texts before and after; no id of the call; the model only around a model call. */
export const gemini: Agent = {
  id: 'gemini',
  name: 'Gemini CLI',
  basis: 'recorded',
  traces: { homePaths: ['.gemini/settings.json', '.gemini/tmp'], programs: ['gemini'] },
  folder: { variable: 'GEMINI_CLI_HOME', homePath: '', below: '.gemini' },
  install: {
    kind: 'settings',
    file: { user: 'settings.json', project: '.gemini/settings.json' },
    emptyFile: '{\n}\n',
    hooks: (command) => [
      matchedHook('BeforeTool', 'run_shell_command', command),
      matchedHook('AfterTool', 'replace|write_file', command, 'later'),
      matchedHook('AfterTool', 'run_shell_command', command),
    ],
    shadowedBy: null,
    isShared: true,
    note: 'The model of an edit is read from the end of the session’s own transcript; nothing else of it is kept.',
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '{}',
};
