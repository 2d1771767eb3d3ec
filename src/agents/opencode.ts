import { type Agent, type AgentReport, type ReportedFile } from './agent.ts';
import { readApplyPatch } from './applyPatch.ts';
import { type ToolCall } from './hookPayload.ts';
import { opencodePlugin } from './install/opencodePlugin.ts';
import {
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

/** Patches name relative paths; the tool's own list has the absolute ones. */
function withAbsolutePaths(files: readonly ReportedFile[], listed: unknown): readonly ReportedFile[] {
  if (!Array.isArray(listed)) return files;
  const absoluteOf = new Map<string, string>();
  for (const item of listed as readonly unknown[]) {
    const fields = fieldsOf(item);
    const [relative, absolute] = [nameAt(fields, 'relativePath'), nameAt(fields, 'filePath')];
    if (relative !== null && absolute !== null) absoluteOf.set(relative, absolute);
  }
  return files.map((file) => ({ ...file, path: absoluteOf.get(file.path) ?? file.path }));
}

function callOf(tool: string, args: Fields, metadata: Fields | null): ToolCall {
  switch (tool) {
    case 'edit': {
      const oldText = textAt(args, 'oldString') ?? '';
      const newText = needText(args, 'newString');
      const path = needPath(args, 'filePath');
      // An empty old text makes the file anew.
      if (oldText === '') return { kind: 'files', files: [reportedFile(path, { action: 'write', after: newText })] };
      const edits = [replacement(oldText, newText, args['replaceAll'] === true)];
      return { kind: 'files', files: [reportedFile(path, { action: 'edit', edits })] };
    }
    case 'write': {
      const before = metadata?.['exists'] === false ? '' : null;
      const after = needText(args, 'content');
      return { kind: 'files', files: [reportedFile(needPath(args, 'filePath'), { action: 'write', before, after })] };
    }
    case 'apply_patch':
    case 'patch':
      return {
        kind: 'files',
        files: withAbsolutePaths(readApplyPatch(needText(args, 'patchText')), metadata?.['files']),
      };
    case 'bash':
      return { kind: 'shell', command: textAt(args, 'command') };
    default:
      return { kind: 'other' };
  }
}

/**
 * Our plugin hands on what OpenCode gives it: `{event, cwd, model, input, output}`, where `input` and `output` are the two arguments of
 * `tool.execute.before` or `tool.execute.after`.
 */
function read(fields: Fields): readonly AgentReport[] {
  const input = fieldsOf(fields['input']);
  const output = fieldsOf(fields['output']);
  const tool = nameAt(input, 'tool');
  const message = fieldsOf(output?.['message']);
  const common = {
    agent: 'opencode',
    session: nameAt(input, 'sessionID'),
    model: nameAt(fields, 'model') ?? nameAt(fieldsOf(message?.['model']), 'modelID'),
    cwd: folderAt(fields, 'cwd') ?? folderAt(fields, 'directory'),
  };
  if (input === null || tool === null) {
    return [report({ ...common, phase: 'session', kind: 'session' }, { tool: null, input: null, time: null })];
  }
  const metadata = fieldsOf(output?.['metadata']);
  // Before the tool its arguments are in the output, after it in the input.
  const isBefore = fieldsOf(input['args']) === null;
  const args = needFields(isBefore ? needFields(fields, 'output') : input, 'args');
  const toolCallId = nameAt(input, 'callID');
  const call = callOf(tool, args, metadata);
  return [
    report(
      { ...common, toolCallId, phase: isBefore ? 'before' : 'after', ...call, succeeded: isBefore ? null : true },
      { tool, input: args, time: null },
    ),
  ];
}

/** OpenCode, through our plugin: failed calls tell nothing afterwards; `write` tells no text before. */
export const opencode: Agent = {
  id: 'opencode',
  name: 'OpenCode',
  basis: 'recorded',
  traces: { homePaths: ['.config/opencode', '.local/share/opencode'], programs: ['opencode'] },
  folder: { variable: 'XDG_CONFIG_HOME', homePath: '.config', below: 'opencode' },
  install: {
    kind: 'files',
    files: { user: ['plugins/ai-code-share.js'], project: ['.opencode/plugin/ai-code-share.js'] },
    isExecutable: false,
    runsOnWindows: true,
    text: opencodePlugin,
    note: 'Where there are plugins, OpenCode fetches its plugin library at its next start; without a network that start takes minutes.',
  },
  recognises: null,
  read: (payload) => readSafely(payload, read),
  reply: '',
};
