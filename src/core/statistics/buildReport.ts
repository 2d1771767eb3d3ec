import {
  contributors,
  evidenceGrades,
  granularities,
  type Contributor,
  type Evidence,
  type Granularity,
  type Origin,
  type OriginTable,
} from '../attribution/origin.ts';
import { type Counts, type GroupBy, type GroupRow, type Lens, type Report, type Share } from './report.ts';
import { type FileKind, type SkipReason, type Tally } from './tally.ts';
import { unknownCauseOf, unknownCauses } from './unknownCauses.ts';

/** The tallies of one repository or folder, with the table that their origin ids belong to. */
export interface TallySource {
  readonly origins: Pick<OriginTable, 'get'>;
  readonly tallies: readonly Tally[];
  /** Put before every path: `''`, or `name/` where several folders are reported together. */
  readonly pathPrefix: string;
  /** The part of the repository that is reported, as `a/b`; its folders are those below it. Default: all. */
  readonly scope?: string;
}

/** What a report is about. */
export interface ReportOptions {
  readonly lens: Lens;
  /** Kinds of files that count. */
  readonly kinds: readonly FileKind[];
  /** What the rows are grouped by; null for none. */
  readonly by: GroupBy | null;
  /** Without it, what rests on evidence `inferred` alone counts as unknown. */
  readonly countsInferred: boolean;
  /** Evidence that counts; what rests on other evidence counts as unknown. Without it every grade counts. */
  readonly evidence?: readonly Evidence[];
  /** Paths that count; without it all. */
  readonly includesPath?: (path: string) => boolean;
  readonly period: Report['period'];
  readonly repository: Report['repository'];
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  readonly skipped: Readonly<Record<SkipReason, number>>;
}

type Mutable<Key extends string> = Record<Key, number>;

function zeros<Key extends string>(keys: readonly Key[]): Mutable<Key> {
  // Every key gets its entry right here.
  return Object.fromEntries(keys.map((key) => [key, 0])) as Mutable<Key>;
}

/** Adds one number of lines or characters of one origin. */
type Add = (origin: Origin, contributor: Contributor, count: number) => void;

class Sums {
  readonly counts = zeros(contributors);
  readonly evidence = zeros(evidenceGrades);
  readonly aiByGranularity = zeros(granularities);
  readonly unknownBy = zeros(unknownCauses);

  readonly add: Add = (origin, contributor, count) => {
    this.counts[contributor] += count;
    const isKnown = contributor === 'ai' || contributor === 'human';
    if (isKnown && origin.evidence !== null) this.evidence[origin.evidence] += count;
    if (contributor === 'ai') this.aiByGranularity[origin.granularity] += count;
    if (contributor === 'unknown') this.unknownBy[unknownCauseOf(origin)] += count;
  };

  get total(): number {
    return totalOf(this.counts);
  }
}

/** The sum of the four counts. */
export function totalOf(counts: Counts): number {
  return contributors.reduce((sum, contributor) => sum + counts[contributor], 0);
}

/** The range that counts give: see {@link Share}. */
export function shareOf(counts: Counts): Share {
  const total = totalOf(counts);
  const known = counts.ai + counts.human;
  return {
    low: total === 0 ? null : counts.ai / total,
    high: total === 0 ? null : (counts.ai + counts.unknown) / total,
    known: known === 0 ? null : counts.ai / known,
  };
}

/** Key of the rows for what no name is known of. */
export const unnamed: Readonly<Record<'agent' | 'model' | 'author' | 'day', string>> = {
  agent: 'unknown agent',
  model: 'unknown model',
  author: 'unknown author',
  day: 'no day',
};

/** The top folder of a path, with the folder below it where that is the top of a workspace of packages; `.` for files at the root. */
export function folderOfPath(path: string): string {
  const parts = path.split('/');
  if (parts.length === 1) return '.';
  const [top = '.', second] = parts;
  const isContainer =
    parts.length > 2 && /^(?:packages|apps|libs|crates|modules|services|plugins|extensions)$/.test(top);
  return isContainer && second !== undefined ? `${top}/${second}` : top;
}

/**
 * The folder of a file in a report: its {@link folderOfPath}, below the part of the repository that is reported; where several folders are reported together,
 * below the name of its own.
 */
