import { type Contributor, type Evidence, type Granularity } from '../attribution/origin.ts';
import { type FileKind, type SkipReason } from './tally.ts';
import { type UnknownCause } from './unknownCauses.ts';

/** One published definition of "share": see DESIGN, "Lenses", and the README. */
export type Lens = 'standing' | 'committed' | 'written';

/** Every {@link Lens}, in the order in which the panel offers them. */
export const lenses: readonly Lens[] = ['standing', 'committed', 'written'];

/** What a report's rows are grouped by. */
export type GroupBy = 'agent' | 'model' | 'kind' | 'language' | 'folder' | 'file' | 'evidence' | 'day' | 'author';

/** Every {@link GroupBy}. */
export const groupings: readonly GroupBy[] = [
  'agent',
  'model',
  'kind',
  'language',
  'folder',
  'file',
  'evidence',
  'day',
  'author',
];

/** Counts by contributor, in the unit of the report: lines, or UTF-16 code units for the `written` lens. */
export type Counts = Readonly<Record<Contributor, number>>;

/** One row of a grouped report. `total` is the sum of the four counts. */
export interface GroupRow {
  readonly key: string;
  readonly counts: Counts;
  readonly total: number;
}

/**
 * The part that AI has: `low` counts only what is known to be AI, `high` adds what nobody can know, `known` leaves out tool
 * and unknown. Ratios from 0 to 1, exact, rounded only for display; null where there is nothing to divide by.
 */
export interface Share {
  readonly low: number | null;
  readonly high: number | null;
  readonly known: number | null;
}

/** The JSON that `report --json` prints; also what the panel shows. Schema `ai-code-share/report/1`; see the README. */
export interface Report {
  readonly schema: 'ai-code-share/report/1';
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  readonly repository: { readonly head: string | null; readonly dirty: boolean };
  readonly lens: Lens;
  readonly unit: 'lines' | 'characters';
  readonly period: { readonly since: string | null; readonly until: string | null };
  readonly scope: {
    readonly files: number;
    readonly kinds: readonly FileKind[];
    readonly skipped: Readonly<Record<SkipReason, number>>;
  };
  readonly counts: Counts;
  readonly total: number;
  readonly share: Share;
  /** How the known part (AI and human) is known; sums to `counts.ai + counts.human`. */
  readonly evidence: Readonly<Record<Evidence, number>>;
  /** Sums to `counts.ai`. */
  readonly aiByGranularity: Readonly<Record<Granularity, number>>;
  /** Why the unknown part is unknown; sums to `counts.unknown`. */
  readonly unknownBy: Readonly<Record<UnknownCause, number>>;
  /** How many of the counted lines are mixed; they count for the contributor of the majority of their characters. */
  readonly mixedLines: number;
  readonly groups: { readonly by: GroupBy; readonly rows: readonly GroupRow[] } | null;
}
