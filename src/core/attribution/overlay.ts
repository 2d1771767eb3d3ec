import { lineStarts } from '../text/lines.ts';
import { isBlankRange } from './lineView.ts';
import { baselineOriginId, type OriginId, type OriginTable } from './origin.ts';
import { realign } from './realign.ts';
import { type Run } from './run.ts';
import { RunCollector } from './runReader.ts';

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

/** The attribution of `historyText` as runs: one a stretch of lines with one origin. A line without an entry is as if never looked at. */
function historyRuns(historyText: string, lineOriginIds: Int32Array): readonly Run[] {
  const starts = lineStarts(historyText);
  const collector = new RunCollector();
  let originId: OriginId = baselineOriginId;
  for (let lineIndex = 0; lineIndex < starts.length; lineIndex++) {
    const start = starts[lineIndex] ?? 0;
    const endExclusive = starts[lineIndex + 1] ?? historyText.length;
    const recorded = lineOriginIds[lineIndex] ?? baselineOriginId;
    // The entry of a blank line may be anything, and who broke a line counts for nobody: it goes with the line before.
    if (recorded !== originId && !isBlankRange(historyText, start, endExclusive)) originId = recorded;
    collector.add(endExclusive - start, originId);
  }
  return collector.runs;
}

/**
 * The attribution of a text on top of its history. A live origin with a known contributor stands: it saw the very edit. Where the
 * live attribution knows nothing, a character that the diff finds at HEAD has what history says of its line there. Where history knows
 * nothing either, the live origin stays, because it says at least how the text came; only text that was there before anybody watched
 * takes history's origin in any case. Throws `RangeError` when the runs do not cover the text.
 */
export function overlayHistory(input: OverlayInput): readonly Run[] {
  const { text, runs, historyText, historyLineOriginIds, origins } = input;
  const isKnown = (originId: OriginId): boolean => origins.get(originId).contributor !== 'unknown';
  const history = historyRuns(historyText, historyLineOriginIds);
  const onText = realign({ text: historyText, runs: history }, text, baselineOriginId).runs;
  const collector = new RunCollector();
  let partIndex = 0;
  let partLeft = onText[0]?.utf16Length ?? 0;
  let total = 0;
  for (const run of runs) {
    const stands = isKnown(run.originId);
    for (let left = run.utf16Length; left > 0;) {
      if (partLeft === 0) partLeft = onText[++partIndex]?.utf16Length ?? 0;
      const part = onText[partIndex];
      if (part === undefined) break;
      const length = Math.min(left, partLeft);
      const historySays = !stands && (run.originId === baselineOriginId || isKnown(part.originId));
      collector.add(length, historySays ? part.originId : run.originId);
      left -= length;
      partLeft -= length;
    }
    total += run.utf16Length;
  }
  if (total !== text.length) {
    throw new RangeError(`Runs of ${total} code units do not cover a text of ${text.length}`);
  }
  return collector.runs;
}
