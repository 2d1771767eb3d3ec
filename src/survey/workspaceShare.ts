import { type CancelSignal, type Clock, type Logger, type Progress } from '../core/ports.ts';
import { type ShareQuery, type ShareSource, type ShareStatus } from '../core/protocol/shareSource.ts';
import { buildReport, type TallySource } from '../core/statistics/buildReport.ts';
import { fileFacets, type FileFacets } from '../core/statistics/fileFacets.ts';
import { type Report } from '../core/statistics/report.ts';
import { skipReasons, type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { type DocumentHome, type DocumentHomes } from './documentHome.ts';
import { matchesAny } from './globs.ts';
import { CommittedWalks, type Abort } from './committedWalks.ts';
import { stoppedProblem } from './problems.ts';
import { type BlameResult, type LiveText, type Survey, type SurveyAnswer } from './survey.ts';
import {
  ownPathsOf,
  progressOfRoots,
  rootAround,
  slashedFolder,
  type OpenedRoot,
  type OpenRoot,
  type Root,
  type WorkspaceFolder,
} from './workspaceRoot.ts';

/** What the share of a workspace needs from outside. */
export interface WorkspaceShareServices {
  readonly clock: Clock;
  readonly log: Logger;
  /** Opens a folder: finds its repository, opens its ledger and its survey. Never throws for what a folder may be. */
  readonly openRoot: (folderPath: string) => Promise<SurveyAnswer<OpenedRoot>>;
  readonly isTracking: () => boolean;
  readonly editReasons: () => 'exact' | 'stable';
  /** The date in force for a folder, `YYYY-MM-DD`; null for none. */
  readonly noAiBefore: (folderPath: string) => string | null;
  /** Whether attributions of evidence `inferred` count. */
  readonly countsInferred: () => boolean;
}

/** The views show an answer some tenths of a second after it came. */
const keptAfterMs = 500;

/**
 * The share of all folders of a workspace: one survey each, joined into one report. Folders are surveyed one after the other in
 * the background, so that opening a workspace of ten repositories does not start ten times the work at once.
 */
export class WorkspaceShare implements ShareSource, DocumentHomes {
  readonly #services: WorkspaceShareServices;
  readonly #newAbort: () => Abort;
  readonly #listeners = new Set<() => void>();
  readonly #reopenListeners = new Set<() => void>();
  readonly #foldersListeners = new Set<() => void>();
  readonly #committed: CommittedWalks;
  #roots: readonly Root[] = [];
  /** False until somebody says which folders there are: before that no share is complete and no file is outside. */
  #knowsFolders = false;
  readonly #foldersKnown: Promise<void>;
  #sayFoldersKnown: () => void = () => undefined;
  #run: { readonly abort: Abort; readonly finished: Promise<void> } | null = null;
  /** Whether a reading has been asked for and is not over: each folder alone may seem complete meanwhile. */
  #isReading = false;

  constructor(services: WorkspaceShareServices, newAbort: () => Abort) {
    this.#services = services;
    this.#newAbort = newAbort;
    this.#committed = new CommittedWalks(newAbort, services.log, () => this.#changed());
    this.#foldersKnown = new Promise((resolve) => {
      this.#sayFoldersKnown = resolve;
    });
  }

  readonly onDidChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes these folders in place of those before. Folders that stay keep what is known of them. */
  setFolders(folders: readonly WorkspaceFolder[]): void {
    const isSame = (a: WorkspaceFolder, b: WorkspaceFolder): boolean => a.path === b.path && a.name === b.name;
    const kept = this.#roots.filter((root) => folders.some((folder) => isSame(folder, root.folder)));
    for (const root of this.#roots) if (!kept.includes(root)) this.#close(root);
    this.#knowsFolders = true;
    this.#roots = folders.map((folder) => kept.find((root) => isSame(folder, root.folder)) ?? this.#open(folder));
    this.#sayFoldersKnown();
    this.rescan();
    for (const listener of this.#foldersListeners) listener();
  }

  /** Calls back after {@link setFolders}: a file that was outside of every folder may be in one now. */
  readonly onDidSetFolders = (listener: () => void): (() => void) => {
    this.#foldersListeners.add(listener);
    return () => this.#foldersListeners.delete(listener);
  };

  /** Opens every folder anew: its settings, or whether it is trusted, have changed. */
  reopen(): void {
    const folders = this.#roots.map((root) => root.folder);
    this.cancel();
    this.setFolders([]);
    this.setFolders(folders);
    for (const listener of this.#reopenListeners) listener();
  }

  /** Calls back after {@link reopen}: whoever holds a {@link DocumentHome} must ask for it again. */
  readonly onDidReopen = (listener: () => void): (() => void) => {
    this.#reopenListeners.add(listener);
    return () => this.#reopenListeners.delete(listener);
  };

  /** Reads everything again, in the background. */
  rescan(): void {
    this.#committed.forget();
    this.#run?.abort.abort();
    const abort = this.#newAbort();
    const before = this.#run?.finished.catch(() => undefined) ?? Promise.resolve();
    const finished = before.then(() => this.#surveyAll(abort.signal));
    const run = { abort, finished };
    this.#run = run;
    this.#isReading = true;
    finished
      .catch((error: unknown) => this.#services.log.error('The survey of the workspace failed', error))
      .finally(() => {
        if (this.#run !== run) return;
        this.#isReading = false;
        this.#changed();
        this.#keepSoon();
      });
    this.#changed();
  }

  /** Keeps what was found out when the views have shown it; whatever begins sooner does it first. */
  #keepSoon(): void {
    const keep = (): void => {
      for (const { folder, opened } of this.#openedRoots()) {
        try {
          opened.survey.keep();
        } catch (error) {
          this.#services.log.error(`What was read of ${folder.path} could not be kept`, error);
        }
      }
    };
    setTimeout(keep, keptAfterMs).unref();
  }

  /** The folders that are open by now, in the order of the window. */
  openedRoots(): readonly OpenedRoot[] {
    return this.#openedRoots().map((root) => root.opened);
  }

  /** Tells the views to look again: something outside of the folders that they show has changed. */
  touch(): void {
    this.#changed();
  }

  /** Ends the reading that is under way; what was read stays. */
  cancel(): void {
    this.#run?.abort.abort();
  }

  /** Resolves when no reading is under way. */
  async whenIdle(): Promise<void> {
    let waited: Promise<void> | undefined;
    while (waited !== this.#run?.finished) {
      waited = this.#run?.finished;
      await waited?.catch(() => undefined);
    }
  }

  /** Closes every ledger. */
  dispose(): void {
    this.cancel();
    for (const root of this.#roots) this.#close(root);
    this.#roots = [];
    this.#sayFoldersKnown();
    this.#listeners.clear();
  }

  async homeOf(absolutePath: string): Promise<DocumentHome | null> {
    const found = await this.#find(absolutePath);
    if (found === null) return null;
    const { opened, path } = found;
    if (matchesAny(path, opened.exclude) || !(await opened.survey.mayRemember(path))) return null;
    return { ledger: opened.ledger, key: { worktree: opened.survey.worktree, path }, readBlob: opened.readBlob };
  }

  /** The live attribution of a file changed; with null the file was closed. Ignores files outside the workspace. */
  async setLive(absolutePath: string, live: LiveText | null): Promise<void> {
    const found = await this.#find(absolutePath);
    found?.opened.survey.setLive(found.path, live);
  }

  /** Files came, changed or went on disk while they were not open. */
  async refreshFiles(absolutePaths: readonly string[]): Promise<void> {
    const bySurvey = new Map<Survey, string[]>();
    for (const absolutePath of absolutePaths) {
      const found = await this.#find(absolutePath);
      if (found === null) continue;
      const { survey } = found.opened;
      bySurvey.set(survey, [...(bySurvey.get(survey) ?? []), found.path]);
    }
    for (const [survey, paths] of bySurvey) await survey.refreshFiles(paths);
  }

  /** Every line of a file of the workspace. */
  async blame(absolutePath: string): Promise<SurveyAnswer<BlameResult & { readonly survey: Survey }>> {
    const found = await this.#find(absolutePath);
    if (found === null) return { ok: false, reason: `${absolutePath} is not in a folder of this workspace` };
    const answer = await found.opened.survey.blame(found.path, null);
    return answer.ok ? { ok: true, value: { ...answer.value, survey: found.opened.survey } } : answer;
  }

  /** Where a file that a report names is on disk; null for a path that no report can name. */
  absolutePathOf(reportPath: string): string | null {
    for (const root of this.#openedRoots()) {
      const prefix = this.#prefixOf(root);
      if (!reportPath.startsWith(prefix)) continue;
      const path = reportPath.slice(prefix.length);
      if (path.split('/').includes('..')) return null;
      const { standing } = root.opened.survey.snapshot;
      if (standing.some((tally) => tally.path === path)) return `${root.opened.survey.root}/${path}`;
    }
    return null;
  }

  async report(query: ShareQuery, signal?: CancelSignal): Promise<Report> {
    const roots = this.#openedRoots();
    const sources = await this.#sources(query, signal);
    const snapshots = roots.map((root) => root.opened.survey.snapshot);
    const skipped = Object.fromEntries(
      skipReasons.map((reason) => [reason, roots.reduce((sum, root) => sum + this.#skippedOf(root, reason), 0)]),
    ) as Record<SkipReason, number>;
    return buildReport(sources, {
      lens: query.lens,
      kinds: query.kinds,
      by: query.by,
      countsInferred: this.#services.countsInferred(),
      period: { since: query.since, until: query.until },
      repository: {
        head: snapshots.length === 1 ? (snapshots[0]?.head ?? null) : null,
        dirty: snapshots.some((snapshot) => snapshot.dirty),
      },
      generatedAt: new Date(this.#services.clock.nowMs()).toISOString(),
      skipped,
    });
  }

  async facets(query: ShareQuery, signal?: CancelSignal): Promise<ReadonlyMap<string, FileFacets>> {
    const sources = await this.#sources(query, signal);
    return fileFacets(sources, { kinds: query.kinds, countsInferred: this.#services.countsInferred() });
  }

  status(): ShareStatus {
    return {
      roots: this.#roots.map((root) => {
        const snapshot = root.opened?.survey.snapshot;
        const committed = root.opened === null ? null : this.#committed.problemOf(root.opened.survey);
        return {
          name: root.folder.name,
          hasGit: snapshot?.hasGit ?? false,
          head: snapshot?.head ?? null,
          evidence: snapshot?.evidence ?? null,
          noAiBefore: this.#services.noAiBefore(root.folder.path),
          problems: [
            ...(root.problem === null ? [] : [root.problem]),
            ...(root.opened?.ledger.problem ? [root.opened.ledger.problem] : []),
            ...(root.opened?.settingsProblems ?? []),
            ...(snapshot?.problems ?? []),
            ...(committed === null ? [] : [committed]),
          ],
          isStopped: snapshot?.problems.includes(stoppedProblem) === true,
        };
      }),
      progress: this.#progress(),
      asOfMs: Math.max(0, ...this.#openedRoots().map((root) => root.opened.survey.snapshot.asOfMs)),
      isTracking: this.#services.isTracking(),
      editReasons: this.#services.editReasons(),
    };
  }

  #progress(): Progress {
    const joined = progressOfRoots(this.#roots);
    const isComplete = this.#knowsFolders && !this.#isReading;
    return joined.phase === 'done' && !isComplete ? { phase: 'listing', done: 0, total: null } : joined;
  }

  #open(folder: WorkspaceFolder): Root {
    const root: Root = { folder, opening: this.#openFolder(folder), opened: null, problem: null, stopListening: null };
    root.opening
      .then((opened) => {
        if (opened === null) return;
        if (!this.#roots.includes(root)) {
          opened.close();
          return;
        }
        root.opened = opened;
        root.stopListening = opened.survey.onDidChange(() => this.#changed());
        this.#changed();
      })
      .catch((error: unknown) => {
        root.problem = `${folder.name} could not be opened; the log says more.`;
        this.#services.log.error(`Could not open ${folder.path}`, error);
        this.#changed();
      });
    return root;
  }

  async #openFolder(folder: WorkspaceFolder): Promise<OpenedRoot | null> {
    const answer = await this.#services.openRoot(folder.path);
    if (answer.ok) return answer.value;
    const root = this.#roots.find((candidate) => candidate.folder === folder);
    if (root !== undefined) root.problem = answer.reason;
    this.#services.log.warn(`${folder.path}: ${answer.reason}`);
    this.#changed();
    return null;
  }

  #close(root: Root): void {
    root.stopListening?.();
    root.opened?.close();
    root.opened = null;
  }

  async #surveyAll(signal: CancelSignal): Promise<void> {
    for (const root of this.#roots) {
      if (signal.aborted) return;
      // Why a folder could not be opened is said where it was opened; the others are read all the same.
      const opened = await root.opening.catch(() => null);
      await opened?.survey.run(signal);
    }
  }

  async #find(absolutePath: string): Promise<{ readonly opened: OpenedRoot; readonly path: string } | null> {
    // Documents may be open before anybody said which folders there are.
    await this.#foldersKnown;
    const slashed = absolutePath.replaceAll('\\', '/');
    const root = rootAround(slashed, this.#roots);
    const opened = (await root?.opening) ?? null;
    if (root === null || opened === null) return null;
    const inFolder = slashed.slice(slashedFolder(root).length + 1);
    const { scope } = opened.survey;
    return { opened, path: scope === '' ? inFolder : `${scope}/${inFolder}` };
  }

  #openedRoots(): readonly OpenRoot[] {
    return this.#roots.filter((root): root is OpenRoot => root.opened !== null);
  }

  #prefixOf(root: Root): string {
    return this.#roots.length > 1 ? `${root.folder.name}/` : '';
  }

  async #sources(query: ShareQuery, signal: CancelSignal | undefined): Promise<readonly TallySource[]> {
    const sources: TallySource[] = [];
    for (const root of this.#openedRoots()) {
      const { survey } = root.opened;
      const isOwn = ownPathsOf(root, this.#roots);
      const tallies = (await this.#tallies(survey, query, signal)).filter(({ path }) => isOwn(path));
      sources.push({ origins: survey.origins, tallies, pathPrefix: this.#prefixOf(root), scope: survey.scope });
    }
    return sources;
  }

  #skippedOf(root: OpenRoot, reason: SkipReason): number {
    const { skipped, skippedPaths } = root.opened.survey.snapshot;
    const isOwn = ownPathsOf(root, this.#roots);
    const ofOthers = [...skippedPaths].filter(([path, why]) => why === reason && !isOwn(path));
    return skipped[reason] - ofOthers.length;
  }

  async #tallies(survey: Survey, query: ShareQuery, signal: CancelSignal | undefined): Promise<readonly Tally[]> {
    switch (query.lens) {
      case 'standing':
        return survey.snapshot.standing;
      case 'written':
        return survey.written(query.since, query.until);
      case 'committed':
        // Without git there is nothing to read, which is no failure.
        return survey.snapshot.hasGit ? await this.#committed.tallies(survey, query, signal) : [];
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
