import { type CancelSignal, type Git } from '../core/ports.ts';
import { readObjects, readSizes } from './gitObjects.ts';
import { blobAfter, blobBefore, isRegularAfter, type Touch } from './touches.ts';

/** The files that one commit added and those that it deleted. */
export interface Move {
  /** Full object id. */
  readonly commit: string;
  readonly deleted: readonly Touch[];
  readonly added: readonly Touch[];
}

/** Told that lines of `to`, which a commit added, may have come from `from`, which it deleted. */
export type OnLink = (commit: string, from: string, to: string) => void;

/** So many files with one content: git looks no further for the one with the same name. */
const sameContentLimit = 99;

/** Files larger than this are not compared: they may be renamed from whatever has about their length. */
const maxComparedBytes = 1024 * 1024;

/** Git takes two files for one that was renamed from half of their bytes in common; by a number of buckets, so that it may see some that are not there. */
const leastSimilarity = 0.45;
const gitBuckets = 107_927;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Where there are more pairs than this nobody is compared with anybody: what was added may come from all that was deleted. */
const mostPairs = 1_000_000;
const mostSamePairs = 10_000;

/** A file that was deleted, or added: its path and its content. */
interface Side {
  readonly path: string;
  readonly blobOid: string;
}

interface OpenMove {
  readonly commit: string;
  readonly deleted: readonly Side[];
  readonly added: readonly Side[];
}

/**
 * Finds from which deleted files the lines of added ones may have come, for all that `git blame` may take for a rename (diffcore-rename.c of git):
 * a file with the same content, of several one with the same name, if there is any; else one of which half of the bytes are the same, in lines. All that
 * git could find are found, and some that it would not. Where there are very many, `onLink` is told of a name that stands for all of them. False when git
 * failed or was cancelled.
 */
export async function findRenames(
  { git, cwd }: { readonly git: Git; readonly cwd: string },
  moves: readonly Move[],
  onLink: OnLink,
  signal?: CancelSignal,
): Promise<boolean> {
  const open = moves.map((move) => linkSameContents(move, onLink)).filter(({ added }) => added.length > 0);
  const linkAll = ({ commit, deleted, added }: OpenMove): void => {
    // No path begins with a NUL.
    for (const { path } of deleted) onLink(commit, path, `\0${commit}`);
    for (const { path } of added) onLink(commit, `\0${commit}`, path);
  };
  const isSmall = ({ deleted, added }: OpenMove): boolean => deleted.length * added.length <= mostPairs;
  for (const move of open) if (!isSmall(move)) linkAll(move);
  const compared = open.filter(isSmall);
  const oids = new Set(compared.flatMap(({ deleted, added }) => [...deleted, ...added].map((side) => side.blobOid)));
  const sizes = await readSizes(git, cwd, [...oids], signal);
  if (sizes === null) return false;
  const groups = compared.map((move) => pairsBySize(move, sizes, onLink)).filter(({ pairs }) => pairs.length > 0);
  // Group by group, so that only the contents of one commit are held at a time.
  let group = 0;
  let pieces = new Map<string, ReadonlyMap<number, number> | null>();
  return await readObjects(
    git,
    cwd,
    groups.flatMap((one) => one.oids),
    (oid, content) => {
      pieces.set(oid, content === null ? null : bytesByPiece(content));
      const current = groups[group];
      if (current === undefined || pieces.size < current.oids.length) return;
      for (const [from, to] of current.pairs) {
        const [before, after] = [pieces.get(from.blobOid), pieces.get(to.blobOid)];
        if (!before || !after || mayBeSimilar(before, after)) onLink(current.commit, from.path, to.path);
      }
      group++;
      pieces = new Map();
    },
    signal,
  );
}

/** Links files with the same content, and gives what is left over. */
function linkSameContents({ commit, deleted, added }: Move, onLink: OnLink): OpenMove {
  const sources: Side[] = [];
  const byBlob = new Map<string, { readonly sources: Side[]; readonly targets: Side[] }>();
  for (const touch of deleted) {
    const blobOid = blobBefore(touch);
    if (blobOid === null) continue;
    const side = { path: touch.path, blobOid };
    sources.push(side);
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
      for (const { path } of same.targets) onLink(commit, all, path);
      continue;
    }
    for (const { path } of same.targets) {
      const named = same.sources.filter((from) => nameOf(from.path) === nameOf(path));
      const isByName = named.length > 0 && same.sources.length <= sameContentLimit;
      for (const from of isByName ? named : same.sources) onLink(commit, from.path, path);
    }
  }
  return { commit, deleted: sources, added: sources.length === 0 ? [] : unlike };
}

/** The pairs that must be compared: files of about the same size. What cannot be compared is linked. */
function pairsBySize(
  { commit, deleted, added }: OpenMove,
  sizes: ReadonlyMap<string, number>,
  onLink: OnLink,
): { readonly commit: string; readonly pairs: readonly (readonly [Side, Side])[]; readonly oids: readonly string[] } {
  const pairs: [Side, Side][] = [];
  for (const to of added) {
    const after = sizes.get(to.blobOid) ?? Infinity;
    for (const from of deleted) {
      const before = sizes.get(from.blobOid) ?? Infinity;
      const larger = Math.max(before, after);
      if (larger !== Infinity && 2 * Math.min(before, after) < larger) continue;
      if (larger > maxComparedBytes) onLink(commit, from.path, to.path);
      else pairs.push([from, to]);
    }
  }
  return { commit, pairs, oids: [...new Set(pairs.flatMap(([from, to]) => [from.blobOid, to.blobOid]))] };
}

/** The bytes of a content by its lines, cut after 64 bytes, as git compares contents; the keys are hashes. */
export function bytesByPiece(content: Uint8Array): ReadonlyMap<number, number> {
  const bytesOf = new Map<number, number>();
  let [hash, bytes] = [0, 0];
  const take = (): void => {
    bytesOf.set(hash, (bytesOf.get(hash) ?? 0) + bytes);
    [hash, bytes] = [0, 0];
  };
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] ?? 0;
    if (byte === 13 && content[at + 1] === 10) continue;
    hash = Math.imul(hash ^ byte, 0x01000193) + byte;
    bytes++;
    if (bytes === 64 || byte === 10) take();
  }
  if (bytes > 0) take();
  return bytesOf;
}

/** Whether git may take two contents for similar. */
export function mayBeSimilar(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  const total = (pieces: ReadonlyMap<number, number>): number => {
    let sum = 0;
    for (const bytes of pieces.values()) sum += bytes;
    return sum;
  };
  let shared = 0;
  for (const [hash, bytes] of one) shared += Math.min(bytes, other.get(hash) ?? 0);
  const least = leastSimilarity - Math.max(one.size, other.size) / gitBuckets;
  return shared >= least * Math.max(total(one), total(other));
}
