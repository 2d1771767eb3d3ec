import {
  makeOrigin,
  unknownOriginId,
  type Origin,
  type OriginId,
  type OriginTable,
} from '../core/attribution/origin.ts';
import { type BlamePiece, type CancelSignal, type Git, type Ledger, type Logger } from '../core/ports.ts';
import { rangeAt, type AttestedAuthor, type AttestedRange } from '../core/records/authorshipLog.ts';
import { type CommitMark } from '../core/records/commitMarks.ts';
import { tracedAuthorOf, type TraceRecord } from '../core/records/agentTrace.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { localDay } from '../core/statistics/localDay.ts';
import { type Commits, type Reach } from './commitLinks.ts';
import { readCommits, type CommitReading, type CommitTable, type TableCommit } from './commitTable.ts';
import { readObjects } from './gitObjects.ts';
import { HistoryReach, type BeforeAi } from './historyReach.ts';
import { type HistoryState } from './historyState.ts';
import { KeptRecords, type RecordedLines, type RecordedRange } from './keptRecords.ts';
import { linesOfLog } from './linesOfLog.ts';
import { type ReadObjects } from './passObjects.ts';
import { listNotes } from './noteList.ts';
import { type CommitVoice } from './touchIndex.ts';
import { tracesOf } from './traceTable.ts';

/** What a scan of the history needs. */
export interface EvidenceScan {
  readonly git: Git;
  readonly log: Logger;
  readonly ledger: Ledger;
  /** Where git runs. */
  readonly cwd: string;
  /** The history of this commit is scanned. */
  readonly revision: string;
  readonly state: HistoryState;
  /** Commits authored before this day (`YYYY-MM-DD`, UTC) are human; null for no such day. */
  readonly noAiBefore: string | null;
  readonly origins: OriginTable;
  readonly isCutOff: boolean;
  /** Told how many commits were read so far. */
  readonly onRead: (commits: number) => void;
}

/**
 * What the history of a revision says about who wrote its lines: one pass over the commits for their marks, one over the list of
 * authorship logs, and the traces of Agent Trace; the logs themselves are read when a commit turns out to own lines.
 */
export class HistoryEvidence {
  readonly #scan: EvidenceScan;
  readonly #commits: CommitTable;
  /** Null once that is done. */
  #keep: (() => void) | null;
  /** Object ids of authorship logs by commit. */
  readonly #notes: ReadonlyMap<string, string>;
  /** Agent Trace records by commit, those that are about its own lines. */
  readonly #traces: ReadonlyMap<string, readonly TraceRecord[]>;
  readonly #records = new Map<string, RecordedLines>();
  #loading: Promise<unknown> = Promise.resolve();
  /** Loaded at first use. */
  #kept: KeptRecords | null = null;
  /** Origins of which there are few for many lines. */
  readonly #idOf: Readonly<Record<'unrecorded' | 'untraced' | 'unmarked' | 'automation' | 'beforeAi', OriginId>>;
  readonly #idOfMark = new WeakMap<CommitMark, OriginId>();
  readonly #aiBeforeSeconds: number;
  readonly #cutOff: ReadonlySet<string>;
  /** Made at first use. */
  #reach: HistoryReach | null = null;
  #aiCommits: ReadonlySet<string> | null = null;

