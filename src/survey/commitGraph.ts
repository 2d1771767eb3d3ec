import { type CancelSignal, type FileSystem, type Git, type Ledger } from '../core/ports.ts';
import { readPacked, writePacked } from './packed.ts';

/** What {@link commitGraphEnv} works with. */
export interface GraphPlace {
  readonly git: Git;
  readonly files: FileSystem;
  readonly ledger: Ledger;
  readonly cwd: string;
  /** The folder of the repository's objects. */
  readonly objectsFolder: string;
  /** A folder of our own; null where nothing can be stored. */
  readonly cacheFolder: string | null;
  /** Full object id of the commit whose history matters. */
  readonly revision: string;
}

/** So many new commits may lie above the graph before it is written again; git reads them without it. */
const staleAfterCommits = 500;

const cacheName = 'commit-graph';

/**
 * The environment in which git finds a commit-graph with changed paths of our own, which makes blame several times faster; with `mayWrite` it is written
 * first where it is missing or old. It lies in our folder: the repository itself is not touched. Where it cannot be written the environment is empty, and
 * everything works as well, only slower.
 */
export async function commitGraphEnv(
  place: GraphPlace,
  mayWrite: boolean,
  signal?: CancelSignal,
): Promise<Readonly<Record<string, string>>> {
  const { git, files, ledger, cwd, objectsFolder, cacheFolder, revision } = place;
  if (cacheFolder === null) return {};
  const env = {
    GIT_OBJECT_DIRECTORY: `${cacheFolder}/objects`,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objectsFolder,
  };
  const options = { cwd, ...(signal === undefined ? {} : { signal }) };
  const head = readPacked(ledger, cacheName)?.['head'];
  const isThere = (await files.listFiles(env.GIT_OBJECT_DIRECTORY, new Set(), signal)).includes('info/commit-graph');
  if (isThere && (head === revision || !mayWrite)) return env;
  if (!mayWrite) return {};
  if (isThere && typeof head === 'string') {
    const counted = await git.run(['rev-list', '--count', revision, `^${head}`, '--'], options);
    if (counted.ok && Number(new TextDecoder().decode(counted.stdout)) < staleAfterCommits) return env;
  }
  const written = await git.run(['commit-graph', 'write', '--stdin-commits', '--changed-paths', '--no-progress'], {
    ...options,
    env,
    stdin: `${revision}\n`,
  });
  if (!written.ok) return isThere ? env : {};
  writePacked(ledger, cacheName, { head: revision });
  return env;
}
