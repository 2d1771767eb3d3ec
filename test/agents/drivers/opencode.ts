import path from 'node:path';
import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'scripted-1';

function calls(action: Action, repository: string): readonly ScriptedCall[] {
  if (action.does === 'shell')
    return [{ tool: 'bash', input: { command: action.command, description: 'Run a command' } }];
  const file = { filePath: path.join(repository, action.file) };
  switch (action.does) {
    case 'read':
      return [{ tool: 'read', input: file }];
    case 'edit':
    case 'replaceAll': {
      const input = { ...file, oldString: action.oldText, newString: action.newText };
      return [{ tool: 'edit', input: action.does === 'edit' ? input : { ...input, replaceAll: true } }];
    }
    case 'write':
      return [{ tool: 'write', input: { ...file, content: action.text } }];
  }
}

/** OpenCode without a person; our hook is a plugin in its own process. */
export const opencode: AgentDriver = {
  agent: 'opencode',
  model,
  calls,
  setUp({ home, modelUrl }) {
    const local = {
      npm: '@ai-sdk/openai-compatible',
      name: 'Local',
      options: { baseURL: `${modelUrl}/v1`, apiKey: 'dummy' },
      models: { [model]: { name: model, tool_call: true } },
    };
    const settings = {
      $schema: 'https://opencode.ai/config.json',
      model: `local/${model}`,
      small_model: `local/${model}`,
      provider: { local },
      permission: { edit: 'allow', bash: 'allow' },
    };
    writeFiles(home, {
      '.config/opencode/opencode.json': JSON.stringify(settings),
      // Where there are plugins it installs their library, of which ours needs nothing; else it gives up only after two minutes offline.
      '.npmrc': `registry=${modelUrl}/\nfetch-retries=0\n`,
    });
  },
  args: (prompt) => ['run', '--format', 'json', prompt],
  env: () => ({
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
};
