import { type CancelSignal, type Git, type Ledger } from '../../core/ports.ts';

/** The bookmark that holds the commits up to which everything was looked at. */
const seenBookmark = 'commits.seen';

/** More commits than this at once are looked at from the newest on; the rest counts as seen. */
const mostCommits = 20_000;

/** Commits that nobody has looked at yet, and how to remember that they were. */
export interface UnseenCommits {
  /** Parents before their children. */
  readonly oids: readonly string[];
  /** Call when their logs are written. */
  readonly markSeen: () => void;
}

const decoder = new TextDecoder();

function wordsOf(bytes: Uint8Array): readonly string[] {
  return decoder
    .decode(bytes)
    .split('\n')
    .filter((word) => word !== '');
}

function readSeen(ledger: Ledger): readonly string[] {
  return (ledger.readBookmark(seenBookmark) ?? '').split(' ').filter((oid) => /^[0-9a-f]{40,64}$/.test(oid));
}

/**
 * The commits of all branches, and those that HEAD pointed at lately even if no branch has them any more, which were not there when last looked.
 * The first time, commits from before what `sinceSeconds` gives (Unix time) are passed over: nothing is known that could be in them. Null when git
 * failed or was cancelled.
 */
export async function unseenCommits(
  git: Git,
  cwd: string,
  ledger: Ledger,
  sinceSeconds: () => Promise<number>,
  signal?: CancelSignal,
): Promise<UnseenCommits | null> {
  const options = { cwd, ...(signal === undefined ? {} : { signal }) };
  const [branches, headLog] = await Promise.all([
    git.run(['for-each-ref', '--format=%(objectname)', 'refs/heads', 'refs/remotes'], options),
    git.run(['log', '-g', '--no-show-signature', '--no-notes', '--format=%H', 'HEAD', '--'], options),
  ]);
  if (!branches.ok) return null;
  // A repository without commits, or without a log of HEAD, is no failure.
  let lately = headLog.ok ? wordsOf(headLog.stdout) : [];
  if (lately.length === 0) {
    const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options);
    if (head.ok) lately = wordsOf(head.stdout);
  }
  const tips = [...new Set([...wordsOf(branches.stdout), ...lately])];
  const seen = readSeen(ledger);
  const seenSet = new Set(seen);
  const isNew = tips.some((tip) => !seenSet.has(tip));
  const markSeen = (): void => {
    if (isNew || tips.length !== seen.length) ledger.writeBookmark(seenBookmark, tips.join(' '));
  };
  if (!isNew) return { oids: [], markSeen };
  const since = seen.length === 0 ? [`--since=${Math.max(0, Math.floor(await sinceSeconds()))}`] : [];
  const listed = await git.run(
    ['rev-list', '--ignore-missing', '--topo-order', `--max-count=${mostCommits}`, ...since, '--stdin'],
    { ...options, stdin: [...tips, ...seen.map((oid) => `^${oid}`), ''].join('\n') },
  );
  if (!listed.ok) return null;
  return { oids: [...wordsOf(listed.stdout)].reverse(), markSeen };
}
