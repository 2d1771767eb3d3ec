import { type CancelSignal, type Git } from '../core/ports.ts';
import { PieceIndex, PieceReader, sameContent, type ContentPieces } from './contentPieces.ts';
import { readObjects, readSizes } from './gitObjects.ts';
import { readGitVersion } from './gitVersion.ts';
import {
  leastSimilarity,
  DeletedNames,
  nameOf,
  renameRulesOf,
  renamingOf,
  type RenameRules,
  type Renaming,
} from './renaming.ts';
import { PlacesBySize } from './placesBySize.ts';
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
    sizes: async (oids) => await readSizes(git, cwd, oids, signal),
    read: async (oids, onObject) => await readObjects(git, cwd, oids, onObject, signal),
  };
}

/** Told of what was found. */
export interface RenamesFound {
  /** Lines of `to`, which a commit added, may have come from `from`, which it deleted. */
  readonly onLink: (commit: string, from: string, to: string) => void;
  /** What git says of a file that a commit added; not told of files that were not renamed. */
  readonly onRenaming: (commit: string, to: string, renaming: Renaming) => void;
  /** All is told of one of the moves of a commit. Not told of moves that are left when git fails. */
  readonly onDone?: (commit: string) => void;
}

/** So many files with one content: git looks no further for the one with the same name. */
const sameContentLimit = 99;

/** Files larger than this are not compared: they may be renamed from whatever has about their length. */
const maxComparedBytes = 1024 * 1024;

/** With carriage returns git may count a little more in common than what is counted here. */
const leastWithCarriageReturns = 0.45 * sameContent;

/** Where there are more pairs than this nobody is compared with anybody: what was added may come from all that was deleted. */
const mostPairs = 30_000_000;
const mostSamePairs = 10_000;

/** A file that was deleted, or added: its path and its content; an empty object id stands for a link or a submodule. */
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
  return await contents.read(
    groups.flatMap((one) => [...(one?.sourceOids ?? []), ...(one?.targetOids ?? [])]),
    (oid, content) => {
      const current = groups[group];
      if (current === undefined) return;
      const pieces = content && reader.read(content);
      const { sourceOids, targetOids } = current;
      if (done++ < sourceOids.length) current.addSource(oid, pieces);
      else current.findFor(oid, pieces);
      if (done < sourceOids.length + targetOids.length) return;
      onDone?.(current.commit);
      groups[group++] = undefined;
      done = 0;
    },
  );
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

/** The files of one commit that must be compared: those of about the same size. What cannot be compared is linked. */
class ComparedMove {
  /** Full object id. */
  readonly commit: string;
  readonly #deleted: readonly Side[];
  readonly #found: RenamesFound;
  readonly #rules: RenameRules;
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #bySize: PlacesBySize;
  readonly #targets = new Map<string, Side[]>();
  readonly #index = new PieceIndex();
  readonly #placesOf = new Map<string, number[]>();
  /** The deleted files that have a content, by its number in the index. */
  readonly #placesOfNumber: (readonly number[])[] = [];
  readonly #unread = new Set<number>();
  readonly #withCarriageReturns = new Set<number>();
  /** Of the deleted files, by their places; set for one file that was added after the other. */
  readonly #before244: Int32Array;
  readonly #since244: Int32Array;
  /** Made at first use: of all commits but one it is made too early or too late. */
  #madeNames: DeletedNames | null = null;
  /** What must be read. */
  readonly sourceOids: readonly string[];
  /** What must be read after that. */
  readonly targetOids: readonly string[];

