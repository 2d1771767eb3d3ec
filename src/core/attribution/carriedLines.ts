import { lineStarts } from '../text/lines.ts';
import { blankLine } from './lineAttribution.ts';
import { attributeAskedLines, attributeLines, isBlankRange } from './lineView.ts';
import { unknownOriginId, type OriginId, type OriginTable } from './origin.ts';
import { realign } from './realign.ts';
import { RunCollector, RunReader } from './runReader.ts';
import { type Run } from './run.ts';

/** A text whose origins are known. */
export interface KnownText {
  readonly text: string;
  /** Cover `text`. */
  readonly runs: readonly Run[];
}

/** Stands for what is new; no table gives out negative ids, and none leaves this file. */
const fresh: OriginId = -2;

/** Lines with fewer letters and digits (a bracket, `else`, `end`) are the same in many places. */
const slightBelow = 6;

/**
 * Whose the lines of `text` are, as far as they are lines of `known`: every non-blank character of such a line was found there, as it stands or
 * formatted or moved. A line that was changed is not the same line, and is {@link unknownOriginId} like every other that is not found or
 * whose origin is not known there; blank ones are {@link blankLine}.
 *
 * With `isElsewhere` the known text is not an earlier state of this very text, so that a slight line, which is the same everywhere,
 * counts only beside lines of known origin that were found too, one of which says more.
 */
export function carriedLines(
  known: KnownText,
  text: string,
  origins: OriginTable,
  isElsewhere: boolean,
): readonly OriginId[] {
  if (known.text === text) return withKnownOnly(attributeLines(text, known.runs, origins).originIds, origins);
  const { runs, isWhole } = carry(known, text);
  const settled = runs.map((run) => (run.originId === fresh ? { ...run, originId: unknownOriginId } : run));
  const lines = withKnownOnly(attributeLines(text, settled, origins).originIds, origins);
  const starts = lineStarts(text);
  const carried = lines.map((originId, lineIndex) => (isWhole[lineIndex] === true ? originId : unknownOriginId));
  return isElsewhere ? withoutLoneSlightLines(carried, text, starts) : carried;
}

/** As {@link carriedLines} where the known text is the very text, of some of its lines: `starts` are its {@link lineStarts}, `lineIndexes` ascend. */
export function knownLines(
  { text, runs }: KnownText,
  origins: OriginTable,
  starts: Int32Array,
  lineIndexes: readonly number[],
): readonly OriginId[] {
  const { originIds } = attributeAskedLines(text, runs, origins, starts, lineIndexes);
  return lineIndexes.map((lineIndex) => knownOnly(originIds[lineIndex] ?? blankLine, origins));
}

/**
 * The attribution of `text`, to which `known` was changed while nobody watched: what {@link carriedLines} finds, character by character. A line
 * that has new characters may be another line that only looks like the old one, so that all of it is unknown.
 */
export function carriedRuns(known: KnownText, text: string): readonly Run[] {
  if (known.text === text) return known.runs;
  const { runs, isWhole } = carry(known, text);
  const reader = new RunReader(runs);
  const collector = new RunCollector();
  lineStarts(text).forEach((start, lineIndex, starts) => {
    const endExclusive = starts[lineIndex + 1] ?? text.length;
    if (isWhole[lineIndex] === true) reader.read(start, endExclusive, collector);
    else collector.add(endExclusive - start, unknownOriginId);
  });
  // White space that is new in a line that is not.
  return collector.runs.map((run) => (run.originId === fresh ? { ...run, originId: unknownOriginId } : run));
}

/** A part of a known text that lies in one line and has one origin. */
interface Piece extends Run {
  readonly lineIndex: number;
}

function piecesOf({ text, runs }: KnownText): readonly Piece[] {
  const pieces: Piece[] = [];
  let runIndex = 0;
  let runStart = 0;
  lineStarts(text).forEach((start, lineIndex, starts) => {
    const endExclusive = starts[lineIndex + 1] ?? text.length;
    for (let run = runs[runIndex]; run !== undefined && runStart < endExclusive; run = runs[runIndex]) {
      const runEnd = runStart + run.utf16Length;
      const utf16Length = Math.min(endExclusive, runEnd) - Math.max(start, runStart);
      if (utf16Length > 0) pieces.push({ utf16Length, originId: run.originId, lineIndex });
      if (runEnd > endExclusive) break;
      runIndex++;
      runStart = runEnd;
    }
  });
  return pieces;
}

