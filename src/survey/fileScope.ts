import { type CancelSignal, type FileSystem, type Git, type GitResult } from '../core/ports.ts';
import { skippedFolders, type LinguistAttributes } from './skipRules.ts';

/** A file that may count. */
export interface ListedFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Object id of the file at the revision; null where the revision does not have it. */
  readonly headOid: string | null;
}

const decoder = new TextDecoder();

function split(output: Uint8Array): readonly string[] {
  return decoder
    .decode(output)
    .split('\0')
    .filter((part) => part !== '');
}

/** A path that git shall take as it is, not as a pattern. */
function literally(scope: string): readonly string[] {
  return scope === '' ? [] : [`:(top,literal)${scope}`];
}

interface Ask {
  readonly git: Git;
  /** Top of the work tree, or a bare repository. */
  readonly root: string;
  readonly scope: string;
  readonly signal?: CancelSignal;
}

async function ask(
  { git, root, scope, signal }: Ask,
  args: readonly string[],
  hasPaths = true,
): Promise<readonly string[] | null> {
  const paths = hasPaths ? ['--', ...literally(scope)] : [];
  const result = await git.run([...args, ...paths], { cwd: root, ...(signal === undefined ? {} : { signal }) });
  return result.ok ? split(result.stdout) : null;
}

/** The regular files of a revision with their object ids; symbolic links and submodules are left out. Null when git failed. */
export async function filesOfRevision(place: Ask, revision: string): Promise<ReadonlyMap<string, string> | null> {
  const { scope } = place;
  // ls-tree matches no patterns, but would take a file called `:(top)a.ts` for one.
  const result = await place.git.run(
    ['ls-tree', '-r', '-z', '--full-tree', revision, ...(scope === '' ? [] : ['--', scope])],
    {
      cwd: place.root,
      env: { GIT_LITERAL_PATHSPECS: '1' },
      ...(place.signal === undefined ? {} : { signal: place.signal }),
    },
  );
  if (!result.ok) return null;
  const files = new Map<string, string>();
  for (const entry of split(result.stdout)) {
    const [, oid, path] = /^100\d{3} blob (\S+)\t(.*)$/s.exec(entry) ?? [];
    if (oid !== undefined && path !== undefined) files.set(path, oid);
  }
  return files;
}

function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}

/**
 * The files of a work tree: those in the index and those that are neither in it nor ignored. Null when git failed or was cancelled.
 */
export async function filesOfWorkTree(place: Ask, head: string | null): Promise<readonly ListedFile[] | null> {
  const [staged, others, atHead] = await Promise.all([
    ask(place, ['ls-files', '-z', '--stage']),
    ask(place, ['ls-files', '-z', '--others', '--exclude-standard']),
    head === null ? new Map<string, string>() : filesOfRevision(place, head),
  ]);
  if (staged === null || others === null || atHead === null) return null;
  const paths = new Set<string>();
  for (const entry of staged) {
    const [, path] = /^100\d{3} \S+ \d\t(.*)$/s.exec(entry) ?? [];
    // A file in conflict is listed once for each side.
    if (path !== undefined) paths.add(path);
  }
  // A folder with a repository of its own is listed with a slash behind it.
  const untracked = new Set(others.filter((path) => !path.endsWith('/')));
  if (untracked.size > 0) {
    // Where a folder of the index is now one untracked thing, it is a link to elsewhere, and what lies behind it is not ours.
    for (const path of paths) if (foldersAbove(path).some((folder) => untracked.has(folder))) paths.delete(path);
  }
  for (const path of untracked) paths.add(path);
  return [...paths].map((path) => ({ path, headOid: atHead.get(path) ?? null }));
}

/** The files of a folder without git. */
export async function filesOfFolder(
  files: FileSystem,
  root: string,
  scope: string,
  signal?: CancelSignal,
): Promise<readonly ListedFile[]> {
  const all = await files.listFiles(root, skippedFolders, signal);
  return all
    .filter((path) => scope === '' || path === scope || path.startsWith(`${scope}/`))
    .map((path) => ({ path, headOid: null }));
}

/**
 * What `.gitattributes` say about being generated or vendored; a path without such an attribute is not in the map. With a revision it is the
 * revision's files that say so; git before 2.40 knows only those of the work tree.
 */
export async function linguistAttributes(
  place: Ask,
  paths: readonly string[],
  revision: string | null = null,
): Promise<ReadonlyMap<string, LinguistAttributes>> {
  const found = new Map<string, { isGenerated: boolean | null; isVendored: boolean | null }>();
  if (paths.length === 0) return found;
  const check = (source: readonly string[]): Promise<GitResult> =>
    place.git.run(['check-attr', ...source, '-z', '--stdin', 'linguist-generated', 'linguist-vendored'], {
      cwd: place.root,
      stdin: `${paths.join('\0')}\0`,
      ...(place.signal === undefined ? {} : { signal: place.signal }),
    });
  const ofRevision = revision === null ? null : await check([`--source=${revision}`]);
  const result = ofRevision?.ok === true ? ofRevision : await check([]);
  if (!result.ok) return found;
  const fields = decoder.decode(result.stdout).split('\0');
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [path = '', name, value] = fields.slice(index, index + 3);
    if (value === 'unspecified') continue;
    const isSet = value !== 'unset' && value !== 'false';
    const entry = found.get(path) ?? { isGenerated: null, isVendored: null };
    if (name === 'linguist-generated') entry.isGenerated = isSet;
    else entry.isVendored = isSet;
    found.set(path, entry);
  }
  return found;
}
