import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type CancelSignal,
  type Git,
  type GitOptions,
  type GitResult,
  type Ledger,
  type Logger,
} from '../../core/ports.ts';
import { type RepositoryPlace } from '../locate.ts';
import { notesRef } from '../noteList.ts';
import { type ObjectDialogue } from '../objectDialogue.ts';
import { readRefFiles } from '../refFiles.ts';

/** The bookmark that holds the commits up to which everything was looked at. */
const seenBookmark = 'commits.seen';

/** The last stash; its log has those before it. */
const stashRef = 'refs/stash';

/** The refs that are looked at, and the folders of them. */
const tipRefs = [notesRef, 'refs/heads', 'refs/remotes', stashRef];

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

function linesOf(bytes: Uint8Array): readonly string[] {
  return decoder
    .decode(bytes)
    .split('\n')
    .filter((line) => line !== '');
}

function readSeen(ledger: Ledger): readonly string[] {
  return (ledger.readBookmark(seenBookmark) ?? '').split(' ').filter((oid) => /^[0-9a-f]{40,64}$/.test(oid));
}

/** A line of the log of HEAD. */
interface HeadMove {
  readonly oid: string;
  /** `Name <address>` of whoever moved it. */
  readonly by: string;
  /** Whether a commit was made there and then. */
  readonly isMade: boolean;
}

/** What refs and the log of HEAD name. */
export interface CommitTips {
  /** Where the notes ref points; null where there is none. */
  readonly notesTip: string | null;
  /** The commits of all branches, those that HEAD pointed at lately even if no branch has them any more, and the stashes, which are commits, too. */
  readonly tips: readonly string[];
  /** Where HEAD was, from the newest place on; empty where git keeps that in no file. */
  readonly headLog: readonly HeadMove[];
}

/** Reads {@link CommitTips}. Null when git failed or was cancelled. */
export async function readTips(
  git: Git,
  { root: cwd, gitDir, commonDir }: Pick<RepositoryPlace, 'root' | 'gitDir' | 'commonDir'>,
  signal?: CancelSignal,
): Promise<CommitTips | null> {
  const options = { cwd, ...(signal === undefined ? {} : { signal }) };
  const refs = readRefFiles(commonDir, tipRefs) ?? (await askRefs(git, options));
  if (refs === null) return null;
  const tips = new Set<string>();
  for (const [name, oid] of refs) {
    if (name !== notesRef) tips.add(oid);
    if (name === stashRef) for (const stash of readLog(commonDir, stashRef)) tips.add(stash.oid);
  }
  const headLog = readLog(gitDir, 'HEAD');
  let lately: readonly string[] = headLog.map(({ oid }) => oid);
  if (lately.length === 0) {
    const listed = await git.run(
      ['log', '-g', '--no-show-signature', '--no-notes', '--format=%H', 'HEAD', '--'],
      options,
    );
    // A repository without commits, or without a log of HEAD, is no failure.
    if (listed.ok) lately = linesOf(listed.stdout);
  }
  if (lately.length === 0) {
    const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options);
    if (head.ok) lately = linesOf(head.stdout);
  }
  for (const oid of lately) tips.add(oid);
  return { notesTip: refs.get(notesRef) ?? null, tips: [...tips], headLog };
}

async function askRefs(git: Git, options: GitOptions): Promise<ReadonlyMap<string, string> | null> {
  const listed = await git.run(['for-each-ref', '--format=%(objectname) %(refname)', ...tipRefs], options);
  if (!listed.ok) return null;
  return new Map(
    linesOf(listed.stdout).map((line) => {
      const [oid = '', name = ''] = line.split(' ');
      return [name, oid];
    }),
  );
}

/** The log of a ref in the form in which git keeps it as a file, from the newest entry on. There may be none, as with `reftable`. */
function readLog(folder: string, ref: string): readonly HeadMove[] {
  let text: string;
  try {
    text = readFileSync(path.join(folder, 'logs', ref), 'utf8');
  } catch {
    return [];
  }
  const moves: HeadMove[] = [];
  const entries = /^[0-9a-f]+ ([0-9a-f]{40,64}) ([^\t\n]*) \d+ [-+]\d+(?:\t(commit\b)?.*)?$/gm;
  for (const [, oid = '', by = '', commit] of text.matchAll(entries))
    if (!/^0+$/.test(oid)) moves.push({ oid, by, isMade: commit !== undefined });
  return moves.reverse();
}

