import { type LineAttribution } from '../core/attribution/lineAttribution.ts';
import { type OriginTable } from '../core/attribution/origin.ts';
import { type Run } from '../core/attribution/run.ts';
import { type CancelSignal, type Progress, type Subscribe } from '../core/ports.ts';
import { type EvidenceSummary } from '../core/statistics/evidenceSummary.ts';
import { type SkipReason, type Tally } from '../core/statistics/tally.ts';

/** The text of an open document as the editor holds it, saved or not, with its live attribution. */
export interface LiveText {
  readonly text: string;
  /** Their lengths sum to `text.length`; ids are of the survey's `origins`. */
  readonly runs: readonly Run[];
}

/** One consistent view of a survey. Snapshots are immutable; a new one replaces the old. */
export interface SurveySnapshot {
  readonly asOfMs: number;
  /** Full object id of HEAD; null without commits or without git. */
  readonly head: string | null;
  /** Stands for HEAD, the authorship logs and the shape of history: while it is the same, history says the same. */
  readonly historyKey: string;
  readonly dirty: boolean;
  readonly hasGit: boolean;
  /** The `standing` lens: one tally a file. */
  readonly standing: readonly Tally[];
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** The files behind `skipped` whose names are text, by path. */
  readonly skippedPaths: ReadonlyMap<string, SkipReason>;
  /** `phase` is `done` when every file has all that history can say. */
  readonly progress: Progress;
  /** Whether every line that history gives to AI is counted as AI's; the split of the rest may still come. */
  readonly isAiExact: boolean;
  /** Null before history was read, and without git. */
  readonly evidence: EvidenceSummary | null;
  /** Sentences for a person about what could not be read. */
  readonly problems: readonly string[];
}

/** The `standing` lens at a revision. */
export interface RevisionStanding {
  /** Full object id of the revision. */
  readonly revision: string;
  /** One tally a file. */
  readonly tallies: readonly Tally[];
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** The files behind `skipped`, by path. */
  readonly skippedPaths: ReadonlyMap<string, SkipReason>;
  readonly evidence: EvidenceSummary;
  /** Sentences for a person about what could not be read. */
  readonly problems: readonly string[];
}

/** The `committed` lens of a range. */
export interface CommittedShare {
  /** Full object id of the commit that the range ends with; null without commits. */
  readonly tip: string | null;
  /** One a commit and file. */
  readonly tallies: readonly Tally[];
  /** Files of the range that do not count. */
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** Sentences for a person about what could not be read. */
  readonly problems: readonly string[];
}

/** AI's lines in the history of a revision; tallies with the day and the author of the commits that wrote the lines. */
export interface AiLinesByCommit {
  /** Full object id of the revision. */
  readonly revision: string;
  /** What each AI commit added. Lines of other contributors in these commits are in the tallies, too. */
  readonly added: readonly Tally[];
  /** What stands at the revision; exact for AI's lines only. */
  readonly standing: readonly Tally[];
  /** Sentences for a person about what could not be read. */
  readonly problems: readonly string[];
}

/** One line of `blame`. */
export interface BlameResult {
  /** Lines of the text; `lines.originIds` has one entry a line. */
  readonly lines: LineAttribution;
  /** Full object id of the revision that was asked for; null for the work tree. */
  readonly revision: string | null;
  readonly text: string;
  /** For each line the full object id of the commit that wrote it; null for a line that no commit holds. */
  readonly commits: readonly (string | null)[];
  /** Sentences for a person about what could not be read. */
  readonly problems: readonly string[];
}

/** A survey's answer that may be impossible: `reason` is a sentence for a person. */
export type SurveyAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/**
 * The attribution of one folder: a repository, a part of one, or a plain folder without git. Everything it says is in terms of
 * paths relative to `root` (the repository's root; without git the folder itself) with `/`.
 */
export interface Survey {
  readonly root: string;
  /** The part of the repository that counts: `''` for all, else a folder or file relative to `root`. */
  readonly scope: string;
  /** `''`, or the name of the linked work tree. The `worktree` of this survey's document keys. */
  readonly worktree: string;
  readonly origins: OriginTable;
  readonly snapshot: SurveySnapshot;
  readonly onDidChange: Subscribe<SurveySnapshot>;
  /** Reads the work tree, then history; updates `snapshot` as it goes (at most some times a second). Resolves when done or cancelled. */
  run(signal?: CancelSignal): Promise<void>;
  /** Keeps for the next look what {@link run} found out, which takes a while: to be called when the answer was shown. The next run and closing the place do it, too. */
  keep(): void;
  /** An open document changed (or, with null, was closed): its tally follows at once. Cheap; the caller debounces. */
  setLive(path: string, live: LiveText | null): void;
  /**
   * Whether the attribution of a file, and with it its text, may be stored: not of one that git ignores or that is git's own; without git not of one
   * in a folder that is left out.
   */
  mayRemember(path: string): Promise<boolean>;
  /** Files came, changed or went on disk while not open. Ignored files among them do not count. */
  refreshFiles(paths: readonly string[]): Promise<void>;
  blame(path: string, revision: string | null, signal?: CancelSignal): Promise<SurveyAnswer<BlameResult>>;
  /** The `standing` lens at a revision: history only. */
  standingAt(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<RevisionStanding>>;
  /** As {@link standingAt}, with the day and the author of the commits that wrote the lines: one tally for each file and these. */
  standingByCommit(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<RevisionStanding>>;
  /** What AI added in the history of a revision, and what of it stands there. */
  aiLinesByCommit(revision: string, signal?: CancelSignal): Promise<SurveyAnswer<AiLinesByCommit>>;
  /**
   * The `committed` lens. A bound is a revision (`since` excluded, `until` included) or a date (ISO 8601, both
   * included); null is no bound.
   */
  committed(since: string | null, until: string | null, signal?: CancelSignal): Promise<SurveyAnswer<CommittedShare>>;
  /** Tallies of the `written` lens; bounds are days `YYYY-MM-DD`, included; null is no bound. */
  written(sinceDay: string | null, untilDay: string | null): readonly Tally[];
}
