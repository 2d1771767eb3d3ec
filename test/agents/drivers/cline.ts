import path from 'node:path';
import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'scripted-1';
const providersFile = '.cline/data/settings/providers.json';

function calls(action: Action, repository: string): readonly ScriptedCall[] {
  if (action.does === 'shell') return [{ tool: 'run_commands', input: { commands: [action.command] } }];
  const file = { path: path.join(repository, action.file) };
  const replace = (oldText: string, newText: string): ScriptedCall => ({
    tool: 'editor',
    input: { ...file, old_text: oldText, new_text: newText },
  });
  switch (action.does) {
    case 'read':
      return [];
    case 'edit':
      return [replace(action.oldText, action.newText)];
    case 'replaceAll':
      return action.lines.map((line) => replace(line, line.replaceAll(action.oldText, action.newText)));
    case 'write':
      return action.oldText === null
        ? [{ tool: 'editor', input: { ...file, new_text: action.text } }]
        : [replace(action.oldText, action.text)];
  }
}

/** Cline's CLI without a person; what `cline auth` writes is written for it. */
export const cline: AgentDriver = {
  agent: 'cline',
  model,
  rewrites: [providersFile],
  calls,
  setUp({ home, modelUrl }) {
    const settings = { provider: 'openai-compatible', apiKey: 'dummy', model, baseUrl: `${modelUrl}/v1` };
    const provider = { settings, updatedAt: '2026-11-26T19:02:37.532Z', tokenSource: 'manual' };
    const providers = {
      version: 1,
      lastUsedProvider: 'openai-compatible',
      modes: {},
      providers: { 'openai-compatible': provider },
    };
    writeFiles(home, { [providersFile]: JSON.stringify(providers) });
  },
  args: (prompt) => ['-P', 'openai-compatible', '-m', model, '-k', 'dummy', '--json', '-v', '-t', '40', prompt],
  env: () => ({}),
};
