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

/** Looks for lines of one newest text in older ones, as `git blame -w -M` does for those that a commit added. */
export class MovedLines {
  readonly #objects: ObjectDialogue;
  readonly #names = new LineNames();
  readonly #moves: MoveSearch;
  #latest: LineVersion;

  private constructor(objects: ObjectDialogue, workbench: Workbench, newest: Uint8Array) {
    this.#objects = objects;
    this.#latest = this.#names.read(newest);
    this.#moves = new MoveSearch(this.#names, workbench, this.#latest);
  }

  /** Null where the newest text, by its object id, cannot be read. */
  static async open(objects: ObjectDialogue, workbench: Workbench, newestOid: string): Promise<MovedLines | null> {
    const found: Uint8Array[] = [];
    await objects.read([newestOid], (object) => {
      if (object?.type === 'blob') found.push(object.content);
    });
    const [newest] = found;
    return newest === undefined ? null : new MovedLines(objects, workbench, newest);
  }

  /** Whether lines have too few letters and digits to be known where they were moved to. */
  isSlight(lineIndex: number, lineCount: number): boolean {
    return this.#moves.isSlight({ lineIndex, at: 0, lineCount });
  }

  /** What is found, in the order of what is wanted; null for a text that is not there. Null for all when git failed or was cancelled. */
  async search(wanted: readonly Wanted[]): Promise<readonly (MoveResult | null)[] | null> {
    const found: (MoveResult | null)[] = [];
    const isRead = await this.#objects.read(
      wanted.map(({ name }) => name),
      (object, index) => {
        const entries = wanted[index]?.entries ?? [];
        found.push(object?.type === 'blob' ? this.#searchIn(object.content, entries) : null);
      },
    );
    return isRead ? found : null;
  }

  #searchIn(content: Uint8Array, entries: readonly Entry[]): MoveResult {
    // Versions of one file are much like each other.
    this.#latest = this.#names.read(content, this.#latest);
    return this.#moves.search(entries, this.#latest);
  }
}

/** What is used for one file after the other. */
export function newWorkbench(): Workbench {
  return { diff: new GitDiff(), places: new LinePlaces(), names: [], room: new UsedRoom() };
}
