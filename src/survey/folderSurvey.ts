import { type OriginTable } from '../core/attribution/origin.ts';
import { type Run } from '../core/attribution/run.ts';
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
import { kindOfPath, languageOfPath } from '../core/statistics/languages.ts';
import { skipReasons, type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { committedTallies, logRange } from './committedLines.ts';
import { decodeText } from './decodeText.ts';
import { filesOfFolder, filesOfRevision, filesOfWorkTree, linguistAttributes, type ListedFile } from './fileScope.ts';
import { commitsOfLines, linesOfFile, tallyOfLines, type FileHistory } from './fileTally.ts';
import { HistoryEvidence } from './historyEvidence.ts';
import { inParallel } from './inParallel.ts';
import { type Place } from './locate.ts';
import { readBlobText, RevisionHistory } from './revisionHistory.ts';
import { maxFileBytes, skipByContent, skipByPath, type LinguistAttributes } from './skipRules.ts';
import { gitBlobOid, storedRuns } from './storedRuns.ts';
import { type BlameResult, type LiveText, type Survey, type SurveyAnswer, type SurveySnapshot } from './survey.ts';

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

/** Files read at once, and git processes at once. */
const readsAtOnce = 8;
const blamesAtOnce = 2;

/** Listeners hear of progress at most this often. */
const snapshotEveryMs = 200;

/** From so many files without a known blame on, git's index of changed paths is worth writing. */
const commitGraphFromFiles = 30;

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
  readonly #listeners = new Set<(snapshot: SurveySnapshot) => void>();
  readonly #live = new Map<string, LiveText>();
  /** History of files that are open, kept so that typing costs no git process. */
  readonly #liveHistory = new Map<string, FileHistory | null>();
  #files = new Map<string, ListedFile>();
  #attributes: ReadonlyMap<string, LinguistAttributes> = new Map();
  #tallies = new Map<string, Tally>();
  #skipped = new Map<string, SkipReason>();
  #history: RevisionHistory | null = null;
  #head: string | null = null;
  #isDirty = false;
  #progress: Progress = { phase: 'listing', done: 0, total: null };
  #evidence: EvidenceSummary | null = null;
  #problems: string[] = [];
  #snapshot: SurveySnapshot;
  #saidAtMs = 0;

  constructor(services: SurveyServices, place: Place, options: SurveyOptions) {
    this.#services = services;
    this.#place = place;
    this.#options = options;
    this.root = place.root;
    this.scope = place.scope;
    this.worktree = place.kind === 'repository' ? place.worktree : '';
    this.origins = services.ledger.origins;
    this.#problems = this.#lastingProblems();
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
    this.#problems = this.#lastingProblems();
    this.#advance({ phase: 'listing', done: 0, total: null }, true);
    if (this.#place.kind === 'repository' && this.#place.isBare) await this.#runBare(signal);
    else await this.#runWorkTree(signal);
    if (isCancelled(signal)) {
      this.#problems.push('Reading was stopped before it was complete; what is not read yet counts as unknown.');
    }
    this.#advance({ phase: 'done', done: this.#tallies.size, total: this.#tallies.size }, true);
  }

  setLive(path: string, live: LiveText | null): void {
    if (live === null) {
      this.#live.delete(path);
      this.#liveHistory.delete(path);
      this.refreshFiles([path]).catch((error: unknown) => this.#services.log.error(`Could not count ${path}`, error));
      return;
    }
    this.#live.set(path, live);
    if (this.#liveHistory.has(path)) {
      this.#countLive(path, live);
      return;
    }
    this.#loadLiveHistory(path).catch((error: unknown) =>
      this.#services.log.error(`Could not read the history of ${path}`, error),
    );
  }

  async refreshFiles(paths: readonly string[]): Promise<void> {
    const inScope = paths.filter((path) => this.#isInScope(path));
    const unlisted = inScope.filter((path) => !this.#files.has(path));
    const ignored = await this.#ignoredAmong(unlisted);
    for (const path of unlisted) if (!ignored.has(path)) this.#files.set(path, { path, headOid: null });
    const counting = inScope.filter((path) => this.#files.has(path));
    await inParallel(counting, readsAtOnce, (path) => this.#countFile(path, this.#history));
    if (counting.length > 0) {
      this.#isDirty = this.#place.kind === 'repository' && (await this.#readDirty(undefined));
      this.#say(true);
    }
  }

  async blame(path: string, revision: string | null, signal?: CancelSignal): Promise<SurveyAnswer<BlameResult>> {
    if (revision !== null) return await this.#blameAt(path, revision, signal);
    const content = await this.#textOf(path);
    if (!content.ok) return { ok: false, reason: `${path}: ${content.reason}` };
    const { text, runs } = content;
    const history = await this.#historyForBlame(path, signal);
    const lines = linesOfFile(text, runs, history, this.origins);
    return { ok: true, value: { lines, revision: null, text, commits: commitsOfLines(text, history) } };
  }

  async standingAt(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<readonly Tally[]>> {
    const at = await this.#historyAt(revision, signal);
    if (!at.ok) return at;
    const { history, files, oid: oidOfRevision } = at.value;
    await history.prepare(history.evidence.summary().commits, signal);
    const ask = { git: this.#services.git, root: this.root, scope: '', ...(signal === undefined ? {} : { signal }) };
    const attributes = await linguistAttributes(ask, [...files.keys()], oidOfRevision);
    const tallies: Tally[] = [];
    await inParallel(
      [...files],
      blamesAtOnce,
      async ([path, oid]) => {
        const ofPath = attributes.get(path);
        if (skipByPath(path, ofPath, this.#options.exclude) !== null) return;
        const ofFile = await history.ofFile(path, oid, null, signal);
        if (ofFile === null || skipByContent(ofFile.text, isProse(path), ofPath) !== null) return;
        tallies.push(tallyOfLines(path, linesOfFile(ofFile.text, null, ofFile, this.origins)));
      },
      signal,
    );
    if (isCancelled(signal)) return { ok: false, reason: 'stopped' };
    return { ok: true, value: tallies };
  }

  async committed(
    since: string | null,
    until: string | null,
    signal?: CancelSignal,
  ): Promise<SurveyAnswer<readonly Tally[]>> {
    if (this.#place.kind === 'folder') return { ok: false, reason: 'there is no git repository here' };
    const { git } = this.#services;
    const head = await this.#resolve('HEAD');
    if (head === null) return { ok: true, value: [] };
    const range = await logRange(git, this.root, head, since, until);
    if (!range.ok) return range;
    const evidence = this.#history?.evidence ?? (await this.#readEvidence(head, signal));
    const tallies =
      evidence === null
        ? null
        : await committedTallies({ git, cwd: this.root, evidence, scope: this.scope }, range.range, signal);
    if (tallies !== null) {
      const ask = { git, root: this.root, scope: '', ...(signal === undefined ? {} : { signal }) };
      const attributes = await linguistAttributes(ask, [...new Set(tallies.map((tally) => tally.path))], head);
      const isCounted = ({ path }: Tally): boolean =>
        skipByPath(path, attributes.get(path), this.#options.exclude) === null;
      return { ok: true, value: tallies.filter(isCounted) };
    }
    return { ok: false, reason: isCancelled(signal) ? 'stopped' : 'git could not list the commits' };
  }

  written(sinceDay: string | null, untilDay: string | null): readonly Tally[] {
    return this.#services.ledger
      .readFlow(sinceDay, untilDay)
      .filter((row) => row.insertedUtf16Length > 0 && this.#isInScope(row.path))
      .map((row) => ({
        path: row.path,
        language: languageOfPath(row.path),
        kind: kindOfPath(row.path),
        day: row.day,
        author: null,
        countByOrigin: new Map([[row.originId, row.insertedUtf16Length]]),
        mixedLines: 0,
      }));
  }

  async #runWorkTree(signal: CancelSignal | undefined): Promise<void> {
    const head = this.#place.kind === 'repository' ? await this.#resolve('HEAD') : null;
    if (head !== this.#head) this.#history = null;
    this.#head = head;
    if (!(await this.#list(signal))) return;
    await this.#readFiles(signal);
    if (head === null || isCancelled(signal)) return;
    this.#advance({ phase: 'evidence', done: 0, total: null }, true);
    const evidence = await this.#readEvidence(head, signal);
    if (evidence === null) {
      if (!isCancelled(signal)) this.#problems.push('git could not read the history; its lines count as unknown.');
      return;
    }
    this.#evidence = evidence.summary();
    this.#history = this.#revisionHistory(head, evidence);
    this.#liveHistory.clear();
    await this.#readHistory(this.#history, signal);
  }

  async #runBare(signal: CancelSignal | undefined): Promise<void> {
    this.#head = await this.#resolve('HEAD');
    const answer = this.#head === null ? null : await this.standingAt(this.#head, signal);
    if (answer === null) return;
    if (answer.ok) this.#tallies = new Map(answer.value.map((tally) => [tally.path, tally]));
    else this.#problems.push(`The repository could not be read: ${answer.reason}.`);
  }

  async #list(signal: CancelSignal | undefined): Promise<boolean> {
    const { git, files, ledger } = this.#services;
    const ask = { git, root: this.root, scope: this.scope, ...(signal === undefined ? {} : { signal }) };
    const isRepository = this.#place.kind === 'repository';
    const listed = isRepository
      ? await filesOfWorkTree(ask, this.#head)
      : await filesOfFolder(files, this.root, this.scope, signal);
    if (listed === null) {
      if (!isCancelled(signal)) this.#problems.push('git could not list the files of this folder.');
      return false;
    }
    this.#files = new Map(listed.map((file) => [file.path, file]));
    if (isRepository) {
      const [attributes, isDirty] = await Promise.all([
        linguistAttributes(ask, [...this.#files.keys()]),
        this.#readDirty(signal),
      ]);
      this.#attributes = attributes;
      this.#isDirty = isDirty;
    }
    for (const path of [...this.#tallies.keys(), ...this.#skipped.keys()]) {
      if (this.#files.has(path)) continue;
      this.#tallies.delete(path);
      this.#skipped.delete(path);
    }
    for (const { path, blobOid, hasText } of ledger.listDocuments(this.worktree)) {
      // A commit holds this text now: the ledger need not.
      if (hasText && blobOid !== null && this.#files.get(path)?.headOid === blobOid) {
        ledger.forgetText({ worktree: this.worktree, path }, blobOid);
      }
    }
    return true;
  }

  async #readFiles(signal: CancelSignal | undefined): Promise<void> {
    const total = this.#files.size;
    let done = 0;
    await inParallel(
      [...this.#files.keys()],
      readsAtOnce,
      async (path) => {
        await this.#countFile(path, this.#history, signal);
        this.#advance({ phase: 'reading', done: ++done, total });
      },
      signal,
    );
  }

  async #readHistory(history: RevisionHistory, signal: CancelSignal | undefined): Promise<void> {
    const withHistory = [...this.#tallies.keys()].filter((path) => this.#files.get(path)?.headOid);
    const unknown = withHistory.filter((path) => !history.isKnown(path, this.#files.get(path)?.headOid ?? ''));
    const total = withHistory.length;
    let done = 0;
    if (unknown.length > commitGraphFromFiles) await history.prepare(this.#evidence?.commits ?? 0, signal);
    const touchedByAi = await this.#pathsOf(history.evidence.aiCommits(), signal);
    const rank = (path: string): number => (this.#live.has(path) ? 0 : touchedByAi.has(path) ? 1 : 2);
    const ordered = withHistory.map((path) => ({ path, rank: rank(path) })).sort((a, b) => a.rank - b.rank);
    await inParallel(
      ordered,
      blamesAtOnce,
      async ({ path }) => {
        await this.#countFile(path, history, signal);
        this.#advance({ phase: 'history', done: ++done, total });
      },
      signal,
    );
  }

  /** Counts one file anew from what it holds now. */
  async #countFile(path: string, history: RevisionHistory | null, signal?: CancelSignal): Promise<void> {
    const attributes = this.#attributes.get(path);
    const byPath = skipByPath(path, attributes, this.#options.exclude);
    if (byPath !== null) {
      this.#skip(path, byPath);
      return;
    }
    const content = await this.#textOf(path);
    if (!content.ok) {
      this.#skip(path, content.skip);
      return;
    }
    const { text, runs, blobOid } = content;
    const byContent = skipByContent(text, isProse(path), attributes);
    if (byContent !== null) {
      this.#skip(path, byContent);
      return;
    }
    const headOid = this.#files.get(path)?.headOid ?? null;
    const ofFile =
      history === null || headOid === null
        ? null
        : await history.ofFile(path, headOid, blobOid === headOid ? text : null, signal);
    if (isCancelled(signal)) return;
    const live = this.#live.get(path);
    if (live !== undefined) {
      this.#liveHistory.set(path, ofFile);
      this.#countLive(path, live);
      return;
    }
    this.#skipped.delete(path);
    this.#tallies.set(path, tallyOfLines(path, linesOfFile(text, runs, ofFile, this.origins)));
  }

  #skip(path: string, reason: SkipReason | null): void {
    this.#tallies.delete(path);
    if (reason === null) this.#skipped.delete(path);
    else this.#skipped.set(path, reason);
  }

  /** The text that counts for a path: the editor's where it is open, else the disk's. `skip` is null for a file that is gone. */
  async #textOf(path: string): Promise<
    | {
        readonly ok: true;
        readonly text: string;
        readonly runs: readonly Run[] | null;
        readonly blobOid: string | null;
      }
    | { readonly ok: false; readonly skip: SkipReason | null; readonly reason: string }
  > {
    const live = this.#live.get(path);
    if (live !== undefined) return { ok: true, text: live.text, runs: live.runs, blobOid: null };
    const read = await this.#services.files.readFile(`${this.root}/${path}`, maxFileBytes);
    if (!read.ok) {
      switch (read.reason) {
        case 'missing':
          return { ok: false, skip: null, reason: 'there is no such file' };
        case 'tooLarge':
          return { ok: false, skip: 'tooLarge', reason: 'the file is larger than 5 MB' };
        case 'notAFile':
          return { ok: false, skip: null, reason: 'this is no regular file' };
        case 'unreadable':
          return { ok: false, skip: 'unreadable', reason: 'the file cannot be read' };
      }
    }
    const decoded = decodeText(read.bytes);
    if (!decoded.ok) return { ok: false, skip: 'binary', reason: 'this is a binary file' };
    const key = { worktree: this.worktree, path };
    const runs = await storedRuns(this.#services.ledger, key, decoded.text, (oid) => this.#readBlob(oid));
    return { ok: true, text: decoded.text, runs, blobOid: gitBlobOid(read.bytes) };
  }

  #countLive(path: string, live: LiveText): void {
    if (!this.#isInScope(path)) return;
    const isSkipped =
      skipByPath(path, this.#attributes.get(path), this.#options.exclude) ??
      skipByContent(live.text, isProse(path), this.#attributes.get(path));
    if (isSkipped !== null) {
      this.#skip(path, isSkipped);
    } else {
      this.#skipped.delete(path);
      const lines = linesOfFile(live.text, live.runs, this.#liveHistory.get(path) ?? null, this.origins);
      this.#tallies.set(path, tallyOfLines(path, lines));
    }
    this.#say(true);
  }

  async #loadLiveHistory(path: string): Promise<void> {
    const history = this.#history;
    const headOid = this.#files.get(path)?.headOid ?? null;
    const ofFile = history === null || headOid === null ? null : await history.ofFile(path, headOid, null);
    const live = this.#live.get(path);
    if (live === undefined) return;
    // Until the history is read, the file is counted without it and not remembered as being without.
    if (history !== null || this.#progress.phase === 'done') this.#liveHistory.set(path, ofFile);
    this.#countLive(path, live);
  }

  async #historyForBlame(path: string, signal: CancelSignal | undefined): Promise<FileHistory | null> {
    if (this.#place.kind === 'folder') return null;
    const head = await this.#resolve('HEAD');
    if (head === null) return null;
    const isCurrent = this.#history !== null && this.#head === head;
    const at = isCurrent ? null : await this.#historyAt(head, signal, path);
    if (at !== null && !at.ok) return null;
    const history = at === null ? this.#history : at.value.history;
    const headOid = at === null ? this.#files.get(path)?.headOid : at.value.files.get(path);
    return history === null || !headOid ? null : await history.ofFile(path, headOid, null, signal);
  }

  async #blameAt(path: string, revision: string, signal: CancelSignal | undefined): Promise<SurveyAnswer<BlameResult>> {
    const at = await this.#historyAt(revision, signal, path);
    if (!at.ok) return at;
    const oid = at.value.files.get(path);
    const ofFile = oid === undefined ? null : await at.value.history.ofFile(path, oid, null, signal);
    if (ofFile === null) return { ok: false, reason: `${path} is not a text file of ${revision}` };
    const lines = linesOfFile(ofFile.text, null, ofFile, this.origins);
    const commits = commitsOfLines(ofFile.text, ofFile);
    return { ok: true, value: { lines, revision: at.value.oid, text: ofFile.text, commits } };
  }

  async #historyAt(
    revision: string,
    signal: CancelSignal | undefined,
    scope = this.scope,
  ): Promise<
    SurveyAnswer<{
      readonly oid: string;
      readonly history: RevisionHistory;
      readonly files: ReadonlyMap<string, string>;
    }>
  > {
    if (this.#place.kind === 'folder') return { ok: false, reason: 'there is no git repository here' };
    const oid = await this.#resolve(revision);
    if (oid === null) return { ok: false, reason: `"${revision}" is no revision of this repository` };
    const ask = { git: this.#services.git, root: this.root, scope, ...(signal === undefined ? {} : { signal }) };
    const [files, evidence] = await Promise.all([filesOfRevision(ask, oid), this.#readEvidence(oid, signal)]);
    if (files === null || evidence === null) return { ok: false, reason: 'git could not read the history' };
    return { ok: true, value: { oid, files, history: this.#revisionHistory(oid, evidence) } };
  }

  #revisionHistory(revision: string, evidence: HistoryEvidence): RevisionHistory {
    const commonDir = this.#place.kind === 'repository' ? this.#place.commonDir : this.root;
    const { git, ledger, cacheFolder } = this.#services;
    const objectsFolder = `${commonDir}/objects`;
    return new RevisionHistory({ git, ledger, cwd: this.root, objectsFolder, cacheFolder, revision }, evidence);
  }

  async #readEvidence(revision: string, signal: CancelSignal | undefined): Promise<HistoryEvidence | null> {
    const { git, log } = this.#services;
    const isCutOff = this.#place.kind === 'repository' && this.#place.isShallow;
    const { noAiBefore } = this.#options;
    const scan = { git, log, cwd: this.root, revision, noAiBefore, origins: this.origins, isCutOff };
    return await HistoryEvidence.read(scan, signal);
  }

  async #resolve(revision: string): Promise<string | null> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const result = await this.#services.git.run(args, { cwd: this.root });
    return result.ok ? new TextDecoder().decode(result.stdout).trim() : null;
  }

  async #readDirty(signal: CancelSignal | undefined): Promise<boolean> {
    const paths = this.scope === '' ? [] : [`:(top,literal)${this.scope}`];
    const result = await this.#services.git.run(['status', '--porcelain', '-z', '--', ...paths], {
      cwd: this.root,
      ...(signal === undefined ? {} : { signal }),
    });
    return result.ok && result.stdout.length > 0;
  }

  async #ignoredAmong(paths: readonly string[]): Promise<ReadonlySet<string>> {
    if (paths.length === 0 || this.#place.kind === 'folder') return new Set();
    // Exit status 1 says that none is ignored.
    const result = await this.#services.git.run(['check-ignore', '-z', '--stdin'], {
      cwd: this.root,
      stdin: `${paths.join('\0')}\0`,
    });
    return new Set(result.ok ? new TextDecoder().decode(result.stdout).split('\0') : []);
  }

  /** The paths that these commits touched. */
  async #pathsOf(oids: readonly string[], signal: CancelSignal | undefined): Promise<ReadonlySet<string>> {
    if (oids.length === 0) return new Set();
    const args = ['diff-tree', '--stdin', '-r', '-z', '--root', '--no-commit-id', '--name-only', '--no-renames', '-m'];
    const result = await this.#services.git.run(args, {
      cwd: this.root,
      stdin: `${oids.join('\n')}\n`,
      ...(signal === undefined ? {} : { signal }),
    });
    return new Set(result.ok ? new TextDecoder().decode(result.stdout).split('\0') : []);
  }

  async #readBlob(blobOid: string): Promise<string | null> {
    if (this.#place.kind === 'folder') return null;
    return await readBlobText(this.#services.git, this.root, blobOid);
  }

  #isInScope(path: string): boolean {
    return this.scope === '' || path === this.scope || path.startsWith(`${this.scope}/`);
  }

  #lastingProblems(): string[] {
    const place = this.#place;
    if (place.kind === 'folder') return place.problem === null ? [] : [place.problem];
    return place.isShallow
      ? ['This clone is shallow: lines from before its oldest commit are taken for that commit’s.']
      : [];
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
    const skipped = Object.fromEntries(skipReasons.map((reason) => [reason, 0])) as Record<SkipReason, number>;
    for (const reason of this.#skipped.values()) skipped[reason]++;
    return {
      asOfMs: this.#services.clock.nowMs(),
      head: this.#head,
      dirty: this.#isDirty,
      hasGit: this.#place.kind === 'repository',
      standing: [...this.#tallies.values()],
      skipped,
      progress: this.#progress,
      evidence: this.#evidence,
      problems: this.#problems,
    };
  }
}

/** A question of its own, since the answer may change while work is awaited. */
function isCancelled(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}

function isProse(path: string): boolean {
  return kindOfPath(path) === 'docs';
}