  constructor(
    { commit, deleted, added }: OpenMove,
    sizes: ReadonlyMap<string, number>,
    rules: RenameRules,
    found: RenamesFound,
  ) {
    this.commit = commit;
    this.#rules = rules;
    this.#deleted = deleted;
    this.#found = found;
    this.#sizes = sizes;
    this.#bySize = new PlacesBySize(deleted.map(({ blobOid }) => (blobOid === '' ? -1 : this.#sizeOf(blobOid))));
    this.#before244 = new Int32Array(deleted.length);
    this.#since244 = new Int32Array(deleted.length);
    for (const to of added) {
      const bytes = this.#sizeOf(to.blobOid);
      const largest = this.#bySize.largestNear(bytes);
      if (largest === null) continue;
      if (Math.max(bytes, largest) <= maxComparedBytes) {
        this.#bySize.wantNear(bytes);
        const known = this.#targets.get(to.blobOid);
        if (known === undefined) this.#targets.set(to.blobOid, [to]);
        else known.push(to);
      } else this.#leave(to, this.#bySize.near(bytes));
    }
    for (const place of this.#bySize.wanted()) {
      const oid = deleted[place]?.blobOid ?? '';
      const known = this.#placesOf.get(oid);
      if (known === undefined) this.#placesOf.set(oid, [place]);
      else known.push(place);
    }
    this.sourceOids = [...this.#placesOf.keys()];
    this.targetOids = [...this.#targets.keys()];
  }

  addSource(oid: string, pieces: ContentPieces | null): void {
    const places = this.#placesOf.get(oid) ?? [];
    if (pieces === null) for (const place of places) this.#unread.add(place);
    else {
      this.#placesOfNumber[this.#index.add(pieces)] = places;
      if (pieces.hasCarriageReturns) for (const place of places) this.#withCarriageReturns.add(place);
    }
  }

  /** After all sources: tells what the files of a content may have come from. */
  findFor(oid: string, pieces: ContentPieces | null): void {
    const bytes = this.#sizeOf(oid);
    const isNear = (place: number): boolean => this.#bySize.isNear(place, bytes);
    const unread = pieces === null ? this.#bySize.near(bytes) : inOrder([...this.#unread].filter(isNear));
    if (unread.length > 0 || pieces === null) {
      for (const to of this.#targets.get(oid) ?? []) this.#leave(to, unread);
      return;
    }
    const [before244, since244] = [this.#before244, this.#since244];
    const isUncertain = (place: number): boolean =>
      (pieces.hasCarriageReturns || this.#withCarriageReturns.has(place)) &&
      (since244[place] ?? 0) >= leastWithCarriageReturns;
    const scored: number[] = [];
    const found = this.#index.similarities(pieces);
    for (const number of found.numbers) {
      for (const place of this.#placesOfNumber[number] ?? []) {
        if (!isNear(place)) continue;
        scored.push(place);
        before244[place] = found.before244[number] ?? 0;
        since244[place] = found.since244[number] ?? 0;
      }
    }
    const mayBe = inOrder(scored.filter((place) => (since244[place] ?? 0) >= leastSimilarity || isUncertain(place)));
    for (const to of this.#targets.get(oid) ?? []) {
      const isAsked = mayBe.some(isUncertain);
      const scores = { before244, since244, similar: mayBe };
      const renaming = isAsked ? 'unclear' : renamingOf(to.path, this.#names, scores, this.#rules);
      if (renaming === 'unclear') this.#leave(to, mayBe);
      else if (renaming !== 'none') {
        this.#found.onLink(this.commit, renaming.from, to.path);
        this.#found.onRenaming(this.commit, to.path, renaming);
      }
    }
    for (const place of scored) before244[place] = since244[place] = 0;
  }

  get #names(): DeletedNames {
    return (this.#madeNames ??= new DeletedNames(this.#deleted.map(({ path }) => path)));
  }

  /** Leaves to git which of some files it is. */
  #leave(to: Side, mayBe: readonly number[]): void {
    for (const place of mayBe) this.#found.onLink(this.commit, this.#deleted[place]?.path ?? '', to.path);
    this.#found.onRenaming(this.commit, to.path, 'unclear');
  }

  #sizeOf(oid: string): number {
    return this.#sizes.get(oid) ?? Infinity;
  }
}

function inOrder(places: number[]): readonly number[] {
  return places.sort((a, b) => a - b);
}
