import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { attributeLines } from '../../core/attribution/lineView.ts';
import { blankLine } from '../../core/attribution/lineAttribution.ts';
import { baselineOriginId, makeOrigin, type OriginId, type OriginTable } from '../../core/attribution/origin.ts';
import { type Run } from '../../core/attribution/run.ts';
import { type StandingFolder, type StandingLines } from '../../core/attribution/standingFolder.ts';
import { type CancelSignal } from '../../core/ports.ts';
import { readRegularFile } from '../treeState.ts';
import { fillLines, type OpenLine } from './fillLines.ts';
import { authoredBeforeMs, textOfBlob, textsAt, type FolderHistory } from './folderHistory.ts';
import { replayChanges } from './replayChanges.ts';
import { type TranscriptChange } from './transcript.ts';

/** What an import needs from outside, for one folder. */
export interface ImportServices extends StandingFolder, FolderHistory {}

/** Lines of one file that stand from the edits of one session. */
export interface ImportedLines {
  readonly path: string;
  readonly agent: string;
  readonly model: string | null;
  readonly session: string | null;
  readonly lines: number;
}

/** What an import found. */
export interface ImportResult {
  readonly imported: readonly ImportedLines[];
  /** Changes of files of this folder, and those of them that fit no text that is known. */
  readonly changes: number;
  readonly unplaced: number;
}

/**
 * A file that was written to longer before a change than this cannot hold it. Clocks of files are coarse, and some agents note a change only when its hooks
 * have ended, of which ours may take two seconds.
 */
const fileClockMs = 5_000;

/** The path relative to the root, with `/`; null for a change of a file elsewhere. */
export function pathWithin(root: string, change: TranscriptChange): string | null {
  const { file, cwd } = change;
  if (!path.isAbsolute(file.path) && cwd === null) return null;
  const absolute = path.resolve(cwd ?? root, file.path);
  for (const base of [root, realPath(root)]) {
    const relative = path.relative(base, absolute);
    if (relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative))
      return relative.split(path.sep).join('/');
  }
  return null;
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/**
 * Gives lines that stand, and of which nobody could say who wrote them, to the recorded changes that brought them. `changes` are of this folder, oldest first.
 * With `isDryRun` nothing is written. Done twice it changes nothing more. With a cancelled signal it ends after a file.
 */
export async function importTranscripts(
  changes: readonly TranscriptChange[],
  services: ImportServices,
  isDryRun: boolean,
  signal?: CancelSignal,
): Promise<ImportResult> {
  const byPath = new Map<string, TranscriptChange[]>();
  for (const change of changes) {
    const file = pathWithin(services.root, change);
    if (file === null) continue;
    byPath.set(file, [...(byPath.get(file) ?? []), change]);
  }
  const imported: ImportedLines[] = [];
  let unplaced = 0;
  for (const [file, ofFile] of byPath) {
    if (signal?.aborted === true) break;
    const done = await importFile(file, ofFile, services, isDryRun);
    imported.push(...done.imported);
    unplaced += done.unplaced;
  }
  return { imported, changes: [...byPath.values()].reduce((sum, ofFile) => sum + ofFile.length, 0), unplaced };
}

