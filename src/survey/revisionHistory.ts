import { type BlamePiece, type CancelSignal, type Git, type Ledger } from '../core/ports.ts';
import { lineStarts } from '../core/text/lines.ts';
import { blameFile } from './blameFile.ts';
import { decodeText } from './decodeText.ts';
import { type FileHistory } from './fileTally.ts';
import { readObjects } from './gitObjects.ts';
import { type HistoryEvidence } from './historyEvidence.ts';
import { maxFileBytes } from './skipRules.ts';

/** From so many commits on, an index of which commit touched which path pays for itself within one survey. */
const commitGraphFromCommits = 1_000;

/** What {@link RevisionHistory} reads from. */
export interface RevisionPlace {
  readonly git: Git;
  readonly ledger: Ledger;
  /** Where git runs. */
  readonly cwd: string;
  /** The folder of the repository's objects. */
  readonly objectsFolder: string;
  /** A folder of our own for git's index of paths; null where nothing can be stored. */
  readonly cacheFolder: string | null;
  /** Full object id of a commit. */
  readonly revision: string;
}

/**
 * What history says of the files of one revision. What `git blame` answers does not depend on the evidence, so it is kept in the ledger by path and
 * blob, and a second look at the same files asks git for nothing.
 */
export class RevisionHistory {
  readonly #place: RevisionPlace;
  readonly evidence: HistoryEvidence;
  #env: Readonly<Record<string, string>> = {};

  constructor(place: RevisionPlace, evidence: HistoryEvidence) {
    this.#place = place;
    this.evidence = evidence;
  }

  /** Whether the ledger already knows what blame says of this file. */
  isKnown(path: string, blobOid: string): boolean {
    return this.#remembered(path, blobOid) !== null;
  }

  /** What the ledger knows, unless it names a commit that this history no longer has: the last commit was amended, say, or rebased. */
  #remembered(path: string, blobOid: string): readonly BlamePiece[] | null {
    const pieces = this.#place.ledger.readBlame(path, blobOid);
    return pieces?.every((piece) => this.evidence.hasCommit(piece.commit)) === true ? pieces : null;
  }

  /**
   * Lets git write its commit-graph with changed paths into our own folder, which makes blame several times faster; the repository itself is not
   * touched. Without it everything works as well, only slower.
   */
  async prepare(commits: number, signal?: CancelSignal): Promise<void> {
    const { git, cwd, cacheFolder, objectsFolder, revision } = this.#place;
    if (cacheFolder === null || commits < commitGraphFromCommits) return;
    const env = {
      GIT_OBJECT_DIRECTORY: `${cacheFolder}/objects`,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objectsFolder,
    };
    const written = await git.run(['commit-graph', 'write', '--stdin-commits', '--changed-paths', '--no-progress'], {
      cwd,
      env,
      stdin: `${revision}\n`,
      ...(signal === undefined ? {} : { signal }),
    });
    if (written.ok) this.#env = env;
  }

  /** Which commit wrote each line; null when git failed or was cancelled. */
  async pieces(path: string, blobOid: string, signal?: CancelSignal): Promise<readonly BlamePiece[] | null> {
    const { git, ledger, cwd, revision } = this.#place;
    const known = this.#remembered(path, blobOid);
    if (known !== null) return known;
    const pieces = await blameFile({ git, cwd, revision, env: this.#env }, path, signal);
    if (pieces !== null) ledger.writeBlame(path, blobOid, pieces);
    return pieces;
  }

  /** Pieces and text joined: whose each line of the file at the revision is. Loads the records that it needs. */
  async ofFile(
    path: string,
    blobOid: string,
    knownText: string | null,
    signal?: CancelSignal,
  ): Promise<FileHistory | null> {
    const text = knownText ?? (await this.readBlob(blobOid, signal));
    const pieces = text === null ? null : await this.pieces(path, blobOid, signal);
    if (text === null || pieces === null) return null;
    if (!(await this.evidence.loadRecords(new Set(pieces.map((piece) => piece.commit)), signal))) return null;
    const lineOriginIds = new Int32Array(lineStarts(text).length);
    for (const piece of pieces) {
      for (let index = 0; index < piece.lineCount; index++) {
        const originId = this.evidence.originOf(piece.commit, piece.originalPath, piece.originalLineIndex + index);
        lineOriginIds[piece.lineIndex + index] = originId;
      }
    }
    return { text, pieces, lineOriginIds };
  }

  /** The text of a blob; null for one that is missing, too large or binary. */
  async readBlob(blobOid: string, signal?: CancelSignal): Promise<string | null> {
    return await readBlobText(this.#place.git, this.#place.cwd, blobOid, signal);
  }
}

/** The text of a blob; null for one that is missing, too large or binary. */
export async function readBlobText(
  git: Git,
  cwd: string,
  blobOid: string,
  signal?: CancelSignal,
): Promise<string | null> {
  let text: string | null = null;
  await readObjects(
    git,
    cwd,
    [blobOid],
    (_name, content) => {
      const isReadable = content !== null && content.length <= maxFileBytes;
      const decoded = isReadable ? decodeText(content) : { ok: false as const };
      if (decoded.ok) text = decoded.text;
    },
    signal,
  );
  return text;
}
