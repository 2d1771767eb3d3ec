import { type Git } from '../core/ports.ts';
import { readTouches } from './touches.ts';

/** Which files other authorship logs may be about. */
export interface Renoted {
  /** Commits whose log is another now. */
  readonly commits: ReadonlySet<string>;
  /** What those of them touched that were in the history before. */
  readonly paths: ReadonlySet<string>;
}

/**
 * Finds the files that new logs may be about. Only commits count that were in the history of `before` as in that of `head`: what others wrote came with a
 * change of the file. Null when git failed.
 */
export async function renotedFiles(
  git: Git,
  cwd: string,
  [before, head]: readonly [before: string, head: string],
  commits: ReadonlySet<string>,
): Promise<Renoted | null> {
  const walk = async (...revisions: readonly string[]): Promise<ReadonlySet<string> | null> => {
    const listed = await git.run(['rev-list', ...revisions, '--'], { cwd });
    return listed.ok ? new Set(new TextDecoder().decode(listed.stdout).split('\n')) : null;
  };
  const paths = new Set<string>();
  if (commits.size === 0) return { commits, paths };
  const fresh = await walk(head, `^${before}`);
  if (fresh === null) return null;
  const others = [...commits].filter((oid) => !fresh.has(oid));
  if (others.length === 0) return { commits, paths };
  const known = await walk(before);
  const old = others.filter((oid) => known?.has(oid) === true);
  const isRead = known !== null && (await readTouches({ git, cwd }, old, ({ path }) => paths.add(path)));
  return isRead ? { commits, paths } : null;
}
