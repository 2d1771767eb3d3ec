import { type CancelSignal } from '../../core/ports.ts';
import { type Blamer } from '../blameFile.ts';
import { OwnBlame, type BlameSource } from './ownBlame.ts';

/** Contents that pass through a process make it grow, and what they took is not always given back: from here on git is asked. */
const mostGrowthBytes = Infinity;

/**
 * A blamer that asks git about the first `few` files, reads the history for itself then, and asks git only about what it cannot tell. `mayBeRenamed` says of a
 * file that a commit (full object id) added whether it may be one that the commit deleted.
 */
export function blameMany(
  place: BlameSource,
  git: Blamer,
  few: number,
  mayBeRenamed: (commit: string, path: string) => boolean,
  signal?: CancelSignal,
): Blamer {
  let asked = 0;
  let bytesAtFirst = 0;
  let opened: Promise<OwnBlame | null> | null = null;
  return {
    blame: async (file) => {
      if (++asked <= few || (opened !== null && process.memoryUsage.rss() - bytesAtFirst > mostGrowthBytes))
        return await git.blame(file);
      if (opened === null) bytesAtFirst = process.memoryUsage.rss();
      const own = await (opened ??= OwnBlame.open(place, mayBeRenamed, signal));
      return (await own?.blame(file.path, file.blobOid)) ?? (signal?.aborted === true ? null : await git.blame(file));
    },
    end: () => {
      git.end();
      void opened?.then((own) => own?.end());
    },
  };
}
