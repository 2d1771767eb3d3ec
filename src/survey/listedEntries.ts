import { isUtf8 } from 'node:buffer';

const [tab, zero, one] = [9, 0x30, 0x31];

/** Whether the mode that begins at `at` is that of a regular file: 100644 or 100755, or 100664 in old trees; not of a link or a submodule. */
export function isRegular(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === one && bytes[at + 1] === zero && bytes[at + 2] === zero;
}

/** What an entry of a list holds: bytes of git's own words before the tab, which count from `start`, and the name behind it. Only good while it is told. */
export type OnListed = (bytes: Buffer, start: number, tabAt: number, name: string) => void;

/**
 * Takes a list of files apart as git prints it: each entry has some words, a tab and a name, and ends with a NUL. Of 100,000 files all of that at once would be
 * tens of megabytes, which texts that are cut out of it would hold on to. `onOdd` is told of names that are not UTF-8, with replacement characters: git's names
 * are bytes, and one that is no text can neither be given to git nor be shown.
 */
export class ListedEntries {
  readonly #onListed: OnListed;
  readonly #onOdd: OnListed;
  #rest = Buffer.alloc(0);

  constructor(onListed: OnListed, onOdd: OnListed) {
    this.#onListed = onListed;
    this.#onOdd = onOdd;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const end = bytes.lastIndexOf(0) + 1;
    const isText = isUtf8(bytes.subarray(0, end));
    for (let start = 0; start < end;) {
      const entryEnd = bytes.indexOf(0, start);
      const tabAt = bytes.indexOf(tab, start);
      if (tabAt >= 0 && tabAt < entryEnd) {
        const name = bytes.toString('utf8', tabAt + 1, entryEnd);
        const isName = isText || isUtf8(bytes.subarray(tabAt + 1, entryEnd));
        (isName ? this.#onListed : this.#onOdd)(bytes, start, tabAt, name);
      }
      start = entryEnd + 1;
    }
    this.#rest = bytes.subarray(end);
  }
}
