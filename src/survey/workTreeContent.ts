import { type Run } from '../core/attribution/run.ts';
import { type FileSystem, type Ledger } from '../core/ports.ts';
import { type SkipReason } from '../core/statistics/tally.ts';
import { decodeText } from './decodeText.ts';
import { maxFileBytes } from './skipRules.ts';
import { gitBlobOid, storedRuns } from './storedRuns.ts';

/** What a file of the work tree holds. */
export type Content =
  | {
      readonly ok: true;
      readonly text: string;
      /** Its live attribution; null for a file that was never tracked. */
      readonly runs: readonly Run[] | null;
      /** Object id of the bytes on disk; null for a text that is in an editor. */
      readonly blobOid: string | null;
      /** Whether the text is only an outline of its lines (see `LineOutlines`). */
      readonly isOutline?: true;
    }
  /** `skip` is null for a file that is gone; `reason` is for a person. */
  | { readonly ok: false; readonly skip: SkipReason | null; readonly reason: string };

/** What {@link readContent} reads from. */
export interface ContentPlace {
  readonly files: FileSystem;
  readonly ledger: Ledger;
  readonly root: string;
  readonly worktree: string;
  readonly readBlob: (blobOid: string) => Promise<string | null>;
}

/** Reads a file from disk, with its live attribution as the ledger remembers it. */
export async function readContent(place: ContentPlace, path: string): Promise<Content> {
  const { files, ledger, root, worktree, readBlob } = place;
  const read = await files.readFile(`${root}/${path}`, maxFileBytes);
  if (!read.ok) {
    switch (read.reason) {
      case 'missing':
        return { ok: false, skip: null, reason: 'there is no such file' };
      case 'tooLarge':
        return { ok: false, skip: 'tooLarge', reason: 'the file is larger than 5 MB' };
      case 'notAFile':
        return { ok: false, skip: null, reason: 'this is no regular file' };
      case 'unreadable':
        return { ok: false, skip: 'unreadable', reason: 'the file cannot be read' };
    }
  }
  const decoded = decodeText(read.bytes);
  if (!decoded.ok) return { ok: false, skip: 'binary', reason: 'this is a binary file' };
  const blobOid = gitBlobOid(read.bytes);
  const stored = await storedRuns(ledger, { worktree, path }, decoded.text, readBlob);
  const runs = stored ?? (await renamedRuns(place, decoded.text, blobOid));
  return { ok: true, text: decoded.text, runs, blobOid };
}

/** The attribution of a tracked file whose path is gone and whose content is here: it was renamed while nobody watched. Null where there is none. */
async function renamedRuns(
  { files, ledger, root, worktree }: ContentPlace,
  text: string,
  blobOid: string,
): Promise<readonly Run[] | null> {
  const state = ledger.findState(blobOid);
  if (state === null || ledger.generationOf({ worktree, path: state.path }) === null) return null;
  // An encoding that is read otherwise now than when it was tracked has no attribution.
  if (state.runs.reduce((sum, run) => sum + run.utf16Length, 0) !== text.length) return null;
  return (await files.kindOf(root, state.path)) === 'missing' ? state.runs : null;
}
