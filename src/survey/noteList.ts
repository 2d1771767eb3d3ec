import { type CancelSignal, type Git, type Logger } from '../core/ports.ts';

/** The notes ref of the Git AI Standard. */
export const notesRef = 'refs/notes/ai';

const commitOid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A notes tree spreads its entries over folders once there are many: `ab/cd/…` is the note of commit `abcd…`. */
function commitOfNote(path: string): string | null {
  const oid = path.replaceAll('/', '');
  return commitOid.test(oid) ? oid : null;
}

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
    const [, noteOid, path] = /^100\d{3} blob (\S+)\t(.*)$/s.exec(entry) ?? [];
    const commit = path === undefined ? null : commitOfNote(path);
    if (commit !== null && noteOid !== undefined) found.set(commit, noteOid);
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
