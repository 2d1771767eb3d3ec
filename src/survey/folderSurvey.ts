import { setTimeout as delay } from 'node:timers/promises';
import { type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal, type Progress } from '../core/ports.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { FileCounts } from './fileCounts.ts';
import { type ListedFile } from './fileScope.ts';
import { commitsOfLines, linesOfFile } from './fileTally.ts';
import { begunThreads, readHistory, type Opening } from './historyReading.ts';
import { historyAtHead } from './historyAtHead.ts';
import { HistoryReader } from './historyReader.ts';
import {
  isWorthAGraph,
  isWorthAThread,
  isWorthAThreadElsewhere,
  isWorthThreads,
  mayHaveNoHistory,
} from './historyPlan.ts';
import { inOneGo } from './inOneGo.ts';
import { inParallel } from './inParallel.ts';
import { answeredNow } from './keptAnswers.ts';
import { Listing } from './listing.ts';
import { type Place } from './locate.ts';
import {
  lastingProblems,
  oddNamesProblem,
  stoppedAnswer,
  stoppedProblem,
  unansweredProblem,
  unreadProblem,
} from './problems.ts';
import { Recounts } from './recounts.ts';
import { type RevisionHistory } from './revisionHistory.ts';
import { type RevisionSurvey } from './revisionSurvey.ts';
import { SameHistory } from './sameHistory.ts';
import { loadStanding, storeStanding, type Standing, type StandingPlace } from './standingCache.ts';
import { type StandingEntry } from './standingRows.ts';
import {
  type AiLinesByCommit,
  type BlameResult,
  type CommittedShare,
  type LiveText,
  type RevisionStanding,
  type Survey,
  type SurveyAnswer,
  type SurveySnapshot,
} from './survey.ts';
import { threadsOf, type SurveyOptions, type SurveyServices } from './surveyServices.ts';
import { SurveyNews } from './surveyNews.ts';
import { WorkTreeCounter } from './workTreeCounter.ts';
import { writtenTallies } from './writtenTallies.ts';
import { isWorkTreeDirty } from './workTreeFiles.ts';

/** Files read at once. */
const readsAtOnce = 8;

