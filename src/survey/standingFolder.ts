import { type StandingFolder } from '../core/attribution/standingFolder.ts';
import { type CancelSignal } from '../core/ports.ts';
import { countsText, textOfBytes } from './countsText.ts';
import { gitBlobOid, storedRuns } from './storedRuns.ts';
import { type OpenedPlace } from './openPlace.ts';

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
