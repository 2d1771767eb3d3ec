import { type OriginId } from './origin.ts';

/**
 * What is known of the lines of one text, as two columns that share the index `lineIndex` (0-based). Columns instead of
 * objects, because a repository has a million lines.
 */
export interface LineAttribution {
  /** Origin of the majority of the line's non-blank characters; {@link blankLine} where the line has none. */
  readonly originIds: Int32Array;
  /** 1 where the contributors other than the line's own have 20 % or more of its non-blank characters, else 0. */
  readonly mixed: Uint8Array;
}

/** Stands in {@link LineAttribution.originIds} for a line without a non-blank character: it counts for nobody. */
export const blankLine: OriginId = -1;

/** A line is mixed from this part of its non-blank characters on (DESIGN, "Words"). */
export const mixedFromMinority = 0.2;
