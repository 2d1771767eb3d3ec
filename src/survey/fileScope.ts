import { type CancelSignal, type FileSystem, type Git } from '../core/ports.ts';
import { detached } from './detached.ts';
import { isRegular, ListedEntries } from './listedEntries.ts';
import { type LinguistAttributes } from './skippedNames.ts';
import { skippedFolders } from './skipRules.ts';

/** A file of a revision. */
export interface RevisionFile {
  /** Its path at the revision. */
  readonly path: string;
  readonly blobOid: string;
}

/** A file that may count. */
export interface ListedFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** What it is at HEAD, maybe under another path; null where HEAD does not have it. */
  readonly head: RevisionFile | null;
  /** Whether it is under the same path at HEAD, in the index and on the disk, as git sees it. */
  readonly isClean: boolean;
}

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true });

/** The text whose UTF-8 some bytes are; null where they are none's. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The entries of a list that ends each with a NUL, without those that are not UTF-8: git's names are bytes, and one that is no text can neither be given to
 * git nor be shown. `onOdd` is told of each, with replacement characters.
 */
export function splitNames(output: Uint8Array, onOdd: (entry: string) => void): readonly string[] {
  const all = textOf(output);
  if (all !== null) return all.split('\0').filter((entry) => entry !== '');
  const entries: string[] = [];
  for (let start = 0; start < output.length;) {
    const found = output.indexOf(0, start);
    const end = found < 0 ? output.length : found;
    const bytes = output.subarray(start, end);
    const entry = textOf(bytes);
    if (entry === null) onOdd(decoder.decode(bytes));
    else if (entry !== '') entries.push(entry);
    start = end + 1;
  }
  return entries;
}

/** A path that git shall take as it is, not as a pattern. */
export function literally(scope: string): readonly string[] {
  return scope === '' ? [] : [`:(top,literal)${scope}`];
}

/** What the files of a place are read with. */
export interface Ask {
  readonly git: Git;
  /** Top of the work tree, or a bare repository. */
  readonly root: string;
  readonly scope: string;
  readonly signal?: CancelSignal;
}

/** The regular files of a revision. */
export interface RevisionFiles {
  /** Object ids by path. */
  readonly oidOf: ReadonlyMap<string, string>;
  /** Names that are not UTF-8, with replacement characters: such files do not count. */
  readonly oddNames: readonly string[];
}

/** Where the object id stands in `100644 blob OID\tPATH`. */
const oidInTree = 12;

/** The regular files of a revision; symbolic links and submodules are left out. Null when git failed. */
export async function filesOfRevision(place: Ask, revision: string): Promise<RevisionFiles | null> {
  const { scope } = place;
  const oidOf = new Map<string, string>();
  const oddNames: string[] = [];
  const entries = new ListedEntries(
    (bytes, start, tabAt, path) => {
      if (isRegular(bytes, start)) oidOf.set(path, bytes.toString('latin1', start + oidInTree, tabAt));
    },
    (bytes, start, _tabAt, path) => {
      if (isRegular(bytes, start)) oddNames.push(path);
    },
  );
  // ls-tree matches no patterns, but would take a file called `:(top)a.ts` for one.
  const result = await place.git.run(
    ['ls-tree', '-r', '-z', '--full-tree', revision, ...(scope === '' ? [] : ['--', scope])],
    {
      cwd: place.root,
      env: { GIT_LITERAL_PATHSPECS: '1' },
      onStdout: (chunk) => entries.push(chunk),
      ...(place.signal === undefined ? {} : { signal: place.signal }),
    },
  );
  return result.ok ? { oidOf, oddNames } : null;
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
    .map((path) => ({ path, head: null, isClean: false }));
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
  const take = (path: string, name: string, value: string): void => {
    if (name !== 'linguist-generated' && name !== 'linguist-vendored') return;
    const isSet = value !== 'unset' && value !== 'false';
    const entry = found.get(path) ?? { isGenerated: null, isVendored: null };
    if (name === 'linguist-generated') entry.isGenerated = isSet;
    else entry.isVendored = isSet;
    found.set(detached(path), entry);
  };
  const check = async (source: readonly string[]): Promise<boolean> => {
    const streaming = new TextDecoder();
    let rest: readonly string[] = [''];
    // All attributes, since those are only told of paths that have any; of those that we ask for git says of each path that it has none.
    const result = await place.git.run(['check-attr', ...source, '-z', '--stdin', '--all'], {
      cwd: place.root,
      stdin: `${paths.join('\0')}\0`,
      // Else git writes each path by itself: 100,000 of them take three times as long.
      env: { GIT_FLUSH: '0' },
      ...(place.signal === undefined ? {} : { signal: place.signal }),
      // Of 100,000 files all that git says at once would be tens of megabytes.
      onStdout: (chunk) => {
        const fields = (rest.join('\0') + streaming.decode(chunk, { stream: true })).split('\0');
        const whole = fields.length - 1 - ((fields.length - 1) % 3);
        for (let index = 0; index < whole; index += 3) {
          const [path, name, value] = [fields[index] ?? '', fields[index + 1] ?? '', fields[index + 2] ?? ''];
          take(path, name, value);
        }
        rest = fields.slice(whole);
      },
    });
    return result.ok;
  };
  if (revision === null || !(await check([`--source=${revision}`]))) await check([]);
  return found;
}
