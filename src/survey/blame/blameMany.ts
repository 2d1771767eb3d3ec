import { type CancelSignal } from '../../core/ports.ts';
import { type BlamePlace, type Blamer } from '../blameFile.ts';
import { type BlameThreads } from './blameThreads.ts';
import { FileGraph } from './fileGraph.ts';
import { isTalking, OwnBlame, type BlameSource, type RenamingOf } from './ownBlame.ts';
import { type PackedGraph } from './packedGraph.ts';

/** How {@link blameMany} goes about it. */
export interface ManyOptions {
  /** So many files git is asked about before the history is read. */
  readonly few: number;
  /** Gives threads, which somebody else ends; null where they are not worth it. */
  readonly threadsFor: ((place: BlameSource) => BlameThreads) | null;
  /** What is known of the history that is blamed; null where it is to be read. */
  readonly graphOf?: () => Promise<PackedGraph | null>;
  readonly renamingOf: RenamingOf;
  /** Told of what was read of the history, unless threads read it. */
  readonly onGraph: (graph: PackedGraph) => void;
}

/** A blamer that asks git about the first files, reads the history for itself then, and asks git only about what it cannot tell. What lacks an object git could not tell either. */
export function blameMany(
  place: BlameSource & Pick<BlamePlace, 'onFailure'>,
  git: Blamer,
  { few, threadsFor, graphOf, renamingOf, onGraph }: ManyOptions,
  signal?: CancelSignal,
): Blamer {
  let asked = 0;
  let opened: Promise<OwnBlame | null> | null = null;
  const open = async (): Promise<OwnBlame | null> => {
    if (!isTalking(place.git)) return null;
    const known = (await graphOf?.()) ?? null;
    const graph =
      known === null ? await FileGraph.read(place, place.revision, place.stopAt, signal) : new FileGraph(known);
    if (graph === null) return null;
    onGraph(graph.packed);
    return OwnBlame.of(graph, place, renamingOf, signal);
  };
  return {
    blame: async (file) => {
      if (++asked <= few) return await git.blame(file);
      const own = threadsFor?.(place) ?? (await (opened ??= open()));
      const answer = (await own?.blame(file.path, file.blobOid)) ?? null;
      if (answer === null) return signal?.aborted === true ? null : await git.blame(file);
      if (!('missing' in answer)) return answer;
      place.onFailure?.(file, answer.missing);
      return null;
    },
    end: () => {
      git.end();
      void opened?.then((own) => own?.end());
    },
  };
}
