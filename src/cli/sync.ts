import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { workTreeOf } from '../agents/workTree.ts';
import { type CancelSignal } from '../core/ports.ts';
import { readAuthorshipLog } from '../core/records/authorshipLog.ts';
import { formatCount } from '../core/statistics/format.ts';
import { createGit } from '../platform/git/createGit.ts';
import { isGitAiAtWork } from '../platform/git/gitAiAtWork.ts';
import { settingDefaults } from '../platform/settings/settingKeys.ts';
import { syncCommits, type SyncResult } from '../survey/commits/syncCommits.ts';
import { runOneAtATime } from './backgroundSync.ts';
import { CommandLineError } from './commandLineError.ts';
import { openPath, type PathOptions } from './openPath.ts';
import { oneOf } from './options.ts';
import { CollectingLog, type Terminal } from './terminal.ts';
import { readFolderSettings } from './workspaceSettings.ts';

/** The options of `sync` as the command line gives them. */
export interface SyncCommand extends PathOptions {
  readonly dryRun?: boolean;
  readonly format: string;
  readonly json?: boolean;
  /** Started by a hook: says nothing, and leaves the work to another such process that is at it. */
  readonly inBackground?: boolean;
}

/** The end of a command was missed, and nobody waits for it any more. */
const commandEndsWithinMs = 10 * 60 * 1000;

/** How many lines a log gives to AI and to people. */
function linesOfLog(text: string): { readonly ai: number; readonly human: number } {
  const count = { ai: 0, human: 0 };
  for (const ranges of readAuthorshipLog(text).rangesByPath.values()) {
    for (const { firstLineNumber, lastLineNumber, author } of ranges)
      count[author.kind] += lastLineNumber - firstLineNumber + 1;
  }
  return count;
}

function syncText({ unseen, written }: SyncResult, isDryRun: boolean): string {
  const lines = written.map(({ commit, log }) => {
    const { ai, human } = linesOfLog(log);
    return `${commit.slice(0, 12)}  ai ${formatCount(ai)}  human ${formatCount(human)}\n`;
  });
  const logs = `${formatCount(written.length)} authorship ${written.length === 1 ? 'log' : 'logs'}`;
  const done = isDryRun ? 'would be written' : 'written';
  return `${lines.join('')}${logs} ${done}; ${formatCount(unseen)} new commits looked at\n`;
}

/** The sync that a hook started: beside others of its kind, and silent. */
async function syncInBackground(asked: string, options: SyncCommand, signal: CancelSignal): Promise<number> {
  const nothing = (): void => undefined;
  const silent: Terminal = {
    columns: null,
    write: nothing,
    style: (_, text) => text,
    showProgress: nothing,
    clearProgress: nothing,
    note: nothing,
  };
  const place = workTreeOf(path.resolve(asked));
  if (place === null) return 0;
  const folder = path.join(place.commonDir, 'ai-code-share');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await runOneAtATime(folder, async () => {
    await syncOnce(asked, options, silent, signal);
  });
  return 0;
}

/** `sync [path]`: gives commits that were not looked at yet their authorship logs. Obeys `notes.write` of the folder. */
export async function runSync(
  asked: string,
  options: SyncCommand,
  terminal: Terminal,
  signal: CancelSignal,
): Promise<number> {
  return options.inBackground === true
    ? await syncInBackground(asked, options, signal)
    : await syncOnce(asked, options, terminal, signal);
}

async function syncOnce(
  asked: string,
  options: SyncCommand,
  terminal: Terminal,
  signal: CancelSignal,
): Promise<number> {
  const format = options.json === true ? 'json' : oneOf('--format', options.format, ['text', 'json'] as const);
  const isDryRun = options.dryRun === true;
  const log = new CollectingLog();
  const opened = await openPath(asked, options, log);
  try {
    const { place, ledger, commandRunsSinceMs } = opened;
    // What the command of an agent changed is known when it ends, and its hook then starts another sync; a log is never written again.
    const isCommandRunning = commandRunsSinceMs !== null && Date.now() < commandRunsSinceMs + commandEndsWithinMs;
    if (options.inBackground === true && isCommandRunning) return 0;
    if (place.kind !== 'repository') throw new CommandLineError(place.problem ?? `${asked}: not in a git repository`);
    const notesWrite = readFolderSettings(place.root).notesWrite ?? settingDefaults['notes.write'];
    const whyNot =
      notesWrite === 'never'
        ? 'aiCodeShare.notes.write is "never" here'
        : notesWrite === 'auto' && isGitAiAtWork(place.commonDir)
          ? 'git-ai is at work in this repository and writes the logs itself (aiCodeShare.notes.write: "always" would write beside it)'
          : null;
    if (whyNot !== null) {
      terminal.write(
        format === 'json'
          ? `${JSON.stringify({ schema: 'ai-code-share/sync/1', dryRun: isDryRun, skipped: whyNot, unseen: 0, written: [] }, null, 2)}\n`
          : `nothing is written: ${whyNot}\n`,
      );
      return 0;
    }
    const answer = await syncCommits({ git: createGit(log), ledger, log, place }, isDryRun, signal);
    if (signal.aborted) return 130;
    if (!answer.ok) throw new CommandLineError(answer.reason);
    const { unseen, written } = answer.value;
    const json = {
      schema: 'ai-code-share/sync/1',
      dryRun: isDryRun,
      skipped: null,
      unseen,
      written: written.map(({ commit, log: text }) => ({ commit, ...linesOfLog(text) })),
    };
    terminal.write(format === 'json' ? `${JSON.stringify(json, null, 2)}\n` : syncText(answer.value, isDryRun));
    return 0;
  } finally {
    opened.close();
  }
}
