import { unquotePath } from './gitPath.ts';

/** What a patch without context did at one place of a file. Line indexes are 0-based; where a count is 0 its start is the line before which the place is. */
export interface PatchHunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/** Told what a {@link PatchReader} reads. */
export interface PatchListener {
  /** A commit begins. */
  readonly onCommit?: (oid: string) => void;
  /** A line outside of the patch itself: the raw format, say. */
  readonly onOther?: (oid: string, line: string) => void;
  readonly onHunk?: (oid: string, path: string, hunk: PatchHunk) => void;
  readonly onAddedLine?: (oid: string, path: string, lineIndex: number, text: string) => void;
}

/** Reads a stream of patches as `-p -U0` prints them, each after a line of a NUL and its commit's full object id. */
export class PatchReader {
  readonly #listener: PatchListener;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #oid = '';
  #path: string | null = null;
  #lineIndex = 0;
  #addedLeft = 0;
  #removedLeft = 0;

  constructor(listener: PatchListener) {
    this.#listener = listener;
  }

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    if (this.#removedLeft > 0 && line.startsWith('-')) {
      this.#removedLeft--;
    } else if (this.#addedLeft > 0 && line.startsWith('+')) {
      this.#addedLeft--;
      if (this.#path !== null) this.#listener.onAddedLine?.(this.#oid, this.#path, this.#lineIndex, line.slice(1));
      this.#lineIndex++;
    } else if (line.startsWith('\0')) {
      this.#oid = line.slice(1);
      this.#path = null;
      this.#listener.onCommit?.(this.#oid);
    } else if (line.startsWith('+++ ')) {
      const printed = line.slice(4).replace(/\t$/, '');
      this.#path = printed === '/dev/null' ? null : unquotePath(printed).replace(/^b\//, '');
    } else if (line.startsWith('@@ ')) {
      this.#takeHunk(line);
    } else {
      this.#listener.onOther?.(this.#oid, line);
    }
  }

  #takeHunk(line: string): void {
    const [, removedAt, removed, addedAt, added] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (removedAt === undefined || addedAt === undefined) return;
    this.#removedLeft = Number(removed ?? 1);
    this.#addedLeft = Number(added ?? 1);
    this.#lineIndex = Number(addedAt) - 1;
    if (this.#path === null) return;
    // Where a side has no lines git names the one before the place, counted from 1.
    this.#listener.onHunk?.(this.#oid, this.#path, {
      oldStart: Number(removedAt) - (this.#removedLeft > 0 ? 1 : 0),
      oldCount: this.#removedLeft,
      newStart: Number(addedAt) - (this.#addedLeft > 0 ? 1 : 0),
      newCount: this.#addedLeft,
    });
  }
}
