import { sameContent, type ContentPieces } from './contentPieces.ts';
import { PieceIndex } from './pieceIndex.ts';
import { PlacesBySize } from './placesBySize.ts';
import { leastSimilarity, DeletedNames, renamingOf, type RenameRules, type Renaming } from './renaming.ts';

/** Told of what was found. */
export interface RenamesFound {
  /** Lines of `to`, which a commit added, may have come from `from`, which it deleted. */
  readonly onLink: (commit: string, from: string, to: string) => void;
  /** What git says of a file that a commit added; not told of files that were not renamed. */
  readonly onRenaming: (commit: string, to: string, renaming: Renaming) => void;
  /** All is told of one of the moves of a commit. Not told of moves that are left when git fails. */
  readonly onDone?: (commit: string) => void;
}

/** Files larger than this are not compared: they may be renamed from whatever has about their length. */
const maxComparedBytes = 1024 * 1024;

/** With carriage returns git may count a little more in common than what is counted here, where attributes say what text is. */
const leastWithCarriageReturns = 0.45 * sameContent;

/** A file that was deleted, or added: its path and its content; an empty object id stands for a link or a submodule. */
export interface Side {
  readonly path: string;
  readonly blobOid: string;
}

/** The files of a commit that are not known yet to be of one content with others. */
export interface OpenMove {
  readonly commit: string;
  readonly deleted: readonly Side[];
  readonly added: readonly Side[];
}

/** What a file was renamed from, unless attributes say what text is; `mayBe` are the places of the deleted files that may be it. */
interface Doubtful {
  readonly to: Side;
  readonly renaming: Renaming;
  readonly mayBe: readonly number[];
}

/** The files of one commit that must be compared: those of about the same size. What cannot be compared is linked. */
export class ComparedMove {
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
  readonly #binary = new Set<number>();
  readonly #doubtful: Doubtful[] = [];
  /** Of the deleted files, by their places; below zero for one whose content is not in the index. */
  readonly #numberOfPlace: Int32Array;
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
    this.#numberOfPlace = new Int32Array(deleted.length).fill(-1);
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
      const number = this.#index.add(pieces);
      this.#placesOfNumber[number] = places;
      for (const place of places) this.#numberOfPlace[place] = number;
      if (pieces.hasCarriageReturns) for (const place of places) this.#withCarriageReturns.add(place);
      if (!pieces.isText) for (const place of places) this.#binary.add(place);
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
    const found = this.#index.similarities(pieces, leastWithCarriageReturns);
    const scores = (of: (number: number) => number) => (place: number) => {
      const number = this.#numberOfPlace[place] ?? -1;
      return number < 0 ? 0 : of(number);
    };
    const [before244, since244] = [scores(found.before244), scores(found.since244)];
    const isUncertain = (place: number): boolean =>
      (pieces.hasCarriageReturns || this.#withCarriageReturns.has(place)) &&
      since244(place) >= leastWithCarriageReturns;
    const scored = found.similar.flatMap((number) => this.#placesOfNumber[number] ?? []);
    const mayBe = inOrder(scored.filter((place) => since244(place) >= leastSimilarity || isUncertain(place)));
    for (const to of this.#targets.get(oid) ?? []) {
      const renaming = renamingOf(to.path, this.#names, { before244, since244, similar: mayBe }, this.#rules);
      const uncertain = mayBe.filter(isUncertain);
      if (uncertain.length === 0) this.#tell(to, renaming, mayBe);
      // What is no text, with carriage returns, is so rare that git may be asked.
      else if (!pieces.isText || uncertain.some((place) => this.#binary.has(place))) this.#leave(to, mayBe);
      else this.#doubtful.push({ to, renaming, mayBe });
    }
  }

  /** Whether {@link settle} has more to tell. */
  get isDoubtful(): boolean {
    return this.#doubtful.length > 0;
  }

  /** After all files: tells of those of which it depends on attributes what git takes for text. */
  async settle(withAttributes: (paths: readonly string[]) => Promise<ReadonlySet<string> | null>): Promise<void> {
    const doubtful = this.#doubtful.splice(0);
    const pathsOf = ({ to, mayBe }: Doubtful): readonly string[] => [
      to.path,
      ...mayBe.map((place) => this.#path(place)),
    ];
    const named = await withAttributes([...new Set(doubtful.flatMap(pathsOf))]);
    for (const one of doubtful) {
      const isSaid = named === null || pathsOf(one).some((path) => named.has(path));
      this.#tell(one.to, isSaid ? 'unclear' : one.renaming, one.mayBe);
    }
  }

  #tell(to: Side, renaming: Renaming, mayBe: readonly number[]): void {
    if (renaming === 'unclear') this.#leave(to, mayBe);
    else if (renaming !== 'none') {
      this.#found.onLink(this.commit, renaming.from, to.path);
      this.#found.onRenaming(this.commit, to.path, renaming);
    }
  }

  #path(place: number): string {
    return this.#deleted[place]?.path ?? '';
  }

  get #names(): DeletedNames {
    return (this.#madeNames ??= new DeletedNames(this.#deleted.map(({ path }) => path)));
  }

  /** Leaves to git which of some files it is. */
  #leave(to: Side, mayBe: readonly number[]): void {
    for (const place of mayBe) this.#found.onLink(this.commit, this.#path(place), to.path);
    this.#found.onRenaming(this.commit, to.path, 'unclear');
  }

  #sizeOf(oid: string): number {
    return this.#sizes.get(oid) ?? Infinity;
  }
}

function inOrder(places: number[]): readonly number[] {
  return places.sort((a, b) => a - b);
}
