import { type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal, type Clock, type Git, type Progress } from '../core/ports.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { blameMany } from './blame/blameMany.ts';
import { ThreadsByEnd, type ThreadSource } from './blame/blameThreads.ts';
import { committedTallies } from './committedLines.ts';
import { committedRange } from './committedRange.ts';
import { countByReason } from './fileCounts.ts';
import { filesOfRevision, linguistAttributes, type Ask, type RevisionFiles } from './fileScope.ts';
import { commitsOfLines, linesOfFile } from './fileTally.ts';
import { type HistoryReader } from './historyReader.ts';
import { type HistoryState } from './historyState.ts';
import { fewBlamesOfGit, isWorthAGraph, isWorthThreads } from './historyPlan.ts';
import { boundsOf, endOfBlame } from './historyBounds.ts';
import { oddNamesProblem, stoppedAnswer, unansweredProblem, unreadCommitsProblem } from './problems.ts';
import { noShortcuts, type RevisionHistory, type Shortcuts } from './revisionHistory.ts';
import { readBlobText } from './revisionTexts.ts';
import { skippedOfRevision, tallyRevision, type RevisionShare } from './revisionShare.ts';
import { skipByPath } from './skipRules.ts';
import {
  type AiLinesByCommit,
  type BlameResult,
  type CommittedShare,
  type RevisionStanding,
  type SurveyAnswer,
} from './survey.ts';
import { pathsOfAi, touchIndexOf } from './touchIndex.ts';
import { TouchTable } from './touchTable.ts';

/** What {@link RevisionSurvey} works with. */
export interface RevisionSurveyServices {
  readonly git: Git;
  readonly clock: Clock;
  readonly reader: HistoryReader;
  readonly origins: OriginTable;
  readonly root: string;
  readonly scope: string;
  /** Glob patterns relative to the root. */
  readonly exclude: readonly string[];
  readonly onProgress: (progress: Progress) => void;
  /** Where threads that blame come from; null for none. */
  readonly threads: ThreadSource | null;
}

/** What blame of many files at once goes by: how many commits it looks through, and what these touched. */
interface ManyFiles {
  readonly commits: number;
  readonly table: TouchTable;
}

/** Looks at revisions and at ranges of commits: only history speaks, the work tree and the ledger's live attribution do not. */
export class RevisionSurvey {
  readonly #services: RevisionSurveyServices;

  constructor(services: RevisionSurveyServices) {
    this.#services = services;
  }

  /** The `standing` lens at a revision; with `byCommit` one tally for each file, day and author. */
  async standingAt(
    revision: string,
    byCommit: boolean,
    signal?: CancelSignal,
  ): Promise<SurveyAnswer<RevisionStanding>> {
    const at = await this.#historyAt(revision, signal);
    if (!at.ok) return at;
    const { history, files } = at.value;
    const { reader } = this.#services;
    let shortcuts = noShortcuts;
    let many: ManyFiles | null = null;
    if (isWorthAGraph(files.oidOf.size)) {
      openGraph(history, reader, at.value.oid, signal);
      const { evidence } = history;
      const commits = evidence.commitOids();
      const table = TouchTable.load(history.place);
      const isRead = await table.read(commits, signal);
      const touches = isRead ? touchIndexOf(table, commits, evidence.voiceOf.bind(evidence)) : null;
      // Only whose lines are is asked, unless by day or author.
      if (isRead) many = { commits: commits.length, table };
      shortcuts = { stopAt: byCommit ? null : endOfBlame(history), touches, isVague: !byCommit };
    }
    const share = await this.#tally(files, history, shortcuts, many, byCommit, signal);
    if (share === null)
      return {
        ok: false,
        reason: isCancelled(signal) ? stoppedAnswer : 'git could not read the files of the revision',
      };
    const problems = [oddNamesProblem(files.oddNames), unansweredProblem(share.failed)];
    return {
      ok: true,
      value: {
        revision: at.value.oid,
        tallies: share.tallies,
        skipped: countByReason(share.skipped.values()),
        skippedPaths: share.skipped,
        evidence: history.evidence.summary(),
        problems: problems.filter((problem) => problem !== null),
      },
    };
  }

