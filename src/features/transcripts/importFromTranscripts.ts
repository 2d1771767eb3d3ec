import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { knownAgents } from '../../agents/knownAgents.ts';
import { findTranscripts, type FoundTranscript } from '../../agents/transcripts/findTranscripts.ts';
import {
  importTranscripts,
  pathWithin,
  type ImportedLines,
  type ImportServices,
} from '../../agents/transcripts/importTranscripts.ts';
import { knownTranscripts } from '../../agents/transcripts/knownTranscripts.ts';
import { readTranscripts } from '../../agents/transcripts/readTranscripts.ts';
import { type TranscriptChange } from '../../agents/transcripts/transcript.ts';
import { type CancelSignal, type Git, type Logger } from '../../core/ports.ts';
import { loadGlobs } from '../../survey/globs.ts';
import { standingFolder } from '../../survey/standingFolder.ts';
import { type OpenedRoot } from '../../survey/workspaceRoot.ts';
import { type WorkspaceShare } from '../../survey/workspaceShare.ts';

/** What the command needs. */
export interface ImportCommandServices {
  readonly git: Git;
  readonly log: Logger;
  readonly share: Pick<WorkspaceShare, 'openedRoots' | 'rescan'>;
  /** Writes what tracking has seen, before ledgers are read. */
  readonly flushTracking: () => Promise<void>;
  /** Lets open documents take up what the ledgers hold now. */
  readonly restartTracking: () => void;
}

/** Files named in the question; the rest are only counted. */
const namedFiles = 12;

/** Which agents' transcripts may be read; undefined when the person thought better of it. This is the consent: before it only names of files are looked at. */
async function pickTranscripts(): Promise<readonly FoundTranscript[] | undefined> {
  const items = knownTranscripts.flatMap((format) => {
    const found = findTranscripts(format, homedir(), process.env, null);
    if (found.length === 0) return [];
    const label = knownAgents.find(({ id }) => id === format.agent)?.name ?? format.agent;
    return [{ label, description: format.folder('~', {}), detail: countOf(found.length), picked: true, found }];
  });
  if (items.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There are no transcripts of a coding agent that can be read on this machine.'),
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    // The panel takes the keyboard back when the palette closes, now and then a moment after this is shown.
    ignoreFocusOut: true,
    title: vscode.l10n.t('Read the transcripts of these agents?'),
    placeHolder: vscode.l10n.t('Only path, time, agent, model and session of edits in this workspace are kept'),
  });
  return picked?.flatMap(({ found }) => found);
}

function countOf(transcripts: number): string {
  return transcripts === 1
    ? vscode.l10n.t('1 transcript')
    : vscode.l10n.t('{0} transcripts', transcripts.toLocaleString());
}

async function servicesOf(opened: OpenedRoot, git: Git): Promise<ImportServices> {
  // This file is bundled by itself, with what matches patterns.
  await loadGlobs(opened.exclude);
  return { git, ...standingFolder(opened, opened.exclude) };
}

/** Runs long work under a notification that shows how far it is and can be cancelled. */
async function withProgress<T>(
  title: string,
  work: (say: (message: string) => void, signal: CancelSignal) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      const done = await work((message) => progress.report({ message }), abort.signal);
      return abort.signal.aborted ? undefined : done;
    } finally {
      listening.dispose();
    }
  });
}

interface Found {
  readonly root: OpenedRoot;
  readonly changes: readonly TranscriptChange[];
  readonly imported: readonly ImportedLines[];
}

function sumOf(found: readonly Found[]): number {
  return found.flatMap(({ imported }) => imported).reduce((sum, { lines }) => sum + lines, 0);
}

/** What would be attributed, by file, for the question. */
function detailOf(found: readonly Found[]): string {
  const byPath = new Map<string, number>();
  for (const { path, lines } of found.flatMap(({ imported }) => imported))
    byPath.set(path, (byPath.get(path) ?? 0) + lines);
  const rows = [...byPath].sort(([, a], [, b]) => b - a).map(([path, lines]) => `${path}: ${lines.toLocaleString()}`);
  const rest = rows.length - namedFiles;
  return rest > 0
    ? [...rows.slice(0, namedFiles), vscode.l10n.t('and {0} more files', rest.toLocaleString())].join('\n')
    : rows.join('\n');
}

/**
 * `importTranscripts`: asks which agents' transcripts may be read, reads them, shows what would be attributed and, after another yes, writes it. Nothing is read
 * before the first answer and nothing written before the second.
 */
export async function importFromTranscripts(services: ImportCommandServices): Promise<void> {
  const { git, log, share, flushTracking, restartTracking } = services;
  const roots = share.openedRoots().filter(({ place }) => place.kind !== 'repository' || !place.isBare);
  if (roots.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Open a folder first: transcripts are read for the files of a workspace.'),
    );
    return;
  }
  const picked = await pickTranscripts();
  if (picked === undefined || picked.length === 0) return;
  await flushTracking();
  const found = await withProgress(vscode.l10n.t('Reading transcripts'), async (say, signal) => {
    const isWanted = (change: TranscriptChange): boolean =>
      roots.some(({ survey }) => pathWithin(survey.root, change) !== null);
    const onRead = (done: number): void => say(vscode.l10n.t('{0} of {1}', done, picked.length));
    const { changes, unreadable } = await readTranscripts(picked, isWanted, log, onRead, signal);
    for (const file of unreadable) log.warn(`The transcript ${file} could not be read`);
    const all: Found[] = [];
    for (const root of roots) {
      const { imported } = await importTranscripts(changes, await servicesOf(root, git), true, signal);
      all.push({ root, changes, imported });
    }
    return all;
  });
  if (found === undefined) return;
  const lines = sumOf(found);
  if (lines === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('No line of this workspace stands that these transcripts explain and nothing else did.'),
      { modal: true },
    );
    return;
  }
  const give = vscode.l10n.t('Give them to AI');
  const question =
    lines === 1
      ? vscode.l10n.t('1 line stands from an edit that the transcripts tell of.')
      : vscode.l10n.t('{0} lines stand from edits that the transcripts tell of.', lines.toLocaleString());
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail: detailOf(found) }, give);
  if (answer !== give) return;
  await flushTracking();
  for (const { root, changes } of found) await importTranscripts(changes, await servicesOf(root, git), false);
  restartTracking();
  share.rescan();
}
