import { ownFileMark, type HookCommand } from './installPlan.ts';

/**
 * The beginning of a plugin that runs in the agent's own process: `tell(payload)` hands a payload to our launcher, with a promise that is kept when it
 * was taken, at the latest after two seconds. It never fails, and never stops the agent's thread. Valid as JavaScript and as TypeScript.
 */
export function pluginSource(command: HookCommand, agent: string): string {
  return `// ${ownFileMark}. Tells a local file which lines were written by the agent that runs this.
import { spawn } from 'node:child_process';

const launcher = ${command.launcherExpression};
const mostMs = 2_000;

const start = (payload, resolve) => {
  const isBatch = launcher.endsWith('.cmd');
  const child = spawn(isBatch ? '"' + launcher + '"' : launcher, ['${agent}'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
    shell: isBatch,
  });
  const timer = setTimeout(resolve, mostMs);
  const done = () => {
    clearTimeout(timer);
    resolve();
  };
  child.on('error', done);
  child.on('close', done);
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(payload));
};

// Whatever happens to us must not happen to the agent.
const tell = (payload) =>
  new Promise((resolve) => {
    try {
      start(payload, resolve);
    } catch {
      resolve();
    }
  });
`;
}
