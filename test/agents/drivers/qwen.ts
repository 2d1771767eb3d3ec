import path from 'node:path';
import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'qwen3-coder-plus';

function calls(action: Action, repository: string): readonly ScriptedCall[] {
  if (action.does === 'shell') {
    const input = { command: action.command, description: 'Run a command', is_background: false };
    return [{ tool: 'run_shell_command', input }];
  }
  const file = { file_path: path.join(repository, action.file) };
  switch (action.does) {
    case 'read':
      return [{ tool: 'read_file', input: file }];
    case 'edit':
    case 'replaceAll': {
      const input = { ...file, old_string: action.oldText, new_string: action.newText };
      return [{ tool: 'edit', input: action.does === 'edit' ? input : { ...input, replace_all: true } }];
    }
    case 'write':
      return [{ tool: 'write_file', input: { ...file, content: action.text } }];
  }
}

/** Qwen Code without a person. */
export const qwen: AgentDriver = {
  agent: 'qwen',
  model,
  calls,
  setUp({ home }) {
    const settings = {
      security: { auth: { selectedType: 'openai' }, folderTrust: { enabled: false } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false },
      // Else it writes this itself at its start.
      $version: 4,
    };
    writeFiles(home, { '.qwen/settings.json': JSON.stringify(settings) });
  },
  args: (prompt) => ['--approval-mode', 'yolo', '-o', 'stream-json', '-p', prompt],
  env: ({ modelUrl }) => ({ OPENAI_BASE_URL: `${modelUrl}/v1`, OPENAI_API_KEY: 'dummy', OPENAI_MODEL: model }),
};
