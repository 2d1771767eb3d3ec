import { type Agent, type AgentReport } from './agent.ts';
import { type ToolCall } from './hookPayload.ts';
import { piExtension } from './install/piExtension.ts';
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

function callOf(tool: string, input: Fields): ToolCall {
  switch (tool) {
    case 'edit': {
      const edits = needList(input, 'edits', mostEdits).map((edit) => {
        const fields = fieldsOf(edit);
        if (fields === null) throw new BadPayload('an edit is no object');
        return replacement(needText(fields, 'oldText'), needText(fields, 'newText'));
      });
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'edit', edits })] };
    }
    case 'write': {
      const after = needText(input, 'content');
      return { kind: 'files', files: [reportedFile(needPath(input, 'path'), { action: 'write', after })] };
    }
    case 'bash':
      return { kind: 'shell', command: textAt(input, 'command') };
    default:
      return { kind: 'other' };
  }
}

/** Our extension of Pi hands on `{event, ctx}`: what Pi gives its listeners, and of the context folder, model and session. */
function read(fields: Fields): readonly AgentReport[] {
  const event = needFields(fields, 'event');
  const context = fieldsOf(fields['ctx']) ?? {};
  const common = {
    agent: 'pi',
    model: nameAt(fieldsOf(context['model']), 'id'),
    session: nameAt(context, 'sessionId'),
    cwd: folderAt(context, 'cwd'),
    transcriptPath: folderAt(context, 'sessionFile'),
  };
  const type = nameAt(event, 'type');
  if (type !== 'tool_call' && type !== 'tool_result') {
    return [report({ ...common, phase: 'session', kind: 'session' }, { tool: null, input: type, time: null })];
  }
  const tool = nameAt(event, 'toolName') ?? '';
  const input = needFields(event, 'input');
  const phase = type === 'tool_call' ? 'before' : 'after';
  const succeeded = phase === 'before' ? null : event['isError'] !== true;
  const toolCallId = nameAt(event, 'toolCallId');
  return [report({ ...common, toolCallId, phase, ...callOf(tool, input), succeeded }, { tool, input, time: null })];
}

/** Pi, through our extension: several replacements a call, each matched against the text before all of them; paths as the model wrote them. */
export const pi: Agent = {
  id: 'pi',
  name: 'Pi',
  basis: 'recorded',
  traces: { homePaths: ['.pi'], programs: ['pi'] },
  folder: { variable: 'PI_CODING_AGENT_DIR', homePath: '.pi/agent', below: '' },
  install: {
    kind: 'files',
    files: { user: ['extensions/ai-code-share.ts'], project: ['.pi/extensions/ai-code-share.ts'] },
    isExecutable: false,
    runsOnWindows: true,
    text: piExtension,
    note: null,
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
