import { baselineOriginId, unknownOriginId, type OriginId } from '../../core/attribution/origin.ts';
import { realign } from '../../core/attribution/realign.ts';
import { plainText, takeReportedChange, type AttributedText } from '../../core/attribution/reportedChange.ts';
import { type Run } from '../../core/attribution/run.ts';
import { placeEdits } from '../../core/text/placeEdits.ts';
import { type ReportedFile } from '../agent.ts';
import { type HistoryTexts } from './folderHistory.ts';
import { type TranscriptChange } from './transcript.ts';

/** What a replay of a file's changes came to. */
export interface Replay {
  /** Attribution of the text that stands: what the change of an index brought has the id `idOfChange(index)`, all else is baseline or unknown. */
  readonly runs: readonly Run[];
  /** Changes that fit no text that is known; nothing is said of them. */
  readonly unplaced: number;
}

/** Stands for what a change brought while changes are replayed; no table gives out negative ids. */
export function idOfChange(index: number): OriginId {
  return firstIdOfChange - index;
}

/** The index of the change that an id stands for; -1 for any other id. */
export function changeOfId(originId: OriginId): number {
  return originId <= firstIdOfChange ? firstIdOfChange - originId : -1;
}

/** Below those that stand for something while one change is taken. */
const firstIdOfChange: OriginId = -1_000;

/**
 * Follows one file through the changes that were recorded of it, oldest first, to the text that stands. What came between two changes is nobody's. `textsAt` gives
 * the texts that history held around a time, null where there is none to ask.
 */
export async function replayChanges(
  changes: readonly TranscriptChange[],
  standingText: string,
  textsAt: (atMs: number) => Promise<HistoryTexts | null>,
): Promise<Replay> {
  let known: AttributedText | null = null;
  let unplaced = 0;
  for (const [index, { file, atMs }] of changes.entries()) {
    if (file.action === 'delete') {
      known = { text: '', runs: [] };
      continue;
    }
    const told = { before: file.before, after: file.after, edits: file.edits };
    const origins = { inserted: idOfChange(index), gap: unknownOriginId };
    // A text that nobody told of, before or after, is no ground to say anything on.
    const later = file.edits.length > 0 ? standingText : null;
    const taken: ReturnType<typeof takeReportedChange> =
      (known === null ? null : takeReportedChange(known, { ...told, earlier: null, later: null }, origins)) ??
      (await withHistory());
    if (taken === null) unplaced++;
    else known = taken.now;

    async function withHistory(): Promise<ReturnType<typeof takeReportedChange>> {
      if (file.after === null && file.edits.length === 0) return null;
      const texts = file.before === null ? await textsAt(atMs) : null;
      // A whole text says nothing of what it brought where the one before it is not known.
      if (file.after !== null && file.before === null && texts === null) return null;
      return takeReportedChange(
        known,
        { ...told, earlier: texts === null ? null : earlierOf(file, texts), later },
        origins,
      );
    }
  }
  if (known === null) {
    const runs = standingText === '' ? [] : [{ utf16Length: standingText.length, originId: baselineOriginId }];
    return { runs, unplaced };
  }
  return { runs: realign(known, standingText, unknownOriginId).runs, unplaced };
}

/**
 * The text that history held when a change was made. Where a commit of the same second holds what the change left, it was made after it; a whole text that it does
 * not hold says nothing on that, so as much as possible was there before. Edits fit the text from which they started.
 */
function earlierOf({ after, edits }: ReportedFile, { before, within }: HistoryTexts): string {
  if (after !== null) return isSameText(within, after) ? before : within;
  return placeEdits(plainText(before), edits) === null ? within : before;
}

function isSameText(one: string, other: string): boolean {
  return plainText(one) === plainText(other);
}