  /** The `committed` lens of a range. */
  async committed(
    since: string | null,
    until: string | null,
    signal?: CancelSignal,
  ): Promise<SurveyAnswer<CommittedShare>> {
    const { git, reader, root, scope } = this.#services;
    const state = await reader.state();
    if (state.head === null)
      return { ok: true, value: { tip: null, tallies: [], skipped: countByReason([]), problems: [] } };
    const asked = await committedRange(git, root, state.head, since, until);
    if (!asked.ok) return { ok: false, reason: withShallowHint(asked.reason, state) };
    const { tip } = asked.range;
    const history = await reader.open(tip, state, signal);
    if (history === null) return unreadHistory(signal);
    const { evidence } = history;
    const committed = await committedTallies({ git, cwd: root, evidence, scope }, asked.range, signal);
    if (typeof committed === 'string') return { ok: false, reason: committed };
    const counted = await this.#countedOnly(committed.tallies, tip, signal);
    if (counted === null) return unreadHistory(signal);
    const problems = [unreadCommitsProblem(committed.unread)].filter((problem) => problem !== null);
    return { ok: true, value: { tip, ...counted, problems } };
  }

  /** AI's lines of a revision's history: those that its commits added, and those that stand at the revision, both with day and author. */
  async aiLinesByCommit(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<AiLinesByCommit>> {
    const at = await this.#historyAt(revision, signal);
    if (!at.ok) return at;
    const { oid, history, files } = at.value;
    const { evidence } = history;
    const { git, root, scope, reader } = this.#services;
    const only = [...evidence.aiCommits()];
    if (only.length === 0) return { ok: true, value: { revision: oid, added: [], standing: [], problems: [] } };
    const reach = evidence.reachOfAi();
    const table = TouchTable.load(history.place);
    // Where not all is here that tells of renames, every file may have lines of AI's.
    const isRead = await table.read([...reach.commits], signal);
    if (isCancelled(signal)) return unreadHistory(signal);
    const ofAi = isRead ? pathsOfAi(table, reach.commits, evidence.aiCommits()) : null;
    const oidOf = new Map([...files.oidOf].filter(([path]) => ofAi?.has(path) !== false));
    if (isWorthAGraph(oidOf.size)) openGraph(history, reader, oid, signal);
    const many = isRead ? { commits: reach.commits.size, table } : null;
    const [stopAt, keptEnd] = [boundsOf(history, reach), endOfBlame(history)];
    const shortcuts = { stopAt, keptEnd, touches: null, isVague: false };
    const share = await this.#tally({ oidOf, oddNames: [] }, history, shortcuts, many, true, signal);
    const committed = await committedTallies({ git, cwd: root, evidence, scope }, only, signal);
    if (typeof committed === 'string') return { ok: false, reason: committed };
    const counted = await this.#countedOnly(committed.tallies, oid, signal);
    if (share === null || counted === null) return unreadHistory(signal);
    const problems = [unreadCommitsProblem(committed.unread), unansweredProblem(share.failed)];
    const value = { revision: oid, added: counted.tallies, standing: share.tallies };
    return { ok: true, value: { ...value, problems: problems.filter((problem) => problem !== null) } };
  }

  async #tally(
    files: RevisionFiles,
    history: RevisionHistory,
    shortcuts: Shortcuts,
    many: ManyFiles | null,
    byCommit: boolean,
    signal: CancelSignal | undefined,
  ): Promise<RevisionShare | null> {
    const { git, clock, origins, root, exclude, onProgress, threads: source } = this.#services;
    const onDone = (done: number, total: number): void => onProgress({ phase: 'history', done, total });
    const scope = { git, root, exclude, byCommit };
    const nowMs = (): number => clock.nowMs();
    const count = files.oidOf.size;
    if (many === null || !isWorthAGraph(count))
      return await tallyRevision(scope, files, history, shortcuts, origins, nowMs, onDone, signal);
    const renamingOf = many.table.renamingOf.bind(many.table);
    const listener = { renamingOf, onGraph: () => undefined };
    const threads = source !== null && isWorthThreads(count) ? new ThreadsByEnd(source, false, signal) : null;
    threads?.listen(listener);
    const how = { few: fewBlamesOfGit(many.commits), threadsFor: threads?.at ?? null, ...listener };
    const own: Shortcuts = {
      ...shortcuts,
      blameMany: (place, asking, stopped) => blameMany(place, asking, how, stopped),
    };
    try {
      return await tallyRevision(scope, files, history, own, origins, nowMs, onDone, signal);
    } finally {
      threads?.end();
    }
  }

