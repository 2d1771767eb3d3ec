import { type BlamePiece } from '../../core/ports.ts';
import { type ObjectDialogue } from '../objectDialogue.ts';
import { followEntries, type History } from './blameWalk.ts';
import { GitDiff } from './gitDiff.ts';
import { LinePlaces } from './moveSearch.ts';
import { UsedRoom } from './usedRoom.ts';

/** Lines of the newest text, and where they stand in a commit that brought them into the file, or into its place there. */
export type Part = BlamePiece;

/** Of one file what some commits did to it: no more than {@link blameParts} looks at. */
class FewCommits implements History {
  readonly #commits: readonly string[];
  readonly #parentsOf: ReadonlyMap<string, readonly string[]>;
  readonly #all: readonly string[];

  constructor(parentsOf: ReadonlyMap<string, readonly string[]>) {
    this.#commits = [...parentsOf.keys()];
    this.#parentsOf = parentsOf;
    // A parent stands for an end of blame even where it is one of the commits.
    this.#all = [...this.#commits, ...[...parentsOf.values()].flat()];
  }

  get size(): number {
    return this.#commits.length;
  }

  numberOf(commit: string): number {
    return this.#commits.indexOf(commit);
  }

  oid(commit: number): string {
    return this.#all[commit] ?? '';
  }

  parents(commit: number): readonly number[] {
    const parents = this.#parentsOf.get(this.oid(commit)) ?? [];
    return parents.map((oid) => this.#all.indexOf(oid, this.size));
  }

  changeOf(commit: number, path: string): { status: string; oids: readonly string[]; isRegular: boolean } {
    const parents = this.parents(commit);
    const oids = [...parents, commit].map((one) => `${this.oid(one)}:${path}`);
    return { status: 'M'.repeat(parents.length), oids, isRegular: true };
  }

  firstChange(commit: number): number {
    return commit;
  }
}

/**
 * What blame says of parts of a file at the commit to which they came down, without going further: they are that commit's, or they moved and are one of its parents'.
 * `newestOid` is the file as it is now. Null where that cannot be told: of a file that was added or renamed there.
 */
export async function blameParts(
  objects: ObjectDialogue,
  newestOid: string,
  parts: readonly Part[],
): Promise<readonly BlamePiece[] | null> {
  if (parts.some(({ originalPath }) => originalPath.includes('\n'))) return null;
  const commits = [...new Set(parts.map(({ commit }) => commit))];
  const parentsOf = new Map<string, readonly string[]>();
  const isRead = await objects.read(commits, (object, index) => {
    const header = object === null ? '' : new TextDecoder().decode(object.content.subarray(0, 10_000));
    const [head = ''] = header.split('\n\n', 1);
    const parents = [...head.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, oid = '']) => oid);
    if (object?.type === 'commit') parentsOf.set(commits[index] ?? '', parents);
  });
  if (!isRead || parentsOf.size < commits.length) return null;
  const history = new FewCommits(parentsOf);
  const readOne = async (oid: string): Promise<Uint8Array | null> => {
    let content: Uint8Array | null = null;
    await objects.read([oid], (object) => {
      if (object?.type === 'blob') content = object.content;
    });
    return content;
  };
  const read = (oids: readonly string[]): readonly Promise<Uint8Array | null>[] => oids.map(readOne);
  const bench = { diff: new GitDiff(), places: new LinePlaces(), names: [], room: new UsedRoom() };
  const starts = parts.map(({ commit, originalPath, lineIndex, lineCount, originalLineIndex }) => ({
    commit: history.numberOf(commit),
    path: originalPath,
    entry: { lineIndex, lineCount, at: originalLineIndex },
  }));
  const answer = await followEntries(
    { bench, history, read, renamedFrom: () => Promise.resolve(undefined), lacksFilesOf: () => Promise.resolve(true) },
    newestOid,
    starts,
  );
  return answer?.divisions?.pieces ?? null;
}
