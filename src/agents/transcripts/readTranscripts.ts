import { type CancelSignal, type Logger } from '../../core/ports.ts';
import { type FoundTranscript } from './findTranscripts.ts';
import { type TranscriptChange } from './transcript.ts';
import { transcriptEntries } from './transcriptEntries.ts';

/** What was read, of all transcripts together. */
export interface ReadTranscripts {
  /** In the order of their times. */
  readonly changes: readonly TranscriptChange[];
  /** Transcripts that could not be read, by their path. */
  readonly unreadable: readonly string[];
}

/**
 * Reads transcripts for the changes that `isWanted`; nothing else of them is kept. One that cannot be read is named and left out. `onRead` hears after each.
 * With a cancelled signal it gives what it has.
 */
export async function readTranscripts(
  found: readonly FoundTranscript[],
  isWanted: (change: TranscriptChange) => boolean,
  log: Logger,
  onRead: (done: number) => void,
  signal?: CancelSignal,
): Promise<ReadTranscripts> {
  const changes: TranscriptChange[] = [];
  const unreadable: string[] = [];
  const isCancelled = (): boolean => signal?.aborted === true;
  for (const [index, { format, file }] of found.entries()) {
    if (isCancelled()) break;
    const take = format.start();
    try {
      for await (const entry of transcriptEntries(file)) {
        changes.push(...take(entry).filter(isWanted));
        if (isCancelled()) break;
      }
    } catch (error) {
      log.error(`The transcript ${file} could not be read`, error);
      unreadable.push(file);
    }
    onRead(index + 1);
  }
  return { changes: changes.sort((a, b) => a.atMs - b.atMs), unreadable };
}
