import { statSync } from 'node:fs';
import path from 'node:path';
import { createFileSystem } from '../platform/files/createFileSystem.ts';
import { createGit } from '../platform/git/createGit.ts';
import { cacheFolder, commandLineStorageFolder, ledgerFolder } from '../platform/ledger/location.ts';
import { openLedger } from '../platform/ledger/openLedger.ts';
import { settingDefaults } from '../platform/settings/settingKeys.ts';
import { openPlace, type OpenedPlace } from '../survey/openPlace.ts';
import { CommandLineError } from './commandLineError.ts';
import { extensionId } from './extensionId.ts';
import { type CollectingLog } from './terminal.ts';
import { takeInbox } from './takeInbox.ts';
import { readFolderSettings } from './workspaceSettings.ts';

/** Options that every command about a path has. */
export interface PathOptions {
  readonly storage?: string;
  readonly noAiBefore?: string;
  readonly exclude?: readonly string[];
}

/** A path opened for a command. */
export interface OpenedPath extends OpenedPlace {
  /** Whether the folder's settings let evidence `inferred` count. */
  readonly countsInferred: boolean;
  /** Glob patterns of what is left out, relative to the root. */
  readonly exclude: readonly string[];
}

/** Finds and opens what a command is about. Throws {@link CommandLineError} for a path that does not exist and for a date that is none. */
export async function openPath(asked: string, options: PathOptions, log: CollectingLog): Promise<OpenedPath> {
  const absolute = path.resolve(asked);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined) throw new CommandLineError(`${asked}: there is no such file or folder`);
  const [folder, fileName] = stat.isDirectory() ? [absolute, null] : [path.dirname(absolute), path.basename(absolute)];
  const { noAiBefore } = options;
  if (noAiBefore !== undefined && noAiBefore !== '' && Number.isNaN(Date.parse(`${noAiBefore}T00:00:00Z`))) {
    throw new CommandLineError(`--no-ai-before ${noAiBefore}: write the date as YYYY-MM-DD, or '' for no such date`);
  }
  const git = createGit(log);
  let exclude: readonly string[] = [];
  let countsInferred = settingDefaults['inferred.enabled'];
  const opened = await openPlace(
    {
      git,
      files: createFileSystem(),
      clock: { nowMs: () => Date.now() },
      log,
      ledgerFolder: (commonDir, root) => {
        const named = options.storage ?? process.env['AI_CODE_SHARE_STORAGE'] ?? null;
        return ledgerFolder(commonDir, root, commandLineStorageFolder(root, extensionId, named, process.env));
      },
      openLedger: (ledgerAt) => openLedger({ folder: ledgerAt, log, nowMs: Date.now() }),
      cacheFolder,
    },
    folder,
    fileName,
    (root) => {
      const settings = readFolderSettings(root);
      countsInferred = settings.countsInferred ?? countsInferred;
      exclude = options.exclude ?? settings.exclude ?? settingDefaults['tracking.exclude'];
      const date = noAiBefore ?? settings.noAiBefore ?? settingDefaults['history.noAiBefore'];
      return {
        noAiBefore: date === '' || (settings.noAiBefore === null && noAiBefore === undefined) ? null : date,
        exclude,
      };
    },
  );
  await takeInbox(opened, git, log, exclude);
  return { ...opened, countsInferred, exclude };
}
