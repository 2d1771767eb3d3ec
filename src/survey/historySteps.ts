import { type CancelSignal } from '../core/ports.ts';
import { blameMany } from './blame/blameMany.ts';
import { ThreadsByEnd, type ThreadSource } from './blame/blameThreads.ts';
import { type KnownCommits } from './followDown.ts';
import { FragileLines } from './fragileLines.ts';
import { fewBlamesOfGit, isWorthAPlan, isWorthThreads } from './historyPlan.ts';
import { KeptHead } from './keptHead.ts';
import { passThroughHistory, type OnHistory, type OpenWanted, type WantedFile } from './historyPass.ts';
import { noShortcuts, type BlameEnd, type RevisionHistory, type Shortcuts } from './revisionHistory.ts';
import { SeenChanges } from './seenChanges.ts';
import { pathsOfAi, touchIndexOf, type TouchIndex } from './touchIndex.ts';
import { TouchTable } from './touchTable.ts';

/** More bounds than this would not fit on the command line of every system. */
const mostBounds = 300;

/** So few files, or those that so few new commits touched, are not blamed twice: the second answer comes as soon. */
const fewBlames = 100;
const fewCommits = 300;

/** What the two steps work with. */
export interface StepOptions<T> {
  readonly history: RevisionHistory;
  readonly nowMs: () => number;
  /** Full object id of the HEAD that was looked at last; null where nothing is kept of it. */
  readonly before: string | null;
  /** Environment for blame, when it is ready. */
  readonly env: Promise<Readonly<Record<string, string>>>;
  /** Where threads that blame come from; null for none. */
  readonly threads: ThreadSource | null;
  readonly open: OpenWanted<T>;
  /** Whether a path that is not wanted may still be asked about after later commits: what is kept of it stays. */
  readonly isThere: (path: string) => boolean;
  /** Files that somebody is looking at come first. */
  readonly isUrgent: (wanted: WantedFile) => boolean;
  /** A file's answer. When not `isWhole`, only AI's lines are known yet; another answer for the same file follows. */
  readonly onHistory: (...answer: [...Parameters<OnHistory<T>>, isWhole: boolean]) => void;
  /** AI's lines are exact from now on. */
  readonly onAiExact: () => void;
}

/** Down to which commits blame must go for AI's lines to be exact; null where no bound would save much. */
export function boundsOf(
  history: RevisionHistory,
  reach: { readonly commits: ReadonlySet<string>; readonly boundary: readonly string[] },
): BlameEnd | null {
  const isHigh = reach.commits.size * 2 < history.evidence.commitOids().length;
  return isHigh && reach.boundary.length <= mostBounds ? { commits: reach.boundary, isWhole: false } : null;
}

/** Down to which commits blame must go to tell whose each line is; null where it must go to the first. */
export function endOfBlame(history: RevisionHistory): BlameEnd | null {
  const commits = history.evidence.timeBeforeAi().boundary;
  return commits.length > 0 && commits.length <= mostBounds ? { commits, isWhole: true } : null;
}

/**
 * Says whose the lines of many files are in two steps: first exactly AI's, then the finer split of the rest, what was touched last before the older.
 *
 * The first step takes the files that AI commits touched (see `pathsOfAi`) and blames them down to where the first AI commit comes into the history:
 * what is further down cannot be AI's. Where AI commits reach back through more than half of the history the bound saves little, and those files
 * are blamed once and for all. Measured with a commit-graph on vite (1,405 of 9,620 commits, 159 files): 1.8 s of CPU time with the bound, 4.8 s
 * without. A sweep through `git log -p` was measured in place of blame for many files: on git-ai (778 files) 3.7 s against 4.7 s, and it differs from blame
 * where renames cross merges. Blame it stays: the same answer by the same means everywhere, and it can be kept file by file.
 *
 * The second step blames only files that commits touched which do not say the same (see `TouchIndex.spokesmanOf`), and only down to where all commits are
 * from before AI.
 */
