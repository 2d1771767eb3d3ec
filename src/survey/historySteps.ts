import { type CancelSignal } from '../core/ports.ts';
import { blameMany } from './blame/blameMany.ts';
import { ThreadsByEnd, type ThreadListener, type ThreadSource } from './blame/blameThreads.ts';
import { type BlameAnswer } from './blameFile.ts';
import { type Reach } from './commitLinks.ts';
import { endsOf, type PackedGraph } from './blame/packedGraph.ts';
import { fragileFirst, mostViewedFirst, newestFirst, type ViewsOf } from './fileOrder.ts';
import { type RevisionFile, type RevisionFiles } from './fileScope.ts';
import { FragileLines } from './fragileLines.ts';
import { boundsOf, endOfBlame, placeOf } from './historyBounds.ts';
import { fewBlamesOfGit, isWorthAPlan, isWorthThreads } from './historyPlan.ts';
import { type KeptHead } from './keptHead.ts';
import { filesAt, openKept } from './openKept.ts';
import { passThroughHistory, type OnHistory, type OpenWanted, type WantedFile } from './historyPass.ts';
import { readNearCommits, type NearCommits } from './nearCommits.ts';
import { noShortcuts, type BlameEnd, type RevisionHistory, type Shortcuts } from './revisionHistory.ts';
import { type LineSearch } from './movedLines.ts';
import { SeenChanges } from './seenChanges.ts';
import { isSurelyBlamed, pathsOfAi, pathsTouchedBy, touchIndexOf, type TouchIndex } from './touchIndex.ts';
import { TouchReading } from './touchReading.ts';
import { TouchTable } from './touchTable.ts';

/** So few files, or those that so few new commits touched, are not blamed twice: the second answer comes as soon. */
const fewBlames = 100;
const fewCommits = 300;

/** More side branches are compared when they are asked about. */
const mostEnds = 4;

/** What the two steps work with. */
export interface StepOptions<T> {
  readonly history: RevisionHistory;
  readonly nowMs: () => number;
  /** Full object id of the earlier HEAD from which most answers are kept (see `KeptAnswers`); null for none. */
  readonly before: string | null;
  /** HEAD did not go on but elsewhere, to another branch or back: what most files have in common with another HEAD was kept, and these are the others. */
  readonly isElsewhere: boolean;
  /** Gives the environment for blame, with git's index, which is written where that is worth it. */
  readonly openEnv: () => Promise<Readonly<Record<string, string>>>;
  /** Threads that blame, where many files are expected that nobody looked at; null for none. Somebody else ends them. */
  readonly threads: ThreadsByEnd | null;
  readonly open: OpenWanted<T>;
  /** Whether a path that is not wanted may still be asked about after later commits: what is kept of it stays. */
  readonly isThere: (path: string) => boolean;
  /** What is looked at most comes first. */
  readonly viewsOf: ViewsOf;
  /** So many more files are attributed from now on: all that is needed for it was read. As for {@link onHistory}. */
  readonly onBegin: (files: number, isWhole: boolean) => void;
  /** A file's answer. When not `isWhole`, only AI's lines are known yet; another answer for the same file follows. */
  readonly onHistory: (...answer: [...Parameters<OnHistory<T>>, isWhole: boolean]) => void;
  /** AI's lines are exact from now on. */
  readonly onAiExact: () => void;
}

/** As `readNearCommits`. */
export async function readNewCommits(...asked: Parameters<typeof readNearCommits>): Promise<NearCommits | null> {
  return await readNearCommits(...asked);
}

/** Full object ids of a HEAD and of the one that was looked at last, and where git runs. */
export interface NewCommits {
  readonly cwd: string;
  readonly head: string;
  readonly before: string;
  /** Paths that commits touched since then and that may count. */
  readonly paths: readonly string[];
  /** What the commits since then did; null for threads to read it. */
  readonly graph: PackedGraph | null;
}

