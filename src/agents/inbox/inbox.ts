import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { keepWithin } from './inboxLimits.ts';
import { parseEntry, type InboxEntry } from './entry.ts';

/** Name of the inbox in the folder of a ledger. */
export const inboxFolderName = 'inbox';

/** An entry with the name by which it is set aside or removed. Names sort in the order in which agents told them. */
export interface PendingEntry {
  readonly name: string;
  readonly entry: InboxEntry;
}

/** Larger files are no entries of ours. */
const mostEntryBytes = 64 * 1024 * 1024;

/** A hook that died between writing and renaming leaves a file behind; after this time nobody will finish it. */
const abandonedAfterMs = 10 * 60 * 1000;

/** Texts that no entry names any more are kept this long, because a hook may be about to name them. */
const textsKeptMs = 60 * 60 * 1000;

/** After so many entries it is looked whether the inbox is within its limits. */
const entriesBetweenLooks = 64;

/** So many entries that could not be read are kept to be looked at. */
const mostSetAside = 20;

/** The object id that git gives a file of these bytes. */
export function blobOidOf(bytes: Uint8Array): string {
  // Loaded where it is needed: it takes a hook a third of its time.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * The folder in which hooks leave what agents tell, until it is taken into the ledger. One file an entry, which appears whole or not at all;
 * many processes may add to it at once and while it is read. All of it is readable by its owner only.
 */
export class Inbox {
  readonly folder: string;
  readonly #textFolder: string;
  readonly #asideFolder: string;
  /** Tells entries of one process apart. */
  static #sequence = 0;

  /** `folder` is made with the first entry. */
  constructor(folder: string) {
    this.folder = folder;
    this.#textFolder = path.join(folder, 'texts');
    this.#asideFolder = path.join(folder, 'set-aside');
  }

  /** Adds an entry in the place of the moment when it was told (Unix milliseconds, fractions count). Throws what the file system throws. */
  append(entry: InboxEntry, toldAtMs = entry.atMs): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const order = String(Math.floor(toldAtMs * 1000)).padStart(17, '0');
    const sequence = String(Inbox.#sequence++).padStart(4, '0');
    this.replace(`${order}-${sequence}-${process.pid}.json`, entry);
    // Looked at now and then, so that it costs a hook nothing: an inbox that somebody takes in is never that full.
    if (readdirSync(this.folder).length % entriesBetweenLooks === 0) keepWithin(this.folder, Date.now());
  }

  /** Puts an entry in the place of the one of this name. */
  replace(name: string, entry: InboxEntry): void {
    const temporary = path.join(this.folder, `.${name}`);
    writeFileSync(temporary, JSON.stringify(entry), { mode: 0o600 });
    renameSync(temporary, path.join(this.folder, name));
  }

  /** Keeps the bytes of a file and gives the name by which an entry can refer to them: the object id that git gives them. */
  keepText(bytes: Uint8Array): string {
    const id = blobOidOf(bytes);
    const file = path.join(this.#textFolder, id);
    if (existsSync(file)) {
      // What is old goes first when there is too much.
      const now = new Date();
      utimesSync(file, now, now);
      return id;
    }
    mkdirSync(this.#textFolder, { recursive: true, mode: 0o700 });
    const temporary = path.join(this.#textFolder, `.${id}-${process.pid}`);
    writeFileSync(temporary, bytes, { mode: 0o600 });
    renameSync(temporary, file);
    return id;
  }

  /** The bytes that an entry refers to; null when they are gone. */
  readText(id: string): Uint8Array | null {
    try {
      return readFileSync(path.join(this.#textFolder, id));
    } catch {
      return null;
    }
  }

  /** Every entry, in order. What is no entry is set aside. Empty where there is no inbox. */
  pending(): readonly PendingEntry[] {
    const found: PendingEntry[] = [];
    for (const name of this.#names().filter((one) => /^\d{17}-.*\.json$/.test(one))) {
      const entry = this.#read(name);
      if (entry === 'gone') continue;
      if (entry === null) this.setAside(name);
      else found.push({ name, entry });
    }
    return found;
  }

  /** Forgets entries that were taken into the ledger. */
  remove(names: readonly string[]): void {
    for (const name of names) rmSync(path.join(this.folder, name), { force: true });
  }

  /** Puts an entry out of the way that nobody can use, for `doctor` to name. */
  setAside(name: string): void {
    try {
      mkdirSync(this.#asideFolder, { recursive: true, mode: 0o700 });
      renameSync(path.join(this.folder, name), path.join(this.#asideFolder, name));
    } catch {
      // Somebody else has done it.
    }
    for (const old of this.setAsideNames().slice(0, -mostSetAside))
      rmSync(path.join(this.#asideFolder, old), { force: true });
  }

  /** The names of the entries set aside, oldest first. */
  setAsideNames(): readonly string[] {
    return namesIn(this.#asideFolder);
  }

  /** Removes what nobody needs any more: abandoned files, and texts that none of `pending` refers to. */
  tidy(pending: readonly PendingEntry[], nowMs: number): void {
    const used = new Set<string>();
    for (const { entry } of pending) {
      for (const { textId } of [...entry.states, ...(entry.tree?.files ?? [])]) if (textId !== null) used.add(textId);
    }
    const removeOld = (folder: string, name: string, afterMs: number): void => {
      const file = path.join(folder, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat?.isFile() === true && stat.mtimeMs < nowMs - afterMs) rmSync(file, { force: true });
    };
    for (const name of this.#names()) if (name.startsWith('.')) removeOld(this.folder, name, abandonedAfterMs);
    for (const name of namesIn(this.#textFolder)) if (!used.has(name)) removeOld(this.#textFolder, name, textsKeptMs);
  }

  #names(): readonly string[] {
    return namesIn(this.folder);
  }

  #read(name: string): InboxEntry | null | 'gone' {
    const file = path.join(this.folder, name);
    try {
      const stat = statSync(file);
      return stat.size > mostEntryBytes ? null : parseEntry(readFileSync(file, 'utf8'));
    } catch {
      // Another process has taken it in the meantime.
      return existsSync(file) ? null : 'gone';
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
