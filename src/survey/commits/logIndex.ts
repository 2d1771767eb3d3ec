import { deserialize, serialize } from 'node:v8';
import { type CancelSignal, type Git, type Ledger, type Logger } from '../../core/ports.ts';
import { linesOfLog } from '../linesOfLog.ts';
import { type ObjectDialogue } from '../objectDialogue.ts';
import { type NotesState } from './notesRef.ts';

/** A commit that has a log. */
export interface RecordedCommit {
  readonly oid: string;
  readonly noteOid: string;
  /** Unix time. */
  readonly committedAtSeconds: number;
}

/** More logs than this are read from the newest on. */
const mostLogs = 3_000;

/** Lines that turn up at another path are looked for in so many of the newest logs, and at so many paths of the same file name. */
const newestLogs = 20;
const mostNamesakes = 20;

/** Notes above this size are left alone: the largest that is known of a real commit has some hundred kilobytes. */
const mostNoteBytes = 16 * 1024 * 1024;

/** What no tree of git has. */
const noPathOfATree = /^\/|(?:^|\/)\.{0,2}(?:\/|$)|[\0\n]/;

/** The name of the index in the ledger's cache, and the number of its form. */
const cacheName = 'commits.logs';
const formVersion = 1;

interface IndexedLog extends RecordedCommit {
  /** Which files the log speaks of; null where it was not read, because there are many newer ones. */
  readonly paths: readonly string[] | null;
}

/** The form in which the index is kept. */
interface Row {
  readonly version: number;
  readonly oids: readonly string[];
  readonly noteOids: readonly string[];
  readonly times: Float64Array;
  readonly pathNames: readonly string[];
  /** How many paths each log has; -1 where it was not read. */
  readonly pathCounts: Int32Array;
  readonly paths: Uint32Array;
}

const decoder = new TextDecoder();

/**
 * Which logs speak of which files, from the oldest commit to the newest. What was read once is kept in the ledger's cache, since logs do not change: a sync
 * reads those that came since. It can be made again from git at any time.
 */
export class LogIndex {
  readonly #logs: readonly IndexedLog[];
  #byPath: ReadonlyMap<string, readonly RecordedCommit[]> | null = null;
  #pathsByName: ReadonlyMap<string, readonly string[]> | null = null;
  #newestPaths: readonly string[] | null = null;

  private constructor(logs: readonly IndexedLog[]) {
    this.#logs = logs;
  }

  /** Reads what the ledger does not know of these notes yet, and remembers it. What cannot be read is logged and left out. Null when git failed or was cancelled. */
  static async read(
    objects: ObjectDialogue,
    ledger: Pick<Ledger, 'readCache' | 'writeCache'>,
    log: Logger,
    notes: NotesState,
    list: () => Promise<readonly RecordedCommit[] | null>,
  ): Promise<LogIndex | null> {
    const known = new Map(unpack(ledger.readCache(cacheName)).map((one) => [one.oid, one]));
    const kept = [...known.values()].filter(({ oid, noteOid }) => notes.noteOidByCommit.get(oid) === noteOid);
    if (kept.length === notes.noteOidByCommit.size && kept.length === known.size) return new LogIndex(kept);
    const fresh = [...notes.noteOidByCommit].filter(([oid, noteOid]) => known.get(oid)?.noteOid !== noteOid);
    const listed = known.size > 0 && fresh.length <= fewCommits ? await withFresh(objects, kept, fresh) : await list();
    if (listed === null) return null;
    const newest = new Set(listed.slice(-mostLogs));
    const due = [...newest].filter(({ oid, noteOid }) => {
      const one = known.get(oid);
      return one?.noteOid !== noteOid || one.paths === null;
    });
    const pathsOf = new Map<RecordedCommit, readonly string[] | null>();
    const isRead = await objects.read(
      due.map(({ noteOid }) => noteOid),
      (object, index) => {
        const commit = due[index];
        if (commit !== undefined) pathsOf.set(commit, pathsIn(object?.content ?? null, commit.oid, log));
      },
    );
    if (!isRead) return null;
    const logs = listed.flatMap((commit): readonly IndexedLog[] => {
      const { noteOid } = commit;
      const before = known.get(commit.oid);
      const paths = pathsOf.get(commit) ?? (before?.noteOid === noteOid ? before.paths : null);
      // What is missing may come yet.
      return paths === null && newest.has(commit) ? [] : [{ ...commit, paths }];
    });
    if (due.length > 0 || logs.length !== known.size) ledger.writeCache(cacheName, pack(logs));
    return new LogIndex(logs);
  }

  /** The commits whose logs speak of a path. */
  of(path: string): readonly RecordedCommit[] {
    if (this.#byPath === null) {
      const byPath = new Map<string, RecordedCommit[]>();
      for (const log of this.#logs) {
        for (const one of log.paths ?? []) {
          const commits = byPath.get(one);
          if (commits === undefined) byPath.set(one, [log]);
          else commits.push(log);
        }
      }
      this.#byPath = byPath;
    }
    return this.#byPath.get(path) ?? [];
  }