/** Files are counted without the evidence only where it takes longer to read than this: they are counted once more with it. */
const mostMsUncounted = 400;

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
  readonly #news: SurveyNews;
  readonly #recounts: Recounts;
  /** Files are closed many at a time. */
  readonly #countClosed = inOneGo<string>((paths) => this.refreshFiles(paths));
  #isReadingFiles = false;
  /** What {@link keep} has to do. */
  #unkept: (() => void)[] = [];

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
    const onProgress = (progress: Progress): void => this.#news.advance(progress);
    const { origins, worktree } = this;
    const common = { git, root, scope, exclude };
    const reader = this.#reader;
    if (reader !== null) {
      const threads = threadsOf(services);
      const revisionServices = { ...common, clock, reader, origins, onProgress, threads };
      this.#loadRevisions = async () => new (await import('./revisionSurvey.ts')).RevisionSurvey(revisionServices);
    }
    this.#listing = new Listing({ git, files, root, isRepository });
    const { listing, counts } = { listing: this.#listing, counts: this.#counts };
    this.#counter = new WorkTreeCounter({ ...common, files, ledger, worktree, isRepository, counts, listing });
    const nowMs = (): number => clock.nowMs();
    this.#recounts = new Recounts({
      counter: this.#counter,
      openHistory: async () => await this.#historyAtHead(),
      nowMs,
    });
    this.#news = new SurveyNews({ hasGit: isRepository, nowMs, counts, problems: lastingProblems(place) });
  }

  get snapshot(): SurveySnapshot {
    return this.#news.snapshot;
  }

  readonly onDidChange = (listener: (snapshot: SurveySnapshot) => void): (() => void) => this.#news.listen(listener);

  async run(signal?: CancelSignal): Promise<void> {
    this.keep();
    this.#recounts.begin();
    this.#news.problems = [...lastingProblems(this.#place)];
    this.#news.isAiExact = false;
    this.#news.advance({ phase: 'listing', done: 0, total: null }, true);
    if (this.#place.kind === 'repository' && this.#place.isBare) await this.#runBare(signal);
    else await this.#runWorkTree(signal);
    await this.#recounts.catchUp(signal);
    if (isCancelled(signal)) this.#news.problems.push(stoppedProblem);
    this.#news.advance({ phase: 'done', done: this.#counts.size, total: this.#counts.size }, true);
  }

  keep(): void {
    for (const one of this.#unkept.splice(0)) one();
  }

  setLive(path: string, live: LiveText | null): void {
    if (this.#counter.setLive(path, live)) {
      this.#news.say(true);
      return;
    }
    const work = live === null ? this.#countClosed(path) : this.#loadLive(path);
    work.catch((error: unknown) => this.#services.log.error(`Could not count ${path}`, error));
  }

  async refreshFiles(paths: readonly string[]): Promise<void> {
    const { git } = this.#services;
    const inScope = paths.filter((path) => this.#counter.isInScope(path));
    for (const path of inScope) this.#openUnlisted.delete(path);
    await this.#addListed(inScope);
    const counting = inScope.filter((path) => this.#counter.files.has(path));
    if (counting.length === 0) return;
    if (!this.#news.isDone) await this.#recounts.later(counting);
    else if (!(await this.#recounts.now(counting))) return;
    this.#news.isDirty = this.#reader !== null && (await isWorkTreeDirty(git, this.root, this.scope));
    this.#news.say(true);
  }

  async mayRemember(path: string): Promise<boolean> {
    return this.#counter.files.has(path) || (await this.#listing.mayRemember(path));
  }

  async blame(path: string, revision: string | null, signal?: CancelSignal): Promise<SurveyAnswer<BlameResult>> {
    const lasting = lastingProblems(this.#place);
    if (revision !== null) {
      const answer = (await (await this.#openRevisions())?.blame(path, revision, signal)) ?? this.#noRepository();
      if (!answer.ok) return answer;
      return { ok: true, value: { ...answer.value, problems: [...lasting, ...answer.value.problems] } };
    }
    const content = await this.#counter.contentOf(path);
    if (!content.ok) return { ok: false, reason: `${path}: ${content.reason}` };
    const { text, runs } = content;
    const listed = (head: string): ListedFile | undefined =>
      head === this.#news.state.head ? this.#counter.files.get(path) : undefined;
    const place = { git: this.#services.git, root: this.root, reader: this.#reader, listed };
    const { ofFile, problem } = await historyAtHead(place, path, signal);
    if (isCancelled(signal)) return { ok: false, reason: stoppedAnswer };
    const lines = linesOfFile(text, runs, ofFile, this.origins);
    const problems = problem === null ? lasting : [...lasting, problem];
    return { ok: true, value: { lines, revision: null, text, commits: commitsOfLines(text, ofFile), problems } };
  }

  async standingAt(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<RevisionStanding>> {
    return (await (await this.#openRevisions())?.standingAt(revision, false, signal)) ?? this.#noRepository();
  }

  async standingByCommit(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<RevisionStanding>> {
    return (await (await this.#openRevisions())?.standingAt(revision, true, signal)) ?? this.#noRepository();
  }

  async aiLinesByCommit(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<AiLinesByCommit>> {
    return (await (await this.#openRevisions())?.aiLinesByCommit(revision, signal)) ?? this.#noRepository();
  }

  async committed(
    since: string | null,
    until: string | null,
    signal?: CancelSignal,
  ): Promise<SurveyAnswer<CommittedShare>> {
    return (await (await this.#openRevisions())?.committed(since, until, signal)) ?? this.#noRepository();
  }

  written(sinceDay: string | null, untilDay: string | null): readonly Tally[] {
    const { ledger } = this.#services;
    return writtenTallies(ledger, sinceDay, untilDay).filter(({ path }) => this.#counter.isInScope(path));
  }

  #noRepository(): { readonly ok: false; readonly reason: string } {
    const why = this.#place.kind === 'folder' ? this.#place.problem : null;
    return { ok: false, reason: why ?? 'there is no git repository here' };
  }

  async #openRevisions(): Promise<RevisionSurvey | null> {
    this.#revisions ??= this.#loadRevisions?.() ?? null;
    return await this.#revisions;
  }

  async #runWorkTree(signal: CancelSignal | undefined): Promise<void> {
    if (this.#reader !== null) {
      const state = await this.#reader.state();
      if (this.#reader.opened(state) === null) this.#counter.forgetLiveHistory();
      this.#news.state = state;
    }
    const { head } = this.#news.state;
    const loading = loadStanding(this.#standingPlace(), this.#news.state);
    // After new commits it is clear that history is asked: all is begun while git lists the files.
    const early = loading.then((known) =>
      head === null || known.answersFrom === 'none' || known.evidence !== null
        ? null
        : this.#openHistory(head, known, known.touched.size, signal),
    );
    const listed = await this.#counter.list(head, signal);
    if (listed === null) {
      void (await early)?.threads?.then((threads) => threads.end());
      if (!isCancelled(signal)) this.#news.problems.push('git could not list the files of this folder.');
      return;
    }
    this.#openUnlisted.clear();
    this.#news.isDirty = listed.isDirty;
    this.#news.addProblem(oddNamesProblem(listed.oddNames));
    const remembered = await loading;
    const open = this.#counter.restore(remembered);
    const mayDoWithout = remembered.evidence !== null && mayHaveNoHistory(open);
    if (mayDoWithout) await this.#readFiles(open, signal);
    const isAsked = !mayDoWithout || this.#counter.wanted().length > 0;
    const begun = await early;
    const opening =
      begun ?? (head !== null && isAsked ? this.#openHistory(head, remembered, open.length, signal) : null);
    // Threads begin as soon as the evidence is read; that all files are read first would keep them waiting.
    if (begun === null && opening?.threads)
      await Promise.race([opening.history, delay(mostMsUncounted, null, { ref: false })]);
    const counting = mayDoWithout ? Promise.resolve() : this.#readFiles(open, signal);
    if (opening === null) {
      await counting;
      if (!isCancelled(signal)) this.#news.addProblem(unansweredProblem(this.#counter.unreadCount));
      this.#news.evidence = remembered.evidence;
      this.#news.isAiExact = !isCancelled(signal);
      return;
    }
    try {
      const history = await opening.history;
      if (history !== null && !isCancelled(signal)) {
        this.#news.evidence = history.evidence.summary();
        const work = { services: this.#services, counter: this.#counter, news: this.#news };
        this.#unkept.push(await readHistory(work, history, opening, counting, signal));
      } else {
        history?.evidence.keepCommits();
        await counting;
        if (!isCancelled(signal)) this.#news.problems.push(unreadProblem);
        return;
      }
    } finally {
      void opening.threads?.then((threads) => threads.end());
    }
    this.#counter.letGo();
    this.#recounts.add(this.#counter.takeOpened());
    const [place, { state, evidence }] = [this.#standingPlace(), this.#news];
    const answered = answeredNow(isCancelled(signal) ? null : head, this.scope, remembered.answered);
    this.#unkept.push(() => storeStanding(place, state, this.#lasting(remembered), { evidence, answered }));
  }

  /** What the next survey may rely on, outside of the scope, too. */
  *#lasting({ entries }: Standing): Iterable<readonly [string, StandingEntry]> {
    for (const entry of this.scope === '' ? [] : (entries ?? [])) if (!this.#counter.isInScope(entry[0])) yield entry;
    yield* this.#counter.lasting();
  }

  /** Begins to read the evidence while the files are read, and for many files that nobody looked at before to start threads that blame them. */
  #openHistory(
    head: string,
    { answersFrom, before, touched }: Standing,
    files: number,
    signal: CancelSignal | undefined,
  ): Opening {
    let env: Promise<Readonly<Record<string, string>>> | null = null;
    const isElsewhere = answersFrom === 'elsewhere';
    const mayWrite = before === null && !isElsewhere && isWorthAGraph(files);
    const openEnv: Opening['openEnv'] = () =>
      (env ??= this.#reader?.graphEnv(head, mayWrite, signal) ?? Promise.resolve({}));
    const source = threadsOf(this.#services);
    const isWorth = isElsewhere ? isWorthAThreadElsewhere : before === null ? isWorthThreads : isWorthAThread;
    const paths = [...touched].filter((path) => this.#counter.mayCount(path));
    const same = this.#standingPlace().same;
    const after = before === null ? null : { cwd: this.root, head, before, paths, same };
    const threads = source !== null && isWorth(files) ? begunThreads(source, after, signal) : null;
    // Most of what is asked then git is asked about.
    if (threads === null && answersFrom === 'none') void openEnv();
    const tell = (commits: number, isUrgent = false): void => {
      if (!this.#isReadingFiles) this.#news.advance({ phase: 'evidence', done: commits, total: null }, isUrgent);
    };
    tell(0, true);
    const open = (): Promise<RevisionHistory | null> =>
      this.#reader?.openOnly(head, this.#news.state, signal, tell) ?? Promise.resolve(null);
    // After new commits a thread has most of the work: it is to be there before this one is busy with what is kept.
    const history = threads !== null && before !== null ? threads.then(open) : open();
    return { before, isElsewhere, history, openEnv, threads };
  }

  async #runBare(signal: CancelSignal | undefined): Promise<void> {
    this.#news.state = (await this.#reader?.state()) ?? this.#news.state;
    const answer = this.#news.state.head === null ? null : await this.standingAt(this.#news.state.head, signal);
    if (answer === null) return;
    if (!answer.ok) {
      this.#news.problems.push(`The repository could not be read: ${answer.reason}.`);
      return;
    }
    this.#counts.take(answer.value);
    this.#news.evidence = answer.value.evidence;
    this.#news.problems.push(...answer.value.problems);
    this.#news.isAiExact = true;
  }

  async #readFiles(open: readonly ListedFile[], signal: CancelSignal | undefined): Promise<void> {
    const total = open.length;
    let done = 0;
    this.#isReadingFiles = true;
    // What was counted before with this very history is counted anew with it, and not without it in between.
    const isOpened = (this.#reader?.opened(this.#news.state) ?? null) !== null;
    await inParallel(
      open,
      readsAtOnce,
      async ({ path, head }) => {
        const isCountedSoon = isOpened && head !== null && this.#counts.isCounted(path);
        if (!isCountedSoon) await this.#counter.countFile(path, null, signal);
        this.#news.advance({ phase: 'reading', done: ++done, total });
      },
      signal,
    );
    this.#isReadingFiles = false;
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
    const isFinal = this.#news.isDone;
    await this.#counter.loadLive(path, isFinal ? await this.#historyAtHead() : null, isFinal);
    this.#news.say(true);
  }

  /** The history of the HEAD that was surveyed last; read now if the survey could do without it. */
  async #historyAtHead(): Promise<RevisionHistory | null> {
    const { head } = this.#news.state;
    return head === null || this.#reader === null ? null : await this.#reader.open(head, this.#news.state);
  }

  #standingPlace(): StandingPlace {
    const { git, ledger } = this.#services;
    const same = this.#reader?.sameHistory(this.#news.state) ?? new SameHistory(git, this.root);
    return { git, cwd: this.root, ledger, worktree: this.worktree, scope: this.scope, same, rules: this.#options };
  }
}

/** A question of its own, since the answer may change while work is awaited. */
function isCancelled(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}