/** Starts threads that blame, for {@link StepOptions.threads}. Of new commits they read at once what these touched, and blame it before somebody asks. */
export function startThreads(source: ThreadSource, after: NewCommits | null, signal?: CancelSignal): ThreadsByEnd {
  const threads = new ThreadsByEnd(source, after !== null, signal);
  if (after !== null)
    threads.begin({ cwd: after.cwd, revision: after.head, env: {}, stopAt: [after.before] }, after.paths, after.graph);
  return threads;
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
 *
 * Gives what keeps for the next look what was found out, which takes a while that nobody need wait for.
 */
export async function attributeInSteps<T>(
  options: StepOptions<T>,
  wantedSoon: Promise<readonly WantedFile[]>,
  signal?: CancelSignal,
): Promise<() => void> {
  const { history, nowMs, before, open, onHistory, onAiExact, viewsOf, threads } = options;
  const all = history.evidence.commitOids();
  const table = TouchTable.load(history.place);
  const missing = table.missingOf(all);
  const reach = history.evidence.reachOfAi();
  const [bounds, end] = [boundsOf(history, reach), endOfBlame(history)];
  // They begin while the files are read; where what commits touched was read before most answers are kept, too.
  if (missing === all.length) threads?.at(placeOf(history, reach.commits.size > 0 ? (bounds ?? end) : end));
  const filesBefore = before === null ? null : filesAt(history, before, signal);
  const wanted = await wantedSoon;
  if (isWorthAPlan(wanted.length, missing, all.length)) {
    return await new TwoSteps(options, { table, reach, bounds, end, filesBefore }, wanted, signal).run();
  }
  history.openEnv = options.openEnv;
  const wholly: OnHistory<T> = (one, carried, answer) => onHistory(one, carried, answer, true);
  const shortcuts = noShortcuts;
  options.onBegin(wanted.length, true);
  await passThroughHistory({ history, shortcuts, nowMs, open }, mostViewedFirst(wanted, viewsOf), wholly, signal);
  onAiExact();
  return () => undefined;
}

/** What {@link TwoSteps} goes by. */
interface Plan {
  readonly table: TouchTable;
  /** As in `HistoryEvidence`. */
  readonly reach: Reach;
  /** Where blame may end in the first step, and in the second one. */
  readonly bounds: BlameEnd | null;
  readonly end: BlameEnd | null;
  /** Those of the earlier HEAD, null where git failed; null where there is none. */
  readonly filesBefore: Promise<RevisionFiles | null> | null;
}

/** {@link attributeInSteps} of files that are worth a plan. */
class TwoSteps<T> {
  readonly #options: StepOptions<T>;
  readonly #plan: Plan;
  readonly #wanted: readonly WantedFile[];
  readonly #signal: CancelSignal | undefined;
  /** The newest come first. */
  readonly #all: readonly string[];
  readonly #aiCommits: ReadonlySet<string>;
  readonly #fragile: FragileLines;
  #loadedSeen: SeenChanges | null = null;
  readonly #answers: (readonly [file: RevisionFile, Pick<BlameAnswer, 'fragile' | 'changes'>])[] = [];
  #isDone = false;
  readonly #reading: TouchReading;
  readonly #threads: ThreadsByEnd | null;
  /** Whether nothing was read before of what commits touched. */
  readonly #isCold: boolean;
  /** Where the first step ends above the second one. */
  readonly #stopAt: BlameEnd | null;
  #kept: Promise<KeptHead | null> | null = null;
  #ofAi: ReadonlySet<string> | null = null;

  constructor(options: StepOptions<T>, plan: Plan, wanted: readonly WantedFile[], signal: CancelSignal | undefined) {
    const { history, before, isElsewhere, threads } = options;
    this.#options = options;
    this.#plan = plan;
    this.#wanted = wanted;
    this.#signal = signal;
    this.#all = history.evidence.commitOids();
    this.#aiCommits = history.evidence.aiCommits();
    this.#fragile = FragileLines.load(history.place.ledger);
    this.#reading = new TouchReading(plan.table, signal);
    this.#threads = before !== null || isElsewhere || isWorthThreads(wanted.length) ? threads : null;
    this.#threads?.listen(this.#listener);
    const missing = plan.table.missingOf(this.#all);
    this.#isCold = missing === this.#all.length;
    const isSoon = wanted.length < fewBlames || ((before !== null || isElsewhere) && missing < fewCommits);
    this.#stopAt = isSoon ? null : plan.bounds;
  }

  /** As {@link attributeInSteps}. */
  async run(): Promise<() => void> {
    await this.#blameAll();
    return () => this.#keep();
  }

  async #blameAll(): Promise<void> {
    const { history, onAiExact, openEnv } = this.#options;
    if (this.#stopAt === null) {
      history.openEnv = openEnv;
      const isSure = (early: TouchIndex, path: string): boolean =>
        this.#touchedByAi().has(path) && isSurelyBlamed(early, path);
      const choose = (others: readonly WantedFile[], known: TouchIndex | null): readonly WantedFile[] =>
        this.#wanted.length < fewBlames ? others : others.filter(this.#mayBeOfAi(known !== null));
      const { known, blamed } = await this.#blameWholly(this.#wanted, isSure, choose);
      if (this.#isCancelled()) return;
      onAiExact();
      const others = this.#wanted.filter((one) => !blamed.has(one));
      await this.#pass(await this.#shortcuts(known), this.#longestFirst(newestFirst(others, known)), true);
    } else {
      await this.#blameAiOnly(this.#stopAt);
      if (this.#isCancelled()) return;
      history.openEnv = openEnv;
      onAiExact();
      await this.#blameWholly(this.#wanted, isSurelyBlamed, newestFirst);
    }
    this.#isDone = true;
  }

  #keep(): void {
    const { history, isThere: mayBeAsked } = this.#options;
    this.#takeAnswers();
    history.flush();
    if (!this.#isDone) return;
    const wanted = new Set(this.#wanted.map(({ file }) => file.path));
    const isThere = (path: string): boolean => wanted.has(path) || mayBeAsked(path);
    this.#fragile.store(isThere);
    this.#loadedSeen?.store(isThere);
    history.evidence.storeRecords();
  }

  /** Takes in what the next look will ask of answers. */
  #takeAnswers(): void {
    for (const [file, { fragile, changes }] of this.#answers.splice(0)) {
      if (fragile !== null) this.#fragile.set(file, fragile);
      for (const one of changes) this.#seen.add(one);
    }
  }

  /** The first step where it ends above the second one: only whose AI's lines are. */
  async #blameAiOnly(stopAt: BlameEnd): Promise<void> {
    const commits = [...this.#plan.reach.commits];
    const isBegun = await this.#reading.begin(commits, await this.#graph(stopAt));
    const touched = isBegun ? this.#touchedByAi() : new Set<string>();
    const keptEnd = this.#plan.end;
    const shortcuts = { stopAt, keptEnd, touches: null, isVague: true, ...this.#many(commits.length) };
    const later = async (): Promise<void> => {
      const isOfAi = this.#mayBeOfAi(await this.#reading.rest(commits));
      const others = this.#wanted.filter((one) => !touched.has(one.file.path) && isOfAi(one));
      await this.#pass(shortcuts, others, false);
    };
    const sure = this.#wanted.filter(({ file }) => touched.has(file.path));
    await Promise.all([this.#pass(shortcuts, sure, false), later()]);
  }

  /**
   * Blames files for good: at once those of which it is sure by the newest commits that blame must be asked, and as soon as all is known those of the others that are
   * then chosen. Gives what is known then.
   */
  async #blameWholly(
    files: readonly WantedFile[],
    isSure: (early: TouchIndex, path: string) => boolean,
    choose: (others: readonly WantedFile[], known: TouchIndex | null) => readonly WantedFile[],
  ): Promise<{ readonly known: TouchIndex | null; readonly blamed: ReadonlySet<WantedFile> }> {
    // What was kept of an earlier HEAD can only be used when all is known.
    const early = this.#options.before === null ? await this.#newestTouches() : null;
    const sure = new Set(early === null ? [] : files.filter(({ file }) => isSure(early, file.path)));
    const blamed = new Set(sure);
    const later = async (): Promise<TouchIndex | null> => {
      const known = await this.#allTouches();
      const chosen = choose(
        files.filter((one) => !sure.has(one)),
        known,
      );
      for (const one of chosen) blamed.add(one);
      await this.#pass(await this.#shortcuts(known), this.#longestFirst(chosen), true);
      return known;
    };
    const soon = this.#pass(await this.#shortcuts(null), newestFirst([...sure], early), true);
    const [known] = await Promise.all([later(), soon]);
    return { known, blamed };
  }

  async #pass(shortcuts: Shortcuts, files: readonly WantedFile[], isWhole: boolean): Promise<void> {
    const { history, nowMs, open, onHistory, onBegin } = this.#options;
    if (files.length === 0) return;
    onBegin(files.length, isWhole);
    const take: OnHistory<T> = (one, carried, answer) => onHistory(one, carried, answer, isWhole);
    const ordered = mostViewedFirst(files, this.#options.viewsOf);
    const isFlushedLater = this.#options.before !== null;
    // After new commits threads have been at these files for a while.
    const isOnThreads = this.#threads !== null && !isFlushedLater;
    const options = { history, shortcuts, nowMs, open, isFlushedLater, isOnThreads };
    await passThroughHistory(options, ordered, take, this.#signal);
  }

  /** What the newest commits touched; from what it may have been renamed is not known yet. Null when git failed or was cancelled. */
  async #newestTouches(): Promise<TouchIndex | null> {
    const { end } = this.#plan;
    const { has } = this.#options.history.evidence.timeBeforeAi();
    const newest = end === null ? this.#all : this.#all.filter((oid) => !has(oid));
    const isBegun = await this.#reading.begin(newest, await this.#graph(end));
    return isBegun ? this.#indexOf(newest) : null;
  }

  /** What all commits touched. Null when git failed or was cancelled. */
  async #allTouches(): Promise<TouchIndex | null> {
    const graph = await this.#newGraph();
    if (graph !== null && !(await this.#reading.begin(this.#all, graph))) return null;
    if (!(await this.#reading.rest(this.#all))) return null;
    this.#plan.table.store(this.#all);
    return this.#indexOf(this.#all);
  }

  #indexOf(commits: readonly string[]): TouchIndex {
    const { evidence } = this.#options.history;
    return touchIndexOf(this.#plan.table, commits, evidence.voiceOf.bind(evidence));
  }

  /** What threads read of what commits touched, if they are to blame down to there. */
  async #graph(stopAt: BlameEnd | null): Promise<PackedGraph | null> {
    if (!this.#isCold || this.#threads === null) return null;
    return await this.#threads.at(placeOf(this.#options.history, stopAt)).graph;
  }

  /** What new commits did, where it is at hand or soon read. */
  async #newGraph(): Promise<PackedGraph | null> {
    const { before, history } = this.#options;
    if (before === null) return null;
    return (await history.same.newCommits(before, history.revision))?.graph ?? null;
  }

  async #shortcuts(touches: TouchIndex | null): Promise<Shortcuts> {
    const { history, before } = this.#options;
    const { table, end, filesBefore } = this.#plan;
    const openText = async (blobOid: string): Promise<LineSearch | null> =>
      (await this.#threads?.openText(blobOid)) ?? null;
    const parts = { table, end, fragile: this.#fragile, seen: () => this.#seen, openText, filesBefore };
    if (touches !== null) this.#kept ??= openKept(history, before, parts, this.#signal);
    return { stopAt: end, touches, isVague: true, kept: await this.#kept, ...this.#many(this.#all.length) };
  }

  /** Loaded when it is first of use: while threads work, as a rule. */
  get #seen(): SeenChanges {
    const { ledger, shape } = this.#options.history.place;
    return (this.#loadedSeen ??= SeenChanges.load(ledger, shape));
  }

  get #listener(): ThreadListener {
    return {
      renamingOf: this.#reading.renamingOf,
      onGraph: (graph) => {
        this.#seen.addMerges(graph);
        this.#compareEnds(graph);
      },
    };
  }

  /** Begins to ask what will be asked: lines that came down to a side branch of the earlier HEAD are looked up in its files, as far as these are the same. */
  #compareEnds(graph: PackedGraph): void {
    const { before, history } = this.#options;
    if (before === null || this.#plan.filesBefore === null) return;
    const isBeforeAi = history.evidence.timeBeforeAi().has;
    const others = endsOf(graph).filter((oid) => oid !== before && !isBeforeAi(oid));
    for (const oid of others.slice(0, mostEnds)) void history.same.touchedBetween(oid, before);
  }

  #many(commits: number): Pick<Shortcuts, 'blameMany' | 'onAnswer'> {
    const { before, isElsewhere } = this.#options;
    // Each of few files that were kept otherwise has changed much, as a rule: git takes long for it.
    const isForThreads = isElsewhere && this.#threads !== null;
    return {
      blameMany: (place, git, signal) => {
        const isNew = place.stopAt.includes(before ?? '');
        const few = fewBlamesOfGit(commits);
        // One that git blames is fragile all over.
        const isMany = isNew || (before === null && (isForThreads || this.#wanted.length > 2 * few));
        // After new commits these alone are what threads were begun with; of the rest little is asked.
        const threadsFor = isNew || before === null ? (this.#threads?.at ?? null) : null;
        const graphOf = async (): Promise<PackedGraph | null> => (isNew ? await this.#newGraph() : null);
        const how = { few: isMany ? 0 : few, threadsFor, graphOf, ...this.#listener };
        return blameMany(place, git, how, signal);
      },
      onAnswer: (file, { fragile, changes }) => {
        this.#answers.push([file, { fragile, changes }]);
        // After new commits they are few; of a whole history they would be much to hold.
        if (before === null) this.#takeAnswers();
      },
    };
  }

  /** Where git could not say which files may have lines of AI's, all of them may. */
  #mayBeOfAi(isRead: boolean): (wanted: WantedFile) => boolean {
    const { table, reach } = this.#plan;
    const ofAi = isRead ? pathsOfAi(table, reach.commits, this.#aiCommits) : null;
    return ({ file }) => ofAi?.has(file.path) !== false;
  }

  /** What takes longest after new commits are lines that stood together. */
  #longestFirst(files: readonly WantedFile[]): readonly WantedFile[] {
    return this.#options.before === null ? files : fragileFirst(files, this.#fragile);
  }

  #touchedByAi(): ReadonlySet<string> {
    return (this.#ofAi ??= pathsTouchedBy(this.#plan.table, this.#aiCommits));
  }

  #isCancelled(): boolean {
    return this.#signal?.aborted === true;
  }
}
