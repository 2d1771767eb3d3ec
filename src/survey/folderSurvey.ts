import { type OriginTable } from '../core/attribution/origin.ts';
import {
  type CancelSignal,
  type Clock,
  type FileSystem,
  type Git,
  type Ledger,
  type Logger,
  type Progress,
} from '../core/ports.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { FileCounts } from './fileCounts.ts';
import { type ListedFile } from './fileScope.ts';
import { commitsOfLines, linesOfFile, type FileHistory } from './fileTally.ts';
import { HistoryReader } from './historyReader.ts';
import { type HistoryState } from './historyState.ts';
import { isWorthAGraph } from './historyPlan.ts';
import { inParallel } from './inParallel.ts';
import { Listing } from './listing.ts';
import { type Place } from './locate.ts';
import { lastingProblems, oddNamesProblem, stoppedProblem, unansweredProblem } from './problems.ts';
import { type RevisionHistory } from './revisionHistory.ts';
import { type RevisionSurvey } from './revisionSurvey.ts';
import { loadStanding, storeStanding, type StandingPlace } from './standingCache.ts';
import {
  type AiLinesByCommit,
  type BlameResult,
  type LiveText,
  type RevisionStanding,
  type Survey,
  type SurveyAnswer,
  type SurveySnapshot,
} from './survey.ts';
import { noTraces } from './traceTable.ts';
import { WorkTreeCounter } from './workTreeCounter.ts';
import { writtenTallies } from './writtenTallies.ts';
import { filesOfWorkTree, isWorkTreeDirty } from './workTreeFiles.ts';

/** What a survey needs from outside. */
export interface SurveyServices {
  readonly git: Git;
  readonly files: FileSystem;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Logger;
  /** A folder for indexes that can be made again; null where nothing can be stored. */
  readonly cacheFolder: string | null;
}

/** What the person wants counted. */
export interface SurveyOptions {
  /** `YYYY-MM-DD`; null for no such day. */
  readonly noAiBefore: string | null;
  /** Glob patterns relative to the root. */
  readonly exclude: readonly string[];
}

/** Files read at once. */
const readsAtOnce = 8;

/** Listeners hear of progress at most this often. */
const snapshotEveryMs = 200;

/** Opens the survey of a place; reads nothing yet. */
export function openSurvey(services: SurveyServices, place: Place, options: SurveyOptions): Survey {
  return new FolderSurvey(services, place, options);
}

class FolderSurvey implements Survey {
  readonly root: string;
  readonly scope: string;
  readonly worktree: string;
  readonly origins: OriginTable;
  readonly #services: SurveyServices;
  readonly #place: Place;
  readonly #options: SurveyOptions;
  /** Null without git. */
  readonly #reader: HistoryReader | null;
  /** Loaded at first use: a window hardly ever asks for revisions. */
  readonly #loadRevisions: (() => Promise<RevisionSurvey>) | null = null;
  #revisions: Promise<RevisionSurvey> | null = null;
  readonly #counts = new FileCounts();
  readonly #listing: Listing;
  readonly #counter: WorkTreeCounter;
  /** Open files that a listing would not have. */
  readonly #openUnlisted = new Set<string>();
  readonly #listeners = new Set<(snapshot: SurveySnapshot) => void>();
  #state: HistoryState = { head: null, notes: null, shape: '', traces: noTraces };
  #isDirty = false;
  #isAiExact = false;
  #progress: Progress = { phase: 'listing', done: 0, total: null };
  #evidence: EvidenceSummary | null = null;
  #problems: string[];
  #snapshot: SurveySnapshot;
  #saidAtMs = 0;

