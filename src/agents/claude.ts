import { type ReportedEdit } from '../core/text/placeEdits.ts';
import { type Agent, type AgentReport, type ReportedFile } from './agent.ts';
import { hookPayload, sessionReport, toolReport, type HookPayload, type ToolCall } from './hookPayload.ts';
import { matchedHook } from './install/installPlan.ts';
import {
  BadPayload,
  fieldsOf,
  mostEdits,
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
import { placeEdits } from '../core/text/placeEdits.ts';

const phaseOf: Readonly<Record<string, 'before' | 'after'>> = {
  PreToolUse: 'before',
  PostToolUse: 'after',
  PostToolUseFailure: 'after',
};

/** One replacement in Claude Code's words. */
function editOf(fields: Fields): ReportedEdit {
  return replacement(needText(fields, 'old_string'), needText(fields, 'new_string'), fields['replace_all'] === true);
}

/** An edit of a file whose text before is known, with the text after that follows from it. */
export function editedFile(path: string, before: string | null, edits: readonly ReportedEdit[]): ReportedFile {
  // Claude's Edit with an empty old text makes the file.
  const isNew = before === null && edits.length === 1 && edits[0]?.oldText === '';
  if (isNew) return reportedFile(path, { action: 'write', after: edits[0]?.newText ?? '' });
  const after = before === null ? null : placeEdits(before, edits, true);
  return reportedFile(path, { action: 'edit', before, after, edits });
}

function callOf({ tool, fields }: HookPayload): ToolCall {
  const input = fieldsOf(fields['tool_input']) ?? {};
  const response = fieldsOf(fields['tool_response']);
  switch (tool) {
    case 'Edit':
      return {
        kind: 'files',
        files: [editedFile(needPath(input, 'file_path'), textAt(response, 'originalFile'), [editOf(input)])],
      };
    case 'MultiEdit': {
      const edits = needList(input, 'edits', mostEdits).map((edit) => {
        const one = fieldsOf(edit);
        if (one === null) throw new BadPayload('an edit is no object');
        return editOf(one);
      });
      return {
        kind: 'files',
        files: [editedFile(needPath(input, 'file_path'), textAt(response, 'originalFile'), edits)],
      };
    }
    case 'Write': {
      const isNew = response?.['type'] === 'create';
      const before = isNew ? '' : textAt(response, 'originalFile');
      const after = needText(input, 'content');
      return { kind: 'files', files: [reportedFile(needPath(input, 'file_path'), { action: 'write', before, after })] };
    }
    case 'NotebookEdit': {
      const path = needPath(input, 'notebook_path');
      const texts = { before: textAt(response, 'original_file'), after: textAt(response, 'updated_file') };
      return { kind: 'files', files: [reportedFile(path, { action: 'edit', ...texts })] };
    }
    case 'Bash':
    case 'PowerShell':
      return { kind: 'shell', command: textAt(input, 'command') };
    default:
      return { kind: 'other' };
  }
}

/** Reads a payload in Claude Code's form; agents that took it over with their own tools' names have readers of their own. */
export function readClaude(agent: string, fields: Fields): readonly AgentReport[] {
  const payload = hookPayload(agent, fields);
  const phase = phaseOf[payload.event ?? ''];
  if (payload.event === null) throw new BadPayload('hook_event_name is missing');
  if (phase === undefined) return [sessionReport(payload)];
  needFields(fields, 'tool_input');
  const failed = payload.event === 'PostToolUseFailure' || nameAt(fieldsOf(fields['tool_response']), 'error') !== null;
  return [toolReport(payload, phase, callOf(payload), !failed)];
}

/** Claude Code: whole text before and the edit, from which the text after follows. Its payloads name no model but at an interactive start. */
export const claude: Agent = {
  id: 'claude',
  name: 'Claude Code',
  basis: 'recorded',
  traces: { homePaths: ['.claude', '.claude.json'], programs: ['claude'] },
  folder: { variable: 'CLAUDE_CONFIG_DIR', homePath: '.claude', below: '' },
  install: {
    kind: 'settings',
    file: { user: 'settings.json', project: '.claude/settings.local.json' },
    emptyFile: '{\n}\n',
    hooks: (command) => [
      matchedHook('SessionStart', null, command, 'later'),
      matchedHook('PreToolUse', 'Bash|PowerShell', command),
      matchedHook('PostToolUse', 'Edit|MultiEdit|Write|NotebookEdit', command, 'later'),
      matchedHook('PostToolUse', 'Bash|PowerShell', command),
      matchedHook('PostToolUseFailure', 'Bash|PowerShell', command),
    ],
    shadowedBy: null,
    isShared: false,
    note: 'The model of an edit is read from the end of the session’s own transcript; nothing else of it is kept.',
  },
  recognises: null,
  read: (payload) => readSafely(payload, (fields) => readClaude('claude', fields)),
  reply: '',
};
