import { type CancelSignal, type DialogueGit, type GitResult, type Logger } from '../../core/ports.ts';
import { notesRef } from '../noteList.ts';
import { ObjectDialogue, type GitObject } from '../objectDialogue.ts';

/** The notes of a repository at one moment. */
export interface NotesState {
  /** The commit that the ref points at; null while there is no ref. */
  readonly tip: string | null;
  /** Object id of the note of each commit that has one. */
  readonly noteOidByCommit: ReadonlyMap<string, string>;
}

/** What came of reading or writing the notes. */
export type NotesAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const decoder = new TextDecoder();

function said(result: Extract<GitResult, { readonly ok: false }>): string {
  const line = result.stderr.trim().split('\n')[0] ?? '';
  return line === '' ? result.reason : line;
}

/** The entry of a tree that leads to another tree. */
const folderMode = '40000';

const commitOid = /^[0-9a-f]{40,64}$/;

/**
 * Reads which commits have notes in the state `tip` of the ref. Fails where that is not a commit or its tree cannot be read: then nothing may be
 * written either.
 */
export async function readNotesAt(objects: ObjectDialogue, tip: string | null): Promise<NotesAnswer<NotesState>> {
  const noteOidByCommit = new Map<string, string>();
  if (tip === null) return { ok: true, value: { tip, noteOidByCommit } };
  const unreadable = (oid: string): NotesAnswer<NotesState> => ({
    ok: false,
    reason: `${notesRef} cannot be read: ${objects.failure ?? `its object ${oid} is missing or damaged`}`,
  });
  const [commit] = await readAll(objects, [tip]);
  if (!commit) return unreadable(tip);
  if (commit.type !== 'commit')
    return { ok: false, reason: `${notesRef} is a ${commit.type}, not a commit; it is left as it is` };
  const [, treeOid] = /^tree ([0-9a-f]+)\n/.exec(decoder.decode(commit.content)) ?? [];
  // A tree with many notes spreads them over folders, and those over more.
  let folders = [{ prefix: '', oid: treeOid ?? '' }];
  while (folders.length > 0) {
    const trees = await readAll(
      objects,
      folders.map(({ oid }) => oid),
    );
    const within: typeof folders = [];
    for (const [index, { prefix, oid }] of folders.entries()) {
      const tree = trees[index];
      if (tree?.type !== 'tree') return unreadable(oid);
      for (const entry of treeEntries(tree.content, tip.length / 2)) {
        const name = prefix + entry.name;
        if (entry.mode === folderMode && name.length < tip.length) within.push({ prefix: name, oid: entry.oid });
        else if (entry.mode.startsWith('100') && commitOid.test(name)) noteOidByCommit.set(name, entry.oid);
      }
    }
    folders = within;
  }
  return { ok: true, value: { tip, noteOidByCommit } };
}

async function readAll(objects: ObjectDialogue, oids: readonly string[]): Promise<readonly (GitObject | null)[]> {
  const read: (GitObject | null)[] = oids.map(() => null);
  await objects.read(oids, (object, index) => (read[index] = object));
  return read;
}

/** The entries of a tree object; `oidBytes` is how long its object ids are. */
function* treeEntries(
  content: Uint8Array,
  oidBytes: number,
): Generator<{ readonly mode: string; readonly name: string; readonly oid: string }> {
  for (let at = 0; at < content.length;) {
    const nameEnd = content.indexOf(0, at);
    if (nameEnd < 0) return;
    const [mode = '', name = ''] = decoder.decode(content.subarray(at, nameEnd)).split(' ', 2);
    at = nameEnd + 1 + oidBytes;
    yield { mode, name, oid: Buffer.from(content.subarray(nameEnd + 1, at)).toString('hex') };
  }
}

/** As {@link readNotesAt}, of the state in which the ref is now. */
export async function readNotesState(
  git: DialogueGit,
  cwd: string,
  signal?: CancelSignal,
): Promise<NotesAnswer<NotesState>> {
  const options = { cwd, ...(signal === undefined ? {} : { signal }) };
  const found = await git.run(['for-each-ref', '--format=%(objectname)', notesRef], options);
  if (!found.ok) return { ok: false, reason: `${notesRef} cannot be read: ${said(found)}` };
  const objects = new ObjectDialogue(git, cwd, signal);
  try {
    return await readNotesAt(objects, decoder.decode(found.stdout).trim() || null);
  } finally {
    objects.end();
  }
}

/** How often a write starts anew because somebody else wrote in between. */
const mostTries = 12;

const encoder = new TextEncoder();

function importStream(tip: string | null, person: string, notes: ReadonlyMap<string, string>): Uint8Array {
  const parts: Uint8Array[] = [];
  const add = (text: string): number => parts.push(encoder.encode(text));
  const addData = (text: string): void => {
    const bytes = encoder.encode(text);
    add(`data ${bytes.length}\n`);
    parts.push(bytes);
    add('\n');
  };
  add(`commit ${notesRef}\ncommitter ${person} now\n`);
  addData('Notes added by AI Code Share\n');
  if (tip !== null) add(`from ${tip}\n`);
  for (const [oid, text] of notes) {
    add(`N inline ${oid}\n`);
    addData(text);
  }
  return Buffer.concat(parts);
}

/**
 * Adds notes to commits that have none, all of them in one commit on the notes ref. What stands there is never changed: the write succeeds only if the
 * ref is still where it was read, else it starts anew with what it finds then, and a commit that has got a note since is left out.
 * `known` is the state that was read last, `person` the `Name <address>` of whoever sits at this machine. Returns the commits that got their note.
 */
export async function addNotes(
  git: DialogueGit,
  cwd: string,
  notes: ReadonlyMap<string, string>,
  known: NotesState,
  person: string,
  log: Logger,
  signal?: CancelSignal,
): Promise<NotesAnswer<readonly string[]>> {
  let last = '';
  for (let tries = 0; tries < mostTries; tries++) {
    const state = tries === 0 ? { ok: true as const, value: known } : await readNotesState(git, cwd, signal);
    if (!state.ok) return state;
    const due = new Map([...notes].filter(([oid]) => !state.value.noteOidByCommit.has(oid)));
    if (due.size === 0) return { ok: true, value: [] };
    // git's own importer keeps the layout of the notes tree, and refuses a commit that does not contain what the ref points at by then.
    const written = await git.run(['fast-import', '--quiet', '--date-format=now'], {
      cwd,
      stdin: importStream(state.value.tip, person, due),
      ...(signal === undefined ? {} : { signal }),
    });
    if (written.ok) return { ok: true, value: [...due.keys()] };
    if (written.reason !== 'failed') return { ok: false, reason: said(written) };
    last = said(written);
    log.info(`${notesRef} could not be written (${last}); trying again`);
  }
  return { ok: false, reason: `${notesRef} could not be written: ${last}` };
}