  /** So many paths that logs speak of, those of the newest logs first. */
  newestPaths(most: number): readonly string[] {
    const newest = new Set<string>();
    for (let index = this.#logs.length - 1; index >= 0 && newest.size < most; index--)
      for (const one of this.#logs[index]?.paths ?? []) newest.add(one);
    return [...newest].slice(0, most);
  }

  /** Other paths at which a file may have been: those of its name in any folder, and those that the newest logs name. */
  pathsElsewhere(path: string): readonly string[] {
    if (this.#pathsByName === null) {
      const byName = new Map<string, string[]>();
      for (const one of new Set(this.#logs.flatMap(({ paths }) => paths ?? []))) {
        const name = fileName(one);
        const paths = byName.get(name);
        if (paths === undefined) byName.set(name, [one]);
        else paths.push(one);
      }
      this.#pathsByName = byName;
    }
    const namesakes = this.#pathsByName.get(fileName(path)) ?? [];
    this.#newestPaths ??= [...new Set(this.#logs.slice(-newestLogs).flatMap(({ paths }) => paths ?? []))];
    return [...new Set([...namesakes.slice(-mostNamesakes), ...this.#newestPaths])].filter((one) => one !== path);
  }
}

/** The times of so many commits are read one by one. */
const fewCommits = 64;

/** These commits in their order with those that came since; which do not exist are left out. Null when git failed or was cancelled. */
async function withFresh(
  objects: ObjectDialogue,
  kept: readonly RecordedCommit[],
  fresh: readonly (readonly [oid: string, noteOid: string])[],
): Promise<readonly RecordedCommit[] | null> {
  const commits = [...kept];
  const isRead = await objects.read(
    fresh.map(([oid]) => oid),
    (object, index) => {
      const [oid = '', noteOid = ''] = fresh[index] ?? [];
      const header = object?.type === 'commit' ? decoder.decode(object.content) : '';
      const [, at] = /^committer .* (\d+) [-+]\d+$/m.exec(header) ?? [];
      if (at !== undefined) commits.push({ oid, noteOid, committedAtSeconds: Number(at) });
    },
  );
  return isRead ? commits.sort((a, b) => a.committedAtSeconds - b.committedAtSeconds) : null;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Null where there is no log to read. */
function pathsIn(content: Uint8Array | null, oid: string, log: Logger): readonly string[] | null {
  if (content === null || content.length > mostNoteBytes) {
    log.warn(`The authorship log of ${oid} is ${content === null ? 'missing' : 'too large'}`);
    return content === null ? null : [];
  }
  const { complaints, rangesByPath } = linesOfLog(content);
  if (complaints.length > 0) log.warn(`The authorship log of ${oid}: ${complaints.slice(0, 3).join('; ')}`);
  // git takes such a path as relative to the folder it runs in, or as an error that ends everything.
  return [...rangesByPath.keys()].filter((path) => !noPathOfATree.test(path));
}

/** The commits of these notes that still exist, from the oldest to the newest. Null when git failed or was cancelled. */
export async function listRecorded(
  git: Git,
  cwd: string,
  { noteOidByCommit }: NotesState,
  signal?: CancelSignal,
): Promise<readonly RecordedCommit[] | null> {
  if (noteOidByCommit.size === 0) return [];
  const result = await git.run(['rev-list', '--no-walk=sorted', '--timestamp', '--ignore-missing', '--stdin'], {
    cwd,
    stdin: [...noteOidByCommit.keys(), ''].join('\n'),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!result.ok) return null;
  const newestFirst = decoder
    .decode(result.stdout)
    .split('\n')
    .flatMap((line) => {
      const [at, oid = ''] = line.split(' ');
      const noteOid = noteOidByCommit.get(oid);
      return noteOid === undefined ? [] : [{ oid, noteOid, committedAtSeconds: Number(at) }];
    });
  return newestFirst.reverse();
}

function pack(logs: readonly IndexedLog[]): Uint8Array {
  const indexOf = new Map<string, number>();
  const paths: number[] = [];
  for (const log of logs) {
    for (const path of log.paths ?? []) {
      let index = indexOf.get(path);
      if (index === undefined) indexOf.set(path, (index = indexOf.size));
      paths.push(index);
    }
  }
  const row: Row = {
    version: formVersion,
    oids: logs.map(({ oid }) => oid),
    noteOids: logs.map(({ noteOid }) => noteOid),
    times: Float64Array.from(logs, ({ committedAtSeconds }) => committedAtSeconds),
    pathNames: [...indexOf.keys()],
    pathCounts: Int32Array.from(logs, (log) => log.paths?.length ?? -1),
    paths: Uint32Array.from(paths),
  };
  return serialize(row);
}

function unpack(bytes: Uint8Array | null): readonly IndexedLog[] {
  if (bytes === null) return [];
  try {
    const { version, oids, noteOids, times, pathNames, pathCounts, paths } = deserialize(bytes) as Row;
    if (version !== formVersion) return [];
    let at = 0;
    return oids.map((oid, index) => {
      const count = pathCounts[index] ?? -1;
      const own = count < 0 ? null : Array.from(paths.subarray(at, at + count), (path) => pathNames[path] ?? '');
      at += Math.max(0, count);
      return { oid, noteOid: noteOids[index] ?? '', committedAtSeconds: times[index] ?? 0, paths: own };
    });
  } catch {
    // Damaged, or of another version: git is read.
    return [];
  }
}
