import { type BlamePiece, type Ledger } from '../core/ports.ts';
import { type FragileStretch } from './blameFile.ts';
import { type RevisionFile } from './fileScope.ts';
import { isNumbers, isStrings, readPacked, writePacked } from './packed.ts';

const cacheName = 'fragile';
const form = 1;

/** For which versions of files `BlameAnswer.fragile` is known, beside the kept answers of blame. */
export class FragileLines {
  readonly #ledger: Pick<Ledger, 'readCache' | 'writeCache'>;
  readonly #files = new Map<string, { readonly blobOid: string; readonly fragile: readonly FragileStretch[] }>();
  #isChanged = false;

  private constructor(ledger: Pick<Ledger, 'readCache' | 'writeCache'>) {
    this.#ledger = ledger;
  }

  /** As it was kept; empty where it was not, or is damaged. */
  static load(ledger: Pick<Ledger, 'readCache' | 'writeCache'>): FragileLines {
    const lines = new FragileLines(ledger);
    const packed = readPacked(ledger, cacheName);
    if (packed?.['form'] !== form || !Array.isArray(packed['files'])) return lines;
    for (const row of packed['files'] as readonly unknown[]) {
      const [path, blobOid, names, numbers] = Array.isArray(row) ? (row as readonly unknown[]) : [];
      if (typeof path === 'string' && typeof blobOid === 'string' && isStrings(names) && isNumbers(numbers))
        lines.#files.set(path, { blobOid, fragile: unpack(names, numbers) });
    }
    return lines;
  }

  of({ path, blobOid }: RevisionFile): readonly FragileStretch[] | null {
    const known = this.#files.get(path);
    return known?.blobOid === blobOid ? known.fragile : null;
  }

  /** How many stretches are known of a path, whatever version of it. */
  countOf(path: string): number {
    return this.#files.get(path)?.fragile.length ?? 0;
  }

  set({ path, blobOid }: RevisionFile, fragile: readonly FragileStretch[]): void {
    this.#files.set(path, { blobOid, fragile });
    this.#isChanged = true;
  }

  /** Keeps what is known of the paths that are still there, unless nothing is new. */
  store(isThere: (path: string) => boolean): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const files = [...this.#files].filter(([path]) => isThere(path));
    writePacked(this.#ledger, cacheName, {
      form,
      files: files.map(([path, { blobOid, fragile }]) => [path, blobOid, ...pack(fragile)]),
    });
  }
}

/** Commits and paths, in turns, and five numbers a piece: one of them says which commit and path, and one how many of the next pieces are what moved of it. */
function pack(fragile: readonly FragileStretch[]): readonly [names: readonly string[], numbers: readonly number[]] {
  const names: string[] = [];
  const numberOf = new Map<string, number>();
  const numbers: number[] = [];
  const add = ({ lineIndex, lineCount, commit, originalPath, originalLineIndex }: BlamePiece, moved: number): void => {
    const key = `${commit} ${originalPath}`;
    let number = numberOf.get(key);
    if (number === undefined) numberOf.set(key, (number = names.push(commit, originalPath) / 2 - 1));
    numbers.push(lineIndex, lineCount, number, originalLineIndex, moved);
  };
  for (const stretch of fragile) {
    add(stretch, stretch.moved.length);
    for (const piece of stretch.moved) add(piece, 0);
  }
  return [names, numbers];
}

function unpack(names: readonly string[], numbers: readonly number[]): readonly FragileStretch[] {
  const found: (FragileStretch & { readonly moved: BlamePiece[] })[] = [];
  let left = 0;
  for (let index = 0; index + 4 < numbers.length; index += 5) {
    const [lineIndex = 0, lineCount = 0, number = 0, originalLineIndex = 0, moved = 0] = numbers.slice(
      index,
      index + 5,
    );
    const [commit = '', originalPath = ''] = names.slice(2 * number, 2 * number + 2);
    const piece = { lineIndex, lineCount, commit, originalPath, originalLineIndex };
    if (left-- > 0) found.at(-1)?.moved.push(piece);
    else {
      found.push({ ...piece, moved: [] });
      left = moved;
    }
  }
  return found;
}
