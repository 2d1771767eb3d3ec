import { CombinedPatch } from './combinedPatch.ts';
import { type PatchStep } from './lineSpans.ts';

/** What a patch against one parent does to a file. */
export interface FilePatch {
  /** Null where the file is new. */
  oldPath: string | null;
  newPath: string;
  readonly steps: PatchStep[];
}

/** What is told of a stream of patches, in its order. */
export interface PatchListener {
  /** `from` is the parent against which the paths that follow are told, where that is said. */
  readonly onCommit: (oid: string, from: string | null) => void;
  readonly onParent: (oid: string) => void;
  /** A path that is not as at a parent, of `git log --raw`. */
  readonly onPath: (path: string) => void;
  readonly onFile: (file: FilePatch) => void;
  readonly onMerged: (file: CombinedPatch) => void;
}

const [newLine, backslash] = [10, 92];
const commitHeader = /^commit ([0-9a-f]+)(?: \(from ([0-9a-f]+)\))?/;
const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Where git names a line; of no lines, it names the one before. */
function startOf(lineNumber: number, count: number): number {
  return count === 0 ? lineNumber : lineNumber - 1;
}

/** A path as git prints it in a patch: quoted where it has odd characters, with a tab behind it where it has spaces. */
function pathOf(printed: string, side: string): string | null {
  const name = printed.replace(/\t$/, '');
  const plain = name.startsWith('"')
    ? name.slice(1, -1).replace(/\\(\d{3}|.)/g, (_, code: string) => unquoted(code))
    : name;
  return plain === '/dev/null' ? null : plain.slice(side.length);
}

function unquoted(code: string): string {
  return code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : ({ n: '\n', t: '\t' }[code] ?? code);
}

/** Reads what `git log --pretty=raw` prints with `-p -U0`, `-c --combined-all-paths` or `--raw`, chunk by chunk. */
export class PatchStream {
  readonly #listener: PatchListener;
  #rest: Buffer = Buffer.alloc(0);
  #bodyLines = 0;
  #file: FilePatch | null = null;
  #merged: CombinedPatch | null = null;

  constructor(listener: PatchListener) {
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let end = bytes.indexOf(newLine); end >= 0; end = bytes.indexOf(newLine, at)) {
      if (this.#bodyLines > 0) {
        if (bytes[at] !== backslash) this.#bodyLines--;
      } else if (this.#merged?.isLine(bytes[at]) === true) {
        this.#merged.line(bytes, at);
      } else this.#header(bytes.toString('utf8', at, end));
      at = end + 1;
    }
    this.#rest = bytes.subarray(at);
  }

  end(): void {
    this.#endFile();
  }

  #header(line: string): void {
    if (line.startsWith('@@@ ')) this.#merged?.begin(line);
    else if (line.startsWith('@@ ')) this.#hunk(line);
    else if (line.startsWith('diff --')) this.#beginFile(line.startsWith('diff --git '));
    else if (line.startsWith('commit ')) {
      this.#endFile();
      const [, oid = '', from = null] = commitHeader.exec(line) ?? [];
      this.#listener.onCommit(oid, from);
    } else if (line.startsWith('parent ')) this.#listener.onParent(line.slice('parent '.length));
    else if (line.startsWith(':')) this.#listener.onPath(pathOf(line.slice(line.indexOf('\t') + 1), '') ?? '');
    else if (this.#file !== null) this.#name(this.#file, line);
    else if (this.#merged !== null) this.#nameMerged(this.#merged, line);
  }

  #name(file: FilePatch, line: string): void {
    if (line.startsWith('--- ')) file.oldPath = pathOf(line.slice(4), 'a/');
    else if (line.startsWith('+++ ')) file.newPath = pathOf(line.slice(4), 'b/') ?? '';
    else if (line.startsWith('rename from ')) file.oldPath = pathOf(line.slice('rename from '.length), '');
    else if (line.startsWith('rename to ')) file.newPath = pathOf(line.slice('rename to '.length), '') ?? '';
  }

  #nameMerged(file: CombinedPatch, line: string): void {
    if (line.startsWith('--- ')) file.oldPaths.push(pathOf(line.slice(4), 'a/'));
    else if (line.startsWith('+++ ')) file.newPath = pathOf(line.slice(4), 'b/') ?? '';
  }

  #hunk(line: string): void {
    const [, oldLine, oldLines = '1', newLine, newLines = '1'] = hunkHeader.exec(line) ?? [];
    const [oldCount, newCount] = [Number(oldLines), Number(newLines)];
    const [oldStart, newStart] = [startOf(Number(oldLine), oldCount), startOf(Number(newLine), newCount)];
    this.#file?.steps.push({ oldStart, oldCount, newStart, newCount });
    this.#bodyLines = oldCount + newCount;
  }

  #beginFile(hasOneParent: boolean): void {
    this.#endFile();
    if (hasOneParent) this.#file = { oldPath: null, newPath: '', steps: [] };
    else this.#merged = new CombinedPatch();
  }

  /** A file of which no path was told has no lines that moved: it is empty or binary, or only its mode changed. */
  #endFile(): void {
    if (this.#file !== null && this.#file.newPath !== '') this.#listener.onFile(this.#file);
    if (this.#merged !== null && this.#merged.newPath !== '') this.#listener.onMerged(this.#merged);
    [this.#file, this.#merged] = [null, null];
  }
}
