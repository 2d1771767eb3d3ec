import { createHash } from 'node:crypto';
import { type CancelSignal, type Git, type Ledger } from '../core/ports.ts';
import { commitMarkRules, markOfCommit, type CommitMark } from '../core/records/commitMarks.ts';
import { detached } from './detached.ts';
import { isNumbers, isStrings, readPacked, writePacked } from './packed.ts';
import { markByReverting, revertedBy } from './revertedMarks.ts';

/** What one pass over the history finds out about a commit. */
export interface TableCommit {
  /** Full object ids, in git's order. */
  readonly parents: readonly string[];
  readonly mark: CommitMark;
  /** Full object id of the commit that this one says to take back; null for most. */
  readonly reverts: string | null;
  readonly authoredAtSeconds: number;
  readonly committedAtSeconds: number;
  /** `Name <address>`, by the `.mailmap` of the work tree. */
  readonly author: string;
}

/** Commits by full object id; the newest come first where they were read at once. */
export type CommitTable = ReadonlyMap<string, TableCommit>;

/** Where the commits are read. */
export interface CommitPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly ledger: Pick<Ledger, 'readCache' | 'writeCache'>;
  /** As in `HistoryState`. */
  readonly shape: string;
}

const cacheName = 'commits';

/** So few commits beyond the kept ones are sooner read again than all of them written. */
const fewNewCommits = 64;

/** Stands for the rules by which marks were read, and for the form in which they are kept. */
export const markRulesKey: string = createHash('sha1').update(`2 ${commitMarkRules}`).digest('hex');

/** The commits reachable from one of a table. Parents that are not in the table, beyond the end of a shallow clone, are left out. */
export function reachableFrom(table: CommitTable, tip: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [tip];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    const commit = table.get(oid);
    if (commit === undefined || seen.has(oid)) continue;
    seen.add(oid);
    open.push(...commit.parents);
  }
  return seen;
}

/** The children of each commit of a table that has some. */
export function childrenOf(table: CommitTable): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const [oid, { parents }] of table) {
    for (const parent of parents) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [oid]);
      else known.push(oid);
    }
  }
  return children;
}

/** The given commits and all that come after them, by {@link childrenOf}. */
export function withDescendants(
  children: ReadonlyMap<string, readonly string[]>,
  oids: Iterable<string>,
): ReadonlySet<string> {
  const found = new Set(oids);
  const open = [...found];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    for (const child of children.get(oid) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      open.push(child);
    }
  }
  return found;
}

/** The commits just below a set that is closed upwards: the parents of its members that do not belong to it. */
export function boundaryOf(table: CommitTable, oids: ReadonlySet<string>): readonly string[] {
  const boundary = new Set<string>();
  for (const oid of oids)
    for (const parent of table.get(oid)?.parents ?? []) if (!oids.has(parent)) boundary.add(parent);
  return [...boundary];
}

/** Commits as they were read, and what keeps them for the next look; null where they need not be kept. */
export interface CommitReading {
  readonly table: CommitTable;
  readonly keep: (() => void) | null;
}

/**
 * The commits that a revision can reach. What an earlier look found is kept in the ledger, so that only new commits are read; with `isKept` this look can be
 * kept in its place, unless it found hardly more. `onRead` is told how many were read so far. Null when git failed or was cancelled.
 */
export async function readCommits(
  place: CommitPlace,
  revision: string,
  isKept: boolean,
  onRead: (commits: number) => void,
  signal?: CancelSignal,
): Promise<CommitReading | null> {
  const known = loadCommits(place);
  if (known?.head === revision) return { table: known.table, keep: null };
  const since = known === null ? null : await scanCommits(place, [revision, `^${known.head}`], onRead, signal);
  const joined = known === null || since === null ? null : onlyReachable(join(since, known.table), revision);
  const read = joined ?? (await scanCommits(place, [revision], onRead, signal));
  if (read === null) return null;
  const table = withRevertedMarks(read);
  const isWorthKeeping = joined === null || (since?.size ?? 0) >= fewNewCommits;
  return { table, keep: isKept && isWorthKeeping ? () => storeCommits(place, revision, table) : null };
}

/** Gives commits that bring back what was taken back the marks of those whose lines these are. */
function withRevertedMarks(table: CommitTable): CommitTable {
  const marked = new Map(table);
  for (const [oid, commit] of table) {
    if (commit.reverts === null) continue;
    const mark = markByReverting(commit, (other) => table.get(other));
    if (mark !== commit.mark) marked.set(oid, { ...commit, mark });
  }
  return marked;
}

function join(newer: CommitTable, older: CommitTable): CommitTable {
  return new Map([...newer, ...older]);
}

