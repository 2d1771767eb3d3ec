import { type BlamePiece, type CancelSignal } from '../core/ports.ts';
import { type BlameAnswer, type BlamePlace, type Blamer, type FragileStretch } from './blameFile.ts';
import { isTalking } from './blame/ownBlame.ts';
import { alongFragile } from './alongFragile.ts';
import { type Commits } from './commitLinks.ts';
import {
  blameDivided,
  continued,
  inKept,
  type DividedAnswer,
  type DividedPart,
  type KeptLines,
} from './dividedStretches.ts';
import { type RevisionFile, type RevisionFiles } from './fileScope.ts';
import { followDown, type KnownCommits } from './followDown.ts';
import { type FragileLines } from './fragileLines.ts';
import { firstBehind } from './firstBehind.ts';
import { joinedPieces } from './joinedPieces.ts';
import { MovedLines, newWorkbench, type LineSearch } from './movedLines.ts';
import { ObjectDialogue } from './objectDialogue.ts';
import { type BlameEnd, type EarlierAnswers, type FilePieces, type RevisionHistory } from './revisionHistory.ts';
import { type TouchIndex } from './touchIndex.ts';

/** What {@link KeptHead} works with. */
export interface KeptHeadOptions {
  readonly history: RevisionHistory;
  /** Full object id of the HEAD whose answers are kept: it came before the revision of `history`. */
  readonly before: string;
  /** All commits that `before` has. */
  readonly commits: Pick<Commits, 'has'>;
  /** What these commits touched; made when it is first asked for. */
  readonly touches: () => TouchIndex;
  /** Where blame ends. */
  readonly end: BlameEnd | null;
  /** Whether all lines of a commit are those of somebody before AI, and so are those of all that came before it. */
  readonly isBeforeAi: (commit: string) => boolean;
  /** Which of the kept answers hold only while lines stand together. */
  readonly fragile: FragileLines;
  /** What is known of the commits that `before` has. */
  readonly known: KnownCommits;
  /** Looks for lines of a text on another thread; null where that cannot be. */
  readonly openText: (blobOid: string) => Promise<LineSearch | null>;
}

/** What is kept of a file. */
interface KeptFile {
  readonly pieces: readonly BlamePiece[];
  /** Of its fragile stretches, as in `BlameAnswer`; where these are not known, all of it is one. */
  readonly fragile: StretchRanges;
  readonly isFragileKnown: boolean;
  /** As in `BlameAnswer`; null where every line is of its own commit. */
  readonly spokenAt: string | null;
}

/** Stretches as they were looked at, one after the other, and what finds those near some lines: many pieces are held against many stretches. */
interface StretchRanges {
  readonly stretches: readonly FragileStretch[];
  /** Their indexes in the order of their first lines. */
  readonly order: readonly number[];
  /** In that order: where the one ends, of each and of those before it, that ends last; exclusive. */
  readonly endsSoFar: Float64Array;
}

/**
 * Spares blame what it said at an earlier HEAD: it is asked about the commits since then only, and lines that come from further down are looked up among the
 * answers that were kept.
 *
 * What comes out is what blame says from end to end. `-M` takes lines for moved within their file if more than 20 letters and digits of them stand together,
 * and judges by those that still do today: where newer commits divide lines for which that may matter, these are blamed from there on.
 */
export class KeptHead implements EarlierAnswers {
  readonly #options: KeptHeadOptions;
  readonly #files: RevisionFiles;
  readonly #signal: CancelSignal | undefined;
  #objects: ObjectDialogue | null = null;
  readonly #bench = newWorkbench();
  readonly #answers = new Map<string, Promise<KeptFile | null>>();

  /** `files` are those of the earlier HEAD. */
  constructor(options: KeptHeadOptions, files: RevisionFiles, signal: CancelSignal | undefined) {
    this.#options = options;
    this.#signal = signal;
    this.#files = files;
  }

