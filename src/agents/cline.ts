import { type ReportedEdit } from '../core/text/placeEdits.ts';
import { type Agent, type AgentReport } from './agent.ts';
import { type ToolCall } from './hookPayload.ts';
import { ownFileMark } from './install/installPlan.ts';
import {
  BadPayload,
  fieldsOf,
  mostEdits,
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

const searchBlock = /^-{3,}\s*SEARCH>?\n([\s\S]*?)^={3,}\n([\s\S]*?)^\+{3,}\s*REPLACE>?$/gm;

/** The replacements of the `SEARCH`/`REPLACE` blocks that the editor extension's tool takes (documented, not recorded). */
function searchBlocks(diff: string): readonly ReportedEdit[] {
  const edits = [...diff.replaceAll('\r\n', '\n').matchAll(searchBlock)].map(([, from = '', to = '']) =>
    replacement(from, to),
  );
  if (edits.length > mostEdits) throw new BadPayload(`more than ${mostEdits} changes in one file`);
  return edits;
}

/** One command or the list of them as one text. */
function commandOf(input: Fields): string | null {
  const { commands } = input;
  if (!Array.isArray(commands)) return textAt(input, 'command');
  return (commands as readonly unknown[]).filter((one) => typeof one === 'string').join('\n');
}

function callOf(tool: string, input: Fields): ToolCall {
  switch (tool) {
    case 'editor': {
      const path = needPath(input, 'path');
      const oldText = textAt(input, 'old_text');
      const newText = needText(input, 'new_text');
      // A line to insert at counts lines of a text that we do not have: then only the states before and after can tell.
      if (input['insert_line'] !== undefined && input['insert_line'] !== null) {
        return { kind: 'files', files: [reportedFile(path, { action: 'edit' })] };
      }
      if (oldText === null || oldText === '') {
        return { kind: 'files', files: [reportedFile(path, { action: 'write', after: newText })] };
      }
      return { kind: 'files', files: [reportedFile(path, { action: 'edit', edits: [replacement(oldText, newText)] })] };
    }
    case 'write_to_file': {
      const after = needText(input, 'content');
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'write', after })] };
    }
    case 'replace_in_file': {
      const edits = searchBlocks(needText(input, 'diff'));
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'edit', edits })] };
    }
    case 'run_commands':
    case 'execute_command':
      return { kind: 'shell', command: commandOf(input) };
    default:
      return { kind: 'other' };
  }
}

/** Cline's outer `success` is true for a failed edit as well; only the tool's own output says so. */
function hasFailed(output: unknown): boolean {
  const parts: readonly unknown[] = Array.isArray(output) ? (output as readonly unknown[]) : [output];
  return parts.some((part) => fieldsOf(part)?.['success'] === false);
}

function read(fields: Fields): readonly AgentReport[] {
  const roots = fields['workspaceRoots'];
  const root: unknown = Array.isArray(roots) ? (roots as readonly unknown[])[0] : null;
  const common = {
    agent: 'cline',
    // The task is one of a session, by which its transcript is named.
    session: nameAt(fieldsOf(fields['sessionContext']), 'rootSessionId') ?? nameAt(fields, 'taskId'),
    subagent: nameAt(fields, 'parent_agent_id') === null ? null : nameAt(fields, 'agent_id'),
    cwd: typeof root === 'string' ? root : null,
  };
  const [callFields, phase] =
    fieldsOf(fields['tool_result']) !== null
      ? [needFields(fields, 'tool_result'), 'after' as const]
      : [fieldsOf(fields['tool_call']), 'before' as const];
  const time = fields['timestamp'];
  if (callFields !== null) {
    const tool = nameAt(callFields, 'name') ?? '';
    const input = needFields(callFields, 'input');
    const succeeded = phase === 'before' ? null : !hasFailed(callFields['output']);
    const toolCallId = nameAt(callFields, 'id');
    return [report({ ...common, toolCallId, phase, ...callOf(tool, input), succeeded }, { tool, input, time })];
  }
  // The editor extension has only the second form, with the tool's parameters as texts.
  const older = fieldsOf(fields['postToolUse']) ?? fieldsOf(fields['preToolUse']);
  if (older === null)
    return [report({ ...common, phase: 'session', kind: 'session' }, { tool: null, input: null, time })];
  const tool = nameAt(older, 'toolName') ?? '';
  const input = needFields(older, 'parameters');
  const isAfter = fieldsOf(fields['postToolUse']) !== null;
  const succeeded = isAfter ? older['success'] !== false : null;
  return [
    report(
      { ...common, phase: isAfter ? 'after' : 'before', ...callOf(tool, input), succeeded },
      { tool, input, time },
    ),
  ];
}

/** Cline: old and new text; every one of its hook folders runs, so that an event comes several times. */
export const cline: Agent = {
  id: 'cline',
  name: 'Cline',
  basis: 'recorded',
  traces: { homePaths: ['.cline', 'Documents/Cline'], programs: ['cline'] },
  folder: { variable: null, homePath: '.cline', below: '' },
  install: {
    kind: 'files',
    files: {
      user: ['hooks/PreToolUse', 'hooks/PostToolUse'],
      project: ['.clinerules/hooks/PreToolUse', '.clinerules/hooks/PostToolUse'],
    },
    isExecutable: true,
    runsOnWindows: false,
    text: (command) => `#!/bin/sh\n# ${ownFileMark}.\n${command.text('now')}\n`,
    note: null,
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '{}',
};
