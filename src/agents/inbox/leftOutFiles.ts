import { type Git } from '../../core/ports.ts';
import { type PendingEntry } from './inbox.ts';

/** What deciding about files needs from outside. */
export interface LeftOutServices {
  readonly git: Git;
  /** Root of the work tree. */
  readonly root: string;
  /** Whether a file of this path and text counts. */
  readonly counts: (path: string, text: string) => boolean;
}

/** Those of the paths that git ignores; none where there is no git. One git process. */
async function ignoredPaths(paths: readonly string[], { git, root }: LeftOutServices): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const stdin = paths.map((path) => `${path}\0`).join('');
  // It fails where none is ignored.
  const result = await git.run(['check-ignore', '-z', '--stdin'], { cwd: root, stdin });
  return new Set(result.ok ? new TextDecoder().decode(result.stdout).split('\0') : []);
}

/**
 * The entries without the files that no listing of the folder would have: what git ignores, what is generated or vendored by its name. Such files are neither
 * counted nor stored, whoever tells of them.
 */
export async function withoutLeftOut(
  entries: readonly PendingEntry[],
  services: LeftOutServices,
): Promise<readonly PendingEntry[]> {
  const paths = new Set(entries.flatMap(({ entry }) => entry.report.files.map(({ path }) => path)));
  const ignored = await ignoredPaths([...paths], services);
  const isLeftOut = (path: string): boolean => ignored.has(path) || !services.counts(path, '');
  if (![...paths].some(isLeftOut)) return entries;
  return entries.map((pending) => {
    const { report } = pending.entry;
    const files = report.files.filter(({ path }) => !isLeftOut(path));
    return files.length === report.files.length
      ? pending
      : { ...pending, entry: { ...pending.entry, report: { ...report, files } } };
  });
}
