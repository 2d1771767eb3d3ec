import { writeFiles } from '../../host/scratchFolder.ts';
import { type AgentDriver } from '../driver.ts';
import { type ScriptedCall } from '../model/script.ts';
import { type Action } from '../scenario.ts';

/** Of the names it knows, one that gets `apply_patch` as a tool of its own. */
export const patchingModel = 'gpt-5.5';

/** A name it does not know: no `apply_patch`, but subagents without a search for the tool. */
export const delegatingModel = 'gpt-5-codex';

function prefixed(prefix: string, text: string): readonly string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => prefix + line);
}

/** The part of a patch that does an action. */
export function patchOf(action: Exclude<Action, { does: 'read' | 'shell' }>): readonly string[] {
  const update = `*** Update File: ${action.file}`;
  switch (action.does) {
    case 'edit':
      return [update, '@@', ...prefixed('-', action.oldText), ...prefixed('+', action.newText)];
    case 'replaceAll':
      return [
        update,
        ...action.lines.flatMap((line) => ['@@', `-${line}`, `+${line.replaceAll(action.oldText, action.newText)}`]),
      ];
    case 'write':
      return action.oldText === null
        ? [`*** Add File: ${action.file}`, ...prefixed('+', action.text)]
        : [update, '@@', ...prefixed('-', action.oldText), ...prefixed('+', action.text)];
  }
}

/** Codex's patch tool with a whole patch. */
export function patchText(lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');
}

function calls(action: Action): readonly ScriptedCall[] {
  if (action.does === 'read') return [];
  if (action.does === 'shell') return [{ tool: 'exec_command', input: { cmd: action.command, yield_time_ms: 30_000 } }];
  return [{ tool: 'apply_patch', input: patchText(patchOf(action)) }];
}

/**
 * Codex without a person. Its hooks are trusted by a flag for this one run: the person's own review, which a hook else needs, is not what is tested here.
 */
export function codexWith(model: string): AgentDriver {
  return {
    agent: 'codex',
    model,
    calls,
    setUp({ home, repository, modelUrl }) {
      const config = [
        `model = "${model}"`,
        'model_provider = "local"',
        'approval_policy = "never"',
        'sandbox_mode = "danger-full-access"',
        '[model_providers.local]',
        'name = "local"',
        `base_url = "${modelUrl}/v1"`,
        'env_key = "LOCAL_KEY"',
        'wire_api = "responses"',
        `[projects.${JSON.stringify(repository)}]`,
        'trust_level = "trusted"',
        '',
      ];
      writeFiles(home, { '.codex/config.toml': config.join('\n') });
    },
    args: (prompt) => ['exec', '--json', '--dangerously-bypass-hook-trust', prompt],
    env: () => ({ LOCAL_KEY: 'dummy' }),
  };
}

/** Codex with its patch tool. */
export const codex = codexWith(patchingModel);
