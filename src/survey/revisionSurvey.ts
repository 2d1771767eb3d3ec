import { type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal, type Clock, type Git, type Progress } from '../core/ports.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { committedTallies, logRange } from './committedLines.ts';
import { countByReason } from './fileCounts.ts';
import { filesOfRevision, linguistAttributes, type Ask, type RevisionFiles } from './fileScope.ts';
import { commitsOfLines, linesOfFile } from './fileTally.ts';
import { type HistoryReader } from './historyReader.ts';
import { isWorthAPlan } from './historySteps.ts';
import { oddNamesProblem, unansweredProblem } from './problems.ts';
import { noShortcuts, type RevisionHistory } from './revisionHistory.ts';
import { skippedOfRevision, tallyRevision } from './revisionShare.ts';
import { skipByPath } from './skipRules.ts';
import { type BlameResult, type RevisionStanding, type SurveyAnswer } from './survey.ts';

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
}

/** Looks at revisions and at ranges of commits: only history speaks, the work tree and the ledger's live attribution do not. */
export class RevisionSurvey {
  readonly #services: RevisionSurveyServices;

  constructor(services: RevisionSurveyServices) {
    this.#services = services;
  }

  /** The `standing` lens at a revision. */
  async standingAt(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<RevisionStanding>> {
    const at = await this.#historyAt(revision, signal);
    if (!at.ok) return at;
    const { history, files } = at.value;
    const { git, clock, reader, origins, root, exclude, onProgress } = this.#services;
    if (isWorthAPlan(files.oidOf.size)) history.env = await reader.graphEnv(at.value.oid, true, signal);
    const scope = { git, root, exclude };
    const onDone = (done: number, total: number): void => onProgress({ phase: 'history', done, total });
    const share = await tallyRevision(scope, files, history, noShortcuts, origins, () => clock.nowMs(), onDone, signal);
    if (share === null)
      return { ok: false, reason: isCancelled(signal) ? 'stopped' : 'git could not read the files of the revision' };
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
  ): Promise<SurveyAnswer<readonly Tally[]>> {
    const { git, reader, root, scope, exclude } = this.#services;
    const state = await reader.state();
    if (state.head === null) return { ok: true, value: [] };
    const range = await logRange(git, root, state.head, since, until);
    if (!range.ok) return range;
    const stopped = { ok: false, reason: isCancelled(signal) ? 'stopped' : 'git could not list the commits' } as const;
    const history = await reader.open(range.tip, state, signal);
    if (history === null) return stopped;
    const { evidence } = history;
    const tallies = await committedTallies({ git, cwd: root, evidence, scope }, range.range, signal);
    if (tallies === null) return stopped;
    const ask = this.#ask('', signal);
    const atTip = await filesOfRevision(ask, range.tip);
    // What is gone at the end of the range is judged by its name alone.
    const oidOf = new Map([...new Set(tallies.map(({ path }) => path))].map((path) => [path, atTip?.oidOf.get(path)]));
    const there = new Map([...oidOf].filter((entry): entry is [string, string] => entry[1] !== undefined));
    const skipped = await skippedOfRevision({ git, root, exclude }, range.tip, there, signal);
    if (skipped === null) return stopped;
    const gone = await linguistAttributes(
      ask,
      [...oidOf.keys()].filter((path) => !there.has(path)),
      range.tip,
    );
    const isCounted = ({ path }: Tally): boolean =>
      there.has(path) ? !skipped.has(path) : skipByPath(path, gone.get(path), exclude) === null;
    return { ok: true, value: tallies.filter(isCounted) };
  }

  /** Every line of a file at a revision. */
  async blame(path: string, revision: string, signal: CancelSignal | undefined): Promise<SurveyAnswer<BlameResult>> {
    const { origins } = this.#services;
    const at = await this.#historyAt(revision, signal, path);
    if (!at.ok) return at;
    const blobOid = at.value.files.oidOf.get(path);
    const ofFile = blobOid === undefined ? null : await at.value.history.ofFile({ path, blobOid }, null, signal);
    if (ofFile === null) return { ok: false, reason: `${path} is not a text file of ${revision}` };
    const lines = linesOfFile(ofFile.text, null, ofFile, origins);
    const commits = commitsOfLines(ofFile.text, ofFile);
    return { ok: true, value: { lines, revision: at.value.oid, text: ofFile.text, commits } };
  }

  async #historyAt(
    revision: string,
    signal: CancelSignal | undefined,
    scope = this.#services.scope,
  ): Promise<SurveyAnswer<{ readonly oid: string; readonly history: RevisionHistory; readonly files: RevisionFiles }>> {
    const { reader } = this.#services;
    const oid = await reader.resolve(revision);
    if (oid === null) return { ok: false, reason: `"${revision}" is no revision of this repository` };
    const state = await reader.state();
    const [files, history] = await Promise.all([
      filesOfRevision(this.#ask(scope, signal), oid),
      reader.open(oid, state, signal),
    ]);
    if (files === null || history === null) return { ok: false, reason: 'git could not read the history' };
    return { ok: true, value: { oid, files, history } };
  }

  #ask(scope: string, signal: CancelSignal | undefined): Ask {
    return { git: this.#services.git, root: this.#services.root, scope, ...(signal === undefined ? {} : { signal }) };
  }
}

function isCancelled(signal: CancelSignal | undefined): boolean {
  return signal?.aborted === true;
}
