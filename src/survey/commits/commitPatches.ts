import { type CancelSignal, type Git } from '../../core/ports.ts';
import { unquotePath } from '../gitPath.ts';

/** Consecutive lines of a file that a commit added. `lineIndex` is 0-based, in the file as the commit has it. */
export interface AddedLines {
  readonly lineIndex: number;
  readonly lineCount: number;
}

/** What a commit did to one file that it left there. */
export interface FilePatch {
  readonly path: string;
  /** The path before, where the commit renamed the file; else `path`. */
  readonly beforePath: string;
  /** The content after the commit. */
  readonly blobOid: string;
  /** Ascending. Of a merge only lines that no parent has. */
  readonly added: readonly AddedLines[];
}

/** What a commit did, as far as `git blame` will say that it wrote lines. */
export interface CommitPatch {
  readonly oid: string;
  readonly parents: readonly string[];
  /** `Name <address>` of its committer. */
  readonly committer: string;
  readonly committedAtSeconds: number;
  readonly files: readonly FilePatch[];
  /** Files that the commit took away (not: renamed). */
  readonly removedPaths: readonly string[];
  /** Files that the commit only took lines from. */
  readonly shortenedPaths: readonly string[];
}

interface GrowingFile {
  path: string | null;
  beforePath: string | null;
  blobOid: string;
  added: AddedLines[];
  isText: boolean;
}

interface GrowingCommit extends CommitPatch {
  readonly files: FilePatch[];
  readonly removedPaths: string[];
  readonly shortenedPaths: string[];
}

const nobody = /^0+$/;

/** Takes the stream of `git diff-tree --stdin -p -c -U0` apart. */
class PatchReader {
  readonly #onCommit: (patch: CommitPatch) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #commit: GrowingCommit | null = null;
  #file: GrowingFile | null = null;
  #isInHunk = false;
  /** How many parents the lines of the hunk are compared with. */
  #columns = 1;
  #lineIndex = 0;

  constructor(onCommit: (patch: CommitPatch) => void) {
    this.#onCommit = onCommit;
  }

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  end(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#endCommit();
  }

  #take(line: string): void {
    if (line.startsWith('\0')) this.#beginCommit(line);
    else if (line.startsWith('diff --')) this.#beginFile();
    else if (line.startsWith('@@')) this.#beginHunk(line);
    else if (this.#isInHunk) this.#takeContent(line);
    else this.#takeHeader(line);
  }

  #beginCommit(line: string): void {
    this.#endCommit();
    const [, oid = '', parents = '', committer = '', at = ''] = line.split('\0');
    this.#commit = {
      oid,
      parents: parents === '' ? [] : parents.split(' '),
      committer,
      committedAtSeconds: Number(at),
      files: [],
      removedPaths: [],
      shortenedPaths: [],
    };
  }

  #beginFile(): void {
    this.#endFile();
    this.#file = { path: null, beforePath: null, blobOid: '', added: [], isText: true };
    this.#isInHunk = false;
  }

  #takeHeader(line: string): void {
    const file = this.#file;
    if (file === null) return;
    if (line.startsWith('--- ')) file.beforePath = pathOf(line.slice(4), 'a/');
    else if (line.startsWith('+++ ')) file.path = pathOf(line.slice(4), 'b/');
    else if (line.startsWith('rename from ')) file.beforePath = unquotePath(line.slice('rename from '.length));
    // Links and submodules have no lines.
    else if (/^(?:new file mode|index \S+) 1[26]0000$|^Binary files /.test(line)) file.isText = false;
    else if (line.startsWith('index ')) file.blobOid = /\.\.([0-9a-f]+)/.exec(line)?.[1] ?? '';
  }

  #beginHunk(line: string): void {
    const [, ats = '@@', start] = /^(@@+) (?:-\d+(?:,\d+)? )+\+(\d+)/.exec(line) ?? [];
    this.#columns = ats.length - 1;
    this.#lineIndex = Number(start ?? 1) - 1;
    this.#isInHunk = true;
  }

  #takeContent(line: string): void {
    const columns = line.slice(0, this.#columns);
    if (columns.startsWith('\\') || columns.includes('-')) return;
    const added = this.#file?.added ?? [];
    const last = added.at(-1);
    if (!columns.includes(' ') && columns !== '') {
      if (last !== undefined && last.lineIndex + last.lineCount === this.#lineIndex) {
        added[added.length - 1] = { ...last, lineCount: last.lineCount + 1 };
      } else {
        added.push({ lineIndex: this.#lineIndex, lineCount: 1 });
      }
    }
    this.#lineIndex++;
  }

  #endFile(): void {
    const file = this.#file;
    this.#file = null;
    this.#isInHunk = false;
    if (file === null || this.#commit === null || !file.isText) return;
    if (file.path === null || nobody.test(file.blobOid)) {
      if (file.beforePath !== null) this.#commit.removedPaths.push(file.beforePath);
    } else if (file.added.length > 0) {
      const { path, blobOid, added } = file;
      this.#commit.files.push({ path, beforePath: file.beforePath ?? path, blobOid, added });
    } else {
      this.#commit.shortenedPaths.push(file.path);
    }
  }

  #endCommit(): void {
    this.#endFile();
    if (this.#commit !== null) this.#onCommit(this.#commit);
    this.#commit = null;
  }
}

function pathOf(printed: string, prefix: string): string | null {
  const plain = printed.replace(/\t$/, '');
  if (plain === '/dev/null') return null;
  const path = unquotePath(plain);
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** What reading many commits came to. */
export interface ReadPatches {
  /** In the order that was asked for. Commits that added no line to any file are left out. */
  readonly patches: readonly CommitPatch[];
  /** Commits of which an object is missing or damaged. */
  readonly unreadable: readonly string[];
}

/**
 * What each of these commits added, in one `git diff-tree`: compared with the first parent, of merges with all parents, as blame will. Renames are
 * found as git finds them by default. Where git cannot read one of the commits, the others are read all the same, by halves. Null when git was cancelled
 * or is not there.
 */
export async function readPatches(
  git: Git,
  cwd: string,
  oids: readonly string[],
  signal?: CancelSignal,
): Promise<ReadPatches | null> {
  if (oids.length === 0) return { patches: [], unreadable: [] };
  const patches: CommitPatch[] = [];
  const reader = new PatchReader((patch) => patches.push(patch));
  const result = await git.run(
    [
      'diff-tree',
      '--stdin',
      '-r',
      '-c',
      '-p',
      '-U0',
      '-M',
      '--root',
      '--full-index',
      '--ignore-submodules=all',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--no-notes',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      '--format=%x00%H%x00%P%x00%cn <%ce>%x00%ct',
    ],
    {
      cwd,
      stdin: `${oids.join('\n')}\n`,
      onStdout: (chunk) => reader.push(chunk),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  if (result.ok) {
    reader.end();
    return { patches, unreadable: [] };
  }
  if (result.reason !== 'failed') return null;
  if (oids.length === 1) return { patches: [], unreadable: oids };
  const middle = Math.floor(oids.length / 2);
  const first = await readPatches(git, cwd, oids.slice(0, middle), signal);
  const second = first === null ? null : await readPatches(git, cwd, oids.slice(middle), signal);
  if (first === null || second === null) return null;
  return {
    patches: [...first.patches, ...second.patches],
    unreadable: [...first.unreadable, ...second.unreadable],
  };
}
