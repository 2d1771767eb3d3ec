/** What one survey took and found. Times are since the process began, Node's own start included. */
export interface SurveyRun {
  readonly aiExactMs: number;
  readonly completeMs: number;
  readonly maxRssMB: number;
  readonly paths: readonly string[];
  readonly ai: number;
  readonly total: number;
  readonly problems: readonly string[];
  /** Files whose counts differ from those of one blame a file; null where that was not asked. */
  readonly differences: readonly string[] | null;
  /** How many files were blamed for that. */
  readonly checkedFiles: number;
}

/** How a survey and plain `git blame` of every file agree, in lines that are not blank. */
export interface SurveyComparison {
  /** Files that blame was asked about. */
  readonly files: number;
  /** Files for which the time was too short. */
  readonly unasked: number;
  /** Files of which one of the two says nothing: an object is missing. */
  readonly unanswered: number;
  readonly lines: number;
  readonly aiLines: number;
  /** Lines that the first step calls AI's and blame does not, or the other way round, or another's AI's. */
  readonly differingAi: number;
  /** Lines that are another's, or known in another way, when all is read. */
  readonly differing: number;
}

/** What `bench/lineSweep.ts` found. */
export interface SweepResult {
  readonly lines: number;
  /** Lines whose commit was found; the others are older than the day. */
  readonly found: number;
}
