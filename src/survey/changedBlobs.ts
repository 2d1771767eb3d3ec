import { type CancelSignal, type Git } from '../core/ports.ts';

/** A file of a commit in git's raw format: old and new mode, old and new object id. */
const rawLine = /^:\d+ (\d+) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /;

/** The mode of a submodule, whose commit is in another repository. */
const submoduleMode = '160000';

/**
 * The blobs that git must read to show what commits changed, by the commit's full object id: before and after, of every file. Needs the commits' trees only.
 * Null when git failed or was cancelled.
 */
export async function changedBlobs(
  git: Git,
  cwd: string,
  oids: readonly string[],
  paths: readonly string[],
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const raw = ['--raw', '--no-abbrev', '--no-renames', '--no-notes', '--format=tformat:%H'];
  const result = await git.run(['log', ...raw, '--no-walk=unsorted', '--stdin', ...paths], {
    cwd,
    stdin: `${oids.join('\n')}\n`,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!result.ok) return null;
  const found = new Map<string, string[]>();
  let own: string[] = [];
  for (const line of new TextDecoder().decode(result.stdout).split('\n')) {
    if (/^[0-9a-f]{40,64}$/.test(line)) found.set(line, (own = []));
    const [, mode, before = '', after = ''] = rawLine.exec(line) ?? [];
    if (mode !== undefined && mode !== submoduleMode)
      own.push(...[before, after].filter((oid) => /[1-9a-f]/.test(oid)));
  }
  return found;
}
