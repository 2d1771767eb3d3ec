import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../host/projectPaths.ts';

/** A scratch home and a repository. */
interface Place {
  readonly home: string;
  readonly repository: string;
}

/** The person's own folder of ours in a scratch home. */
export const ownFolderIn = (home: string): string => path.join(home, '.local', 'share', 'ai-code-share');

/** Sets an agent up in a scratch home by the built command line, as a person would, or takes our hooks out again; gives what it says. */
export function setUpHooks(action: 'install' | 'uninstall', agent: string, { home, repository }: Place): string {
  const args = [path.join(projectRoot, 'dist', 'cli.js'), 'hooks', action, '--agent', agent, '--yes'];
  return execFileSync(process.execPath, args, {
    cwd: repository,
    env: { PATH: process.env['PATH'], HOME: home },
    encoding: 'utf8',
  });
}

/** A hook for which the agent does not wait may outlive it. */
const mostHookMs = 20_000;

/** Waits until no hook is at work any more: each keeps its payload in a file while it is. */
export async function untilHooksEnd(home: string): Promise<void> {
  const folder = path.join(ownFolderIn(home), 'raw');
  const endMs = Date.now() + mostHookMs;
  const isAtWork = (): boolean => existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('.'));
  while (isAtWork() && Date.now() < endMs) await pause(50);
}

/** The texts of all files below a folder, by their paths relative to it. */
export function textsBelow(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), readFileSync(file, 'utf8')];
    }),
  );
}
