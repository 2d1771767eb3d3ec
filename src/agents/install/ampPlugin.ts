import { type HookCommand } from './installPlan.ts';
import { pluginSource } from './pluginSource.ts';

/** The plugin that Amp runs in its own process, after its documentation (ampcode.com/manual/plugin-api); never tried with Amp itself. */
export function ampPlugin(command: HookCommand): string {
  return `// @i-know-the-amp-plugin-api-is-wip-and-very-experimental-right-now
${pluginSource(command, 'amp')}
const tools = new Set(['edit_file', 'create_file', 'Bash']);

const hand = async (name, event, ctx) => {
  if (!tools.has(event?.tool)) return;
  const { tool, toolUseID, input, status } = event;
  const thread = event.thread?.id ?? ctx?.thread?.id ?? null;
  await tell({ event: name, cwd: process.cwd(), thread, toolUseID, tool, input, status });
};

export default function (amp) {
  amp.on('tool.call', async (event, ctx) => {
    await hand('tool.call', event, ctx);
    return { action: 'allow' };
  });
  amp.on('tool.result', async (event, ctx) => {
    await hand('tool.result', event, ctx);
  });
}
`;
}
