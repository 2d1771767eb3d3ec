import { type CancelSignal, type Git } from '../core/ports.ts';
import { passThroughHistory, type OnHistory, type WantedFile } from './historyPass.ts';
import { noShortcuts, type BlameEnd, type RevisionHistory, type Shortcuts } from './revisionHistory.ts';
import { pathsOfAi, readTouchIndex, type TouchIndex } from './touchIndex.ts';

/** So few files are asked for one by one: no plan would pay for itself. */
const plannedFromFiles = 30;

/** More bounds than this would not fit on the command line of every system. */
const mostBounds = 300;

/** What the two steps work with. */
export interface StepOptions<T> {
  readonly git: Git;
  readonly cwd: string;
  readonly history: RevisionHistory;
  readonly nowMs: () => number;
  /** Environment for blame, when it is ready. */
  readonly env: Promise<Readonly<Record<string, string>>>;
  /** Files that somebody is looking at come first. */
  readonly isUrgent: (wanted: WantedFile<T>) => boolean;
  /** A file's answer. When not `isWhole`, only AI's lines are known yet; another answer for the same file follows. */
  readonly onHistory: (...answer: [...Parameters<OnHistory<T>>, isWhole: boolean]) => void;
  /** AI's lines are exact from now on. */
  readonly onAiExact: () => void;
}

/** A plan looks at every commit; so many of them take about as long as one file's blame (measured: 0.07 ms each, and 10 ms a file, half of them spared). */
const commitsPerBlame = 100;

/** Whether so many files are worth the plan of {@link attributeInSteps}, and a commit-graph. */
export function isWorthAPlan(files: number, commits = 0): boolean {
  return files >= Math.max(plannedFromFiles, commits / commitsPerBlame);
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
  const commits = history.evidence.endOfHuman();
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
  wanted: readonly WantedFile<T>[],
  signal?: CancelSignal,
): Promise<void> {
  const { history, nowMs, onHistory, onAiExact, isUrgent } = options;
  const urgentFirst = (files: readonly WantedFile<T>[]): readonly WantedFile<T>[] => [
    ...files.filter((one) => isUrgent(one)),
    ...files.filter((one) => !isUrgent(one)),
  ];
  const wholly: OnHistory<T> = (one, carried, answer) => onHistory(one, carried, answer, true);
  if (!isWorthAPlan(wanted.length, history.evidence.commitOids().length)) {
    history.env = await options.env;
    await passThroughHistory({ history, shortcuts: noShortcuts, nowMs }, urgentFirst(wanted), wholly, signal);
    onAiExact();
    return;
  }
  const place = { git: options.git, cwd: options.cwd };
  const all = history.evidence.commitOids();
  const reach = history.evidence.reachOfAi();
  const stopAt = boundsOf(history, reach);
  const isBounded = stopAt !== null;
  const voiceOf = history.evidence.voiceOf.bind(history.evidence);
  const readTouched = (): Promise<TouchIndex | null> => readTouchIndex(place, all, voiceOf, signal);
  const end = endOfBlame(history);
  const whole = (touches: TouchIndex | null): Shortcuts => ({ stopAt: end, touches, isVague: true });
  const [ofAi, touchedEarly] = await Promise.all([
    pathsOfAi(place, reach.commits, history.evidence.aiCommits(), signal),
    isBounded ? null : readTouched(),
  ]);
  history.env = await options.env;
  // Where git could not say which files these are, all of them may be.
  const [aiFiles, others] = [wanted.filter(({ file }) => ofAi?.has(file.path) !== false), [] as WantedFile<T>[]];
  if (isBounded) {
    const shortcuts = { stopAt, touches: null, isVague: true };
    const partly: OnHistory<T> = (one, carried, answer) => onHistory(one, carried, answer, false);
    await passThroughHistory({ history, shortcuts, nowMs }, urgentFirst(aiFiles), partly, signal);
    others.push(...wanted);
  } else {
    const shortcuts = whole(touchedEarly);
    await passThroughHistory({ history, shortcuts, nowMs }, urgentFirst(aiFiles), wholly, signal);
    const done = new Set(aiFiles);
    others.push(...wanted.filter((one) => !done.has(one)));
  }
  if (signal?.aborted === true) return;
  onAiExact();
  const touches = isBounded ? await readTouched() : touchedEarly;
  if (isCancelled(signal)) return;
  const newest = new Map((touches?.newestFirst ?? []).map((path, index) => [path, index]));
  const rank = ({ file }: WantedFile<T>): number => newest.get(file.path) ?? Infinity;
  const ordered = urgentFirst([...others].sort((a, b) => Math.sign(rank(a) - rank(b)) || 0));
  await passThroughHistory({ history, shortcuts: whole(touches), nowMs }, ordered, wholly, signal);
}

/** A question of its own, since the answer may change while work is awaited. */
function isCancelled(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}
