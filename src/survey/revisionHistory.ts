import { createHash } from 'node:crypto';
import { baselineOriginId } from '../core/attribution/origin.ts';
import { type BlamePiece, type BlameRow, type CancelSignal, type Git, type Ledger } from '../core/ports.ts';
import { lineStarts } from '../core/text/lines.ts';
import { type BlameSource } from './blame/ownBlame.ts';
import { openBlamer, pooledBlamer, type BlameAnswer, type BlamePlace, type Blamer } from './blameFile.ts';
import { type RevisionFile } from './fileScope.ts';
import { type FileHistory, type Ownership } from './fileTally.ts';
import { type HistoryEvidence } from './historyEvidence.ts';
import { type ReadObjects } from './passObjects.ts';
import { readBlobText, textsOf } from './revisionTexts.ts';
import { type SameHistory } from './sameHistory.ts';
import { shapeOfAnswer } from './shapeOfAnswer.ts';
import { type TouchIndex } from './touchIndex.ts';
import { UnreadHistories } from './unreadHistories.ts';
import { Voices } from './voices.ts';

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

/** Commits at which blame stops: lines that come from further down are said to be theirs. */
export interface BlameEnd {
  readonly commits: readonly string[];
  /** Whether these commits say of their lines what all say that are further down; otherwise such lines are left open. */
  readonly isWhole: boolean;
}

/** What makes an answer cheaper than blame down to the first commit. */
export interface Shortcuts {
  readonly stopAt: BlameEnd | null;
  readonly touches: TouchIndex | null;
  /** Whether it is enough to know whose a line is: then the commits of the pieces may be others that say the same. */
  readonly isVague: boolean;
  /** Answers that blame gave down to here and that were kept do, too: whoever asks for AI's lines only need not ask again what a survey asked. */
  readonly keptEnd?: BlameEnd | null;
  /** What is kept of an earlier HEAD. */
  readonly kept?: EarlierAnswers | null;
  /** A blamer that is better for many files than the one that is given to it, which asks git. */
  readonly blameMany?: (
    place: BlameSource & Pick<BlamePlace, 'onFailure'>,
    git: Blamer,
    signal?: CancelSignal,
  ) => Blamer;
  /** Told of new answers that are kept. */
  readonly onAnswer?: (file: RevisionFile, answer: BlameAnswer) => void;
}

/** Answers of blame at an earlier HEAD that are to be used. */
export interface EarlierAnswers {
  /** Full object id of the earlier HEAD. */
  readonly before: string;
  /** A blamer that asks `fresh`, which stops at the earlier HEAD, and where what was kept does not do `whole`. */
  blamer(fresh: Blamer, whole: Blamer): Blamer;
}

/** No shortcut: blame asks for everything. */
export const noShortcuts: Shortcuts = { stopAt: null, touches: null, isVague: false };

/** Which commit wrote each line of a file. */
export interface FilePieces {
  readonly pieces: readonly BlamePiece[];
  readonly owners: Ownership;
  /** As in `BlameAnswer`. */
  readonly spokenAt?: string;
}

/** What the ledger remembers of a file, and as what. */
interface Remembered extends FilePieces {
  /** Full object id of the commit at which it was asked. */
  readonly there: string;
  /** The key of a {@link BlameEnd}, or empty. */
  readonly stoppedAt: string;
}

/** What answers of the ledger would do. */
interface Wanted {
  /** Full object id of the commit of which they are wanted. */
  readonly at: string;
  /** Down to one of these, or to the first commit. */
  readonly ends: readonly BlameEnd[];
  /** Whether one commit may speak for others that say the same. */
  readonly isVague: boolean;
}

/**
 * What history says of the files of one revision. What `git blame` answers does not depend on the evidence, so it is kept in the ledger, and a second
 * look at files with the same history asks git for nothing.
 */
export class RevisionHistory {
  /** What is read. */
  readonly place: RevisionPlace;
  readonly evidence: HistoryEvidence;
  readonly same: SameHistory;
  /** Environment in which git finds our commit-graph; empty without one. */
  env: Readonly<Record<string, string>> = {};
  /** Gives {@link env} when git is asked about many files; null where there is no more to it. */
  openEnv: (() => Promise<Readonly<Record<string, string>>>) | null = null;
  /** Worked out once: every file is asked for by them. */
  readonly #keys = new WeakMap<BlameEnd, string>();
  readonly #voices: Voices;
  /** Answers that are not written to the ledger yet. */
  #unwritten: BlameRow[] = [];
  /** What git could not blame. */
  readonly unread: UnreadHistories;

