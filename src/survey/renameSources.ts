import { type CancelSignal, type Git } from '../core/ports.ts';
import { ComparedMove, type OpenMove, type RenamesFound, type Side } from './comparedMove.ts';
import { PieceReader } from './contentPieces.ts';
import { readObjects, readSizes } from './gitObjects.ts';
import { readGitVersion } from './gitVersion.ts';
import { nameOf, renameRulesOf, type RenameRules } from './renaming.ts';
import { withDiffAttribute } from './textAttributes.ts';
import { blobAfter, blobBefore, isRegularAfter, type Touch } from './touches.ts';

/** The files that one commit added and those that it deleted. */
export interface Move {
  /** Full object id. */
  readonly commit: string;
  readonly deleted: readonly Touch[];
  readonly added: readonly Touch[];
}

/** Where contents are read. */
export interface RenamedContents {
  readonly rules: () => Promise<RenameRules>;
  /** Those of some paths of which attributes say whether they are text; null when git failed or was cancelled. */
  readonly withAttributes: (paths: readonly string[]) => Promise<ReadonlySet<string> | null>;
  /** In bytes, by object id; those that are missing are left out. Null when git failed or was cancelled. */
  readonly sizes: (oids: readonly string[]) => Promise<ReadonlyMap<string, number> | null>;
  /** As `readObjects` of `gitObjects`. */
  readonly read: (
    oids: readonly string[],
    onObject: (oid: string, content: Uint8Array | null) => void,
  ) => Promise<boolean>;
}

/** Reads by processes of their own. */
export function contentsOf(
  { git, cwd }: { readonly git: Git; readonly cwd: string },
  signal?: CancelSignal,
): RenamedContents {
  return {
    rules: async () => renameRulesOf(await readGitVersion(git, cwd)),
    withAttributes: async (paths) => await withDiffAttribute({ git, cwd }, paths, signal),
    sizes: async (oids) => await readSizes(git, cwd, oids, signal),
    read: async (oids, onObject) => await readObjects(git, cwd, oids, onObject, signal),
  };
}

/** So many files with one content: git looks no further for the one with the same name. */
const sameContentLimit = 99;

/** Where there are more pairs than this nobody is compared with anybody: what was added may come from all that was deleted. */
const mostPairs = 30_000_000;
const mostSamePairs = 10_000;

/**
 * Finds from which deleted files the lines of added ones may have come, for all that `git blame` may take for a rename (diffcore-rename.c of git):
 * a file with the same content, of several one with the same name, if there is any; else one of which half of the bytes are the same, in lines. All that
 * git could find are found, and some that it would not. Where there are very many, `onLink` is told of a name that stands for all of them. False when git
 * failed or was cancelled.
 */
export async function findRenames(
  contents: RenamedContents,
  moves: readonly Move[],
  found: RenamesFound,
): Promise<boolean> {
  const { onLink, onRenaming, onDone } = found;
  const isOpen = ({ commit, added }: OpenMove): boolean => {
    if (added.length === 0) onDone?.(commit);
    return added.length > 0;
  };
  const open = moves.map((move) => linkSameContents(move, found)).filter(isOpen);
  const linkAll = ({ commit, deleted, added }: OpenMove): void => {
    // No path begins with a NUL.
    for (const { path } of deleted) onLink(commit, path, `\0${commit}`);
    for (const { path } of added) {
      onLink(commit, `\0${commit}`, path);
      onRenaming(commit, path, 'unclear');
    }
    onDone?.(commit);
  };
  const isSmall = ({ deleted, added }: OpenMove): boolean => deleted.length * added.length <= mostPairs;
  for (const move of open) if (!isSmall(move)) linkAll(move);
  const compared = open.filter(isSmall);
  const oids = new Set(compared.flatMap(({ deleted, added }) => [...deleted, ...added].map((side) => side.blobOid)));
  oids.delete('');
  const [sizes, rules] = await Promise.all([contents.sizes([...oids]), oids.size === 0 ? null : contents.rules()]);
  if (sizes === null) return false;
  const isRead = ({ commit, sourceOids }: ComparedMove): boolean => {
    if (sourceOids.length === 0) onDone?.(commit);
    return sourceOids.length > 0;
  };
  const groups: (ComparedMove | undefined)[] = compared
    .map((move) => new ComparedMove(move, sizes, rules, found))
    .filter(isRead);
  // Commit by commit, so that only what one deleted is held at a time.
  let group = 0;
  let done = 0;
  const reader = new PieceReader();
  const settling: Promise<void>[] = [];
  const end = (move: ComparedMove): void => {
    if (!move.isDoubtful) onDone?.(move.commit);
    else settling.push(move.settle(contents.withAttributes).then(() => onDone?.(move.commit)));
  };
  const areRead = await contents.read(
    groups.flatMap((one) => [...(one?.sourceOids ?? []), ...(one?.targetOids ?? [])]),
    (oid, content) => {
      const current = groups[group];
      if (current === undefined) return;
      const pieces = content && reader.read(content);
      const { sourceOids, targetOids } = current;
      if (done++ < sourceOids.length) current.addSource(oid, pieces);
      else current.findFor(oid, pieces);
      if (done < sourceOids.length + targetOids.length) return;
      end(current);
      groups[group++] = undefined;
      done = 0;
    },
  );
  await Promise.all(settling);
  return areRead;
}

/** Links files with the same content, and gives what is left over. */
function linkSameContents({ commit, deleted, added }: Move, { onLink, onRenaming }: RenamesFound): OpenMove {
  const sources: Side[] = [];
  const byBlob = new Map<string, { readonly sources: Side[]; readonly targets: Side[] }>();
  for (const touch of deleted) {
    const blobOid = blobBefore(touch) ?? '';
    const side = { path: touch.path, blobOid };
    sources.push(side);
    if (blobOid === '') continue;
    const known = byBlob.get(blobOid);
    if (known === undefined) byBlob.set(blobOid, { sources: [side], targets: [] });
    else known.sources.push(side);
  }
  const unlike: Side[] = [];
  for (const touch of added) {
    if (!isRegularAfter(touch)) continue;
    const side = { path: touch.path, blobOid: blobAfter(touch) };
    const same = byBlob.get(side.blobOid);
    if (same === undefined) unlike.push(side);
    else same.targets.push(side);
  }
  for (const [blobOid, same] of byBlob) {
    if (same.sources.length * same.targets.length > mostSamePairs) {
      const all = `\0${commit} ${blobOid}`;
      for (const { path } of same.sources) onLink(commit, path, all);
      for (const { path } of same.targets) {
        onLink(commit, all, path);
        onRenaming(commit, path, 'unclear');
      }
      continue;
    }
    for (const { path } of same.targets) {
      const named = same.sources.filter((from) => nameOf(from.path) === nameOf(path));
      const isByName = named.length > 0 && same.sources.length <= sameContentLimit;
      // Of several git takes the first; of very many it does not look at all.
      const [first] = isByName ? named : same.sources;
      if (first === undefined) continue;
      const isClear = isByName || named.length === 0;
      for (const from of isClear ? [first] : same.sources) onLink(commit, from.path, path);
      onRenaming(commit, path, isClear ? { from: first.path } : 'unclear');
    }
  }
  return { commit, deleted: sources, added: sources.every(({ blobOid }) => blobOid === '') ? [] : unlike };
}
