import { type Agent, type AgentReport } from './agent.ts';
import { type ToolCall } from './hookPayload.ts';
import {
  BadPayload,
  fieldsOf,
  folderAt,
  mostEdits,
  nameAt,
  needFields,
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

function callOf(action: string, info: Fields): ToolCall {
  if (action.endsWith('run_command')) return { kind: 'shell', command: textAt(info, 'command_line') };
  const edits = needList(info, 'edits', mostEdits).map((edit) => {
    const one = fieldsOf(edit);
    if (one === null) throw new BadPayload('an edit is no object');
    return replacement(textAt(one, 'old_string') ?? '', needText(one, 'new_string'));
  });
  return { kind: 'files', files: [reportedFile(needPath(info, 'file_path'), { action: 'edit', edits })] };
}

function read(fields: Fields): readonly AgentReport[] {
  const action = nameAt(fields, 'agent_action_name');
  if (action === null) throw new BadPayload('agent_action_name is missing');
  const info = fieldsOf(fields['tool_info']) ?? {};
  const common = {
    agent: 'windsurf',
    model: nameAt(fields, 'model_name'),
    session: nameAt(fields, 'trajectory_id'),
    cwd: folderAt(info, 'cwd'),
  };
  const time = fields['timestamp'];
  if (!/^(?:pre|post)_(?:write_code|run_command)$/.test(action)) {
    return [report({ ...common, phase: 'session', kind: 'session' }, { tool: null, input: action, time })];
  }
  needFields(fields, 'tool_info');
  const phase = action.startsWith('pre_') ? 'before' : 'after';
  const call = callOf(action, info);
  const given = [fields['execution_id'], call.kind === 'shell' ? call.command : info];
  return [
    report(
      { ...common, phase, ...call, succeeded: phase === 'before' ? null : true },
      { tool: call.kind, input: given, time },
    ),
  ];
}

/** Windsurf's Cascade, after its documentation (docs.windsurf.com/windsurf/cascade/hooks): no run of it was recorded. */
export const windsurf: Agent = {
  id: 'windsurf',
  name: 'Windsurf',
  basis: 'documented',
  traces: { homePaths: ['.codeium/windsurf'], programs: ['windsurf'] },
  folder: { variable: null, homePath: '.codeium/windsurf', below: '' },
  install: {
    kind: 'settings',
    file: { user: 'hooks.json', project: '.windsurf/hooks.json' },
    emptyFile: '{\n}\n',
    hooks: (command) =>
      ['post_write_code', 'pre_run_command', 'post_run_command'].map((event) => ({
        event,
        entry: {
          ...(command.isWindows ? { powershell: command.powershell } : { command: command.text('now') }),
          show_output: false,
        },
      })),
    shadowedBy: null,
    isShared: true,
    note: 'Written after the documentation; never tried with the agent itself.',
  },
  recognises: (fields) => 'agent_action_name' in fields,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