  constructor(place: RevisionPlace, evidence: HistoryEvidence, same: SameHistory) {
    this.place = place;
    this.evidence = evidence;
    this.same = same;
    this.unread = new UnreadHistories(place, same);
    this.#voices = new Voices(evidence);
  }

  get revision(): string {
    return this.place.revision;
  }

  /** Which commit wrote each line, as the ledger remembers it; null where blame must be asked. */
  async #remembered(file: RevisionFile, ends: readonly BlameEnd[], isVague: boolean): Promise<FilePieces | null> {
    const known = await this.#read(file, { at: this.revision, ends, isVague });
    if (known !== null && known.there !== this.revision) this.#write(file, known.stoppedAt, known);
    return known;
  }

  /** What the ledger remembers of a file as it was at a commit, asked down to the first commit or to `end`, where it is enough to know whose a line is; null for nothing. */
  async kept(file: RevisionFile, end: BlameEnd | null, at: string): Promise<FilePieces | null> {
    return await this.#read(file, { at, ends: end === null ? [] : [end], isVague: true });
  }

  async #read({ path, blobOid }: RevisionFile, { at, ends, isVague }: Wanted): Promise<Remembered | null> {
    const known = this.place.ledger.readBlame(path, blobOid);
    if (known === null) return null;
    const [there = '', , stoppedAt = '', spokenAt = '', voices = ''] = known.askedAt.split(' ');
    const isDeepEnough = stoppedAt === '' || ends.some((end) => this.#keyOf(end) === stoppedAt);
    if (shapeOfAnswer(known) !== this.place.shape || !isDeepEnough) return null;
    if (spokenAt !== '' && (!isVague || this.#voices.keyAt(spokenAt) !== voices)) return null;
    if (there !== at && (await this.same.touchedBetween(there, at))?.has(path) !== false) return null;
    const { pieces } = known;
    if (spokenAt !== '') return { pieces, owners: 'lineage', there, stoppedAt, spokenAt };
    return { pieces, owners: stoppedAt === '' ? 'named' : 'lineage', there, stoppedAt };
  }

  /** Keeps an answer with the next {@link flush}. */
  #write({ path, blobOid }: RevisionFile, stoppedAt: string, { pieces, spokenAt }: Omit<FilePieces, 'owners'>): void {
    const { revision, shape } = this.place;
    const spoken = spokenAt === undefined ? [] : [spokenAt, this.#voices.keyAt(spokenAt) ?? ''];
    this.#unwritten.push({
      path,
      blobOid,
      askedAt: [revision, shape, stoppedAt, ...spoken].join(' ').trimEnd(),
      pieces,
    });
  }

  /**
   * Which commit wrote each line; null when git failed or was cancelled. The last piece may claim more lines than there are. New answers are kept in
   * the ledger with the next {@link flush}.
   */
  async pieces(file: RevisionFile, shortcuts: Shortcuts, blamer: Blamer): Promise<FilePieces | null> {
    const { stopAt, touches, isVague, keptEnd } = shortcuts;
    const { path } = file;
    const vagueEnd = isVague || stopAt?.isWhole === false ? stopAt : null;
    const ends = [vagueEnd, keptEnd ?? null].filter((one) => one !== null);
    const known = await this.#remembered(file, ends, isVague || stopAt?.isWhole === false);
    if (known !== null) return known;
    const all = { lineIndex: 0, lineCount: Infinity, originalPath: path, originalLineIndex: 0 };
    const sole = touches?.soleCommitOf(path) ?? null;
    if (sole !== null) return { pieces: [{ ...all, commit: sole }], owners: 'named' };
    const spokesman = isVague ? (touches?.spokesmanOf(path) ?? null) : null;
    if (spokesman !== null)
      return { pieces: [{ ...all, commit: spokesman }], owners: touches?.hasMoved(path) === true ? 'lineage' : 'path' };
    const answer = (await this.unread.has(file, this.#keyOf(stopAt))) ? null : await blamer.blame(file);
    if (answer === null) return null;
    const beyond = stopAt?.isWhole === false ? new Set(stopAt.commits) : null;
    const pieces = beyond === null ? answer.pieces : answer.pieces.filter(({ commit }) => !beyond.has(commit));
    const end = this.#keyOf(vagueEnd);
    this.#write(file, end, { ...answer, pieces });
    if (beyond === null) shortcuts.onAnswer?.(file, answer);
    return { pieces, owners: end === '' && answer.spokenAt === undefined ? 'named' : 'lineage' };
  }

  /** Opens what {@link pieces} asks; with `isOne` for a single file. */
  openBlamer({ stopAt, kept, blameMany }: Shortcuts, isOne: boolean, signal?: CancelSignal): Blamer {
    const { git, cwd, revision } = this.place;
    const openEnv = isOne ? null : this.openEnv;
    const key = this.#keyOf(stopAt);
    const onFailure = (file: RevisionFile, said: string): void => this.unread.add(file, key, said);
    this.unread.begin();
    const open = (ends: readonly string[], more: Pick<BlamePlace, 'onFailure'> = {}): Blamer => {
      const place = { git, cwd, revision, env: this.env, stopAt: ends };
      const pool = pooledBlamer(async () => {
        this.env = (await openEnv?.()) ?? this.env;
        return openBlamer({ ...place, ...more, env: this.env, isOne }, signal);
      });
      return blameMany === undefined || isOne ? pool : blameMany({ ...place, ...more }, pool, signal);
    };
    const ends = stopAt?.commits ?? [];
    const whole = open(ends, { onFailure });
    // Hardly any commit since then comes from below the ends, and what these say does not depend on them.
    return kept ? kept.blamer(open([kept.before]), whole) : whole;
  }

  /** Writes to the ledger what was asked since the last time. */
  flush(): void {
    this.place.ledger.writeBlame(this.#unwritten);
    this.#unwritten = [];
    this.unread.store();
  }

  /** Pieces and text joined: whose each line is. The records of the commits must be loaded. Of lines that no piece covers it is not known yet. */
  join(text: string, { pieces, owners }: FilePieces): FileHistory {
    const lineOriginIds = new Int32Array(lineStarts(text).length).fill(baselineOriginId);
    const within = pieces.map((piece) => {
      const lineCount = Math.max(0, Math.min(piece.lineCount, lineOriginIds.length - piece.lineIndex));
      return lineCount === piece.lineCount ? piece : { ...piece, lineCount };
    });
    for (const piece of within) this.evidence.fillOrigins(piece, lineOriginIds, piece.lineIndex);
    return { text, pieces: within, lineOriginIds, owners };
  }

  /** Whose each line of one file is; null when git failed or was cancelled. */
  async ofFile(file: RevisionFile, knownText: string | null, signal?: CancelSignal): Promise<FileHistory | null> {
    const text = knownText ?? (await readBlobText(this.place.git, this.place.cwd, file.blobOid, signal));
    const blamer = this.openBlamer(noShortcuts, true, signal);
    const found = text === null ? null : await this.pieces(file, noShortcuts, blamer);
    blamer.end();
    this.flush();
    if (text === null || found === null) return null;
    const isLoaded = await this.evidence.loadRecords(new Set(found.pieces.map((piece) => piece.commit)), signal);
    return isLoaded ? this.join(text, found) : null;
  }

  /** The texts of blobs; those that are missing, too large or binary are left out. */
  async readTexts(blobOids: readonly string[], read: ReadObjects): Promise<ReadonlyMap<string, string>> {
    return await textsOf(blobOids, read);
  }

  #keyOf(end: BlameEnd | null): string {
    if (end === null) return '';
    let key = this.#keys.get(end);
    if (key === undefined) this.#keys.set(end, (key = endKey(end)));
    return key;
  }
}

/** The same for the same commits, in whatever order, where they mean the same. */
function endKey({ commits, isWhole }: BlameEnd): string {
  const sorted = [...commits].sort().join(' ');
  return createHash('sha1')
    .update(isWhole ? sorted : `open ${sorted}`)
    .digest('hex');
}
