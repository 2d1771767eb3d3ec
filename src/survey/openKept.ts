import { type CancelSignal } from '../core/ports.ts';
import { filesOfRevision, type RevisionFiles } from './fileScope.ts';
import { type KnownCommits } from './followDown.ts';
import { type FragileLines } from './fragileLines.ts';
import { KeptHead } from './keptHead.ts';
import { type LineSearch } from './movedLines.ts';
import { type BlameEnd, type RevisionHistory } from './revisionHistory.ts';
import { type SeenChanges } from './seenChanges.ts';
import { touchIndexOf, type TouchIndex } from './touchIndex.ts';
import { type TouchTable } from './touchTable.ts';

/** What is known of the history that the earlier HEAD has. */
export interface KeptParts {
  readonly table: TouchTable;
  readonly end: BlameEnd | null;
  readonly fragile: FragileLines;
  readonly seen: () => SeenChanges;
  /** As in `KeptHeadOptions`. */
  readonly openText: (blobOid: string) => Promise<LineSearch | null>;
  /** The files of the earlier HEAD, null where git failed; null where there is none. */
  readonly filesBefore: Promise<RevisionFiles | null> | null;
}

/** What is kept of the HEAD that was looked at last; null where that is no commit of this history. */
export async function openKept(
  history: RevisionHistory,
  before: string | null,
  { table, end, fragile, seen, openText, filesBefore }: KeptParts,
  signal: CancelSignal | undefined,
): Promise<KeptHead | null> {
  const { evidence } = history;
  const all = evidence.commitOids();
  if (before === null || filesBefore === null || evidence.rankOf(before) === undefined) return null;
  const commits = evidence.commitsOf(before);
  let index: TouchIndex | null = null;
  const touches = (): TouchIndex =>
    (index ??= touchIndexOf(
      table,
      all.filter((oid) => commits.has(oid)),
      evidence.voiceOf.bind(evidence),
    ));
  const isBeforeAi = evidence.timeBeforeAi().has;
  const known: KnownCommits = {
    parentsOf: (commit) => evidence.parentsOf(commit),
    isEnd: (commit) => end !== null && isBeforeAi(commit),
    mayTouch: (commit, path) => table.mayTouch(commit, path),
    isMixed: (merge, path) => table.isMixed(merge, path),
    renamingOf: (commit, path) => table.renamingOf(commit, path),
    rankOf: (commit) => evidence.rankOf(commit) ?? Infinity,
    seen: {
      changeOf: (...args) => seen().changeOf(...args),
      isAsInFirstParent: (...args) => seen().isAsInFirstParent(...args),
    },
  };
  const files = await filesBefore;
  const options = { history, before, commits, touches, end, isBeforeAi, fragile, known, openText };
  return files === null ? null : new KeptHead(options, files, signal);
}

/** The files of a commit of a history; null where git failed or was cancelled. */
export async function filesAt(
  { place }: RevisionHistory,
  commit: string,
  signal: CancelSignal | undefined,
): Promise<RevisionFiles | null> {
  const { git, cwd } = place;
  return await filesOfRevision({ git, root: cwd, scope: '', ...(signal === undefined ? {} : { signal }) }, commit);
}
