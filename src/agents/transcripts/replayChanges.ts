import { baselineOriginId, unknownOriginId, type OriginId } from '../../core/attribution/origin.ts';
import { realign } from '../../core/attribution/realign.ts';
import { takeReportedChange, type AttributedText } from '../../core/attribution/reportedChange.ts';
import { type Run } from '../../core/attribution/run.ts';
import { type TranscriptChange } from './transcript.ts';

/** One change of one file with what its text shall be given to. */
export interface ReplayedChange {
  readonly change: TranscriptChange;
  readonly originId: OriginId;
}

/** What a replay of a file's changes came to. */
export interface Replay {
  /** Attribution of the text that stands; only text that a change brought has another origin than baseline and unknown. */
  readonly runs: readonly Run[];
  /** Changes that fit no text that is known; nothing is said of them. */
  readonly unplaced: number;
}

/**
 * Follows one file through the changes that were recorded of it, oldest first, to the text that stands. What came between two changes is nobody's. `textAt` gives
 * the text that history held at a time (`''` for a file that was not there), null where there is none to ask.
 */
export async function replayChanges(
  changes: readonly ReplayedChange[],
  standingText: string,
  textAt: (atMs: number) => Promise<string | null>,
): Promise<Replay> {
  let known: AttributedText | null = null;
  let unplaced = 0;
  for (const { change, originId } of changes) {
    const { file, atMs } = change;
    if (file.action === 'delete') {
      known = { text: '', runs: [] };
      continue;
    }
    const told = { before: file.before, after: file.after, edits: file.edits };
    const origins = { inserted: originId, gap: unknownOriginId };
    // A text that nobody told of, before or after, is no ground to say anything on.
    const later = file.edits.length > 0 ? standingText : null;
    const taken: ReturnType<typeof takeReportedChange> =
      (known === null ? null : takeReportedChange(known, { ...told, earlier: null, later: null }, origins)) ??
      (await withHistory());
    if (taken === null) unplaced++;
    else known = taken.now;

    async function withHistory(): Promise<ReturnType<typeof takeReportedChange>> {
      if (file.after === null && file.edits.length === 0) return null;
      const earlier = file.before === null ? await textAt(atMs) : null;
      // A whole text says nothing of what it brought where the one before it is not known.
      if (file.after !== null && file.before === null && earlier === null) return null;
      return takeReportedChange(known, { ...told, earlier, later }, origins);
    }
  }
  if (known === null) {
    const runs = standingText === '' ? [] : [{ utf16Length: standingText.length, originId: baselineOriginId }];
    return { runs, unplaced };
  }
  return { runs: realign(known, standingText, unknownOriginId).runs, unplaced };
}
