import { GitDiff } from './blame/gitDiff.ts';
import { LineNames, type LineVersion } from './blame/lineVersion.ts';
import { LinePlaces, MoveSearch, type Entry, type MoveResult, type Workbench } from './blame/moveSearch.ts';
import { UsedRoom } from './blame/usedRoom.ts';
import { type ObjectDialogue } from './objectDialogue.ts';

/** Lines that are looked for in one older text. */
export interface Wanted {
  /** How `git cat-file` is to find it, without line breaks. */
  readonly name: string;
  /** Places in the newest text, and in the version from which they are looked for. */
  readonly entries: readonly Entry[];
}

/** What became of lines that were looked for. */
export type Found = Omit<MoveResult, 'near'>;

/** Looks for lines of one newest text in older ones, as `git blame -w -M` does for those that a commit added. */
export interface LineSearch {
  /** Whether lines have too few letters and digits to be known where they were moved to. */
  isSlight(lineIndex: number, lineCount: number): boolean;
  /** What is found, in the order of what is wanted; null for a text that is not there. Null for all when git failed or was cancelled. */
  search(wanted: readonly Wanted[]): Promise<readonly (Found | null)[] | null>;
  /** No more questions. */
  end(): void;
}

/** {@link LineSearch} on this thread. */
export class MovedLines implements LineSearch {
  readonly #objects: ObjectDialogue;
  readonly #bench: Workbench;
  readonly #names: LineNames;
  readonly #moves: MoveSearch;
  readonly #newest: LineVersion;
  #latest: LineVersion;

  private constructor(objects: ObjectDialogue, bench: Workbench, newest: Uint8Array) {
    this.#objects = objects;
    this.#bench = bench;
    this.#names = bench.names.pop() ?? new LineNames();
    this.#newest = this.#latest = this.#names.read(newest, null, bench.room.integers);
    this.#moves = new MoveSearch(this.#names, bench, this.#newest);
  }

  /** Null where the newest text, by its object id, cannot be read. Contents that `objects` reads into the bench's room are given back. */
  static async open(objects: ObjectDialogue, bench: Workbench, newestOid: string): Promise<MovedLines | null> {
    const found: Uint8Array[] = [];
    await objects.read([newestOid], (object) => {
      if (object?.type === 'blob') found.push(object.content);
    });
    const [newest] = found;
    return newest === undefined ? null : new MovedLines(objects, bench, newest);
  }

  /** As in {@link MoveSearch}. */
  get lettersBefore(): Int32Array {
    return this.#moves.lettersBefore;
  }

  isSlight(lineIndex: number, lineCount: number): boolean {
    return this.#moves.isSlight({ lineIndex, lineCount });
  }

  async search(wanted: readonly Wanted[]): Promise<readonly (Found | null)[] | null> {
    const found: (Found | null)[] = [];
    const isRead = await this.#objects.read(
      wanted.map(({ name }) => name),
      (object, index) => {
        const entries = wanted[index]?.entries ?? [];
        found.push(object?.type === 'blob' ? this.#searchIn(object.content, entries) : null);
      },
    );
    return isRead ? found : null;
  }

  end(): void {
    for (const version of new Set([this.#newest, this.#latest])) this.#giveBack(version);
    this.#names.clear();
    this.#bench.names.push(this.#names);
  }

  #searchIn(content: Uint8Array, entries: readonly Entry[]): Found {
    const before = this.#latest;
    // Versions of one file are much like each other.
    this.#latest = this.#names.read(content, before, this.#bench.room.integers);
    if (before !== this.#newest) this.#giveBack(before);
    const { moved, left, slight } = this.#moves.search(entries, this.#latest);
    return { moved, left, slight };
  }

  #giveBack({ bytes, starts, ids }: LineVersion): void {
    for (const each of [bytes, starts, ids]) this.#bench.room.giveBack(each);
  }
}

/** What is used for one file after the other. */
export function newWorkbench(): Workbench {
  return { diff: new GitDiff(), places: new LinePlaces(), names: [], room: new UsedRoom() };
}
