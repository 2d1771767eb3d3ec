import { type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal, type Git } from '../core/ports.ts';
import { kindOfPath } from '../core/statistics/languages.ts';
import { type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { decodeText } from './decodeText.ts';
import { linguistAttributes, type RevisionFiles } from './fileScope.ts';
import { linesOfFile, tallyOfLines } from './fileTally.ts';
import { talliesByCommit } from './talliesByCommit.ts';
import { readObjects } from './gitObjects.ts';
import { openNothing, passThroughHistory, type WantedFile } from './historyPass.ts';
import { type RevisionHistory, type Shortcuts } from './revisionHistory.ts';
import { loadGlobs } from './globs.ts';
import { maxFileBytes, skipByContent, skipByPath } from './skipRules.ts';

/** What a revision's files are read with. */
export interface RevisionScope {
  readonly git: Git;
  readonly root: string;
  readonly exclude: readonly string[];
  /** One tally for each day and author of the commits that wrote a file's lines, in place of one a file. */
  readonly byCommit?: boolean;
}

/** Whether a file is prose, which is written in long lines. */
export function isProse(path: string): boolean {
  return kindOfPath(path) === 'docs';
}

/**
 * Which files of a revision do not count, and why: by the same rules as in a work tree. Reads every object once and keeps none. Null when git failed or was
 * cancelled.
 */
export async function skippedOfRevision(
  { git, root, exclude }: RevisionScope,
  revision: string,
  oidOf: ReadonlyMap<string, string>,
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, SkipReason> | null> {
  const ask = { git, root, scope: '', ...(signal === undefined ? {} : { signal }) };
  const attributes = await linguistAttributes(ask, [...oidOf.keys()], revision);
  // Revisions are looked at by a bundle of their own.
  await loadGlobs(exclude);
  const skipped = new Map<string, SkipReason>();
  const pathsOf = new Map<string, string[]>();
  for (const [path, oid] of oidOf) {
    const reason = skipByPath(path, attributes.get(path), exclude);
    if (reason !== null) skipped.set(path, reason);
    else if (pathsOf.has(oid)) pathsOf.get(oid)?.push(path);
    else pathsOf.set(oid, [path]);
  }
  const isRead = await readObjects(
    git,
    root,
    [...pathsOf.keys()],
    (oid, content) => {
      const decoded = content === null || content.length > maxFileBytes ? null : decodeText(content);
      for (const path of pathsOf.get(oid) ?? []) {
        const reason =
          content === null
            ? 'unreadable'
            : decoded === null
              ? 'tooLarge'
              : decoded.ok
                ? skipByContent(decoded.text, isProse(path), attributes.get(path))
                : 'binary';
        if (reason !== null) skipped.set(path, reason);
      }
    },
    signal,
  );
  return isRead ? skipped : null;
}

/** The `standing` lens of a revision. */
export interface RevisionShare {
  readonly tallies: readonly Tally[];
  /** Files that do not count, by their path. */
  readonly skipped: ReadonlyMap<string, SkipReason>;
  /** How many files git could not say anything about: an object is missing. They are not in `tallies`. */
  readonly failed: number;
}

/** Counts the lines of a revision's files by what history says of them. Null when git failed or was cancelled. */
export async function tallyRevision(
  scope: RevisionScope,
  files: RevisionFiles,
  history: RevisionHistory,
  shortcuts: Shortcuts,
  origins: OriginTable,
  nowMs: () => number,
  onDone: (done: number, total: number) => void,
  signal?: CancelSignal,
): Promise<RevisionShare | null> {
  const byRule = await skippedOfRevision(scope, history.revision, files.oidOf, signal);
  if (byRule === null) return null;
  const skipped = new Map(byRule);
  for (const name of files.oddNames) skipped.set(name, 'unreadable');
  const tallies: Tally[] = [];
  let failed = 0;
  let done = 0;
  const wanted: WantedFile[] = [];
  for (const [path, blobOid] of files.oidOf) {
    if (byRule.has(path)) continue;
    wanted.push({ name: path, file: { path, blobOid } });
  }
  await passThroughHistory(
    { history, shortcuts, nowMs, open: openNothing },
    wanted,
    ({ file }, _carried, ofFile) => {
      onDone(++done, wanted.length);
      if (ofFile === null) failed++;
      else if (scope.byCommit === true) tallies.push(...talliesByCommit(file.path, ofFile, history.evidence, origins));
      else tallies.push(tallyOfLines(file.path, linesOfFile(ofFile.text, null, ofFile, origins)));
    },
    signal,
  );
  return signal?.aborted === true ? null : { tallies, skipped, failed };
}
