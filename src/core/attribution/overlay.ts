import { lineStarts } from '../text/lines.ts';
import { Attribution } from './attribution.ts';
import { blankLine } from './lineAttribution.ts';
import { baselineOriginId, type OriginId, type OriginTable } from './origin.ts';
import { realign } from './realign.ts';
import { type Run } from './run.ts';

/** A text with its live attribution, and what history says of the text at HEAD. */
export interface OverlayInput {
  readonly text: string;
  /** Cover `text`. */
  readonly runs: readonly Run[];
  /** The text of the same file at HEAD. */
  readonly historyText: string;
  /** One entry a line of `historyText`; entries of blank lines do not matter. */
  readonly historyLineOriginIds: Int32Array;
  readonly origins: OriginTable;
}

/** The attribution of `historyText` as runs: one a stretch of lines with one origin. */
function historyRuns(historyText: string, lineOriginIds: Int32Array): readonly Run[] {
  const starts = lineStarts(historyText);
  const runs: { utf16Length: number; originId: OriginId }[] = [];
  for (let lineIndex = 0; lineIndex < starts.length; lineIndex++) {
    const recorded = lineOriginIds[lineIndex] ?? baselineOriginId;
    const originId = recorded === blankLine ? (runs.at(-1)?.originId ?? baselineOriginId) : recorded;
    const utf16Length = (starts[lineIndex + 1] ?? historyText.length) - (starts[lineIndex] ?? 0);
    const last = runs.at(-1);
    if (last?.originId === originId) last.utf16Length += utf16Length;
    else runs.push({ utf16Length, originId });
  }
  return runs;
}

/**
 * The attribution of a text on top of its history. A live origin with a known contributor stands: it saw the very edit. Where the
 * live attribution knows nothing, a character that the diff finds at HEAD has what history says of its line there.
 */
export function overlayHistory(input: OverlayInput): readonly Run[] {
  const { text, runs, historyText, historyLineOriginIds, origins } = input;
  const isKnown = (originId: OriginId): boolean => origins.get(originId).contributor !== 'unknown';
  const history = historyRuns(historyText, historyLineOriginIds);
  const onText = Attribution.fromRuns(realign({ text: historyText, runs: history }, text, baselineOriginId).runs);
  if (runs.every((run) => run.originId === baselineOriginId)) return onText.runs();
  const result: Run[] = [];
  let offset = 0;
  for (const run of runs) {
    if (isKnown(run.originId)) {
      result.push(run);
    } else {
      for (const part of onText.slice(offset, offset + run.utf16Length)) {
        // Where history knows no more than that something stands there, the live origin says at least how it came.
        const historySays = isKnown(part.originId) || run.originId === baselineOriginId;
        result.push(historySays ? part : { utf16Length: part.utf16Length, originId: run.originId });
      }
    }
    offset += run.utf16Length;
  }
  return result;
}
