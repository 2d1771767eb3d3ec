import { lineStarts } from '../text/lines.ts';
import { carriedRuns, isSlight, type KnownText } from './carriedLines.ts';
import { isBlankRange } from './lineView.ts';
import { baselineOriginId, unknownOriginId, type OriginId, type OriginTable } from './origin.ts';
import { type Run } from './run.ts';
import { RunCollector, RunReader } from './runReader.ts';

/**
 * Whether what is learnt later may still say whose text of this origin is: text of which nothing is known, and text of which the origin was
 * only inferred. What was seen to come from a paste is not open, though nobody knows who wrote it.
 */
export function isOpenOrigin(originId: OriginId, origins: OriginTable): boolean {
  return isUnseen(originId) || origins.get(originId).evidence === 'inferred';
}

const isUnseen = (originId: OriginId): boolean => originId === unknownOriginId || originId === baselineOriginId;

/**
 * Two attributions of one text as one: where the origin in `runs` is open, what `others` say if they know more. A known origin is never turned
 * into another one. Runs of another length cannot be of the same text; then `runs` come back as they are.
 */
export function explainOpen(runs: readonly Run[], others: readonly Run[], origins: OriginTable): readonly Run[] {
  const reader = new RunReader(others);
  const length = runs.reduce((sum, run) => sum + run.utf16Length, 0);
  if (reader.utf16Length !== length) return runs;
  const collector = new RunCollector();
  let offset = 0;
  for (const { utf16Length, originId } of runs) {
    const endExclusive = offset + utf16Length;
    if (!isOpenOrigin(originId, origins)) {
      collector.add(utf16Length, originId);
    } else {
      const part = new RunCollector();
      reader.read(offset, endExclusive, part);
      for (const run of part.runs) {
        collector.add(run.utf16Length, saysMore(run.originId, originId, origins) ? run.originId : originId);
      }
    }
    offset = endExclusive;
  }
  return collector.runs;
}

/** Of origins that know nobody, the one of text that history may explain says more than the one of text that just came. */
function saysMore(other: OriginId, own: OriginId, origins: OriginTable): boolean {
  if (!isOpenOrigin(other, origins)) return true;
  return own === unknownOriginId && other === baselineOriginId;
}

/** A stretch of a line with one origin in each of two attributions. */
interface Piece {
  readonly utf16Length: number;
  readonly own: OriginId;
  readonly found: OriginId;
  readonly isBlank: boolean;
}

/**
 * What another state of the same file says of the lines of `text`: its runs, with code units of origins that are `asked` for given to whom they belong in
 * `known`. A line counts when all of it is found there and what is asked for has a known origin; a line that says little (a bracket) counts only
 * in a stretch of found lines one of which says more. All other code units stay as they are.
 */
export function explainLines(
  text: string,
  runs: readonly Run[],
  known: KnownText,
  asked: (originId: OriginId) => boolean,
  isKnown: (originId: OriginId) => boolean,
): readonly Run[] {
  if (!runs.some((run) => asked(run.originId))) return runs;
  const starts = lineStarts(text);
  const [own, found] = [new RunReader(runs), new RunReader(carriedRuns(known, text))];
  const collector = new RunCollector();
  let stretch: { readonly pieces: readonly Piece[]; readonly isTaken: boolean }[] = [];
  let saysSomething = false;
  const flush = (): void => {
    for (const { pieces, isTaken } of stretch) {
      for (const piece of pieces) {
        const isLearnt = saysSomething && isTaken && asked(piece.own) && isKnown(piece.found);
        collector.add(piece.utf16Length, isLearnt ? piece.found : piece.own);
      }
    }
    stretch = [];
    saysSomething = false;
  };
  starts.forEach((start, lineIndex) => {
    const endExclusive = starts[lineIndex + 1] ?? text.length;
    const pieces = piecesOf(text, start, endExclusive, own, found);
    const visible = pieces.filter((piece) => !piece.isBlank);
    const isFound = visible.every((piece) => piece.found !== unknownOriginId);
    // A stretch is what stands in both states; a line that is not found ends it.
    if (!isFound) flush();
    const isTaken = visible.every((piece) => !asked(piece.own) || isKnown(piece.found));
    stretch.push({ pieces, isTaken });
    if (!isFound) flush();
    else if (visible.length > 0) saysSomething ||= !isSlight(text.slice(start, endExclusive));
  });
  flush();
  return collector.runs;
}

function piecesOf(text: string, start: number, endExclusive: number, own: RunReader, found: RunReader): Piece[] {
  const [ownRuns, foundRuns] = [own, found].map((reader) => {
    const collector = new RunCollector();
    reader.read(start, endExclusive, collector);
    return [...collector.runs];
  });
  const pieces: Piece[] = [];
  let at = start;
  let [ownLeft, foundLeft] = [0, 0];
  let [ownIndex, foundIndex] = [-1, -1];
  while (at < endExclusive) {
    if (ownLeft === 0) ownLeft = ownRuns?.[++ownIndex]?.utf16Length ?? endExclusive - at;
    if (foundLeft === 0) foundLeft = foundRuns?.[++foundIndex]?.utf16Length ?? endExclusive - at;
    const utf16Length = Math.min(ownLeft, foundLeft);
    pieces.push({
      utf16Length,
      own: ownRuns?.[ownIndex]?.originId ?? unknownOriginId,
      found: foundRuns?.[foundIndex]?.originId ?? unknownOriginId,
      isBlank: isBlankRange(text, at, at + utf16Length),
    });
    at += utf16Length;
    ownLeft -= utf16Length;
    foundLeft -= utf16Length;
  }
  return pieces;
}

/**
 * What a text is known to be after others told of it, or of another state of the same file: `known`, with what its open origins are by `other`. The
 * very runs of `known` when nothing is learnt.
 */
export function learnFrom(known: KnownText, other: KnownText, origins: OriginTable): readonly Run[] {
  const isOpen = (originId: OriginId): boolean => isOpenOrigin(originId, origins);
  const runs =
    other.text === known.text
      ? explainOpen(known.runs, other.runs, origins)
      : explainLines(known.text, known.runs, other, isOpen, (originId) => !isOpen(originId));
  return isSameRuns(runs, known.runs) ? known.runs : runs;
}

/** Whether two attributions of one text are the same one. */
export function isSameRuns(a: readonly Run[], b: readonly Run[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((run, index) => b[index]?.originId === run.originId && b[index].utf16Length === run.utf16Length)
  );
}