/** Carries `known` over by diff; `isWhole` tells the lines whose every non-blank character was found, in lines that are all still there. */
function carry(
  known: KnownText,
  text: string,
): { readonly runs: readonly Run[]; readonly isWhole: readonly boolean[] } {
  const pieces = piecesOf(known);
  // The numbers of the pieces stand in for the origins, so that the diff says which of them is where.
  const numbered = pieces.map(({ utf16Length }, index) => ({ utf16Length, originId: index }));
  const found = realign({ text: known.text, runs: numbered }, text, fresh).runs;
  const isCut = cutLines(known.text, pieces, text, found);
  let runIndex = 0;
  let runStart = 0;
  const starts = lineStarts(text);
  const isWhole = Array.from(starts, (start, lineIndex) => {
    const endExclusive = starts[lineIndex + 1] ?? text.length;
    let isOld = true;
    for (let run = found[runIndex]; run !== undefined && runStart < endExclusive; run = found[runIndex]) {
      const runEnd = runStart + run.utf16Length;
      const [from, to] = [Math.max(start, runStart), Math.min(endExclusive, runEnd)];
      const isSame = run.originId !== fresh && !isCut.has(pieces[run.originId]?.lineIndex ?? -1);
      if (!isSame && !isBlankRange(text, from, to)) isOld = false;
      if (runEnd > endExclusive) break;
      runIndex++;
      runStart = runEnd;
    }
    return isOld;
  });
  const runs = new RunCollector();
  for (const { utf16Length, originId } of found) runs.add(utf16Length, pieces[originId]?.originId ?? fresh);
  return { runs: runs.runs, isWhole };
}

/**
 * The lines of the known text of which letters or digits are gone: what is left of `value17` may be another line's `value7`. Without its
 * semicolon a line is the same.
 */
function cutLines(
  knownText: string,
  pieces: readonly Piece[],
  text: string,
  found: readonly Run[],
): ReadonlySet<number> {
  const keptUtf16Length = new Int32Array(pieces.length);
  const keptLetters = new Map<number, number>();
  for (const { utf16Length, originId } of found)
    if (originId !== fresh) keptUtf16Length[originId] = (keptUtf16Length[originId] ?? 0) + utf16Length;
  const isTouched = (index: number): boolean => keptUtf16Length[index] !== pieces[index]?.utf16Length;
  let offset = 0;
  for (const { utf16Length, originId } of found) {
    if (originId !== fresh && isTouched(originId)) {
      const letters = lettersIn(text.slice(offset, offset + utf16Length));
      keptLetters.set(originId, (keptLetters.get(originId) ?? 0) + letters);
    }
    offset += utf16Length;
  }
  const cut = new Set<number>();
  offset = 0;
  for (const [index, { utf16Length, lineIndex }] of pieces.entries()) {
    if (isTouched(index)) {
      const letters = lettersIn(knownText.slice(offset, offset + utf16Length));
      if (letters > (keptLetters.get(index) ?? 0)) cut.add(lineIndex);
    }
    offset += utf16Length;
  }
  return cut;
}

/** How many letters and digits a text has. */
export function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function withKnownOnly(originIds: Int32Array, origins: OriginTable): readonly OriginId[] {
  return Array.from(originIds, (originId) => knownOnly(originId, origins));
}

function knownOnly(originId: OriginId, origins: OriginTable): OriginId {
  return originId === blankLine || origins.get(originId).contributor !== 'unknown' ? originId : unknownOriginId;
}

/** Whether a line says so little that finding it elsewhere means nothing. */
export function isSlight(line: string): boolean {
  return lettersIn(line) < slightBelow;
}

/** A stretch of carried lines without one that says something is chance. */
function withoutLoneSlightLines(carried: readonly OriginId[], text: string, starts: Int32Array): readonly OriginId[] {
  const kept = [...carried];
  for (let from = 0; from < kept.length;) {
    if (carried[from] === unknownOriginId) {
      from++;
      continue;
    }
    let to = from;
    let saysSomething = false;
    for (; to < kept.length && carried[to] !== unknownOriginId; to++) {
      saysSomething ||= !isSlight(text.slice(starts[to], starts[to + 1] ?? text.length));
    }
    if (!saysSomething) for (let at = from; at < to; at++) if (kept[at] !== blankLine) kept[at] = unknownOriginId;
    from = to;
  }
  return kept;
}
