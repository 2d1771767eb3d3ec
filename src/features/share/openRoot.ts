import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { inboxFolderName } from '../../agents/inbox/inbox.ts';
import { type Clock, type Git, type Logger } from '../../core/ports.ts';
import { createFileSystem } from '../../platform/files/createFileSystem.ts';
import { cacheFolder, ledgerFolder, storedLedgerFolder } from '../../platform/ledger/location.ts';
import { openLedger } from '../../platform/ledger/openLedger.ts';
import { readNoAiBefore } from '../../platform/settings/noAiBefore.ts';
import { type Settings } from '../../platform/settings/settings.ts';
import { countsText, textOfBytes } from '../../survey/countsText.ts';
import { openPlace } from '../../survey/openPlace.ts';
import { type SurveyAnswer } from '../../survey/survey.ts';
import { type OpenedRoot } from '../../survey/workspaceRoot.ts';

/** What opening a workspace folder needs. */
export interface RootServices {
  readonly clock: Clock;
  readonly log: Logger;
  readonly git: Git;
  readonly settings: Settings;
  /** The extension's own storage, for ledgers of folders without a writable git directory. */
  readonly storageFolder: string;
  /** Where payloads of agents are kept while they are at work; absolute. */
  readonly rawFolder: string;
  /** As in `PlaceAdapters`. */
  readonly blameThread: string;
  /** As in `PlaceAdapters`. */
  readonly viewsIn: (folder: string) => number;
}

/** What the survey and the inbox write waits so long for another process: what fails is read or taken in again another time. */
const waitMs = 500;

/** A git that is never started: in a folder that the person does not trust, git's own settings there could run anything. */
const noGit: Git = {
  // As in a folder without a repository: that git is missing on this machine would be no true word.
  run: () => Promise.resolve({ ok: false, reason: 'failed', exitCode: 128, stderr: 'not a git repository' }),
};

/** Whether anything waits in an inbox: what takes it in is loaded only then. */
function hasEntries(inboxFolder: string): boolean {
  try {
    return readdirSync(inboxFolder).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}

/** Opens a folder of the workspace under its own settings. */
export async function openRoot(services: RootServices, folderPath: string): Promise<SurveyAnswer<OpenedRoot>> {
  const { clock, log, git, settings, storageFolder, rawFolder, blameThread, viewsIn } = services;
  const uri = vscode.Uri.file(folderPath);
  const exclude = settings.get('tracking.exclude', uri);
  const noAiBefore = readNoAiBefore(settings.get('history.noAiBefore', uri));
  const isTrusted = vscode.workspace.isTrusted;
  const opened = await openPlace(
    {
      git: isTrusted ? git : noGit,
      files: createFileSystem(),
      clock,
      log,
      ledgerFolder: (commonDir, root) =>
        isTrusted ? ledgerFolder(commonDir, root, storageFolder) : storedLedgerFolder(storageFolder, root),
      openLedger: (folder) => openLedger({ folder, log, nowMs: clock.nowMs(), waitMs }),
      cacheFolder,
      blameThread,
      viewsIn,
    },
    folderPath,
    null,
    () => ({ noAiBefore: noAiBefore.day, exclude }),
  );
  const { place, survey, ledger, ledgerFolder: inFolder, readBlob, close } = opened;
  const isBare = place.kind === 'repository' && place.isBare;
  const inboxFolder = isTrusted && !isBare ? path.join(inFolder, inboxFolderName) : null;
  if (inboxFolder !== null && hasEntries(inboxFolder)) {
    const { takeIn } = await import('../../agents/inbox/takeIn.ts');
    // What agents did while no window was open is counted before anything is shown, and before documents take up their attribution.
    await takeIn(inboxFolder, {
      ledger,
      git,
      log,
      nowMs: clock.nowMs(),
      homeFolder: homedir(),
      rawFolder,
      root: survey.root,
      worktree: survey.worktree,
      decode: textOfBytes,
      readBlob,
      counts: (file, text) => countsText(file, text, exclude),
    });
  }
  const settingsProblems = noAiBefore.problem === null ? [] : [noAiBefore.problem];
  return {
    ok: true,
    value: { place, survey, ledger, readBlob, exclude, inboxFolder, settingsProblems, close },
  };
}
