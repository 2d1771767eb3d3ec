import { spawnSync } from 'node:child_process';
import { type Server } from './server.ts';

/** The ids of a server's extension host processes: one for each window that is open or was reloaded a moment ago. */
export function extensionHostProcesses(server: Server): readonly number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [pid, group, ...words] = line.trim().split(/\s+/);
    const isOurs = Number(group) === server.processId && words.includes('--type=extensionHost');
    return isOurs ? [Number(pid)] : [];
  });
}

/** Ends the server's extension hosts as a power cut would: without a last word. */
export function killExtensionHosts(server: Server): void {
  const ids = extensionHostProcesses(server);
  if (ids.length === 0) throw new Error('the server has no extension host to kill');
  for (const id of ids) process.kill(id, 'SIGKILL');
}
