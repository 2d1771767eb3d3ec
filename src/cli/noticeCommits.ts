import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A work tree of which an agent told. */
export interface ToldWorkTree {
  readonly root: string;
  readonly commonDir: string;
}

const markName = 'head-log.seen';

/** The log of HEAD of a work tree: a linked one has its own. */
function headLog({ root, commonDir }: ToldWorkTree): string {
  const dotGit = path.join(root, '.git');
  const named = statSync(dotGit).isFile() ? /^gitdir: (.+)/.exec(readFileSync(dotGit, 'utf8'))?.[1] : undefined;
  return path.join(named === undefined ? commonDir : path.resolve(root, named), 'logs', 'HEAD');
}

/**
 * Whether HEAD was moved since the last call for this repository, as far as its log tells: by an agent that commits, or by whoever did so meanwhile. The
 * first call finds out only where HEAD is. Costs reading two small facts from disk.
 */
export function hasHeadMoved(workTree: ToldWorkTree): boolean {
  const log = headLog(workTree);
  if (!existsSync(log)) return false;
  const { mtimeMs, size } = statSync(log);
  const mark = path.join(workTree.commonDir, 'ai-code-share', markName);
  const now = `${log} ${mtimeMs} ${size}`;
  const before = existsSync(mark) ? readFileSync(mark, 'utf8') : null;
  if (before !== now) writeFileSync(mark, now, { mode: 0o600 });
  return before !== null && before !== now;
}

/** Starts a sync of a work tree that goes on when this process is over. `program` is our command line. */
export function startSync({ root }: ToldWorkTree, program: string): void {
  // Loaded only for this: it takes some milliseconds.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(process.execPath, [program, 'sync', '--in-background'], {
    cwd: root,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  // Without it the commit is noticed later.
  child.on('error', () => undefined);
  child.unref();
}
