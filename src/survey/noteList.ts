import { type CancelSignal, type Git, type Logger } from '../core/ports.ts';

/** The notes ref of the Git AI Standard. */
export const notesRef = 'refs/notes/ai';

/** A notes tree spreads its entries over folders once there are many: `ab/cd/…` is the note of commit `abcd…`. */
function commitOfNote(path: string): string | null {
  // As a rule there is one folder. There are thousands of notes, and every look lists them.
  const oid = path[2] === '/' ? path.slice(0, 2) + path.slice(3).replaceAll('/', '') : path.replaceAll('/', '');
  return (oid.length === 40 || oid.length === 64) && onlyHexDigits.test(oid) ? oid : null;
}

const onlyHexDigits = /^[0-9a-f]*$/;

/** How `git ls-tree` begins the entry of a regular file: three digits of its mode come between the two. */
const [regularFile, blob] = ['100', ' blob '];

/**
 * The authorship logs that a state of {@link notesRef} holds: for each commit the object id of its log. Empty where the ref names no tree. Other
 * entries of the tree are not notes.
 */
export async function listNotes(
  { git, cwd, log }: { readonly git: Git; readonly cwd: string; readonly log: Logger },
  notes: string | null,
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (notes === null) return found;
  const listed = await git.run(['ls-tree', '-r', '-z', '--full-tree', notes], {
    cwd,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!listed.ok) {
    if (listed.reason !== 'cancelled') log.warn(`${notesRef} cannot be read: ${listed.stderr.trim()}`);
    return found;
  }
  for (const entry of new TextDecoder().decode(listed.stdout).split('\0')) {
    const tab = entry.indexOf('\t');
    if (!entry.startsWith(regularFile) || !entry.startsWith(blob, regularFile.length + 3)) continue;
    const commit = commitOfNote(entry.slice(tab + 1));
    if (commit !== null) found.set(commit, entry.slice(regularFile.length + 3 + blob.length, tab));
  }
  return found;
}

/** The commits whose authorship log is not the same in two states of the notes; null where git cannot compare them. */
export async function changedNotes(
  git: Git,
  cwd: string,
  before: string | null,
  after: string | null,
): Promise<ReadonlySet<string> | null> {
  if (before === after) return new Set();
  if (before === null || after === null) {
    const all = await git.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', after ?? before ?? ''], { cwd });
    return all.ok ? commitsOf(all.stdout) : null;
  }
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', `${before}^{tree}`, `${after}^{tree}`];
  const changed = await git.run(args, { cwd });
  return changed.ok ? commitsOf(changed.stdout) : null;
}

function commitsOf(paths: Uint8Array): ReadonlySet<string> {
  const commits = new TextDecoder().decode(paths).split('\0').map(commitOfNote);
  return new Set(commits.filter((oid) => oid !== null));
}
