import { type CancelSignal } from '../core/ports.ts';
import { HistoryEvidence, type EvidenceScan } from './historyEvidence.ts';
import { RevisionHistory, type RevisionPlace } from './revisionHistory.ts';
import { type SameHistory } from './sameHistory.ts';

/** Reads the evidence of a revision's history, which is then asked for its files; null when git failed or was cancelled. Most looks at a folder read no history: this is loaded at first use. */
export async function openHistory(
  scan: EvidenceScan,
  place: RevisionPlace,
  same: SameHistory,
  signal: CancelSignal | undefined,
): Promise<RevisionHistory | null> {
  const evidence = await HistoryEvidence.read(scan, signal);
  return evidence === null ? null : new RevisionHistory(place, evidence, same);
}
