import { type Git } from '../core/ports.ts';
import { filesOfRevision, literally, splitNames, type Ask, type ListedFile, type RevisionFile } from './fileScope.ts';
import { isRegular, ListedEntries } from './listedEntries.ts';

/** The files of a work tree. */
export interface WorkTreeFiles {
  readonly files: readonly ListedFile[];
  /** Whether anything is not as at HEAD, untracked files included. */
  readonly isDirty: boolean;
  /** Names that are not UTF-8, with replacement characters: such files do not count. */
  readonly oddNames: readonly string[];
  /** Object ids and paths of files that are at HEAD and gone from the disk: an untracked file with one of these was moved. */
  readonly missing: ReadonlyMap<string, RevisionFile>;
}

/** What `git status` says of the paths that are not as at HEAD. */
interface Changes {
  /** New path by the path at HEAD that was renamed to it. */
  readonly renamedFrom: ReadonlyMap<string, string>;
  readonly changed: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
  /** Without the slash behind a folder. */
  readonly untracked: ReadonlySet<string>;
  readonly isGone: ReadonlySet<string>;
  readonly isDirty: boolean;
  /** The commit that HEAD named. */
  readonly head: string | null;
  /** What HEAD has under paths where the index is another: an object id, or null for no regular file. Null where that is not said, as of renamed files. */
  readonly atHead: ReadonlyMap<string, string | null> | null;
}

function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}

/** How many fields stand before the path in an entry of each kind (git-status(1), "Porcelain Format Version 2"). */
const fieldsBeforePath: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10, '?': 1 };

/** How the header line begins that names HEAD's commit. */
const headLine = '# branch.oid ';

function readStatus(entries: readonly string[]): Changes {
  const renamedFrom = new Map<string, string>();
  const changed = new Set<string>();
  const added = new Set<string>();
  const untracked = new Set<string>();
  const isGone = new Set<string>();
  const atHead = new Map<string, string | null>();
  let [head, isSaid, isDirty] = [null as string | null, true, false];
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index] ?? '';
    const kind = entry[0] ?? '';
    if (kind === '#') {
      if (entry.startsWith(headLine)) head = entry.slice(headLine.length);
      continue;
    }
    isDirty = true;
    const fields = fieldsBeforePath[kind];
    if (fields === undefined) continue;
    const words = entry.split(' ');
    const path = words.slice(fields).join(' ');
    if (kind === '?') {
      // A folder with a repository of its own is listed with a slash behind it.
      if (!path.endsWith('/')) untracked.add(path);
      continue;
    }
    changed.add(path);
    const [staged = '', onDisk = ''] = entry.slice(2, 4);
    if (staged === 'A') added.add(path);
    if (onDisk === 'D') isGone.add(path);
    const [modeAtHead = '', oidAtHead = ''] = [words[3], words[6]];
    if (kind === '1') atHead.set(path, modeAtHead.startsWith('100') ? oidAtHead : null);
    else isSaid = false;
    if (kind === '2') {
      const from = entries[++index] ?? '';
      if (staged === 'R' || onDisk === 'R') renamedFrom.set(path, from);
    }
  }
  return { renamedFrom, changed, added, untracked, isGone, isDirty, head, atHead: isSaid ? atHead : null };
}

