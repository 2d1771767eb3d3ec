import { type CancelSignal, type Progress, type Subscribe } from '../ports.ts';
import { type EvidenceSummary } from '../statistics/evidenceSummary.ts';
import { type FileFacets } from '../statistics/fileFacets.ts';
import { type GroupBy, type Lens, type Report } from '../statistics/report.ts';
import { type FileKind } from '../statistics/tally.ts';

/** Which report a view wants. */
export interface ShareQuery {
  readonly lens: Lens;
  readonly by: GroupBy | null;
  readonly kinds: readonly FileKind[];
  /** For `committed` a revision (excluded) or a date, for `written` a day `YYYY-MM-DD`; null is no bound; `standing` has none. */
  readonly since: string | null;
  readonly until: string | null;
}

/** One folder of the workspace, as far as it is read. */
export interface RootStatus {
  readonly name: string;
  readonly hasGit: boolean;
  /** Full object id of HEAD; null without commits. */
  readonly head: string | null;
  readonly evidence: EvidenceSummary | null;
  /** The day before which no AI was used in this folder, `YYYY-MM-DD`; null for no such day. */
  readonly noAiBefore: string | null;
  /** Sentences for a person. */
  readonly problems: readonly string[];
  /** The person stopped the reading: what was not read by then counts as unknown. */
  readonly isStopped: boolean;
}

/** How far the share is read, and under which conditions. */
export interface ShareStatus {
  readonly roots: readonly RootStatus[];
  readonly progress: Progress;
  /** When what is shown was read last; 0 before anything was. */
  readonly asOfMs: number;
  readonly isTracking: boolean;
  /** `exact` once the host has named the reason of an edit. */
  readonly editReasons: 'exact' | 'stable';
}

/** Whether all is read that there is to read: what is shown is no figure of the meantime, and nobody stopped the reading. */
export function isAllRead({ progress, roots }: Pick<ShareStatus, 'progress' | 'roots'>): boolean {
  return progress.phase === 'done' && !roots.some((root) => root.isStopped);
}

/** Where views get their numbers from. */
export interface ShareSource {
  report(query: ShareQuery, signal?: CancelSignal): Promise<Report>;
  /** What the files of {@link report} belong to, by the keys of its rows by file. */
  facets(query: ShareQuery): Promise<ReadonlyMap<string, FileFacets>>;
  status(): ShareStatus;
  /** Something that a report or the status says may have changed. Fires often; a view asks again at its own pace. */
  readonly onDidChange: Subscribe<void>;
  /** Reads everything again, in the background. */
  rescan(): void;
  /** Ends the reading that is under way. */
  cancel(): void;
}