async function importFile(
  file: string,
  changes: readonly TranscriptChange[],
  services: ImportServices,
  isDryRun: boolean,
): Promise<Pick<ImportResult, 'imported' | 'unplaced'>> {
  const { ledger, root, worktree } = services;
  const nothing = { imported: [], unplaced: 0 };
  const absolute = path.join(root, file);
  const bytes = readRegularFile(absolute);
  const text = bytes === null ? null : services.decode(bytes);
  if (bytes === null || text === null || !services.counts(file, text)) return nothing;
  const savedAtMs = statSync(absolute, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const inTime = changes.filter(({ atMs }) => atMs <= savedAtMs + fileClockMs);
  const standing = inTime.length === 0 ? null : await services.linesOf(file);
  // An open document that is not saved has its own say.
  if (standing?.text !== text) return nothing;
  const { origins } = ledger;
  const replayed = await replayChanges(inTime, text, (atMs) => textsAt(services, file, atMs));
  const runs = (await services.runsOf(file, text)) ?? baseline(text);
  const whose = inTime.map((change) => ({ atMs: change.atMs, originId: originOf(change, origins) }));
  const open = await openLines(file, standing, services);
  const filled = fillLines(text, runs, replayed.runs, open, whose, origins);
  const imported = countLines(file, text, runs, filled, open, origins);
  if (imported.length > 0 && !isDryRun) {
    ledger.writeDocument({ worktree, path: file }, { runs: filled, text, blobOid: services.blobOidOf(bytes) });
    for (const { agent, model, session, atMs } of inTime)
      if (session !== null) ledger.touchSession({ id: session, agent, model, atMs });
  }
  return { imported, unplaced: replayed.unplaced };
}

/** Text that was there before it was first seen. */
function baseline(text: string): readonly Run[] {
  return text === '' ? [] : [{ utf16Length: text.length, originId: baselineOriginId }];
}

function originOf({ agent, model, session, atMs }: TranscriptChange, origins: OriginTable): OriginId {
  return origins.intern(
    makeOrigin({ contributor: 'ai', evidence: 'recorded', source: 'transcript', agent, model, session, atMs }),
  );
}

/**
 * The lines of which nobody can say who wrote them, with the times of their commits: null for lines that stand in no commit as they are. What was seen to be
 * pasted from elsewhere is not among them.
 */
async function openLines(
  file: string,
  standing: StandingLines,
  services: ImportServices,
): Promise<readonly OpenLine[]> {
  const { ledger, git, root, isRepository } = services;
  const indexes = [...standing.originIds.keys()].filter((lineIndex) => {
    const originId = standing.originIds[lineIndex] ?? blankLine;
    // A blank line goes with the lines around it.
    if (originId === blankLine) return true;
    const { contributor, source } = ledger.origins.get(originId);
    return contributor === 'unknown' && source === 'none';
  });
  const committedText = isRepository ? await textOfBlob(services, `HEAD:${file}`) : null;
  const committed = new Set(linesOf(committedText ?? ''));
  const lines = linesOf(standing.text);
  const commitOf = (lineIndex: number): string | null =>
    committed.has(lines[lineIndex] ?? '') ? (standing.commits[lineIndex] ?? null) : null;
  const commits = new Set(indexes.flatMap((lineIndex) => commitOf(lineIndex) ?? []));
  const authored = await authoredBeforeMs([...commits], git, root);
  return indexes.flatMap((lineIndex) => {
    const commit = commitOf(lineIndex);
    const time = commit === null ? null : authored.get(commit);
    // A commit of which git does not tell the time may be older than any change.
    return time === undefined ? [] : [{ lineIndex, authoredBeforeMs: time }];
  });
}

/** Divided as `lineStarts` does, without line breaks. */
function linesOf(text: string): readonly string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}

function countLines(
  file: string,
  text: string,
  before: readonly Run[],
  after: readonly Run[],
  open: readonly OpenLine[],
  origins: OriginTable,
): readonly ImportedLines[] {
  const [was, is] = [attributeLines(text, before, origins), attributeLines(text, after, origins)];
  const counts = new Map<OriginId, number>();
  for (const { lineIndex } of open) {
    const originId = is.originIds[lineIndex] ?? blankLine;
    if (originId === blankLine || originId === was.originIds[lineIndex]) continue;
    if (origins.get(originId).source === 'transcript') counts.set(originId, (counts.get(originId) ?? 0) + 1);
  }
  return [...counts].map(([originId, lines]) => {
    const { agent, model, session } = origins.get(originId);
    return { path: file, agent: agent ?? '', model, session, lines };
  });
}