  constructor(services: SurveyServices, place: Place, options: SurveyOptions) {
    const { git, files, ledger, clock } = services;
    const { root, scope } = place;
    const isRepository = place.kind === 'repository';
    this.#services = services;
    this.#place = place;
    this.#options = options;
    this.root = root;
    this.scope = scope;
    this.worktree = isRepository ? place.worktree : '';
    this.origins = ledger.origins;
    const { exclude, noAiBefore } = options;
    this.#reader = isRepository ? new HistoryReader(services, place, noAiBefore) : null;
    const onProgress = (progress: Progress): void => this.#advance(progress);
    const { origins, worktree } = this;
    const common = { git, root, scope, exclude };
    const reader = this.#reader;
    if (reader !== null) {
      const revisionServices = { ...common, clock, reader, origins, onProgress };
      this.#loadRevisions = async () => new (await import('./revisionSurvey.ts')).RevisionSurvey(revisionServices);
    }
    this.#listing = new Listing({ git, files, root, isRepository });
    const { listing, counts } = { listing: this.#listing, counts: this.#counts };
    this.#counter = new WorkTreeCounter({ ...common, files, ledger, worktree, isRepository, counts, listing });
    this.#problems = [...lastingProblems(place)];
    this.#snapshot = this.#takeSnapshot();
  }

  get snapshot(): SurveySnapshot {
    return this.#snapshot;
  }

  readonly onDidChange = (listener: (snapshot: SurveySnapshot) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async run(signal?: CancelSignal): Promise<void> {
    this.#problems = [...lastingProblems(this.#place)];
    this.#isAiExact = false;
    this.#advance({ phase: 'listing', done: 0, total: null }, true);
    if (this.#place.kind === 'repository' && this.#place.isBare) await this.#runBare(signal);
    else await this.#runWorkTree(signal);
    if (isCancelled(signal)) this.#problems.push(stoppedProblem);
    this.#advance({ phase: 'done', done: this.#counts.size, total: this.#counts.size }, true);
  }

  setLive(path: string, live: LiveText | null): void {
    if (this.#counter.setLive(path, live)) {
      this.#say(true);
      return;
    }
    const work = live === null ? this.refreshFiles([path]) : this.#loadLive(path);
    work.catch((error: unknown) => this.#services.log.error(`Could not count ${path}`, error));
  }

  async refreshFiles(paths: readonly string[]): Promise<void> {
    const { git } = this.#services;
    const inScope = paths.filter((path) => this.#counter.isInScope(path));
    for (const path of inScope) this.#openUnlisted.delete(path);
    await this.#addListed(inScope);
    const counting = inScope.filter((path) => this.#counter.files.has(path));
    if (counting.length === 0) return;
    for (const path of counting) this.#counter.touch(path);
    const history = this.#isDone ? await this.#historyAtHead() : null;
    await inParallel(counting, readsAtOnce, (path) => this.#counter.countFile(path, history));
    this.#isDirty = this.#reader !== null && (await isWorkTreeDirty(git, this.root, this.scope));
    this.#say(true);
  }

  async mayRemember(path: string): Promise<boolean> {
    return this.#counter.files.has(path) || (await this.#listing.mayRemember(path));
  }

  async blame(path: string, revision: string | null, signal?: CancelSignal): Promise<SurveyAnswer<BlameResult>> {
    if (revision !== null) return (await (await this.#openRevisions())?.blame(path, revision, signal)) ?? noRepository;
    const content = await this.#counter.contentOf(path);
    if (!content.ok) return { ok: false, reason: `${path}: ${content.reason}` };
    const { text, runs } = content;
    const history = await this.#historyForBlame(path, signal);
    const lines = linesOfFile(text, runs, history, this.origins);
    return { ok: true, value: { lines, revision: null, text, commits: commitsOfLines(text, history) } };
  }

  async standingAt(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<RevisionStanding>> {
    return (await (await this.#openRevisions())?.standingAt(revision, false, signal)) ?? noRepository;
  }

  async standingByCommit(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<RevisionStanding>> {
    return (await (await this.#openRevisions())?.standingAt(revision, true, signal)) ?? noRepository;
  }

  async aiLinesByCommit(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<AiLinesByCommit>> {
    return (await (await this.#openRevisions())?.aiLinesByCommit(revision, signal)) ?? noRepository;
  }

  async committed(
    since: string | null,
    until: string | null,
    signal?: CancelSignal,
  ): Promise<SurveyAnswer<readonly Tally[]>> {
    return (await (await this.#openRevisions())?.committed(since, until, signal)) ?? noRepository;
  }

  written(sinceDay: string | null, untilDay: string | null): readonly Tally[] {
    const { ledger } = this.#services;
    return writtenTallies(ledger, sinceDay, untilDay).filter(({ path }) => this.#counter.isInScope(path));
  }

  async #openRevisions(): Promise<RevisionSurvey | null> {
    this.#revisions ??= this.#loadRevisions?.() ?? null;
    return await this.#revisions;
  }

  async #runWorkTree(signal: CancelSignal | undefined): Promise<void> {
    if (this.#reader !== null) {
      const state = await this.#reader.state();
      if (this.#reader.opened(state) === null) this.#counter.forgetLiveHistory();
      this.#state = state;
    }
    const { head } = this.#state;
    const listed = await this.#counter.list(head, signal);
    if (listed === null) {
      if (!isCancelled(signal)) this.#problems.push('git could not list the files of this folder.');
      return;
    }
    this.#openUnlisted.clear();
    this.#isDirty = listed.isDirty;
    this.#addProblem(oddNamesProblem(listed.oddNames));
    const remembered = await loadStanding(this.#standingPlace(), this.#state);
    const open = this.#counter.restore(remembered);
    const isAsked = remembered.evidence === null || open.some((file) => file.head !== null || !file.isClean);
    const opening = head !== null && isAsked ? this.#openHistory(head, open.length, signal) : null;
    await this.#readFiles(open, signal);
    if (opening === null) {
      this.#evidence = remembered.evidence;
      this.#isAiExact = !isCancelled(signal);
      return;
    }
    const { history, env } = await opening;
    if (isCancelled(signal)) return;
    if (history === null) {
      this.#problems.push('git could not read the history; its lines count as unknown.');
      return;
    }
    this.#evidence = history.evidence.summary();
    await this.#readHistory(history, env, remembered.head, signal);
    const outside = [...remembered.entries].filter(([path]) => !this.#counter.isInScope(path));
    const entries = new Map([...outside, ...this.#counts.lasting]);
    storeStanding(this.#standingPlace(), this.#state, { entries, evidence: this.#evidence });
  }

  /** Begins to read the evidence and, for many files, to write git's index of paths: side by side, while the files are read. */
  async #openHistory(
    head: string,
    files: number,
    signal: CancelSignal | undefined,
  ): Promise<{ readonly history: RevisionHistory | null; readonly env: Promise<Readonly<Record<string, string>>> }> {
    const env = this.#reader?.graphEnv(head, isWorthAGraph(files), signal) ?? Promise.resolve({});
    const history = (await this.#reader?.open(head, this.#state, signal)) ?? null;
    return { history, env };
  }

  async #runBare(signal: CancelSignal | undefined): Promise<void> {
    this.#state = (await this.#reader?.state()) ?? this.#state;
    const answer = this.#state.head === null ? null : await this.standingAt(this.#state.head, signal);
    if (answer === null) return;
    if (!answer.ok) {
      this.#problems.push(`The repository could not be read: ${answer.reason}.`);
      return;
    }
    const { tallies, skippedPaths, evidence, problems } = answer.value;
    this.#counts.keepOnly(() => false);
    for (const tally of tallies) this.#counts.count(tally.path, tally);
    for (const [path, reason] of skippedPaths) this.#counts.skip(path, reason);
    this.#evidence = evidence;
    this.#problems.push(...problems);
    this.#isAiExact = true;
  }

  async #readFiles(open: readonly ListedFile[], signal: CancelSignal | undefined): Promise<void> {
    const total = open.length;
    let done = 0;
    // What was counted before with this very history is counted anew with it, and not without it in between.
    const isOpened = (this.#reader?.opened(this.#state) ?? null) !== null;
    await inParallel(
      open,
      readsAtOnce,
      async ({ path, head }) => {
        const isCountedSoon = isOpened && head !== null && this.#counts.isCounted(path);
        if (!isCountedSoon) await this.#counter.countFile(path, null, signal);
        this.#advance({ phase: 'reading', done: ++done, total });
      },
      signal,
    );
  }

  async #readHistory(
    history: RevisionHistory,
    env: Promise<Readonly<Record<string, string>>>,
    before: string | null,
    signal: CancelSignal | undefined,
  ): Promise<void> {
    const counter = this.#counter;
    const wanted = counter.wanted();
    const total = wanted.length;
    let done = 0;
    let unanswered = 0;
    this.#advance({ phase: 'history', done, total }, true);
    // Most looks at a folder find all as it was and read no history.
    const { attributeInSteps } = await import('./historySteps.ts');
    await attributeInSteps(
      {
        history,
        nowMs: () => this.#services.clock.nowMs(),
        env,
        before,
        isUrgent: ({ name }) => counter.isLive(name),
        onHistory: ({ name }, content, ofFile, isWhole) => {
          counter.countContent(name, content, ofFile, isWhole);
          if (isWhole) done++;
          if (isWhole && ofFile === null) unanswered++;
          this.#advance({ phase: 'history', done, total });
        },
        onAiExact: () => {
          this.#isAiExact = !isCancelled(signal);
          this.#say(true);
        },
      },
      wanted.map(({ path, head }) => ({
        name: path,
        file: head,
        open: async () => {
          const { content, revisionText } = await counter.open(path, head);
          return { revisionText, carried: content };
        },
      })),
      signal,
    );
    if (!isCancelled(signal)) this.#addProblem(unansweredProblem(unanswered));
  }

  /** Adds those of some paths that came since the listing and that it would have. */
  async #addListed(paths: readonly string[]): Promise<void> {
    const unlisted = paths.filter((path) => !this.#counter.files.has(path));
    if (unlisted.length === 0) return;
    for (const path of await this.#listing.listed(unlisted))
      if (!this.#counter.files.has(path)) this.#counter.add(path);
  }

  async #loadLive(path: string): Promise<void> {
    // Whatever is open is counted with the files that are listed.
    if (!this.#counter.isListed || !this.#counter.isInScope(path) || this.#openUnlisted.has(path)) return;
    await this.#addListed([path]);
    if (!this.#counter.files.has(path)) {
      this.#openUnlisted.add(path);
      return;
    }
    // Until the history is read, the file is counted without it and not remembered as being without.
    const isFinal = this.#isDone;
    await this.#counter.loadLive(path, isFinal ? await this.#historyAtHead() : null, isFinal);
    this.#say(true);
  }

  /** The history of the HEAD that was surveyed last; read now if the survey could do without it. */
  async #historyAtHead(): Promise<RevisionHistory | null> {
    const { head } = this.#state;
    return head === null || this.#reader === null ? null : await this.#reader.open(head, this.#state);
  }

  async #historyForBlame(path: string, signal: CancelSignal | undefined): Promise<FileHistory | null> {
    const state = await this.#reader?.state();
    if (!this.#reader || !state?.head) return null;
    const ask = { git: this.#services.git, root: this.root, scope: path, ...(signal === undefined ? {} : { signal }) };
    const isListed = state.head === this.#state.head && this.#counter.files.has(path);
    const listed = isListed ? null : await filesOfWorkTree(ask, state.head);
    const file = isListed ? this.#counter.files.get(path) : listed?.files.find((one) => one.path === path);
    if (!file?.head) return null;
    const history = await this.#reader.open(state.head, state, signal);
    return history === null ? null : await history.ofFile(file.head, null, signal);
  }

  get #isDone(): boolean {
    return this.#progress.phase === 'done';
  }

  #standingPlace(): StandingPlace {
    const { git, ledger } = this.#services;
    return { git, cwd: this.root, ledger, worktree: this.worktree, rules: this.#options };
  }

  #addProblem(problem: string | null): void {
    if (problem !== null) this.#problems.push(problem);
  }

  #advance(progress: Progress, isUrgent = false): void {
    this.#progress = progress;
    this.#say(isUrgent);
  }

  #say(isUrgent: boolean): void {
    const nowMs = this.#services.clock.nowMs();
    if (!isUrgent && nowMs - this.#saidAtMs < snapshotEveryMs) return;
    this.#saidAtMs = nowMs;
    this.#snapshot = this.#takeSnapshot();
    for (const listener of this.#listeners) listener(this.#snapshot);
  }

  #takeSnapshot(): SurveySnapshot {
    return {
      asOfMs: this.#services.clock.nowMs(),
      head: this.#state.head,
      historyKey: JSON.stringify(this.#state),
      dirty: this.#isDirty,
      hasGit: this.#place.kind === 'repository',
      standing: this.#counts.tallies,
      skipped: this.#counts.skippedByReason(),
      skippedPaths: this.#counts.skippedPaths,
      progress: this.#progress,
      isAiExact: this.#isAiExact,
      evidence: this.#evidence,
      problems: this.#problems,
    };
  }
}

const noRepository = { ok: false, reason: 'there is no git repository here' } as const;

/** A question of its own, since the answer may change while work is awaited. */
function isCancelled(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}