function onlyReachable(table: CommitTable, revision: string): CommitTable {
  const reachable = reachableFrom(table, revision);
  return reachable.size === table.size ? table : new Map([...table].filter(([oid]) => reachable.has(oid)));
}

const fieldsPerCommit = 11;

async function scanCommits(
  { git, cwd }: CommitPlace,
  revisions: readonly string[],
  onRead: (commits: number) => void,
  signal: CancelSignal | undefined,
): Promise<CommitTable | null> {
  const commits = new Map<string, TableCommit>();
  const decoder = new TextDecoder();
  const names = new Map<string, string>();
  const nameOf = (name: string): string => {
    let own = names.get(name);
    if (own === undefined) names.set((own = detached(name)), own);
    return own;
  };
  let fields: string[] = [];
  let rest = '';
  const take = (field: string): void => {
    fields.push(field);
    if (fields.length < fieldsPerCommit) return;
    const [oid = '', parents = '', authorName = '', authorAddress = '', committerName = '', committerAddress = ''] =
      fields;
    const [at = '', committedAt = '', mappedName = '', mappedAddress = '', message = ''] = fields.slice(6);
    fields = [];
    const authoredAtSeconds = Number(at);
    const facts = { authorName, authorAddress, committerName, committerAddress, authoredAtSeconds, message };
    commits.set(nameOf(oid.trim()), {
      parents: parents === '' ? [] : parents.split(' ').map(nameOf),
      mark: markOfCommit(facts),
      reverts: revertedBy(message),
      authoredAtSeconds,
      committedAtSeconds: Number(committedAt),
      author: nameOf(`${mappedName} <${mappedAddress}>`),
    });
  };
  const format = '--format=tformat:%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%at%x00%ct%x00%aN%x00%aE%x00%B';
  const result = await git.run(['log', '-z', '--no-show-signature', '--no-notes', format, ...revisions, '--'], {
    cwd,
    ...(signal === undefined ? {} : { signal }),
    onStdout: (chunk) => {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) take(part);
      onRead(commits.size);
    },
  });
  return result.ok ? commits : null;
}

/** Numbers things of few kinds by their first occurrence. */
class Numbering<T> {
  readonly items: T[] = [];
  readonly #numberOf = new Map<string, number>();

  of(item: T, key: string): number {
    let number = this.#numberOf.get(key);
    if (number === undefined) this.#numberOf.set(key, (number = this.items.push(item) - 1));
    return number;
  }
}

function storeCommits({ ledger, shape }: CommitPlace, head: string, table: CommitTable): void {
  const oids = [...table.keys()];
  const numberOf = new Map(oids.map((oid, index) => [oid, index]));
  const authors = new Numbering<string>();
  const marks = new Numbering<CommitMark>();
  const rows = [...table.values()].map(({ parents, authoredAtSeconds, committedAtSeconds, author, mark }) => [
    authoredAtSeconds,
    committedAtSeconds,
    authors.of(author, author),
    marks.of(mark, JSON.stringify(mark)),
    ...parents.map((parent) => numberOf.get(parent)).filter((number) => number !== undefined),
  ]);
  const [authorList, markList] = [authors.items, marks.items];
  writePacked(ledger, cacheName, {
    rules: markRulesKey,
    shape,
    head,
    oids,
    rows,
    authors: authorList,
    marks: markList,
    reverts: Object.fromEntries([...table].flatMap(([oid, { reverts }]) => (reverts === null ? [] : [[oid, reverts]]))),
  });
}

function loadCommits({ ledger, shape }: CommitPlace): { readonly head: string; readonly table: CommitTable } | null {
  const packed = readPacked(ledger, cacheName);
  if (packed?.['rules'] !== markRulesKey || packed['shape'] !== shape) return null;
  const { head, oids, rows, authors, marks, reverts } = packed;
  if (typeof head !== 'string' || !isStrings(oids) || !isStrings(authors)) return null;
  if (!Array.isArray(rows) || rows.length !== oids.length || !Array.isArray(marks)) return null;
  if (typeof reverts !== 'object' || reverts === null) return null;
  const revertsOf = new Map<string, unknown>(Object.entries(reverts));
  const table = new Map<string, TableCommit>();
  for (const [index, oid] of oids.entries()) {
    const row: unknown = rows[index];
    if (!isNumbers(row)) return null;
    const [authoredAtSeconds = NaN, committedAtSeconds = NaN, author = -1, mark = -1, ...parents] = row;
    table.set(oid, {
      authoredAtSeconds,
      committedAtSeconds,
      reverts: (revertsOf.get(oid) as string | undefined) ?? null,
      author: authors[author] ?? '',
      // The checksum says that we wrote it.
      mark: (marks[mark] ?? { kind: 'none' }) as CommitMark,
      parents: parents.map((parent) => oids[parent] ?? ''),
    });
  }
  return { head, table };
}
