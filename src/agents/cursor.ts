import { type Agent, type AgentReport } from './agent.ts';
import { type ToolCall } from './hookPayload.ts';
import {
  BadPayload,
  fieldsOf,
  folderAt,
  mostEdits,
  nameAt,
  needList,
  needPath,
  needText,
  readSafely,
  replacement,
  report,
  reportedFile,
  textAt,
  type Fields,
} from './payload.ts';

const phaseOf: Readonly<Record<string, 'before' | 'after'>> = {
  afterFileEdit: 'after',
  afterTabFileEdit: 'after',
  beforeShellExecution: 'before',
  afterShellExecution: 'after',
};

function callOf(event: string, fields: Fields): ToolCall {
  if (event.endsWith('ShellExecution')) return { kind: 'shell', command: textAt(fields, 'command') };
  const edits = needList(fields, 'edits', mostEdits).map((edit) => {
    const one = fieldsOf(edit);
    if (one === null) throw new BadPayload('an edit is no object');
    return replacement(textAt(one, 'old_string') ?? '', needText(one, 'new_string'));
  });
  return { kind: 'files', files: [reportedFile(needPath(fields, 'file_path'), { action: 'edit', edits })] };
}

function read(fields: Fields): readonly AgentReport[] {
  const event = nameAt(fields, 'hook_event_name');
  if (event === null) throw new BadPayload('hook_event_name is missing');
  const roots = fields['workspace_roots'];
  const root: unknown = Array.isArray(roots) ? (roots as readonly unknown[])[0] : null;
  const common = {
    agent: 'cursor',
    model: nameAt(fields, 'model'),
    session: nameAt(fields, 'conversation_id'),
    cwd: folderAt(fields, 'cwd') ?? (typeof root === 'string' ? root : null),
    transcriptPath: folderAt(fields, 'transcript_path'),
  };
  const phase = phaseOf[event];
  if (phase === undefined) {
    return [report({ ...common, phase: 'session', kind: 'session' }, { tool: null, input: event, time: null })];
  }
  const call = callOf(event, fields);
  const given = [fields['generation_id'], call.kind === 'shell' ? call.command : fields['edits'], fields['file_path']];
  return [
    report(
      { ...common, phase, ...call, succeeded: phase === 'before' ? null : true },
      { tool: call.kind, input: given, time: null },
    ),
  ];
}

/** Cursor, after its documentation (cursor.com/docs/agent/hooks): no run of it was recorded. */
export const cursor: Agent = {
  id: 'cursor',
  name: 'Cursor',
  basis: 'documented',
  traces: { homePaths: ['.cursor'], programs: ['cursor', 'cursor-agent'] },
  folder: { variable: null, homePath: '.cursor', below: '' },
  install: {
    kind: 'settings',
    file: { user: 'hooks.json', project: '.cursor/hooks.json' },
    emptyFile: '{\n  "version": 1\n}\n',
    hooks: (command) =>
      ['afterFileEdit', 'beforeShellExecution', 'afterShellExecution'].map((event) => ({
        event,
        entry: { command: command.text('now') },
      })),
    shadowedBy: null,
    isShared: true,
    note: 'Written after the documentation; never tried with the agent itself.',
  },
  recognises: (fields) => 'cursor_version' in fields || ('conversation_id' in fields && 'generation_id' in fields),
  read: (payload) => readSafely(payload, read),
  reply: '',
};
