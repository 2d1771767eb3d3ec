import { ByteReader, ByteWriter } from '../core/byteLog.ts';
import { type BlamePiece, type Ledger } from '../core/ports.ts';
import { readHex, readText, writeHex, writeText } from './blame/byteNames.ts';
import { type FragileStretch } from './blameFile.ts';
import { type RevisionFile } from './fileScope.ts';
import { isNumbers, isStrings, parseUnpacked } from './packed.ts';
import { dense, readSections, writeSections } from './packedSections.ts';

type FragileLedger = Pick<Ledger, 'readCache' | 'writeCache'>;

/** What is known of one version of a file. */
interface KnownFile {
  readonly blobOid: string;
  readonly count: number;
  /** {@link pack}ed: of most files nobody asks. */
  readonly bytes: Uint8Array;
}

const cacheName = 'fragile';
const form = 2;

/** Versions of a path that are kept: who goes to another branch comes back. */
const mostVersions = 3;

/** For which versions of files `BlameAnswer.fragile` is known, beside the kept answers of blame. */
export class FragileLines {
  readonly #ledger: FragileLedger;
  /** The versions of each path, the one that was set last comes first. */
  readonly #files = new Map<string, readonly KnownFile[]>();
  #isChanged = false;

  private constructor(ledger: FragileLedger) {
    this.#ledger = ledger;
  }

  /** As it was kept; empty where it was not, or is damaged. */
  static load(ledger: FragileLedger): FragileLines {
    const lines = new FragileLines(ledger);
    const [head, all] = readSections(ledger, cacheName) ?? [];
    const packed = head === undefined ? null : parseUnpacked(head);
    if (all === undefined || packed?.['form'] !== form) return lines;
    const { paths, blobOids, counts, lengths } = packed;
    if (!isStrings(paths) || !isStrings(blobOids) || !isNumbers(counts) || !isNumbers(lengths)) return lines;
    let at = 0;
    for (const [index, path] of paths.entries()) {
      const bytes = all.subarray(at, (at += lengths[index] ?? 0));
      const version = { blobOid: blobOids[index] ?? '', count: counts[index] ?? 0, bytes };
      lines.#files.set(path, [...lines.#versions(path), version]);
    }
    return lines;
  }

  of({ path, blobOid }: RevisionFile): readonly FragileStretch[] | null {
    const known = this.#versions(path).find((version) => version.blobOid === blobOid);
    return known === undefined ? null : unpack(known, path);
  }

  /** How many stretches are known of a path, of the version that was set last. */
  countOf(path: string): number {
    return this.#versions(path)[0]?.count ?? 0;
  }

  set({ path, blobOid }: RevisionFile, fragile: readonly FragileStretch[]): void {
    const others = this.#versions(path).filter((version) => version.blobOid !== blobOid);
    const own = { blobOid, count: fragile.length, bytes: pack(fragile, path) };
    this.#files.set(path, [own, ...others].slice(0, mostVersions));
    this.#isChanged = true;
  }

  #versions(path: string): readonly KnownFile[] {
    return this.#files.get(path) ?? [];
  }

  /** Keeps what is known of the paths that are still there, unless nothing is new. */
  store(isThere: (path: string) => boolean): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const files = [...this.#files].flatMap(([path, versions]) =>
      isThere(path) ? versions.map((version) => [path, version] as const) : [],
    );
    const head = {
      form,
      paths: files.map(([path]) => path),
      blobOids: files.map(([, { blobOid }]) => blobOid),
      counts: files.map(([, { count }]) => count),
      lengths: files.map(([, { bytes }]) => bytes.length),
    };
    writeSections(this.#ledger, cacheName, [
      () => Buffer.from(JSON.stringify(head), 'utf8'),
      dense(() => Buffer.concat(files.map(([, { bytes }]) => bytes))),
    ]);
  }
}

/** Commits with a path each, which is empty for the file's own; then five numbers a piece: one of them says which of these, and one how many of the next pieces are what moved of it. */
function pack(fragile: readonly FragileStretch[], path: string): Uint8Array {
  const names = new ByteWriter();
  const numbers = new ByteWriter();
  const numberOf = new Map<string, number>();
  const add = ({ lineIndex, lineCount, commit, originalPath, originalLineIndex }: BlamePiece, moved: number): void => {
    const key = `${commit} ${originalPath}`;
    let number = numberOf.get(key);
    if (number === undefined) {
      numberOf.set(key, (number = numberOf.size));
      names.number(commit.length / 2);
      writeHex(names, commit);
      writeText(names, originalPath === path ? '' : originalPath);
    }
    for (const each of [lineIndex, lineCount, number, originalLineIndex, moved]) numbers.number(each);
  };
  for (const stretch of fragile) {
    add(stretch, stretch.moved.length);
    for (const piece of stretch.moved) add(piece, 0);
  }
  const all = new ByteWriter(names.length + numbers.length + 5);
  all.number(numberOf.size);
  all.bytes(names.soFar);
  all.bytes(numbers.soFar);
  return all.written();
}

function unpack({ bytes }: KnownFile, path: string): readonly FragileStretch[] {
  const reader = new ByteReader(bytes);
  const names = Array.from({ length: reader.number() }, () => {
    const commit = readHex(reader, reader.number());
    const originalPath = readText(reader);
    return { commit, originalPath: originalPath === '' ? path : originalPath };
  });
  const found: (FragileStretch & { readonly moved: BlamePiece[] })[] = [];
  let left = 0;
  while (!reader.isOver) {
    const [lineIndex, lineCount] = [reader.number(), reader.number()];
    const { commit, originalPath } = names[reader.number()] ?? { commit: '', originalPath: '' };
    const piece = { lineIndex, lineCount, commit, originalPath, originalLineIndex: reader.number() };
    const moved = reader.number();
    if (left-- > 0) found.at(-1)?.moved.push(piece);
    else {
      found.push({ ...piece, moved: [] });
      left = moved;
    }
  }
  return found;
}
