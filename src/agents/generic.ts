import { type Agent, type AgentReport, type ReportedFile } from './agent.ts';
import {
  BadPayload,
  checkedPath,
  fieldsOf,
  folderAt,
  mostEdits,
  mostFiles,
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

const actions = ['edit', 'write', 'delete', 'move'] as const;

function fileOf(value: unknown): ReportedFile {
  const fields = fieldsOf(value);
  if (fields === null) throw new BadPayload('a file is no object');
  const action = actions.find((one) => one === (fields['action'] ?? 'edit'));
  if (action === undefined) throw new BadPayload('an action that is none');
  const from = textAt(fields, 'movedFrom');
  const edits = fields['edits'] === undefined ? [] : needList(fields, 'edits', mostEdits);
  return reportedFile(needPath(fields, 'path'), {
    action,
    movedFrom: from === null ? null : checkedPath(from),
    before: textAt(fields, 'before'),
    after: textAt(fields, 'after'),
    edits: edits.map((edit) => {
      const one = fieldsOf(edit);
      if (one === null) throw new BadPayload('an edit is no object');
      return replacement(needText(one, 'oldText'), needText(one, 'newText'), one['replaceAll'] === true);
    }),
  });
}

function read(fields: Fields): readonly AgentReport[] {
  const agent = nameAt(fields, 'agent');
  if (agent === null || !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(agent)) throw new BadPayload('agent is no lower-case name');
  const phase = fields['phase'] ?? 'after';
  if (phase !== 'before' && phase !== 'after' && phase !== 'session') throw new BadPayload('a phase that is none');
  const command = textAt(fields, 'command');
  const files = fields['files'] === undefined ? [] : needList(fields, 'files', mostFiles).map(fileOf);
  const kind = phase === 'session' ? 'session' : command !== null ? 'shell' : files.length > 0 ? 'files' : 'other';
  const common = {
    agent,
    model: nameAt(fields, 'model'),
    session: nameAt(fields, 'session'),
    toolCallId: nameAt(fields, 'toolCallId'),
    cwd: folderAt(fields, 'cwd'),
  } as const;
  const succeeded = phase === 'after' ? fields['succeeded'] !== false : null;
  return [
    report(
      { ...common, phase, kind, files, command, succeeded },
      {
        tool: phase === 'session' ? null : kind,
        input: [fields['files'], command],
        time: fields['timestamp'],
      },
    ),
  ];
}

/**
 * Any other agent that can run `ai-code-share hook generic` with this on its standard input:
 *
 * ```json
 * {"agent": "my-agent", "model": "…", "session": "…", "toolCallId": "…", "timestamp": "2026-01-01T00:00:00Z", "cwd": "/absolute/folder",
 *  "phase": "before | after | session", "command": "only for shell commands", "succeeded": true,
 *  "files": [{"path": "a.ts", "action": "edit | write | delete | move", "movedFrom": "b.ts", "before": "…", "after": "…",
 *             "edits": [{"oldText": "…", "newText": "…", "replaceAll": false}]}]}
 * ```
 *
 * Only `agent` must be there. A tool call that replaces a file without telling its text before, and every shell command, is told twice, with `phase`
 * `before` and `after` and the same `toolCallId`.
 */
export const generic: Agent = {
  id: 'generic',
  name: 'Any other agent',
  basis: 'documented',
  traces: { homePaths: [], programs: [] },
  folder: null,
  install: {
    kind: 'byHand',
    how: 'Let the agent run `ai-code-share hook generic` with a payload on its standard input, before and after each edit.',
    note: null,
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