  /** Leaves out what does not count at the end of a range, and says how much. Null when git failed or was cancelled. */
  async #countedOnly(
    tallies: readonly Tally[],
    tip: string,
    signal: CancelSignal | undefined,
  ): Promise<Pick<CommittedShare, 'tallies' | 'skipped'> | null> {
    const { git, root, exclude } = this.#services;
    const ask = this.#ask('', signal);
    const atTip = await filesOfRevision(ask, tip);
    // What is gone at the end of the range is judged by its name alone.
    const oidOf = new Map([...new Set(tallies.map(({ path }) => path))].map((path) => [path, atTip?.oidOf.get(path)]));
    const there = new Map([...oidOf].filter((entry): entry is [string, string] => entry[1] !== undefined));
    const skippedThere = await skippedOfRevision({ git, root, exclude }, tip, there, signal);
    if (skippedThere === null) return null;
    const gone = await linguistAttributes(
      ask,
      [...oidOf.keys()].filter((path) => !there.has(path)),
      tip,
    );
    const skipped = new Map(skippedThere);
    for (const path of oidOf.keys()) {
      const reason = there.has(path) ? null : skipByPath(path, gone.get(path), exclude);
      if (reason !== null) skipped.set(path, reason);
    }
    return { tallies: tallies.filter(({ path }) => !skipped.has(path)), skipped: countByReason(skipped.values()) };
  }

  /** Every line of a file at a revision. */
  async blame(path: string, revision: string, signal: CancelSignal | undefined): Promise<SurveyAnswer<BlameResult>> {
    const { origins } = this.#services;
    const at = await this.#historyAt(revision, signal, path);
    if (!at.ok) return at;
    const blobOid = at.value.files.oidOf.get(path);
    const ofFile = blobOid === undefined ? null : await at.value.history.ofFile({ path, blobOid }, null, signal);
    if (ofFile === null) return { ok: false, reason: await this.#whyNoLines(path, revision, blobOid, signal) };
    const lines = linesOfFile(ofFile.text, null, ofFile, origins);
    const commits = commitsOfLines(ofFile.text, ofFile);
    return { ok: true, value: { lines, revision: at.value.oid, text: ofFile.text, commits, problems: [] } };
  }

  async #whyNoLines(
    path: string,
    revision: string,
    blobOid: string | undefined,
    signal: CancelSignal | undefined,
  ): Promise<string> {
    if (isCancelled(signal)) return stoppedAnswer;
    const { git, root } = this.#services;
    const isText = blobOid !== undefined && (await readBlobText(git, root, blobOid, signal)) !== null;
    return isText
      ? `git could not say who wrote ${path}: a part of its history is missing here`
      : `${path} is not a text file of ${revision}`;
  }

  async #historyAt(
    revision: string,
    signal: CancelSignal | undefined,
    scope = this.#services.scope,
  ): Promise<SurveyAnswer<{ readonly oid: string; readonly history: RevisionHistory; readonly files: RevisionFiles }>> {
    const { reader } = this.#services;
    const oid = await reader.resolve(revision);
    const state = await reader.state();
    if (oid === null) {
      const none = `"${revision}" is no revision of this repository`;
      return {
        ok: false,
        reason: revision === 'HEAD' ? 'there are no commits here yet' : withShallowHint(none, state),
      };
    }
    const onRead = (done: number): void => this.#services.onProgress({ phase: 'evidence', done, total: null });
    const [files, history] = await Promise.all([
      filesOfRevision(this.#ask(scope, signal), oid),
      reader.open(oid, state, signal, onRead),
    ]);
    if (files === null || history === null) return unreadHistory(signal);
    return { ok: true, value: { oid, files, history } };
  }

  #ask(scope: string, signal: CancelSignal | undefined): Ask {
    return { git: this.#services.git, root: this.#services.root, scope, ...(signal === undefined ? {} : { signal }) };
  }
}

/** Has git's commit-graph written once git itself is asked about many files. */
function openGraph(
  history: RevisionHistory,
  reader: HistoryReader,
  oid: string,
  signal: CancelSignal | undefined,
): void {
  let env: Promise<Readonly<Record<string, string>>> | null = null;
  history.openEnv = () => (env ??= reader.graphEnv(oid, true, signal));
}

/** What is no revision here may be one of the whole repository. */
function withShallowHint(reason: string, { cutOff }: HistoryState): string {
  const isHint = cutOff.length > 0 && reason.endsWith('of this repository');
  return isHint ? `${reason}; this clone is shallow and may not have it` : reason;
}

function unreadHistory(signal: CancelSignal | undefined): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason: isCancelled(signal) ? stoppedAnswer : 'git could not read the history' };
}

function isCancelled(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}
