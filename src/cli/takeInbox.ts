import path from 'node:path';
import { applyInbox } from '../agents/inbox/applyInbox.ts';
import { Inbox, inboxFolderName } from '../agents/inbox/inbox.ts';
import { type Git, type Logger } from '../core/ports.ts';
import { kindOfPath } from '../core/statistics/languages.ts';
import { decodeText } from '../survey/decodeText.ts';
import { type OpenedPlace } from '../survey/openPlace.ts';
import { skipByContent, skipByPath } from '../survey/skipRules.ts';

/** Takes what agents told about an opened place into its ledger, so that what is read next counts it. */
export async function takeInbox(opened: OpenedPlace, git: Git, log: Logger, exclude: readonly string[]): Promise<void> {
  const { place, ledgerFolder, ledger, survey, readBlob } = opened;
  if (place.kind === 'repository' && place.isBare) return;
  await applyInbox({
    inbox: new Inbox(path.join(ledgerFolder, inboxFolderName)),
    ledger,
    git,
    log,
    nowMs: Date.now(),
    root: survey.root,
    worktree: survey.worktree,
    decode: (bytes) => {
      const decoded = decodeText(bytes);
      return decoded.ok ? decoded.text : null;
    },
    readBlob,
    counts: (file, text) =>
      skipByPath(file, undefined, exclude) === null &&
      skipByContent(text, kindOfPath(file) === 'docs', undefined) === null,
  });
}
