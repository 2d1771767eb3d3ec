import { type OriginId } from '../attribution/origin.ts';

/** What a file is for. The headline counts `code` and `test` together. */
export type FileKind = 'code' | 'test' | 'docs' | 'config' | 'data';

/** Every {@link FileKind}, in the order in which reports list them. */
export const fileKinds: readonly FileKind[] = ['code', 'test', 'docs', 'config', 'data'];

/** The kinds that headline numbers count unless somebody asks for others. */
export const headlineKinds: readonly FileKind[] = ['code', 'test'];

/** Why a file is left out of the counts. */
export type SkipReason = 'generated' | 'vendored' | 'minified' | 'binary' | 'tooLarge' | 'excluded' | 'unreadable';

/** Every {@link SkipReason}, in the order in which reports list them. */
export const skipReasons: readonly SkipReason[] = [
  'generated',
  'vendored',
  'minified',
  'binary',
  'tooLarge',
  'excluded',
  'unreadable',
];

/**
 * The raw material of every share: how much of what came from which origin, in one file.
 * - `standing`: one tally a file; the counts are non-blank lines.
 * - `committed`: one tally a commit and file; the counts are added non-blank lines; `day` and `author` are the commit's.
 * - `written`: one tally a day and file; the counts are inserted UTF-16 code units.
 */
export interface Tally {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** Lower-case name such as `typescript`; `other` when the extension is not known. */
  readonly language: string;
  readonly kind: FileKind;
  /** `YYYY-MM-DD`, or null where the lens has no time. */
  readonly day: string | null;
  /** `Name <address>`, or null where the lens has no author. */
  readonly author: string | null;
  readonly countByOrigin: ReadonlyMap<OriginId, number>;
  /** How many of the counted lines are mixed; 0 where the unit is characters. */
  readonly mixedLines: number;
}
