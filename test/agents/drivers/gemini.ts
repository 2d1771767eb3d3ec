import path from 'node:path';
import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'gemini-2.5-pro';

function calls(action: Action, repository: string): readonly ScriptedCall[] {
  if (action.does === 'shell')
    return [{ tool: 'run_shell_command', input: { command: action.command, description: 'Run a command' } }];
  const file = { file_path: path.join(repository, action.file) };
  switch (action.does) {
    case 'read':
      return [{ tool: 'read_file', input: file }];
    case 'edit':
    case 'replaceAll': {
      const input = { ...file, instruction: 'Improve it.', old_string: action.oldText, new_string: action.newText };
      return [{ tool: 'replace', input: action.does === 'edit' ? input : { ...input, allow_multiple: true } }];
    }
    case 'write':
      return [{ tool: 'write_file', input: { ...file, content: action.text } }];
  }
}

/** Gemini CLI without a person. */
export const gemini: AgentDriver = {
  agent: 'gemini',
  model,
  calls,
  setUp({ home }) {
    const settings = {
      security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false },
    };
    writeFiles(home, { '.gemini/settings.json': JSON.stringify(settings) });
  },
  args: (prompt) => ['-m', model, '--approval-mode', 'yolo', '-o', 'stream-json', '-p', prompt],
  env: ({ modelUrl }) => ({
    GEMINI_API_KEY: 'dummy',
    GOOGLE_GEMINI_BASE_URL: modelUrl,
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }),
};
