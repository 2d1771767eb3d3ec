import { type BlamePiece, type CancelSignal } from '../core/ports.ts';
import { type Blamer } from './blameFile.ts';
import { readChain } from './chainHunks.ts';
import { filesOfRevision, type RevisionFiles } from './fileScope.ts';
import { type BlameEnd, type EarlierAnswers, type FilePieces, type RevisionHistory } from './revisionHistory.ts';
import { SameHistory } from './sameHistory.ts';
import { type TouchIndex } from './touchIndex.ts';

/** What {@link KeptHead} works with. */
export interface KeptHeadOptions {
  readonly history: RevisionHistory;
  /** Full object id of the HEAD whose answers are kept: it came before the revision of `history`. */
  readonly before: string;
  /** All commits that `before` has. */
  readonly commits: ReadonlySet<string>;
  /** What these commits touched. */
  readonly touches: TouchIndex;
  /** Where blame ends. */
  readonly end: BlameEnd | null;
  /** Whether all lines of a commit are those of somebody before AI, and so are those of all that came before it. */
  readonly isBeforeAi: (commit: string) => boolean;
}

/**
 * Spares blame what it said at an earlier HEAD: it is asked about the commits since then only, and lines that come from further down are looked up among the
 * answers that were kept.
 *
 * What comes out is what blame says from end to end, but for one thing: `-M` takes lines for moved within their file if more than 20 letters and digits of
 * them stand together, and blame from end to end judges by those that still do today. Here they keep whose they were.
 */
export class KeptHead implements EarlierAnswers {
  readonly #options: KeptHeadOptions;
  readonly #files: RevisionFiles;
  /** What needs no blame, by path. */
  readonly #chain: ReadonlyMap<string, readonly BlamePiece[]>;
  readonly #same: SameHistory;
  readonly #answers = new Map<string, Promise<readonly BlamePiece[] | null>>();

  private constructor(
    options: KeptHeadOptions,
    files: RevisionFiles,
    chain: ReadonlyMap<string, readonly BlamePiece[]>,
  ) {
    this.#options = options;
    this.#files = files;
    this.#chain = chain;
    const { git, cwd } = options.history.place;
    this.#same = new SameHistory(git, cwd);
  }

  /** `paths` will be asked about. Null where git failed or was cancelled. */
  static async open(
    options: KeptHeadOptions,
    paths: readonly string[],
    signal?: CancelSignal,
  ): Promise<KeptHead | null> {
    const { before } = options;
    const { git, cwd, revision } = options.history.place;
    const place = { git, root: cwd, scope: '', ...(signal === undefined ? {} : { signal }) };
    const [files, chain] = await Promise.all([
      filesOfRevision(place, before),
      readChain({ git, cwd, revision, before }, paths, signal),
    ]);
    return files === null ? null : new KeptHead(options, files, chain);
  }

  get before(): string {
    return this.#options.before;
  }

  blamer(fresh: Blamer, whole: Blamer): Blamer {
    return {
      blame: async (path) => {
        const pieces = this.#chain.get(path) ?? (await fresh.blame(path));
        const joined = pieces === null ? null : await this.#continued(pieces);
        return joined ?? (await whole.blame(path));
      },
      end: () => {
        fresh.end();
        whole.end();
      },
    };
  }

  /** Pieces that came down to the earlier HEAD, taken further by what was kept of it; null where that says nothing of one of them. */
  async #continued(pieces: readonly BlamePiece[]): Promise<readonly BlamePiece[] | null> {
    const { before, commits, isBeforeAi, end } = this.#options;
    const found: BlamePiece[] = [];
    for (const piece of pieces) {
      const { commit, originalPath } = piece;
      // Whatever is further down did not write the line: blame stopped there.
      if (!commits.has(commit) || (end !== null && isBeforeAi(commit))) {
        found.push(piece);
        continue;
      }
      if (commit !== before && (await this.#same.touchedBetween(before, commit))?.has(originalPath) !== false)
        return null;
      const kept = await this.#kept(originalPath);
      if (kept === null) return null;
      found.push(...continued(piece, kept));
    }
    return found;
  }

  #kept(path: string): Promise<readonly BlamePiece[] | null> {
    let answer = this.#answers.get(path);
    if (answer === undefined) this.#answers.set(path, (answer = this.#read(path)));
    return answer;
  }

  async #read(path: string): Promise<readonly BlamePiece[] | null> {
    const { history, before, touches, end } = this.#options;
    const blobOid = this.#files.oidOf.get(path);
    if (blobOid === undefined) return null;
    const known: FilePieces | null = await history.kept({ path, blobOid }, end, before);
    if (known !== null) return known.pieces;
    // Who speaks for others is no answer to who wrote a line; where blame has an end, only whose lines are is kept.
    const commit = touches.soleCommitOf(path) ?? (end === null ? null : touches.spokesmanOf(path));
    return commit === null
      ? null
      : [{ lineIndex: 0, lineCount: Infinity, commit, originalPath: path, originalLineIndex: 0 }];
  }
}

/** The parts of kept pieces that make up one that came down to them. */
export function continued(piece: BlamePiece, kept: readonly BlamePiece[]): readonly BlamePiece[] {
  const start = piece.originalLineIndex;
  const endExclusive = start + piece.lineCount;
  const parts: BlamePiece[] = [];
  for (const one of kept) {
    const from = Math.max(start, one.lineIndex);
    const to = Math.min(endExclusive, one.lineIndex + one.lineCount);
    if (to <= from) continue;
    parts.push({
      lineIndex: piece.lineIndex + from - start,
      lineCount: to - from,
      commit: one.commit,
      originalPath: one.originalPath,
      originalLineIndex: one.originalLineIndex + from - one.lineIndex,
    });
  }
  return parts;
}
