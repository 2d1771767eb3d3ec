/** What history holds in the way of evidence: what makes a share's range wide or narrow. */
export interface EvidenceSummary {
  readonly commits: number;
  /** Commits whose lines an authorship log or a trace attributes. */
  readonly commitsWithRecord: number;
  /** Commits that carry only a commit-level AI mark. */
  readonly commitsWithMark: number;
  /** Commits of automation such as dependency bots. */
  readonly commitsOfAutomation: number;
  /** Commits authored before the "no AI before" date. */
  readonly commitsBeforeAi: number;
  /** The rest: commits that say nothing either way. Their lines are `unknown`. */
  readonly commitsUnmarked: number;
  /** Author date (ISO 8601, UTC) of the oldest and of the oldest AI-marked commit; null when there is none. */
  readonly oldestCommitAt: string | null;
  readonly oldestAiCommitAt: string | null;
  /** How many authorship logs `refs/notes/ai` holds, of whichever commits; null where there is no such ref. */
  readonly logs: number | null;
  /** True where the clone is shallow or partial, so that history is cut off. */
  readonly isCutOff: boolean;
}
