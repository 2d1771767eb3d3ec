import { flattenRanges } from './attestedLines.ts';
import { authorshipLogLimits, recordOf, type KeyedRange, type Records } from './authorshipLog.ts';

/** The version of the Git AI Standard that we write. */
export const authorshipSchema = 'authorship/3.0.0';

/** What an authorship log is to say. */
export interface LogContent {
  /** For each path its ranges, of which a later one overrides an earlier one. */
  readonly rangesByPath: ReadonlyMap<string, readonly KeyedRange[]>;
  /** The metadata section. Records of `prompts`, `sessions` and `humans` that no range names are written too. */
  readonly metadata: Records;
}

/** A written log. */
export interface WrittenLog {
  readonly text: string;
  /** Paths that the format cannot hold, left out; for the log. */
  readonly complaints: readonly string[];
}

/** By UTF-16 code units: no language of the machine decides. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Line breaks end a path line, whatever is quoted. */
const cannotBeWritten = /[\n\r]/;
const needsQuotes = /\s|"|^-|^$/;

function numbersOf(ranges: readonly KeyedRange[]): string {
  return ranges
    .map(({ firstLineNumber, lastLineNumber }) =>
      firstLineNumber === lastLineNumber ? String(firstLineNumber) : `${firstLineNumber}-${lastLineNumber}`,
    )
    .join(',');
}

function entriesOf(ranges: readonly KeyedRange[]): string {
  const byKey = new Map<string, KeyedRange[]>();
  for (const range of flattenRanges(ranges)) {
    const own = byKey.get(range.key);
    if (own === undefined) byKey.set(range.key, [range]);
    else own.push(range);
  }
  return [...byKey].map(([key, own]) => `  ${key} ${numbersOf(own)}\n`).join('');
}

function sortedRecords(value: unknown): Records {
  return Object.fromEntries(Object.entries(recordOf(value)).sort(([a], [b]) => byCodeUnits(a, b)));
}

/** Fields in the order of the standard's examples, those that it does not know behind them by name. */
function metadataText(metadata: Records): string {
  const { schema_version, git_ai_version, base_commit_sha, prompts, humans, sessions, ...others } = metadata;
  const isOfStandard = typeof schema_version === 'string' && schema_version.startsWith('authorship/');
  return JSON.stringify(
    {
      schema_version: isOfStandard ? schema_version : authorshipSchema,
      ...(git_ai_version === undefined ? {} : { git_ai_version }),
      base_commit_sha: typeof base_commit_sha === 'string' ? base_commit_sha : '',
      prompts: sortedRecords(prompts),
      ...(humans === undefined ? {} : { humans: sortedRecords(humans) }),
      ...(sessions === undefined ? {} : { sessions: sortedRecords(sessions) }),
      ...sortedRecords(others),
    },
    null,
    2,
  );
}

/**
 * Writes an authorship log of the Git AI Standard v3. The same content gives the same bytes: paths by their code units, in each file the
 * keys by their first line, ranges merged and ascending, records by id. Law: `readAuthorshipLog(write(content))` names the
 * same key for every line, and its metadata has every field of `content`.
 */
export function writeAuthorshipLog({ rangesByPath, metadata }: LogContent): WrittenLog {
  const complaints: string[] = [];
  let attestation = '';
  for (const [path, ranges] of [...rangesByPath].sort(([a], [b]) => byCodeUnits(a, b))) {
    if (cannotBeWritten.test(path)) {
      complaints.push(`a path with a line break cannot stand in an authorship log: ${JSON.stringify(path)}`);
      continue;
    }
    const entries = entriesOf(ranges.filter((range) => range.lastLineNumber <= authorshipLogLimits.lineNumber));
    if (entries !== '') attestation += `${needsQuotes.test(path) ? `"${path}"` : path}\n${entries}`;
  }
  return { text: `${attestation}---\n${metadataText(metadata)}`, complaints };
}
