import { type Progress } from '../core/ports.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { type FileCounts } from './fileCounts.ts';
import { type HistoryState } from './historyState.ts';
import { type SurveySnapshot } from './survey.ts';
import { noTraces } from './traceTable.ts';

/** Listeners hear of progress at most this often; of many files less often, since each snapshot has a list of them all, which takes some milliseconds and a megabyte. */
const snapshotEveryMs = 200;
const snapshotEveryMsPerFile = 0.01;

/** What {@link SurveyNews} begins with. */
export interface NewsSource {
  readonly hasGit: boolean;
  readonly nowMs: () => number;
  readonly counts: FileCounts;
  readonly problems: readonly string[];
}

/** What a survey has found out besides its counts, and the telling of it: the latest snapshot, and who hears of new ones. */
export class SurveyNews {
  readonly #source: NewsSource;
  readonly #listeners = new Set<(snapshot: SurveySnapshot) => void>();
  state: HistoryState = { head: null, notes: null, shape: '', cutOff: [], traces: noTraces };
  isDirty = false;
  isAiExact = false;
  evidence: EvidenceSummary | null = null;
  /** Sentences for a person. */
  problems: string[];
  #progress: Progress = { phase: 'listing', done: 0, total: null };
  #snapshot: SurveySnapshot;
  #saidAtMs = 0;

  constructor(source: NewsSource) {
    this.#source = source;
    this.problems = [...source.problems];
    this.#snapshot = this.#takeSnapshot();
  }

  get snapshot(): SurveySnapshot {
    return this.#snapshot;
  }

  /** Whether the last survey has ended. */
  get isDone(): boolean {
    return this.#progress.phase === 'done';
  }

  listen(listener: (snapshot: SurveySnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  addProblem(problem: string | null): void {
    if (problem !== null) this.problems.push(problem);
  }

  advance(progress: Progress, isUrgent = false): void {
    this.#progress = progress;
    this.say(isUrgent);
  }

  /** Tells what is known now; unless it is urgent, some times a second. */
  say(isUrgent: boolean): void {
    const nowMs = this.#source.nowMs();
    const everyMs = Math.max(snapshotEveryMs, this.#source.counts.size * snapshotEveryMsPerFile);
    if (!isUrgent && nowMs - this.#saidAtMs < everyMs) return;
    this.#saidAtMs = nowMs;
    this.#snapshot = this.#takeSnapshot();
    for (const listener of this.#listeners) listener(this.#snapshot);
  }

  #takeSnapshot(): SurveySnapshot {
    const { nowMs, hasGit, counts } = this.#source;
    return {
      asOfMs: nowMs(),
      head: this.state.head,
      historyKey: JSON.stringify(this.state),
      dirty: this.isDirty,
      hasGit,
      standing: counts.tallies,
      skipped: counts.skippedByReason(),
      skippedPaths: counts.skippedPaths,
      progress: this.#progress,
      isAiExact: this.isAiExact,
      evidence: this.evidence,
      problems: this.problems,
    };
  }
}