  get before(): string {
    return this.#options.before;
  }

  blamer(fresh: Blamer, whole: Blamer): Blamer {
    return {
      blame: async (file) => {
        const answer = await fresh.blame(file);
        const joined = answer === null ? null : await this.#continued(file, answer);
        return joined ?? (await whole.blame(file));
      },
      end: () => {
        fresh.end();
        whole.end();
        this.#objects?.end();
        this.#objects = null;
      },
    };
  }

  /** Pieces that came down to the earlier HEAD, taken further by what was kept of it; null where that says nothing of one of them. */
  async #continued(file: RevisionFile, fresh: BlameAnswer): Promise<BlameAnswer | null> {
    const { pieces, fragile, divisions, changes } = fresh;
    const { history, before, commits, isBeforeAi, end } = this.#options;
    const found: BlamePiece[] = [];
    const stillFragile: FragileStretch[] = [...(fragile ?? [])];
    let isKnown = fragile !== null;
    let spokenAt: string | null = null;
    const divided: DividedPart[] = [];
    for (const piece of divisions ?? pieces) {
      const { commit, originalPath } = piece;
      // Whatever is further down did not write the line: blame stopped there.
      if (!commits.has(commit) || (end !== null && isBeforeAi(commit))) {
        found.push(piece);
        continue;
      }
      if (commit !== before && (await history.same.touchedBetween(commit, before))?.has(originalPath) !== false)
        return null;
      const kept = await this.#kept(originalPath);
      if (kept === null) return null;
      // What was said of the history of two HEADs holds for that of the later one, too.
      if (kept.spokenAt !== null) spokenAt = spokenAt === null || spokenAt === kept.spokenAt ? kept.spokenAt : before;
      const lines: KeptLines = {
        path: originalPath,
        pieces: kept.pieces,
        shift: piece.lineIndex - piece.originalLineIndex,
      };
      const near = shifted(kept.fragile, piece);
      const along = alongFragile(piece, near);
      const isUnclear = kept.isFragileKnown ? divisions === null && near.length > 0 : along.divided.length > 0;
      if (isUnclear) return null;
      if (!kept.isFragileKnown) isKnown = false;
      else stillFragile.push(...along.undivided);
      for (const one of along.whole) found.push(...continued(inKept(one, lines), kept.pieces));
      divided.push(...along.divided.map((part) => ({ ...part, kept: lines })));
    }
    const answer = await this.#divided(file, divided);
    if (answer === null) return null;
    found.push(...answer.pieces);
    stillFragile.push(...answer.fragile);
    found.sort((a, b) => a.lineIndex - b.lineIndex);
    const spoken = spokenAt === null ? {} : { spokenAt };
    return { pieces: joinedPieces(found), fragile: isKnown ? stillFragile : null, divisions: null, changes, ...spoken };
  }

  async #divided(
    file: RevisionFile,
    parts: readonly DividedPart[],
    signal = this.#signal,
  ): Promise<DividedAnswer | null> {
    if (parts.length === 0) return { pieces: [], fragile: [] };
    const { history, before, end } = this.#options;
    const { git, cwd } = history.place;
    const { known } = this.#options;
    const openPlace = async (): Promise<BlamePlace> => {
      const env = (await history.openEnv?.()) ?? history.env;
      return { git, cwd, revision: before, env, stopAt: end?.commits ?? [] };
    };
    const parentsOf = history.evidence.parentsOf.bind(history.evidence);
    if (!isTalking(git))
      return await blameDivided(
        {
          before,
          openPlace,
          parentsOf,
          rankOf: known.rankOf,
          moves: null,
          follow: () => Promise.resolve(null),
          signal,
        },
        parts,
      );
    const moves = (await this.#options.openText(file.blobOid)) ?? (await this.#openTextHere(file.blobOid));
    const follow = async (pieces: readonly BlamePiece[]): Promise<readonly BlamePiece[] | null> =>
      moves === null ? null : await followDown({ git, cwd, commits: known, moves, signal }, pieces);
    const source = { before, openPlace, parentsOf, rankOf: known.rankOf, moves, follow, signal };
    try {
      return await blameDivided(source, parts);
    } finally {
      moves?.end();
    }
  }

  async #openTextHere(blobOid: string): Promise<LineSearch | null> {
    const { git, cwd } = this.#options.history.place;
    if (!isTalking(git)) return null;
    this.#objects ??= new ObjectDialogue(git, cwd, this.#signal, this.#bench.room.bytes);
    return await MovedLines.open(this.#objects, this.#bench, blobOid);
  }

  #kept(path: string): Promise<KeptFile | null> {
    let answer = this.#answers.get(path);
    if (answer === undefined) this.#answers.set(path, (answer = this.#read(path)));
    return answer;
  }

  async #read(path: string): Promise<KeptFile | null> {
    const { history, before, touches, end, fragile } = this.#options;
    const blobOid = this.#files.oidOf.get(path);
    if (blobOid === undefined) return null;
    const known: FilePieces | null = await history.kept({ path, blobOid }, end, before);
    if (known !== null) return keptFile(known.pieces, fragile.of({ path, blobOid }), known.spokenAt ?? null);
    const sole = touches().soleCommitOf(path);
    const commit = sole ?? touches().spokesmanOf(path);
    if (commit === null) return null;
    const all = { lineIndex: 0, lineCount: Infinity, commit, originalPath: path, originalLineIndex: 0 };
    return keptFile([all], [], sole === null ? before : null);
  }
}