async function status(
  { git, root, signal }: Ask,
  scope: string,
  withUntracked: boolean,
  onOdd: (name: string) => void,
): Promise<Changes | null> {
  const untracked = withUntracked ? 'all' : 'no';
  const branch = ['--branch', '--no-ahead-behind'];
  const args = ['status', '--porcelain=v2', '-z', ...branch, '--find-renames', `--untracked-files=${untracked}`];
  const result = await git.run([...args, '--', ...literally(scope)], {
    cwd: root,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!result.ok) return null;
  return readStatus(splitNames(result.stdout, (odd) => (odd.startsWith('? ') ? onOdd(odd.slice(2)) : undefined)));
}

/** The files of the index. */
interface StagedFiles {
  /** Object ids by path. */
  readonly oidOf: ReadonlyMap<string, string>;
  /** Sparse checkouts leave these out of the work tree without calling that a change. */
  readonly leftOut: ReadonlySet<string>;
}

/** Where mode and object id stand in `H 100644 OID 0\tPATH`; the stage is one digit. */
const [modeInIndex, oidInIndex, afterOid] = [2, 9, -2];

async function filesOfIndex(
  { git, root, scope, signal }: Ask,
  onOdd: (name: string) => void,
): Promise<StagedFiles | null> {
  const oidOf = new Map<string, string>();
  const leftOut = new Set<string>();
  const entries = new ListedEntries(
    (bytes, start, tabAt, path) => {
      if (!isRegular(bytes, start + modeInIndex)) return;
      // A file in conflict is listed once for each side.
      oidOf.set(path, bytes.toString('latin1', start + oidInIndex, tabAt + afterOid));
      if (bytes.toString('latin1', start, start + 1) === 'S') leftOut.add(path);
    },
    (bytes, start, _tabAt, name) => {
      if (isRegular(bytes, start + modeInIndex)) onOdd(name);
    },
  );
  const result = await git.run(['ls-files', '-z', '--stage', '-t', '--', ...literally(scope)], {
    cwd: root,
    onStdout: (chunk) => entries.push(chunk),
    ...(signal === undefined ? {} : { signal }),
  });
  return result.ok ? { oidOf, leftOut } : null;
}

/** The regular files of HEAD, as far as the index and what `git status` says of it tell; null where git has to be asked. */
function filesOfHead(head: string, { oidOf }: StagedFiles, changes: Changes): ReadonlyMap<string, string> | null {
  if (changes.atHead === null || changes.head !== head) return null;
  if (changes.atHead.size === 0) return oidOf;
  const atHead = new Map(oidOf);
  for (const [path, oid] of changes.atHead) {
    if (oid === null) atHead.delete(path);
    else atHead.set(path, oid);
  }
  return atHead;
}

/**
 * The files of a work tree: those in the index and those that are neither in it nor ignored, each with what it is at `head`, found through renames that
 * are not committed yet. `onTracked` is told of those in the index, with their object ids, as soon as they are known. Null when git failed or was cancelled.
 */
export async function filesOfWorkTree(
  place: Ask,
  head: string | null,
  onTracked: (oidOf: ReadonlyMap<string, string>) => void = () => undefined,
): Promise<WorkTreeFiles | null> {
  const oddNames = new Set<string>();
  const onOdd = (name: string): void => void oddNames.add(name);
  const listing = filesOfIndex(place, onOdd).then((files) => {
    if (files !== null) onTracked(files.oidOf);
    return files;
  });
  const [staged, inScope] = await Promise.all([listing, status(place, place.scope, true, onOdd)]);
  if (staged === null || inScope === null) return null;
  const { leftOut } = staged;
  const { untracked, changed, isGone } = inScope;
  // Where a folder of the index is now one untracked thing, it is a link to elsewhere, and what lies behind it is not ours.
  const isOurs = (path: string): boolean =>
    untracked.size === 0 || !foldersAbove(path).some((folder) => untracked.has(folder));
  const paths = [...staged.oidOf.keys()].filter(isOurs);
  for (const path of untracked) if (!staged.oidOf.has(path)) paths.push(path);
  const none: ReadonlyMap<string, string> = new Map();
  const oidOf =
    head === null ? none : (filesOfHead(head, staged, inScope) ?? (await filesOfRevision(place, head))?.oidOf ?? null);
  if (oidOf === null) return null;
  const moved = await movedFiles(place, head, inScope, oidOf);
  const files = paths.map((path): ListedFile => {
    const blobOid = oidOf.get(path);
    if (blobOid === undefined) return { path, head: moved.get(path) ?? null, isClean: false };
    return { path, head: { path, blobOid }, isClean: !changed.has(path) && !leftOut.has(path) };
  });
  const missing = new Map<string, RevisionFile>();
  for (const path of isGone) {
    const blobOid = oidOf.get(path);
    if (blobOid !== undefined) missing.set(blobOid, { path, blobOid });
  }
  return { files, isDirty: inScope.isDirty, oddNames: [...oddNames], missing };
}

/** What files were at HEAD that have a new path in the index: by git's own finding of renames, over the whole repository. */
async function movedFiles(
  place: Ask,
  head: string | null,
  inScope: Changes,
  oidOf: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, RevisionFile>> {
  const found = new Map<string, RevisionFile>();
  let { renamedFrom } = inScope;
  let oids = oidOf;
  if (place.scope !== '' && head !== null && inScope.added.size > 0) {
    // It may have come from outside of the scope, where git was not asked to look.
    const everywhere = await status(place, '', false, () => undefined);
    const all = await filesOfRevision({ ...place, scope: '' }, head);
    if (everywhere !== null && all !== null) {
      renamedFrom = everywhere.renamedFrom;
      oids = all.oidOf;
    }
  }
  for (const [path, from] of renamedFrom) {
    const blobOid = oids.get(from);
    if (blobOid !== undefined) found.set(path, { path: from, blobOid });
  }
  return found;
}

/** Whether anything in a part of a work tree is not as at HEAD, untracked files included. */
export async function isWorkTreeDirty(git: Git, root: string, scope: string): Promise<boolean> {
  const result = await git.run(['status', '--porcelain', '-z', '--', ...literally(scope)], { cwd: root });
  return result.ok && result.stdout.length > 0;
}

/** Which of some paths git ignores. */
export async function ignoredAmong(git: Git, root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  // Exit status 1 says that none is ignored.
  const result = await git.run(['check-ignore', '-z', '--stdin'], { cwd: root, stdin: `${paths.join('\0')}\0` });
  return new Set(result.ok ? new TextDecoder().decode(result.stdout).split('\0') : []);
}
