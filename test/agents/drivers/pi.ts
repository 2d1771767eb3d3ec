import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

const model = 'scripted-1';

function calls(action: Action): readonly ScriptedCall[] {
  switch (action.does) {
    case 'shell':
      return [{ tool: 'bash', input: { command: action.command } }];
    case 'read':
      return [{ tool: 'read', input: { path: action.file } }];
    case 'edit': {
      const edits = [{ oldText: action.oldText, newText: action.newText }];
      return [{ tool: 'edit', input: { path: action.file, edits } }];
    }
    case 'replaceAll': {
      const { oldText, newText } = action;
      const edits = action.lines.map((line) => ({ oldText: line, newText: line.replaceAll(oldText, newText) }));
      return [{ tool: 'edit', input: { path: action.file, edits } }];
    }
    case 'write':
      return [{ tool: 'write', input: { path: action.file, content: action.text } }];
  }
}

/** Pi without a person; our hook is an extension in its own process. */
export const pi: AgentDriver = {
  agent: 'pi',
  model,
  calls,
  setUp({ home, modelUrl }) {
    const local = { baseUrl: `${modelUrl}/v1`, api: 'openai-completions', apiKey: 'dummy', models: [{ id: model }] };
    writeFiles(home, { '.pi/agent/models.json': JSON.stringify({ providers: { local } }) });
  },
  args: (prompt) => ['--provider', 'local', '--model', model, '--mode', 'json', '-p', prompt],
  env: () => ({ PI_OFFLINE: '1' }),
};
