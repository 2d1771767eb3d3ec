import path from 'node:path';
import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'scripted-1';

/** Hands on what OpenCode tells its plugins; the payload's form is that of the product's own plugin for OpenCode. */
const plugin = `import { spawnSync } from 'node:child_process';
export const Recorder = async ({ directory }) => {
  let model = null;
  const tell = (event, input, output) => {
    spawnSync(HOOK, { shell: true, input: JSON.stringify({ event, cwd: directory, model, input, output }) });
  };
  return {
    'chat.message': async (input, output) => {
      model = output?.message?.model?.modelID ?? input?.model?.modelID ?? model;
    },
    'tool.execute.before': async (input, output) => tell('tool.execute.before', input, output),
    'tool.execute.after': async (input, output) => tell('tool.execute.after', input, output),
  };
};
`;

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

/** OpenCode without a person; its hooks are a plugin in its own process. */
export const opencode: AgentDriver = {
  agent: 'opencode',
  model,
  calls,
  setUp({ home, hookCommand, modelUrl }) {
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
      '.config/opencode/plugins/recorder.js': plugin.replace('HOOK', JSON.stringify(hookCommand)),
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
