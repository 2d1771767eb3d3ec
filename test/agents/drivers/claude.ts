import path from 'node:path';
import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'claude-sonnet-4-5';

function calls(action: Action, repository: string): readonly ScriptedCall[] {
  if (action.does === 'shell')
    return [{ tool: 'Bash', input: { command: action.command, description: 'Run a command' } }];
  const file = { file_path: path.join(repository, action.file) };
  switch (action.does) {
    case 'read':
      return [{ tool: 'Read', input: file }];
    case 'edit':
    case 'replaceAll': {
      const input = { ...file, old_string: action.oldText, new_string: action.newText };
      return [{ tool: 'Edit', input: action.does === 'edit' ? input : { ...input, replace_all: true } }];
    }
    case 'write':
      return [{ tool: 'Write', input: { ...file, content: action.text } }];
  }
}

/** Claude Code without a person: `-p` asks no trust question. */
export const claude: AgentDriver = {
  agent: 'claude',
  model,
  calls,
  setUp({ home }) {
    writeFiles(home, { '.claude/settings.json': '{\n\t"includeCoAuthoredBy": false\n}' });
  },
  args: (prompt) => ['-p', prompt, '--dangerously-skip-permissions', '--output-format', 'stream-json', '--verbose'],
  env: ({ modelUrl }) => ({
    ANTHROPIC_BASE_URL: modelUrl,
    ANTHROPIC_API_KEY: 'dummy',
    ANTHROPIC_MODEL: model,
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // It refuses to skip permissions as root outside of one.
    IS_SANDBOX: '1',
  }),
};
