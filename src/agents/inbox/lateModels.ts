import { setTimeout as pause } from 'node:timers/promises';
import { modelOfTrace } from '../transcriptModel.ts';
import { type PendingEntry } from './inbox.ts';

/** Agents write the line of a call into their transcripts some milliseconds after they ran the hook; who has not by then will not. */
const writtenWithinMs = 1_000;
const lookEveryMs = 50;

/**
 * The entries, with the models that the agents' transcripts name by now for calls of which they did not when the hook ran. Waits up to a second for what an
 * agent may be about to write.
 */
export async function withLateModels(
  entries: readonly PendingEntry[],
  homeFolder: string,
  nowMs: number,
): Promise<readonly PendingEntry[]> {
  const models = new Map<string, string>();
  const look = (): readonly PendingEntry[] =>
    entries.filter(({ name, entry: { report, modelTrace } }) => {
      if (report.model !== null || modelTrace === null || models.has(name)) return false;
      const model = modelOfTrace(report.agent, modelTrace, homeFolder, 'far');
      if (model !== null) models.set(name, model);
      return model === null;
    });
  let missing = look();
  for (let waitedMs = 0; waitedMs < writtenWithinMs; waitedMs += lookEveryMs) {
    const isFresh = missing.some(({ entry }) => entry.atMs > nowMs + waitedMs - writtenWithinMs);
    if (!isFresh) break;
    await pause(lookEveryMs);
    missing = look();
  }
  return entries.map((pending) => {
    const model = models.get(pending.name) ?? null;
    if (model === null) return pending;
    return { ...pending, entry: { ...pending.entry, report: { ...pending.entry.report, model } } };
  });
}
