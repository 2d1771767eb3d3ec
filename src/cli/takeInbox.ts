import { homedir } from 'node:os';
import path from 'node:path';
import { inboxFolderName } from '../agents/inbox/inbox.ts';
import { takeIn } from '../agents/inbox/takeIn.ts';
import { rawFolderIn } from '../agents/payloadsAtWork.ts';
import { personDataFolder } from '../platform/ledger/location.ts';
import { type Git, type Logger } from '../core/ports.ts';
import { countsText, textOfBytes } from '../survey/countsText.ts';
import { takeWaitingPayloads } from './hook.ts';
import { type OpenedPlace } from '../survey/openPlace.ts';

/**
 * Takes what agents told about an opened place into its ledger, so that what is read next counts it. Gives when the longest of their commands began that still
 * run (Unix milliseconds); null when none does.
 */
export async function takeInbox(
  opened: OpenedPlace,
  git: Git,
  log: Logger,
  exclude: readonly string[],
): Promise<number | null> {
  const { place, ledgerFolder, ledger, survey, readBlob } = opened;
  if (place.kind === 'repository' && place.isBare) return null;
  await takeWaitingPayloads(process.env);
  const { runsSinceMs } = await takeIn(path.join(ledgerFolder, inboxFolderName), {
    ledger,
    git,
    log,
    nowMs: Date.now(),
    homeFolder: homedir(),
    rawFolder: rawFolderIn(personDataFolder(process.env)),
    root: survey.root,
    worktree: survey.worktree,
    decode: textOfBytes,
    readBlob,
    counts: (file, text) => countsText(file, text, exclude),
  });
  return runsSinceMs;
}
