import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isCalendarDay } from '../core/statistics/calendarDay.ts';
import { createFileSystem } from '../platform/files/createFileSystem.ts';
import { createGit } from '../platform/git/createGit.ts';
import { cacheFolder, commandLineStorageFolder, ledgerFolder, rootOfEditor } from '../platform/ledger/location.ts';
import { openLedger } from '../platform/ledger/openLedger.ts';
import { readNoAiBefore } from '../platform/settings/noAiBefore.ts';
import { settingDefaults } from '../platform/settings/settingKeys.ts';
import { openPlace, type OpenedPlace } from '../survey/openPlace.ts';
import { CommandLineError } from './commandLineError.ts';
import { extensionId } from './extensionId.ts';
import { blameThreadProgram } from './ownProgram.ts';
import { type CollectingLog } from './terminal.ts';
import { takeInbox } from './takeInbox.ts';
import { folderWithSettings, readFolderSettings, settingsFileOf } from './workspaceSettings.ts';

/** Options that every command about a path has. */
export interface PathOptions {
  readonly storage?: string;
  readonly noAiBefore?: string;
  readonly exclude?: readonly string[];
}

/** A path opened for a command. */
export interface OpenedPath extends OpenedPlace {
  /** The path does not exist on the disk; history may have it. */
  readonly isGone: boolean;
  /** When the longest of the agents' commands began that still run here (Unix milliseconds); null when none does. */
  readonly commandRunsSinceMs: number | null;
  /** Whether the folder's settings let evidence `inferred` count. */
  readonly countsInferred: boolean;
  /** Glob patterns of what is left out, relative to the root. */
  readonly exclude: readonly string[];
  /** What counts, and who says so. */
  readonly rules: readonly Rule[];
  /** Sentences for a person about settings that cannot be followed. */
  readonly settingsProblems: readonly string[];
}

/** One of the settings that change the numbers. */
export interface Rule {
  readonly name: string;
  readonly value: string;
  /** An option, a file, or `default`. */
  readonly from: string;
}

/** The sentence about a path that does not exist. */
export function noSuchPath(asked: string): string {
  return `${asked}: there is no such file or folder`;
}

/** The nearest folder at or above a path that exists, and the way from there with `/`, null for none. */
function folderAround(absolute: string): readonly [folder: string, below: string | null] {
  const below: string[] = [];
  let folder = absolute;
  while (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true && path.dirname(folder) !== folder) {
    below.unshift(path.basename(folder));
    folder = path.dirname(folder);
  }
  return [folder, below.length === 0 ? null : below.join('/')];
}

/**
 * Finds and opens what a command is about. Throws {@link CommandLineError} for a day that is none, and for a path that does not exist, unless the command is
 * about history, which may have it: `mayBeGone`, or a bare repository, which has no work tree.
 */
export async function openPath(
  asked: string,
  options: PathOptions,
  log: CollectingLog,
  mayBeGone = false,
): Promise<OpenedPath> {
  const absolute = path.resolve(asked);
  const isGone = !existsSync(absolute);
  const [folder, fileName] = folderAround(absolute);
  const { noAiBefore } = options;
  if (noAiBefore !== undefined && noAiBefore !== '' && !isCalendarDay(noAiBefore)) {
    throw new CommandLineError(`--no-ai-before ${noAiBefore}: write the date as YYYY-MM-DD, or '' for no such date`);
  }
  const git = createGit(log);
  let exclude: readonly string[] = [];
  let countsInferred = settingDefaults['inferred.enabled'];
  let rules: readonly Rule[] = [];
  const settingsProblems: string[] = [];
  const named = options.storage ?? process.env['AI_CODE_SHARE_STORAGE'] ?? null;
  const opened = await openPlace(
    {
      git,
      files: createFileSystem(),
      clock: { nowMs: () => Date.now() },
      log,
      ledgerFolder: (commonDir, root) =>
        ledgerFolder(commonDir, root, commandLineStorageFolder(root, extensionId, named, process.env)),
      plainRoot: (inFolder) => rootOfEditor(inFolder, extensionId, named, process.env),
      openLedger: (ledgerAt) => openLedger({ folder: ledgerAt, log, nowMs: Date.now() }),
      cacheFolder,
      blameThread: blameThreadProgram(),
    },
    folder,
    fileName,
    (root) => {
      const settingsFolder = folderWithSettings(realpathSync(folder), realpathSync(root));
      const settings = readFolderSettings(settingsFolder);
      countsInferred = settings.countsInferred ?? countsInferred;
      exclude = options.exclude ?? settings.exclude ?? settingDefaults['tracking.exclude'];
      const date = readNoAiBefore(noAiBefore ?? settings.noAiBefore ?? settingDefaults['history.noAiBefore']);
      if (date.problem !== null) settingsProblems.push(date.problem);
      const source = (option: string, given: unknown, set: unknown): string =>
        given !== undefined ? option : set !== undefined ? settingsFileOf(settingsFolder) : 'default';
      rules = [
        {
          name: 'no AI before',
          value: date.day ?? 'not set',
          from: source('--no-ai-before', noAiBefore, date.problem === null ? settings.noAiBefore : undefined),
        },
        {
          name: 'excluded',
          value: exclude.length === 0 ? 'nothing' : exclude.join(', '),
          from: source('--exclude', options.exclude, settings.exclude),
        },
        {
          name: 'inferred',
          value: countsInferred ? 'counts' : 'does not count',
          from: source('', undefined, settings.countsInferred),
        },
      ];
      return { noAiBefore: date.day, exclude };
    },
  );
  const isOfHistory = opened.place.kind === 'repository' && (mayBeGone || opened.place.isBare);
  if (isGone && !isOfHistory) {
    opened.close();
    throw new CommandLineError(noSuchPath(asked));
  }
  const commandRunsSinceMs = await takeInbox(opened, git, log, exclude);
  return { ...opened, isGone, commandRunsSinceMs, countsInferred, exclude, rules, settingsProblems };
}