export function folderKey({ pathPrefix, scope = '' }: Pick<TallySource, 'pathPrefix' | 'scope'>, path: string): string {
  const folder = folderOfPath(scope !== '' && path.startsWith(`${scope}/`) ? path.slice(scope.length + 1) : path);
  if (pathPrefix === '') return folder;
  return folder === '.' ? pathPrefix.replace(/\/$/, '') : pathPrefix + folder;
}

/** The row that one origin in one tally belongs to; null for what has no place in this grouping. */
function rowKey(
  by: GroupBy,
  tally: Tally,
  source: TallySource,
  origin: Origin,
  contributor: Contributor,
): string | null {
  switch (by) {
    // Only AI's part has an agent and a model.
    case 'agent':
      return contributor === 'ai' ? (origin.agent ?? unnamed.agent) : null;
    case 'model':
      return contributor === 'ai' ? (origin.model ?? unnamed.model) : null;
    // What nobody is known to have written has none, and of tools nobody asks how it is known: rows of their own, so that all add up.
    case 'evidence':
      return contributor === 'ai' || contributor === 'human' ? (origin.evidence ?? 'inferred') : contributor;
    case 'kind':
      return tally.kind;
    case 'language':
      return tally.language;
    case 'folder':
      return folderKey(source, tally.path);
    case 'file':
      return source.pathPrefix + tally.path;
    case 'day':
      return tally.day ?? unnamed.day;
    case 'author':
      return tally.author ?? unnamed.author;
  }
}

/**
 * The report of some tallies: exact counts, the range, how it is known, and rows by one grouping. Does not depend on the order of the
 * tallies. Laws: the counts sum to `total`; `evidence` sums to AI and human; `aiByGranularity` sums to AI, `unknownBy` to unknown; rows by kind, language,
 * folder, file, evidence, day and author sum to the counts, rows by agent and model to AI.
 */
export function buildReport(sources: readonly TallySource[], options: ReportOptions): Report {
  const sums = new Sums();
  const rows = new Map<string, Mutable<Contributor>>();
  const files = new Set<string>();
  let mixedLines = 0;
  const counts = (evidence: Evidence): boolean =>
    (evidence !== 'inferred' || options.countsInferred) &&
    (options.evidence === undefined || options.evidence.includes(evidence));
  for (const source of sources) {
    const { origins, tallies, pathPrefix } = source;
    for (const tally of tallies) {
      const path = pathPrefix + tally.path;
      if (!options.kinds.includes(tally.kind) || options.includesPath?.(path) === false) continue;
      files.add(path);
      mixedLines += tally.mixedLines;
      for (const [originId, count] of tally.countByOrigin) {
        const origin = origins.get(originId);
        const isBelieved = origin.evidence === null || counts(origin.evidence);
        const contributor = isBelieved ? origin.contributor : 'unknown';
        sums.add(origin, contributor, count);
        const key = options.by === null ? null : rowKey(options.by, tally, source, origin, contributor);
        if (key === null) continue;
        const row = rows.get(key) ?? zeros(contributors);
        row[contributor] += count;
        rows.set(key, row);
      }
    }
  }
  return {
    schema: 'ai-code-share/report/1',
    generatedAt: options.generatedAt,
    repository: options.repository,
    lens: options.lens,
    unit: options.lens === 'written' ? 'characters' : 'lines',
    period: options.period,
    scope: { files: files.size, kinds: options.kinds, skipped: options.skipped },
    counts: sums.counts,
    total: sums.total,
    share: shareOf(sums.counts),
    evidence: sums.evidence,
    aiByGranularity: sums.aiByGranularity,
    unknownBy: sums.unknownBy,
    mixedLines,
    groups: options.by === null ? null : { by: options.by, rows: sortedRows(options.by, rows) },
  };
}

function sortedRows(by: GroupBy, rows: ReadonlyMap<string, Counts>): readonly GroupRow[] {
  const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const isByTime = by === 'day' || by === 'file';
  return [...rows]
    .map(([key, counts]) => ({ key, counts, total: totalOf(counts) }))
    .sort((a, b) => (isByTime ? 0 : b.total - a.total) || compareKeys(a.key, b.key));
}

/** A {@link Granularity} in words for a person. */
export const granularityWords: Readonly<Record<Granularity, string>> = {
  character: 'seen character by character',
  line: 'recorded line by line',
  commit: 'marked for the whole commit',
};