/** Those of some stretches of which lines came down with a piece, in lines of today. */
function shifted({ stretches, order, endsSoFar }: StretchRanges, piece: BlamePiece): readonly FragileStretch[] {
  const start = piece.originalLineIndex;
  const endExclusive = start + piece.lineCount;
  const shift = piece.lineIndex - start;
  const near: number[] = [];
  for (let at = firstBehind(order.length, start, (index) => endsSoFar[index] ?? Infinity); at < order.length; at++) {
    const index = order[at] ?? 0;
    const stretch = stretches[index];
    if (stretch === undefined || stretch.lineIndex >= endExclusive) break;
    if (stretch.lineIndex + stretch.lineCount > start) near.push(index);
  }
  return near
    .sort((a, b) => a - b)
    .flatMap((index) => stretches[index] ?? [])
    .map((stretch) => ({
      ...stretch,
      lineIndex: stretch.lineIndex + shift,
      moved: stretch.moved.map((one) => ({ ...one, lineIndex: one.lineIndex + shift })),
    }));
}

function keptFile(
  pieces: readonly BlamePiece[],
  fragile: readonly FragileStretch[] | null,
  spokenAt: string | null,
): KeptFile {
  // Where it is not known what is fragile, all may be.
  const stretches = fragile ?? [everyLineOf(pieces)];
  return { pieces, fragile: rangesOf(stretches), isFragileKnown: fragile !== null, spokenAt };
}

function rangesOf(stretches: readonly FragileStretch[]): StretchRanges {
  const startOf = (index: number): number => stretches[index]?.lineIndex ?? 0;
  const order = [...stretches.keys()].sort((a, b) => startOf(a) - startOf(b));
  let end = 0;
  const endsSoFar = Float64Array.from(order, (index) => {
    const { lineIndex, lineCount } = stretches[index] ?? { lineIndex: 0, lineCount: 0 };
    return (end = Math.max(end, lineIndex + lineCount));
  });
  return { stretches, order, endsSoFar };
}

function everyLineOf(pieces: readonly BlamePiece[]): FragileStretch {
  const last = pieces.at(-1);
  const lineCount = last === undefined ? 0 : last.lineIndex + last.lineCount;
  return { lineIndex: 0, lineCount, commit: '', originalPath: '', originalLineIndex: 0, moved: [] };
}
