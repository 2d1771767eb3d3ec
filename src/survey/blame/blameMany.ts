import { type CancelSignal } from '../../core/ports.ts';
import { type Blamer } from '../blameFile.ts';
import { BlameThreads, type ThreadSource } from './blameThreads.ts';
import { OwnBlame, type BlameSource } from './ownBlame.ts';

/** Who blames in git's place: on this thread, or on others. */
type Own = Pick<OwnBlame, 'blame' | 'end'> | BlameThreads;

/** How {@link blameMany} goes about it. */
export interface ManyOptions {
  /** So many files git is asked about before the history is read. */
  readonly few: number;
  /** Where threads come from; null where they are not worth it. */
  readonly threads: ThreadSource | null;
  /** Whether a file that a commit (full object id) added may be one that the commit deleted. */
  readonly mayBeRenamed: (commit: string, path: string) => boolean;
}

/** A blamer that asks git about the first files, reads the history for itself then, and asks git only about what it cannot tell. */
export function blameMany(
  place: BlameSource,
  git: Blamer,
  { few, threads, mayBeRenamed }: ManyOptions,
  signal?: CancelSignal,
): Blamer {
  let asked = 0;
  let opened: Promise<Own | null> | null = null;
  const open = async (): Promise<Own | null> => {
    if (threads === null) return await OwnBlame.open(place, mayBeRenamed, signal);
    const { cwd, env, revision, stopAt } = place;
    return new BlameThreads(threads, { cwd, env, revision, stopAt }, mayBeRenamed, signal);
  };
  return {
    blame: async (file) => {
      if (++asked <= few) return await git.blame(file);
      const own = await (opened ??= open());
      return (await own?.blame(file.path, file.blobOid)) ?? (signal?.aborted === true ? null : await git.blame(file));
    },
    end: () => {
      git.end();
      void opened?.then((own) => own?.end());
    },
  };
}
