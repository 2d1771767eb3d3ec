import { type LineAttribution } from '../core/attribution/lineAttribution.ts';
import { LineOutlines } from './lineOutlines.ts';
import { type Content } from './workTreeContent.ts';

/** Characters of texts that are held at most: those of a hundred files or two. Four times as many were measured to take 38 MB more at the peak. */
const mostCharacters = 1_000_000;

/** Files of which outlines are held at most: with 40,000 of 88,000 files the peak was 384 to 416 MB, which shall be below 400, with a thousand 368 to 399, and the time a tenth longer. */
const mostOutlines = 5_000;

/**
 * What was just read of files that are looked at once more soon, when their history is known: of one that is as at HEAD the outline of its lines, for as long as
 * they are looked at, else the text, given out once. Of a file that changes meanwhile nothing is held, and it is read again.
 */
export class HeldContents {
  readonly #contentOf = new Map<string, Content>();
  readonly #outlines = new LineOutlines();
  readonly #changed = new Set<string>();
  #characters = 0;

  /** Holds what a file was found to hold, if there is room for it; of one that is as at HEAD and was never tracked its `lines` are enough. */
  hold(path: string, content: Content, lines: LineAttribution | null): void {
    this.take(path);
    if (this.#changed.has(path)) return;
    if (lines !== null && this.#outlines.size < mostOutlines) {
      this.#outlines.set(path, lines);
      return;
    }
    const characters = lengthOf(content);
    if (this.#characters + characters > mostCharacters) return;
    this.#characters += characters;
    // A copy, since V8 learns where objects are made that live long, and from then on makes them all among the old ones. There 88,000 dead ones held on to as many
    // texts, a quarter of a gigabyte, until the next large collection.
    this.#contentOf.set(path, { ...content });
  }

  /** Gives what is held of a file, for good; null where that is nothing. */
  take(path: string): Content | null {
    const content = this.#contentOf.get(path);
    if (content === undefined) return null;
    this.#contentOf.delete(path);
    this.#characters -= lengthOf(content);
    return content;
  }

  /** What stands for the text of a file that was as at HEAD, as in {@link LineOutlines}; null where that is not held. */
  outlineOf(path: string): string | null {
    return this.#outlines.textOf(path);
  }

  /** A file changed, and whatever is being read of it may be old. */
  change(path: string): void {
    this.take(path);
    this.#outlines.delete(path);
    this.#changed.add(path);
  }

  clear(): void {
    this.#contentOf.clear();
    this.#outlines.clear();
    this.#changed.clear();
    this.#characters = 0;
  }
}

function lengthOf(content: Content): number {
  return content.ok ? content.text.length : 0;
}
