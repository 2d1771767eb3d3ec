/** What one survey took and found. Times are since the process began, Node's own start included. */
export interface SurveyRun {
  readonly aiExactMs: number;
  readonly completeMs: number;
  readonly maxRssMB: number;
  readonly files: number;
  readonly ai: number;
  readonly total: number;
  readonly problems: readonly string[];
  /** Files whose counts differ from those of one blame a file; null where that was not asked. */
  readonly differences: readonly string[] | null;
}
