import { createHash } from 'node:crypto';
import { type CancelSignal, type Git, type Ledger } from '../core/ports.ts';
import { commitMarkRules, markOfCommit, type CommitMark } from '../core/records/commitMarks.ts';
import { CommitLinks } from './commitLinks.ts';
import { detached } from './detached.ts';
import { loadCommits, storeCommits, type KeptCommits } from './keptCommits.ts';
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

/** So few commits beyond the kept ones are sooner read again than all of them written. */
const fewNewCommits = 64;

/** Stands for the rules by which marks were read, and for the form in which they are kept. */
export const markRulesKey: string = createHash('sha1').update(`2 ${commitMarkRules}`).digest('hex');

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
  const kept = { ...place, rules: markRulesKey };
  const known = loadCommits(kept);
  if (known?.head === revision) return { table: joinedTable(new Map(), known, revision), keep: null };
  const since = known === null ? null : await scanCommits(place, [revision, `^${known.head}`], onRead, signal);
  const newCommits = since?.size ?? 0;
  const joined = known === null || since === null ? null : joinedTable(since, known, revision);
  const read = joined ?? (await scanCommits(place, [revision], onRead, signal));
  if (read === null) return null;
  const table = withRevertedMarks(read);
  const isWorthKeeping = joined === null || newCommits >= fewNewCommits;
  return { table, keep: isKept && isWorthKeeping ? () => storeCommits(kept, revision, table) : null };
}

/** Gives commits that bring back what was taken back the marks of those whose lines these are. */
function withRevertedMarks(table: CommitTable): CommitTable {
  const marked: [string, TableCommit][] = [];
  for (const [oid, commit] of table) {
    if (commit.reverts === null) continue;
    const mark = markByReverting(commit, (other) => table.get(other));
    if (mark !== commit.mark) marked.push([oid, { ...commit, mark }]);
  }
  return marked.length === 0 ? table : new Map([...table, ...marked]);
}

/** All commits of a revision: to those that are newer than the kept head it adds those that this head has, and leaves out what the revision cannot reach. */
function joinedTable(newer: Map<string, TableCommit>, kept: KeptCommits, revision: string): CommitTable {
  // Where the head came before one that is newer, so did all that it has.
  let isBehind = kept.head === revision;
  for (const { parents } of newer.values()) isBehind ||= parents.includes(kept.head);
  kept.addTo(newer);
  if (isBehind) return newer;
  const reachable = new CommitLinks(newer).reachableFrom(revision);
  for (const oid of [...newer.keys()]) if (!reachable.has(oid)) newer.delete(oid);
  return newer;
}

const fieldsPerCommit = 11;

async function scanCommits(
  { git, cwd }: CommitPlace,
  revisions: readonly string[],
  onRead: (commits: number) => void,
  signal: CancelSignal | undefined,
): Promise<Map<string, TableCommit> | null> {
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
