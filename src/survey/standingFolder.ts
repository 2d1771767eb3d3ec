import { type Run } from '../core/attribution/run.ts';
import { type CancelSignal, type Ledger } from '../core/ports.ts';
import { countsText, textOfBytes } from './countsText.ts';
import { gitBlobOid, storedRuns } from './storedRuns.ts';
import { type OpenedPlace } from './openPlace.ts';

/** An opened folder, by its files that count and the lines in them that stand. */
export interface StandingFolder {
  readonly ledger: Ledger;
  /** Absolute. */
  readonly root: string;
  /** The work tree's name in document keys. */
  readonly worktree: string;
  readonly isRepository: boolean;
  /** Whether a file of this path and text counts, within what was asked for. */
  readonly counts: (file: string, text: string) => boolean;
  readonly decode: (bytes: Uint8Array) => string | null;
  readonly blobOidOf: (bytes: Uint8Array) => string;
  /** The lines of a file as a person sees them, with the commits that wrote them; null where it cannot be read. */
  readonly linesOf: (file: string) => Promise<{
    readonly text: string;
    readonly originIds: Int32Array;
    readonly commits: readonly (string | null)[];
  } | null>;
  /** The live attribution of a file's text; null for a file that was never tracked. */
  readonly runsOf: (file: string, text: string) => Promise<readonly Run[] | null>;
}

/** What work on single files of an opened folder needs to know; `exclude` are the globs of its settings, which are loaded (see `loadGlobs`). */
export function standingFolder(
  opened: Pick<OpenedPlace, 'place' | 'survey' | 'ledger' | 'readBlob'>,
  exclude: readonly string[],
  signal: CancelSignal | null = null,
): StandingFolder {
  const { place, survey, ledger, readBlob } = opened;
  const { root, worktree, scope } = survey;
  const isInScope = (file: string): boolean => scope === '' || file === scope || file.startsWith(`${scope}/`);
  return {
    ledger,
    root,
    worktree,
    isRepository: place.kind === 'repository',
    counts: (file, text) => isInScope(file) && countsText(file, text, exclude),
    decode: textOfBytes,
    blobOidOf: gitBlobOid,
    linesOf: async (file) => {
      const answer = await survey.blame(file, null, signal ?? undefined);
      return answer.ok ? { ...answer.value, originIds: answer.value.lines.originIds } : null;
    },
    runsOf: (file, text) => storedRuns(ledger, { worktree, path: file }, text, readBlob),
  };
}
