import { type CancelSignal, type Git, type GitResult, type Logger } from '../../core/ports.ts';
import { notesRef } from '../noteList.ts';

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

/** Reads which commits have notes. Fails where the ref is not a commit or its tree cannot be read: then nothing may be written either. */
export async function readNotesState(git: Git, cwd: string, signal?: CancelSignal): Promise<NotesAnswer<NotesState>> {
  const options = { cwd, ...(signal === undefined ? {} : { signal }) };
  const found = await git.run(['for-each-ref', '--format=%(objectname) %(objecttype)', notesRef], options);
  if (!found.ok) return { ok: false, reason: `${notesRef} cannot be read: ${said(found)}` };
  const [tip = '', type = ''] = decoder.decode(found.stdout).trim().split(' ');
  const noteOidByCommit = new Map<string, string>();
  if (tip === '') return { ok: true, value: { tip: null, noteOidByCommit } };
  if (type !== 'commit') return { ok: false, reason: `${notesRef} is a ${type}, not a commit; it is left as it is` };
  const listed = await git.run(['ls-tree', '-r', '-z', tip], options);
  if (!listed.ok) return { ok: false, reason: `${notesRef} cannot be read: ${said(listed)}` };
  for (const entry of decoder.decode(listed.stdout).split('\0')) {
    const [, noteOid, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    const oid = path?.replaceAll('/', '');
    if (noteOid !== undefined && oid !== undefined && /^[0-9a-f]{40,64}$/.test(oid)) noteOidByCommit.set(oid, noteOid);
  }
  return { ok: true, value: { tip, noteOidByCommit } };
}

/** How often a write starts anew because somebody else wrote in between. */
const mostTries = 12;

const encoder = new TextEncoder();

function importStream(tip: string | null, identity: string, notes: ReadonlyMap<string, string>): Uint8Array {
  const parts: Uint8Array[] = [];
  const add = (text: string): number => parts.push(encoder.encode(text));
  const addData = (text: string): void => {
    const bytes = encoder.encode(text);
    add(`data ${bytes.length}\n`);
    parts.push(bytes);
    add('\n');
  };
  add(`commit ${notesRef}\ncommitter ${identity}\n`);
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
 * `known` is the state that was read last. Returns the commits that got their note.
 */
export async function addNotes(
  git: Git,
  cwd: string,
  notes: ReadonlyMap<string, string>,
  known: NotesState,
  identity: string,
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
    const written = await git.run(['fast-import', '--quiet'], {
      cwd,
      stdin: importStream(state.value.tip, identity, due),
      ...(signal === undefined ? {} : { signal }),
    });
    if (written.ok) return { ok: true, value: [...due.keys()] };
    if (written.reason !== 'failed') return { ok: false, reason: said(written) };
    last = said(written);
    log.info(`${notesRef} could not be written (${last}); trying again`);
  }
  return { ok: false, reason: `${notesRef} could not be written: ${last}` };
}
