import { type Agent, type AgentReport, type ReportedFile } from './agent.ts';
import { readApplyPatch } from './applyPatch.ts';
import { hookPayload, sessionReport, toolReport, type HookPayload, type ToolCall } from './hookPayload.ts';
import {
  BadPayload,
  fieldsOf,
  mostFiles,
  nameAt,
  needFields,
  needList,
  needPath,
  needText,
  readSafely,
  replacement,
  reportedFile,
  textAt,
  type Fields,
} from './payload.ts';

function replaced(fields: Fields): ReportedFile {
  const edits = [replacement(needText(fields, 'oldString'), needText(fields, 'newString'))];
  return reportedFile(needPath(fields, 'filePath'), { action: 'edit', edits });
}

function callOf({ tool, fields }: HookPayload): ToolCall {
  const input = needFields(fields, 'tool_input');
  switch (tool) {
    case 'create_file': {
      const after = textAt(input, 'content') ?? '';
      return { kind: 'files', files: [reportedFile(needPath(input, 'filePath'), { action: 'write', after })] };
    }
    case 'replace_string_in_file':
      return { kind: 'files', files: [replaced(input)] };
    case 'multi_replace_string_in_file':
      return {
        kind: 'files',
        files: needList(input, 'replacements', mostFiles).map((one) => {
          const replacementFields = fieldsOf(one);
          if (replacementFields === null) throw new BadPayload('a replacement is no object');
          return replaced(replacementFields);
        }),
      };
    // What these two are given is not the text that comes: only the states before and after can tell.
    case 'insert_edit_into_file':
    case 'edit_notebook_file':
      return { kind: 'files', files: [reportedFile(needPath(input, 'filePath'), { action: 'edit' })] };
    case 'apply_patch':
      return { kind: 'files', files: readApplyPatch(needText(input, 'input')) };
    case 'run_in_terminal':
      return { kind: 'shell', command: textAt(input, 'command') };
    default:
      return { kind: 'other' };
  }
}

function read(fields: Fields): readonly AgentReport[] {
  const payload = hookPayload('copilot', fields);
  if (payload.event === null) throw new BadPayload('hook_event_name is missing');
  if (payload.event === 'PreToolUse') return [toolReport(payload, 'before', callOf(payload), null)];
  if (payload.event === 'PostToolUse') return [toolReport(payload, 'after', callOf(payload), true)];
  return [sessionReport(payload)];
}

const chatTools =
  /^(?:create_file|replace_string_in_file|multi_replace_string_in_file|insert_edit_into_file|run_in_terminal|edit_notebook_file)$/;

/** Its tools' names; `apply_patch` is Codex's as well, which is given the patch under another name. */
function isChat(fields: Fields): boolean {
  const tool = nameAt(fields, 'tool_name') ?? '';
  if (tool === 'apply_patch') return typeof fieldsOf(fields['tool_input'])?.['input'] === 'string';
  return chatTools.test(tool);
}

/**
 * The agents of VS Code's own chat, whose edits count as `copilot`, as those do that the editor names itself. A failed edit is not told apart: its
 * replacement simply does not fit the file.
 */
export const vscodeChat: Agent = {
  id: 'vscode-chat',
  name: 'VS Code chat',
  basis: 'recorded',
  traces: { homePaths: [], programs: [] },
  folder: null,
  install: {
    kind: 'byHand',
    how: 'Turn on the setting aiCodeShare.chatHooks.enabled.',
    note: null,
  },
  recognises: isChat,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
