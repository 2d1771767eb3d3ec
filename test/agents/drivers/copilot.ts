import path from 'node:path';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'claude-sonnet-4.5';

function calls(action: Action, repository: string): readonly ScriptedCall[] {
  if (action.does === 'shell')
    return [{ tool: 'bash', input: { command: action.command, description: 'Run a command' } }];
  const file = { path: path.join(repository, action.file) };
  switch (action.does) {
    case 'read':
      return [{ tool: 'view', input: file }];
    case 'edit':
      return [{ tool: 'edit', input: { ...file, old_str: action.oldText, new_str: action.newText } }];
    case 'replaceAll':
      return action.lines.map((line) => ({
        tool: 'edit',
        input: { ...file, old_str: line, new_str: line.replaceAll(action.oldText, action.newText) },
      }));
    case 'write':
      return action.oldText === null
        ? [{ tool: 'create', input: { ...file, file_text: action.text } }]
        : [{ tool: 'edit', input: { ...file, old_str: action.oldText, new_str: action.text } }];
  }
}

/** Copilot CLI without a person and without signing in: a provider of one's own, offline. */
export const copilot: AgentDriver = {
  agent: 'copilot',
  model,
  calls,
  setUp() {
    // All that it needs is in its environment.
  },
  args: (prompt) => ['-p', prompt, '--allow-all', '--output-format', 'json', '--no-color'],
  env: ({ modelUrl }) => ({
    COPILOT_OFFLINE: 'true',
    COPILOT_AUTO_UPDATE: 'false',
    COPILOT_PROVIDER_TYPE: 'anthropic',
    COPILOT_PROVIDER_BASE_URL: modelUrl,
    COPILOT_PROVIDER_API_KEY: 'dummy',
    COPILOT_MODEL: model,
  }),
};