export async function attributeInSteps<T>(
  options: StepOptions<T>,
  wanted: readonly WantedFile[],
  signal?: CancelSignal,
): Promise<void> {
  const { history, nowMs, open, onHistory, onAiExact, isUrgent } = options;
  const urgentFirst = (files: readonly WantedFile[]): readonly WantedFile[] => [
    ...files.filter((one) => isUrgent(one)),
    ...files.filter((one) => !isUrgent(one)),
  ];
  const wholly: OnHistory<T> = (one, carried, answer) => onHistory(one, carried, answer, true);
  const { evidence } = history;
  const all = evidence.commitOids();
  const table = TouchTable.load(history.place);
  if (!isWorthAPlan(wanted.length, table.missingOf(all), all.length)) {
    history.env = await options.env;
    await passThroughHistory({ history, shortcuts: noShortcuts, nowMs, open }, urgentFirst(wanted), wholly, signal);
    onAiExact();
    return;
  }
  const reach = evidence.reachOfAi();
  const isSoon = wanted.length < fewBlames || (options.before !== null && table.missingOf(all) < fewCommits);
  const stopAt = isSoon ? null : boundsOf(history, reach);
  const isBounded = stopAt !== null;
  const end = endOfBlame(history);
  const fragile = FragileLines.load(history.place.ledger);
  const seen = SeenChanges.load(history.place.ledger, history.place.shape);
  const renamingOf = table.renamingOf.bind(table);
  const onGraph = seen.addMerges.bind(seen);
  const isWorthIt = options.threads !== null && options.before === null && isWorthThreads(wanted.length);
  const threads = isWorthIt ? new ThreadsByEnd(options.threads, { renamingOf, onGraph }, signal) : null;
  // They read what commits touched while we do; where these were read before most answers are kept, too.
  if (reach.commits.size > 0 && table.missingOf(all) === all.length)
    threads?.at({ ...history.place, env: {}, stopAt: (stopAt ?? end)?.commits ?? [] });
  const many = (commits: number): Pick<Shortcuts, 'blameMany' | 'onAnswer'> => ({
    blameMany: (place, git, stopped) => {
      const isNew = place.stopAt.includes(options.before ?? '');
      // One that git blames is fragile all over.
      const few =
        isNew || (options.before === null && wanted.length > 2 * fewBlamesOfGit(commits)) ? 0 : fewBlamesOfGit(commits);
      return blameMany(place, git, { few, threadsFor: threads?.at ?? null, renamingOf, onGraph }, stopped);
    },
    onAnswer: (file, answer) => {
      if (answer.fragile !== null) fragile.set(file, answer.fragile);
      for (const changes of answer.changes) seen.add(changes);
    },
  });
  // What takes longest after new commits are lines that stood together; git works for those while the others are looked at.
  const longestFirst = (files: readonly WantedFile[]): readonly WantedFile[] =>
    options.before === null
      ? files
      : [...files].sort((a, b) => fragile.countOf(b.file.path) - fragile.countOf(a.file.path));
  try {
    let kept: Promise<KeptHead | null> | null = null;
    const whole = async (touches: TouchIndex | null): Promise<Shortcuts> => {
      if (touches !== null) kept ??= openKept(history, options.before, { table, end, fragile, seen }, signal);
      return { stopAt: end, touches, isVague: true, kept: await kept, ...many(all.length) };
    };
    const readTouched = async (): Promise<TouchIndex | null> => {
      if (!(await table.read(all, signal))) return null;
      table.store(all);
      return touchIndexOf(table, all, evidence.voiceOf.bind(evidence));
    };
    const touchedEarly = isBounded ? null : await readTouched();
    const isRead = await table.read(reach.commits, signal);
    const ofAi = isRead ? pathsOfAi(table, reach.commits, evidence.aiCommits()) : null;
    history.env = await options.env;
    // Where git could not say which files these are, all of them may be.
    const [aiFiles, others] = [wanted.filter(({ file }) => ofAi?.has(file.path) !== false), [] as WantedFile[]];
    if (isBounded) {
      const shortcuts = { stopAt, touches: null, isVague: true, ...many(reach.commits.size) };
      const partly: OnHistory<T> = (one, carried, answer) => onHistory(one, carried, answer, false);
      await passThroughHistory({ history, shortcuts, nowMs, open }, urgentFirst(aiFiles), partly, signal);
      others.push(...wanted);
    } else {
      const shortcuts = await whole(touchedEarly);
      await passThroughHistory({ history, shortcuts, nowMs, open }, urgentFirst(longestFirst(aiFiles)), wholly, signal);
      const done = new Set(aiFiles);
      others.push(...wanted.filter((one) => !done.has(one)));
    }
    if (signal?.aborted === true) return;
    onAiExact();
    const touches = isBounded ? await readTouched() : touchedEarly;
    if (isCancelled(signal)) return;
    const rank = ({ file }: WantedFile): number => touches?.rankOf(file.path) ?? Infinity;
    const newestFirst = [...others].sort((a, b) => Math.sign(rank(a) - rank(b)) || 0);
    const ordered = urgentFirst(longestFirst(newestFirst));
    await passThroughHistory({ history, shortcuts: await whole(touches), nowMs, open }, ordered, wholly, signal);
    const wantedPaths = new Set(wanted.map(({ file }) => file.path));
    const isThere = (path: string): boolean => wantedPaths.has(path) || options.isThere(path);
    fragile.store(isThere);
    seen.store(isThere);
    evidence.storeRecords();
  } finally {
    threads?.end();
  }
}

/** What is known of the history that the earlier HEAD has. */
interface KeptParts {
  readonly table: TouchTable;
  readonly end: BlameEnd | null;
  readonly fragile: FragileLines;
  readonly seen: SeenChanges;
}

/** What is kept of the HEAD that was looked at last; null where that is no commit of this history. */
async function openKept(
  history: RevisionHistory,
  before: string | null,
  { table, end, fragile, seen }: KeptParts,
  signal: CancelSignal | undefined,
): Promise<KeptHead | null> {
  const { evidence } = history;
  const all = evidence.commitOids();
  if (before === null || before === history.revision || !all.includes(before)) return null;
  const commits = evidence.commitsOf(before);
  const own = all.filter((oid) => commits.has(oid));
  const touches = touchIndexOf(table, own, evidence.voiceOf.bind(evidence));
  const isBeforeAi = evidence.timeBeforeAi().has;
  const ranks = new Map(all.map((oid, index) => [oid, index]));
  const known: KnownCommits = {
    parentsOf: (commit) => evidence.parentsOf(commit),
    isEnd: (commit) => end !== null && isBeforeAi(commit),
    mayTouch: (commit, path) => table.mayTouch(commit, path),
    mayBeRenamed: (commit, path) => table.mayBeRenamed(commit, path),
    rankOf: (commit) => ranks.get(commit) ?? Infinity,
    seen,
  };
  return await KeptHead.open({ history, before, commits, touches, end, isBeforeAi, fragile, known }, signal);
}

/** A question of its own, since the answer may change while work is awaited. */
function isCancelled(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}
