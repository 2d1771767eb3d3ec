import path from 'node:path';
import { shellQuoted, type HookCommand, type HookScope } from './installPlan.ts';

/** Where our launcher is and who is to be set up for whom. */
export interface CommandPlace {
  /** The person's own folder of ours, absolute. */
  readonly dataFolder: string;
  readonly isWindows: boolean;
  readonly scope: HookScope;
}

/** The path of the launcher for the shells of this system. */
export function launcherPath({ dataFolder, isWindows }: Pick<CommandPlace, 'dataFolder' | 'isWindows'>): string {
  return isWindows ? path.win32.join(dataFolder, 'hook.cmd') : path.join(dataFolder, 'hook');
}

/**
 * Our command for one agent. In a project's file, which people commit, it names no one's home folder and does nothing where we are not installed; `sh -c`
 * since an agent may use any shell.
 */
export function hookCommand(agent: string, place: CommandPlace): HookCommand {
  const { isWindows, scope } = place;
  return { isWindows, ...(scope === 'project' ? projectCommand(agent, isWindows) : userCommand(agent, place)) };
}

function userCommand(agent: string, place: CommandPlace): Omit<HookCommand, 'isWindows'> {
  const launcher = launcherPath(place);
  return {
    text: (timing) =>
      place.isWindows ? `"${launcher}" ${agent}` : `${shellQuoted(launcher)} ${withTiming(agent, timing)}`,
    powershell: `& '${launcher.replaceAll("'", "''")}' ${agent}`,
    launcherExpression: JSON.stringify(launcher),
  };
}

/** Finds the launcher where `personDataFolder` puts it. */
function projectCommand(agent: string, isWindows: boolean): Omit<HookCommand, 'isWindows'> {
  const onUnix = "(process.env.XDG_DATA_HOME || process.env.HOME + '/.local/share') + '/ai-code-share/hook'";
  const onWindows = "process.env.LOCALAPPDATA + '\\\\ai-code-share\\\\hook.cmd'";
  return {
    text: (timing) => {
      if (isWindows) return `"%LOCALAPPDATA%\\ai-code-share\\hook.cmd" ${agent}`;
      const found = 'h="${XDG_DATA_HOME:-$HOME/.local/share}/ai-code-share/hook"';
      return `sh -c '${found}; [ ! -x "$h" ] || exec "$h" ${withTiming(agent, timing)}'`;
    },
    powershell: `$h = "$env:LOCALAPPDATA\\ai-code-share\\hook.cmd"; if (Test-Path $h) { & $h ${agent} }`,
    launcherExpression: `process.platform === 'win32' ? ${onWindows} : ${onUnix}`,
  };
}

function withTiming(agent: string, timing: 'now' | 'later'): string {
  return timing === 'later' ? `${agent} later` : agent;
}
