import { type HookCommand } from './installPlan.ts';
import { pluginSource } from './pluginSource.ts';

/** The extension that Pi runs in its own process: it hands on what Pi tells its extensions, with folder, model and session. */
export function piExtension(command: HookCommand): string {
  return `${pluginSource(command, 'pi')}
const tools = new Set(['edit', 'write', 'bash']);

export default function (pi) {
  for (const name of ['tool_call', 'tool_result']) {
    pi.on(name, async (event, ctx) => {
      if (!tools.has(event?.toolName)) return;
      const { cwd, model, sessionManager } = ctx;
      await tell({
        event,
        ctx: {
          cwd,
          model: model ? { id: model.id, provider: model.provider } : null,
          sessionId: sessionManager?.getSessionId?.() ?? null,
          sessionFile: sessionManager?.getSessionFile?.() ?? null,
        },
      });
    });
  }
}
`;
}