  private constructor(scan: EvidenceScan, { table: commits, keep }: CommitReading, notes: ReadonlyMap<string, string>) {
    this.#scan = scan;
    this.#commits = commits;
    this.#keep = keep;
    this.#notes = notes;
    this.#cutOff = new Set(scan.state.cutOff);
    this.#traces = tracesOf(scan.state.traces, commits);
    const id = (origin: Origin): OriginId => scan.origins.intern(origin);
    this.#idOf = {
      unrecorded: id(unrecorded),
      untraced: id(untraced),
      unmarked: id(unmarked),
      automation: id(automation),
      beforeAi: id(beforeAi),
    };
    this.#aiBeforeSeconds = scan.noAiBefore === null ? -Infinity : Date.parse(`${scan.noAiBefore}T00:00:00Z`) / 1000;
  }

  /** Scans; null when git failed or was cancelled. */
  static async read(scan: EvidenceScan, signal?: CancelSignal): Promise<HistoryEvidence | null> {
    const { git, cwd, ledger, revision, state } = scan;
    const isHead = revision === state.head;
    const [notes, commits] = await Promise.all([
      listNotes(scan, state.notes, signal),
      readCommits({ git, cwd, ledger, shape: state.shape }, revision, isHead, scan.onRead, signal),
    ]);
    return commits === null || signal?.aborted === true ? null : new HistoryEvidence(scan, commits, notes);
  }

  /** Keeps the commits that were read for the next look, once. It takes a while, in which nothing need wait for it. */
  keepCommits(): void {
    this.#keep?.();
    this.#keep = null;
  }

  /** How many commits say what. Each commit counts once, for the strongest thing that it says. */
  summary(): EvidenceSummary {
    const counts = { withRecord: 0, withMark: 0, ofAutomation: 0, beforeAi: 0, unmarked: 0 };
    let oldest = Infinity;
    let oldestAi = Infinity;
    for (const [oid, commit] of this.#commits) {
      oldest = Math.min(oldest, commit.authoredAtSeconds);
      if (commit.mark.kind === 'ai') oldestAi = Math.min(oldestAi, commit.authoredAtSeconds);
      if (this.#hasRecord(oid)) counts.withRecord++;
      else if (commit.mark.kind === 'ai') counts.withMark++;
      else if (commit.mark.kind === 'automation') counts.ofAutomation++;
      else if (commit.authoredAtSeconds < this.#aiBeforeSeconds) counts.beforeAi++;
      else counts.unmarked++;
    }
    return {
      commits: this.#commits.size,
      commitsWithRecord: counts.withRecord,
      commitsWithMark: counts.withMark,
      commitsOfAutomation: counts.ofAutomation,
      commitsBeforeAi: counts.beforeAi,
      commitsUnmarked: counts.unmarked,
      oldestCommitAt: dateOf(oldest),
      oldestAiCommitAt: dateOf(oldestAi),
      logs: this.#scan.state.notes === null ? null : this.#notes.size,
      isCutOff: this.#scan.isCutOff,
    };
  }

  /** The commits that carry a commit-level AI mark or a record of lines: only these can have written AI's lines. */
  aiCommits(): ReadonlySet<string> {
    if (this.#aiCommits !== null) return this.#aiCommits;
    const found = new Set<string>();
    for (const [oid, commit] of this.#commits) if (this.#isOfAi(oid, commit)) found.add(oid);
    this.#aiCommits = found;
    return found;
  }

  /** Every commit, the newest first as far as git's order says. */
  commitOids(): readonly string[] {
    return this.#links.oids;
  }

  /** Full object ids; undefined for a commit that is not in this history. */
  parentsOf(oid: string): readonly string[] | undefined {
    return this.#commits.get(oid)?.parents;
  }

  /** Where a commit stands among {@link commitOids}; undefined for one that is not in this history. */
  rankOf(oid: string): number | undefined {
    return this.#links.rankOf(oid);
  }

  /** {@link aiCommits} with all that come after them, and the commits just below: blame need not look further down for AI's lines. */
  reachOfAi(): Reach {
    return this.#links.of((oid, commit) => this.#isOfAi(oid, commit));
  }

  /** What a commit says of its lines as a whole. */
  voiceOf(oid: string): CommitVoice {
    const commit = this.#commits.get(oid);
    return commit === undefined ? 'mixed' : this.#voiceOf(oid, commit);
  }

  #voiceOf(oid: string, commit: TableCommit): CommitVoice {
    if (this.#hasRecord(oid)) return 'mixed';
    const { kind } = this.#markOf(oid, commit);
    if (kind === 'ai') return 'mixed';
    if (kind === 'automation') return 'tool';
    return commit.authoredAtSeconds < this.#aiBeforeSeconds ? 'human' : 'silent';
  }

  /**
   * The commits from before AI: they and all that came before them say that their lines are human. `boundary` are those at which that time begins: blame need
   * not look further down to tell whose a line is.
   */
  timeBeforeAi(): BeforeAi {
    return this.#links.timeBeforeAi((oid, commit) => this.#voiceOf(oid, commit));
  }

  /** Every commit that a commit of this history has, itself included. */
  commitsOf(tip: string): Commits {
    return this.#links.commitsOf(tip);
  }

  /** When a commit was made, in Unix milliseconds as it claims itself; NaN for one that is not in this history. */
  committedAtMs(oid: string): number {
    return (this.#commits.get(oid)?.committedAtSeconds ?? NaN) * 1000;
  }

  /** `Name <address>` and the day (`YYYY-MM-DD` of the person's calendar) of a commit; null for one that is not in this history. */
  commitFacts(oid: string): { readonly author: string; readonly day: string } | null {
    const commit = this.#commits.get(oid);
    if (commit === undefined) return null;
    const isTime = dateOf(commit.authoredAtSeconds) !== null;
    return { author: commit.author, day: isTime ? localDay(commit.authoredAtSeconds * 1000) : '1970-01-01' };
  }

  /** Reads the authorship logs of these commits, as far as they have one and it was not read before. False when it failed. One after the other, so that none is read twice. */
  async loadRecords(oids: Iterable<string>, signal?: CancelSignal, read?: ReadObjects): Promise<boolean> {
    const { git, cwd } = this.#scan;
    const reading: ReadObjects =
      read ?? (async (names, onObject) => await readObjects(git, cwd, names, onObject, signal));
    const turn = this.#loading.then(async () => await this.#loadRecords(oids, reading));
    this.#loading = turn.catch(() => undefined);
    return await turn;
  }

  async #loadRecords(oids: Iterable<string>, read: ReadObjects): Promise<boolean> {
    const wanted = new Map<string, string[]>();
    for (const oid of oids) {
      const noteOid = this.#notes.get(oid);
      if (noteOid === undefined || this.#records.has(oid)) continue;
      const known = (this.#kept ??= KeptRecords.load(this.#scan.ledger)).of(noteOid);
      if (known !== null) {
        this.#records.set(oid, known);
        continue;
      }
      const owners = wanted.get(noteOid);
      if (owners === undefined) wanted.set(noteOid, [oid]);
      else owners.push(oid);
    }
    return await read([...wanted.keys()], (noteOid, content) => {
      const owners = wanted.get(noteOid) ?? [];
      const { rangesByPath, complaints } = linesOfLog(content ?? noLog);
      if (content === null || complaints.length > 0) {
        const why = content === null ? 'its object is missing' : complaints.slice(0, 3).join('; ');
        this.#scan.log.warn(`The authorship log of ${owners[0] ?? noteOid}: ${why}`);
      }
      const compact = this.#compact(rangesByPath);
      // What is missing may be there the next time.
      if (content !== null) this.#kept?.set(noteOid, compact);
      for (const oid of owners) this.#records.set(oid, compact);
    });
  }

  /** Keeps what was read of the authorship logs for the next time. */
  storeRecords(): void {
    this.#kept?.store(new Set(this.#notes.values()));
  }

  /** Whose lines are that a commit wrote: by its record (load it first), else its mark, else its date. Written into `originIds` from `at` on. */
  fillOrigins(
    { commit: oid, originalPath: path, originalLineIndex, lineCount }: BlamePiece,
    originIds: Int32Array,
    at: number,
  ): void {
    const end = at + lineCount;
    const commit = this.#commits.get(oid);
    if (commit === undefined) {
      originIds.fill(unknownOriginId, at, end);
      return;
    }
    if (this.#notes.has(oid)) {
      originIds.fill(this.#idOf.unrecorded, at, end);
      // A later range overrides an earlier one. Line numbers count from one.
      const shift = at - originalLineIndex;
      for (const { firstLineNumber, lastLineNumber, originId } of this.#records.get(oid)?.get(path) ?? []) {
        const from = Math.max(at, firstLineNumber - 1 + shift);
        const until = Math.min(end, lastLineNumber + shift);
        if (from < until) originIds.fill(originId, from, until);
      }
      return;
    }
    const traces = this.#traces.get(oid);
    if (traces === undefined) originIds.fill(this.#ofAll(oid, commit), at, end);
    else
      for (let index = 0; index < lineCount; index++)
        originIds[at + index] = this.#ofTraces(traces, path, originalLineIndex + index + 1);
  }

  /** As {@link fillOrigins} of one line. */
  originOf(oid: string, path: string, lineIndex: number): OriginId {
    const commit = this.#commits.get(oid);
    if (commit === undefined) return unknownOriginId;
    if (this.#notes.has(oid)) {
      const own = rangeAt(this.#records.get(oid)?.get(path) ?? [], lineIndex + 1);
      return own?.originId ?? this.#idOf.unrecorded;
    }
    const traces = this.#traces.get(oid);
    return traces === undefined ? this.#ofAll(oid, commit) : this.#ofTraces(traces, path, lineIndex + 1);
  }

  #ofTraces(traces: readonly TraceRecord[], path: string, lineNumber: number): OriginId {
    const author = tracedAuthorOf(traces, path, lineNumber);
    return author === null ? this.#idOf.untraced : this.#scan.origins.intern(recorded(author, 'agent-trace'));
  }

  /** Whose all lines are of a commit of which no record tells. */
  #ofAll(oid: string, commit: TableCommit): OriginId {
    const mark = this.#markOf(oid, commit);
    if (mark.kind === 'ai') return this.#ofMark(mark);
    if (mark.kind === 'automation') return this.#idOf.automation;
    return commit.authoredAtSeconds < this.#aiBeforeSeconds ? this.#idOf.beforeAi : this.#idOf.unmarked;
  }

  get #links(): HistoryReach {
    return (this.#reach ??= new HistoryReach(this.#commits));
  }

  #isOfAi(oid: string, commit: TableCommit): boolean {
    return this.#markOf(oid, commit).kind === 'ai' || this.#hasRecord(oid);
  }

  /** Asked of every commit, more than once; most repositories have none. */
  #hasRecord(oid: string): boolean {
    return (this.#notes.size > 0 && this.#notes.has(oid)) || (this.#traces.size > 0 && this.#traces.has(oid));
  }

  /** Whether a shallow clone ends with this commit: which of its lines it added, and which were there before, is not known here. */
  isCutOff(oid: string): boolean {
    return this.#cutOff.has(oid);
  }

  /** What a commit says of its lines as a whole. A mark is about what the commit added; where nobody can tell what that was, it says nothing. */
  #markOf(oid: string, { mark }: TableCommit): CommitMark {
    return this.#cutOff.size > 0 && this.#cutOff.has(oid) ? noMark : mark;
  }

  #ofMark(mark: Extract<CommitMark, { readonly kind: 'ai' }>): OriginId {
    const known = this.#idOfMark.get(mark);
    if (known !== undefined) return known;
    const id = this.#scan.origins.intern(
      makeOrigin({
        contributor: 'ai',
        evidence: mark.isDeclared ? 'declared' : 'recorded',
        granularity: 'commit',
        source: mark.source,
        agent: mark.agent,
        model: mark.model,
      }),
    );
    this.#idOfMark.set(mark, id);
    return id;
  }

  /** What is needed of a log. Keys and paths cut out of it would hold on to the whole of it, which may be a long conversation: copies do not. */
  #compact(rangesByPath: ReadonlyMap<string, readonly AttestedRange[]>): ReadonlyMap<string, readonly RecordedRange[]> {
    const idOf = new Map<AttestedAuthor, OriginId>();
    const compact = new Map<string, readonly RecordedRange[]>();
    for (const [path, ranges] of rangesByPath) {
      const own = ranges.map(({ firstLineNumber, lastLineNumber, author }) => {
        const originId = idOf.get(author) ?? this.#scan.origins.intern(recorded(author, 'authorship-log'));
        idOf.set(author, originId);
        return { firstLineNumber, lastLineNumber, originId };
      });
      compact.set(Buffer.from(path, 'utf8').toString('utf8'), own);
    }
    return compact;
  }
}

/** ISO 8601, UTC; null for what is no time that a calendar knows: commits may claim any. */
function dateOf(seconds: number): string | null {
  return Number.isFinite(seconds) && Math.abs(seconds) < 8e12 ? new Date(seconds * 1000).toISOString() : null;
}

const noLog = new Uint8Array();

const noMark: CommitMark = { kind: 'none' };

/** A line that its commit's authorship log leaves out. */
const unrecorded = makeOrigin({
  contributor: 'unknown',
  evidence: null,
  source: 'authorship-log',
  granularity: 'line',
});
/** A line that the traces of its commit leave out. */
const untraced = makeOrigin({ contributor: 'unknown', evidence: null, source: 'agent-trace', granularity: 'line' });
/** A line of a commit that says nothing. */
const unmarked = makeOrigin({ contributor: 'unknown', evidence: null, source: 'none', granularity: 'commit' });
const automation = makeOrigin({ contributor: 'tool', evidence: 'recorded', source: 'author', granularity: 'commit' });
const beforeAi = makeOrigin({ contributor: 'human', evidence: 'declared', source: 'date', granularity: 'commit' });

function recorded(author: AttestedAuthor, source: 'authorship-log' | 'agent-trace'): Origin {
  return makeOrigin({
    contributor: author.kind,
    evidence: 'recorded',
    granularity: 'line',
    source,
    agent: author.agent,
    model: author.model,
    session: author.session,
  });
}
