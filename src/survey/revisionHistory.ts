import { type BlamePiece, type BlameRow, type CancelSignal, type Git, type Ledger } from '../core/ports.ts';
import { lineStarts } from '../core/text/lines.ts';
import { openBlamer, type Blamer } from './blameFile.ts';
import { decodeText } from './decodeText.ts';
import { type RevisionFile } from './fileScope.ts';
import { type FileHistory } from './fileTally.ts';
import { readObjects } from './gitObjects.ts';
import { type HistoryEvidence } from './historyEvidence.ts';
import { SameHistory } from './sameHistory.ts';
import { maxFileBytes } from './skipRules.ts';
import { type TouchIndex } from './touchIndex.ts';

/** What {@link RevisionHistory} reads from. */
export interface RevisionPlace {
  readonly git: Git;
  readonly ledger: Ledger;
  /** Where git runs. */
  readonly cwd: string;
  /** Full object id of a commit. */
  readonly revision: string;
  /** As in `HistoryState`. */
  readonly shape: string;
}

/** What makes an answer cheaper than blame down to the first commit. */
export interface Shortcuts {
  /** Blame down to these commits only: what is further down is not AI's, and nothing else is asked. Such answers are not kept. */
  readonly stopAt: readonly string[] | null;
  readonly touches: TouchIndex | null;
}

/** No shortcut: blame asks for everything. */
export const noShortcuts: Shortcuts = { stopAt: null, touches: null };

/**
 * What history says of the files of one revision. What `git blame` answers does not depend on the evidence, so it is kept in the ledger, and a second
 * look at files with the same history asks git for nothing.
 */
export class RevisionHistory {
  readonly #place: RevisionPlace;
  readonly evidence: HistoryEvidence;
  readonly #same: SameHistory;
  /** Environment in which git finds our commit-graph; empty without one. */
  env: Readonly<Record<string, string>> = {};
  /** Answers that are not written to the ledger yet. */
  #unwritten: BlameRow[] = [];

  constructor(place: RevisionPlace, evidence: HistoryEvidence) {
    this.#place = place;
    this.evidence = evidence;
    this.#same = new SameHistory(place.git, place.cwd);
  }

  get revision(): string {
    return this.#place.revision;
  }

  /** Which commit wrote each line, as the ledger remembers it; null where blame must be asked. */
  async remembered({ path, blobOid }: RevisionFile): Promise<readonly BlamePiece[] | null> {
    const { ledger, revision } = this.#place;
    const known = ledger.readBlame(path, blobOid);
    if (known === null) return null;
    if (known.askedAt === this.#askedAt) return known.pieces;
    const [there = '', shape = ''] = known.askedAt.split(' ');
    if (shape !== this.#place.shape) return null;
    const touched = await this.#same.touchedBetween(revision, there);
    if (touched?.has(path) !== false) return null;
    this.#unwritten.push({ path, blobOid, askedAt: this.#askedAt, pieces: known.pieces });
    return known.pieces;
  }

  /**
   * Which commit wrote each line; null when git failed or was cancelled. The last piece may claim more lines than there are. New answers are kept in
   * the ledger with the next {@link flush}.
   */
  async pieces(file: RevisionFile, shortcuts: Shortcuts, blamer: Blamer): Promise<readonly BlamePiece[] | null> {
    const known = await this.remembered(file);
    if (known !== null) return known;
    const { path, blobOid } = file;
    const sole = shortcuts.touches?.soleCommitOf(path) ?? null;
    if (sole !== null)
      return [{ lineIndex: 0, lineCount: Infinity, commit: sole, originalPath: path, originalLineIndex: 0 }];
    const { stopAt } = shortcuts;
    const pieces = await blamer.blame(path);
    if (pieces !== null && stopAt === null) {
      this.#unwritten.push({ path, blobOid, askedAt: this.#askedAt, pieces });
    }
    if (pieces === null || stopAt === null) return pieces;
    const beyond = new Set(stopAt);
    return pieces.filter((piece) => !beyond.has(piece.commit));
  }

  /** Opens what {@link pieces} asks; with `isOne` for a single file. */
  openBlamer({ stopAt }: Shortcuts, isOne: boolean, signal?: CancelSignal): Blamer {
    const { git, cwd, revision } = this.#place;
    const place = { git, cwd, revision, env: this.env, isOne, ...(stopAt === null ? {} : { stopAt }) };
    return openBlamer(place, signal);
  }

  /** Writes to the ledger what was asked since the last time. */
  flush(): void {
    this.#place.ledger.writeBlame(this.#unwritten);
    this.#unwritten = [];
  }

  /** Pieces and text joined: whose each line is. The records of the commits must be loaded. Lines that no piece covers are `unknown`. */
  join(text: string, pieces: readonly BlamePiece[]): FileHistory {
    const lineOriginIds = new Int32Array(lineStarts(text).length);
    const within = pieces.map((piece) => {
      const lineCount = Math.max(0, Math.min(piece.lineCount, lineOriginIds.length - piece.lineIndex));
      return lineCount === piece.lineCount ? piece : { ...piece, lineCount };
    });
    for (const piece of within) {
      for (let index = 0; index < piece.lineCount; index++) {
        const originId = this.evidence.originOf(piece.commit, piece.originalPath, piece.originalLineIndex + index);
        lineOriginIds[piece.lineIndex + index] = originId;
      }
    }
    return { text, pieces: within, lineOriginIds };
  }

  /** Whose each line of one file is; null when git failed or was cancelled. */
  async ofFile(file: RevisionFile, knownText: string | null, signal?: CancelSignal): Promise<FileHistory | null> {
    const text = knownText ?? (await readBlobText(this.#place.git, this.#place.cwd, file.blobOid, signal));
    const blamer = this.openBlamer(noShortcuts, true, signal);
    const pieces = text === null ? null : await this.pieces(file, noShortcuts, blamer);
    blamer.end();
    this.flush();
    if (text === null || pieces === null) return null;
    const isLoaded = await this.evidence.loadRecords(new Set(pieces.map((piece) => piece.commit)), signal);
    return isLoaded ? this.join(text, pieces) : null;
  }

  /** The texts of blobs; those that are missing, too large or binary are left out. */
  async readTexts(blobOids: readonly string[], signal?: CancelSignal): Promise<ReadonlyMap<string, string>> {
    return await readBlobTexts(this.#place.git, this.#place.cwd, blobOids, signal);
  }

  get #askedAt(): string {
    const { revision, shape } = this.#place;
    return shape === '' ? revision : `${revision} ${shape}`;
  }
}

/** The texts of blobs by object id; those that are missing, too large or binary are left out. */
export async function readBlobTexts(
  git: Git,
  cwd: string,
  blobOids: readonly string[],
  signal?: CancelSignal,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  await readObjects(
    git,
    cwd,
    blobOids,
    (name, content) => {
      const isReadable = content !== null && content.length <= maxFileBytes;
      const decoded = isReadable ? decodeText(content) : { ok: false as const };
      if (decoded.ok) texts.set(name, decoded.text);
    },
    signal,
  );
  return texts;
}

/** The text of a blob; null for one that is missing, too large or binary. */
export async function readBlobText(
  git: Git,
  cwd: string,
  blobOid: string,
  signal?: CancelSignal,
): Promise<string | null> {
  return (await readBlobTexts(git, cwd, [blobOid], signal)).get(blobOid) ?? null;
}
