import { type HookCommand } from './installPlan.ts';
import { pluginSource } from './pluginSource.ts';

/**
 * The plugin that OpenCode runs in its own process: it hands on what OpenCode tells its plugins, and adds the model of the session. A tool runs on when what
 * must be known before it is known.
 */
export function opencodePlugin(command: HookCommand): string {
  return `${pluginSource(command, 'opencode')}
const tools = new Set(['edit', 'write', 'apply_patch', 'patch', 'bash']);

export const AiCodeShare = async ({ directory }) => {
  const models = new Map();
  const hand = async (event, input, output) => {
    if (!tools.has(input?.tool)) return;
    await tell({ event, cwd: directory, model: models.get(input.sessionID) ?? null, input, output });
  };
  return {
    'chat.message': async (input, output) => {
      const model = output?.message?.model?.modelID ?? input?.model?.modelID;
      if (model !== undefined) models.set(input?.sessionID, model);
    },
    'tool.execute.before': (input, output) => hand('tool.execute.before', input, output),
    'tool.execute.after': (input, output) => hand('tool.execute.after', input, output),
  };
};
`;
}
