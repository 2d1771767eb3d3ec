import { blankLine, type LineAttribution } from '../core/attribution/lineAttribution.ts';
import { baselineOriginId, type OriginId, type OriginTable } from '../core/attribution/origin.ts';
import { attributeLines, isBlankRange } from '../core/attribution/lineView.ts';
import { overlayHistory } from '../core/attribution/overlay.ts';
import { realign } from '../core/attribution/realign.ts';
import { type Run } from '../core/attribution/run.ts';
import { facetsOfPath } from '../core/statistics/languages.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { type BlamePiece } from '../core/ports.ts';
import { lineStarts } from '../core/text/lines.ts';

/**
 * Which commits may have written the lines of a file: those that its pieces name; any that touched its path; or any that touched it or what it was
 * renamed from, where pieces name others that say the same.
 */
export type Ownership = 'named' | 'path' | 'lineage';

/** What history says of one file at HEAD. */
export interface FileHistory {
  /** The text at HEAD. */
  readonly text: string;
  readonly pieces: readonly BlamePiece[];
  /** One entry a line of `text`. */
  readonly lineOriginIds: Int32Array;
  readonly owners: Ownership;
}

/** Runs of text that was there before it was watched. */
export function baselineRuns(text: string): readonly Run[] {
  return text === '' ? [] : [{ utf16Length: text.length, originId: baselineOriginId }];
}

/** Whose the lines of a text are: its live attribution on top of its history, as far as there are any. */
export function linesOfFile(
  text: string,
  liveRuns: readonly Run[] | null,
  history: FileHistory | null,
  origins: OriginTable,
): LineAttribution {
  // Nearly all files are as they are at HEAD: then history alone speaks, line by line; and before it is known, nobody.
  if (liveRuns === null && history?.text === text) return linesOfOne(text, history.lineOriginIds);
  if (liveRuns === null && history === null) return linesOfOne(text, null);
  const runs = liveRuns ?? baselineRuns(text);
  if (history === null) return attributeLines(text, runs, origins);
  const effective = overlayHistory({
    text,
    runs,
    historyText: history.text,
    historyLineOriginIds: history.lineOriginIds,
    origins,
  });
  return attributeLines(text, effective, origins);
}

/** The lines of a text of which each has one origin; without them that of what was there before. */
function linesOfOne(text: string, lineOriginIds: Int32Array | null): LineAttribution {
  const starts = lineStarts(text);
  const originIds = new Int32Array(starts.length);
  for (let lineIndex = 0; lineIndex < starts.length; lineIndex++) {
    const isBlank = isBlankRange(text, starts[lineIndex] ?? 0, starts[lineIndex + 1] ?? text.length);
    originIds[lineIndex] = isBlank ? blankLine : (lineOriginIds?.[lineIndex] ?? baselineOriginId);
  }
  return { originIds, mixed: new Uint8Array(starts.length) };
}

/** Counts the lines of a file for the `standing` lens. */
export function tallyOfLines(path: string, lines: LineAttribution): Tally {
  const countByOrigin = new Map<OriginId, number>();
  let mixedLines = 0;
  // Lines of one origin stand together.
  let [last, count] = [blankLine, 0];
  const add = (): void => {
    if (last !== blankLine && count > 0) countByOrigin.set(last, (countByOrigin.get(last) ?? 0) + count);
  };
  for (let lineIndex = 0; lineIndex < lines.originIds.length; lineIndex++) {
    const originId = lines.originIds[lineIndex] ?? blankLine;
    if (originId === blankLine) continue;
    mixedLines += lines.mixed[lineIndex] ?? 0;
    if (originId !== last) {
      add();
      last = originId;
      count = 0;
    }
    count++;
  }
  add();
  const { language, kind } = facetsOfPath(path);
  return {
    path,
    language,
    kind,
    day: null,
    author: null,
    countByOrigin,
    mixedLines,
  };
}

/** For each line of `text` the commit that wrote it, followed from the text at HEAD by diff; null for lines that no commit holds. */
export function commitsOfLines(text: string, history: FileHistory | null): readonly (string | null)[] {
  const starts = lineStarts(text);
  if (history === null) return Array.from(starts, () => null);
  // The pieces travel as if they were origins: 0 is "no commit", n the piece n - 1.
  const historyStarts = lineStarts(history.text);
  const runs: Run[] = [];
  let covered = 0;
  history.pieces.forEach((piece, index) => {
    const from = historyStarts[piece.lineIndex] ?? history.text.length;
    const to = historyStarts[piece.lineIndex + piece.lineCount] ?? history.text.length;
    if (from > covered) runs.push({ utf16Length: from - covered, originId: 0 });
    if (to > from) runs.push({ utf16Length: to - from, originId: index + 1 });
    covered = Math.max(covered, to);
  });
  if (history.text.length > covered) runs.push({ utf16Length: history.text.length - covered, originId: 0 });
  const onText = realign({ text: history.text, runs }, text, 0).runs;
  const commits: (string | null)[] = [];
  let runIndex = 0;
  let runEnd = onText[0]?.utf16Length ?? 0;
  for (let lineIndex = 0; lineIndex < starts.length; lineIndex++) {
    const start = starts[lineIndex] ?? 0;
    const indent = text.slice(start, starts[lineIndex + 1] ?? text.length).search(/\S/);
    const at = start + Math.max(0, indent);
    while (runEnd <= at && runIndex < onText.length) runEnd += onText[++runIndex]?.utf16Length ?? 0;
    const id = onText[runIndex]?.originId ?? 0;
    commits.push(id === 0 ? null : (history.pieces[id - 1]?.commit ?? null));
  }
  return commits;
}