/** What {@link unseenCommits} needs. */
export interface UnseenServices {
  readonly git: Git;
  readonly cwd: string;
  readonly objects: ObjectDialogue;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/**
 * The commits of the tips that were not there when last looked. The first time, commits from before what `sinceSeconds` gives (Unix time) are passed
 * over: nothing is known that could be in them. Tips that cannot be read are named and left out. Null when git failed or was cancelled.
 */
export async function unseenCommits(
  { git, cwd, objects, ledger, log }: UnseenServices,
  { tips, headLog }: CommitTips,
  sinceSeconds: () => Promise<number>,
  signal?: CancelSignal,
): Promise<UnseenCommits | null> {
  const seen = readSeen(ledger);
  const seenSet = new Set(seen);
  const fresh = tips.filter((tip) => !seenSet.has(tip));
  const markSeen = (): void => {
    if (fresh.length > 0 || tips.length !== seen.length) ledger.writeBookmark(seenBookmark, tips.join(' '));
  };
  if (fresh.length === 0) return { oids: [], markSeen };
  const inSequence = await sequenceOf(objects, fresh, seenSet, headLog);
  if (inSequence !== null) return { oids: inSequence, markSeen };
  const since = seen.length === 0 ? [`--since=${Math.max(0, Math.floor(await sinceSeconds()))}`] : [];
  const list = async (from: readonly string[], without: ReadonlySet<string>): Promise<GitResult> =>
    await git.run(['rev-list', '--ignore-missing', '--topo-order', `--max-count=${mostCommits}`, ...since, '--stdin'], {
      cwd,
      stdin: [...from, ...seen.map((oid) => `^${oid}`), '']
        .filter((line) => !without.has(line.replace('^', '')))
        .join('\n'),
      ...(signal === undefined ? {} : { signal }),
    });
  const name = (oid: string, why: string): void => log.warn(`The new commits up to ${oid} are passed over: ${why}`);
  let broken = fresh.length > mostChecked ? new Set<string>() : await brokenOf(objects, fresh);
  for (const oid of broken) name(oid, isBroken);
  let listed = await list(tips, broken);
  if (!listed.ok && listed.reason === 'failed') {
    // Something is damaged that was seen, or that one of the tips comes from: the others are looked at all the same.
    broken = new Set([...broken, ...(await brokenOf(objects, seen))]);
    for (const oid of fresh.slice(0, mostChecked)) {
      if (broken.has(oid)) continue;
      const own = await list([oid], broken);
      if (own.ok) continue;
      if (own.reason !== 'failed') return null;
      broken.add(oid);
      name(oid, own.stderr.trim().split('\n').at(-1) ?? isBroken);
    }
    listed = await list(fresh, broken);
  }
  if (!listed.ok) return null;
  return { oids: [...linesOf(listed.stdout)].reverse(), markSeen };
}

/** So many tips are looked at one by one before git is asked what they lead to. */
const mostChecked = 100;

const isBroken = 'it is missing or damaged';

/** Those of the commits that git cannot read. */
async function brokenOf(objects: ObjectDialogue, oids: readonly string[]): Promise<Set<string>> {
  const broken = new Set<string>();
  await objects.read(oids, (object, index) => {
    if (object === null) broken.add(oids[index] ?? '');
  });
  return broken;
}

/** So many commits are put in order without git. */
const mostInSequence = 20;

/**
 * The new commits, parents before children, where they are what was committed in this work tree since last looked, one after the other, and nothing else
 * happened: then git need not be asked what is new. Null where that is not so.
 */
async function sequenceOf(
  objects: ObjectDialogue,
  fresh: readonly string[],
  seen: ReadonlySet<string>,
  headLog: readonly HeadMove[],
): Promise<readonly string[] | null> {
  const lastSeen = headLog.findIndex(({ oid }) => seen.has(oid));
  const since = headLog.slice(0, Math.max(0, lastSeen));
  const made = new Set(since.map(({ oid }) => oid));
  if (since.length > mostInSequence || since.some(({ isMade }) => !isMade) || fresh.some((oid) => !made.has(oid)))
    return null;
  const parentsOf = new Map<string, readonly string[]>();
  await objects.read(fresh, (object, index) => {
    if (object?.type !== 'commit') return;
    const [header = ''] = decoder.decode(object.content).split('\n\n', 1);
    const parents = Array.from(header.matchAll(/^parent ([0-9a-f]+)$/gm), ([, oid = '']) => oid);
    parentsOf.set(fresh[index] ?? '', parents);
  });
  const ordered = new Set<string>();
  for (let left = fresh; left.length > 0;) {
    const next = left.filter((oid) => parentsOf.get(oid)?.every((parent) => seen.has(parent) || ordered.has(parent)));
    if (next.length === 0) return null;
    for (const oid of next) ordered.add(oid);
    left = left.filter((oid) => !ordered.has(oid));
  }
  return [...ordered];
}
