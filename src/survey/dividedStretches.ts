import { type BlamePiece, type CancelSignal } from '../core/ports.ts';
import { alongFragile, isWithin, type DividedStretch } from './alongFragile.ts';
import { blameParts } from './blame/partBlame.ts';
import { type BlamePlace, type FragileStretch } from './blameFile.ts';
import { blameStretches, type Stretch } from './blameStretches.ts';
import { firstBehind } from './firstBehind.ts';
import { type LineSearch } from './movedLines.ts';

/** A divided stretch of a file of the earlier HEAD, in lines of today. */
export interface DividedPart extends DividedStretch {
  readonly kept: KeptLines;
}

/** What was kept of a file at the earlier HEAD. */
export interface KeptLines {
  readonly path: string;
  readonly pieces: readonly BlamePiece[];
  /** How far lines of today stand below where they stood. */
  readonly shift: number;
}

/** Who wrote divided parts, and what of that is fragile again. */
export interface DividedAnswer {
  readonly pieces: readonly BlamePiece[];
  readonly fragile: readonly FragileStretch[];
}

/** Where {@link blameDivided} reads. */
export interface DividedSource {
  /** Full object id of the earlier HEAD. */
  readonly before: string;
  /** Where git blames; called when it must. */
  readonly openPlace: () => Promise<BlamePlace>;
  readonly parentsOf: (commit: string) => readonly string[] | undefined;
  /** Where a commit stands in git's order, the newest first. */
  readonly rankOf: (commit: string) => number;
  /** Null where git cannot be asked on and on. */
  readonly moves: LineSearch | null;
  /** Who wrote lines of the newest text that came down to some commits; null where it cannot tell. */
  readonly follow: (pieces: readonly BlamePiece[]) => Promise<readonly BlamePiece[] | null>;
  readonly signal: CancelSignal | undefined;
}

/**
 * Who wrote parts of stretches that newer commits divided: what moved is looked for again, at the commit that brought them. What is found where it was before
 * is as it was kept; the rest is followed from there. Null where git failed or was cancelled.
 */
export async function blameDivided(
  source: DividedSource,
  parts: readonly DividedPart[],
): Promise<DividedAnswer | null> {
  const { moves, parentsOf, rankOf } = source;
  const pieces: BlamePiece[] = [];
  const fragile: FragileStretch[] = [];
  // Lines that are left to git: where they are, at which commit and path.
  const open: BlamePiece[] = [];
  let round = parts;
  while (round.length > 0) {
    const wanted: DividedPart[] = [];
    for (const one of round) {
      if (moves?.isSlight(one.part.lineIndex, one.part.lineCount) === true) pieces.push(here(one));
      else wanted.push(one);
    }
    const found = moves === null ? [] : await blameParts(moves, parentsOf, newestFirst(wanted.map(here), rankOf));
    if (found === null) return null;
    round = [];
    for (const one of wanted) {
      const own = found.filter((piece) => isWithin(piece, one.part));
      if (own.length === 0) {
        const { kept, part } = one;
        open.push({ ...inKept(part, kept), commit: source.before, originalPath: kept.path });
        fragile.push({ ...here(one), moved: [] });
        continue;
      }
      const moved: BlamePiece[] = [];
      for (const piece of own) {
        const before = one.stretch.moved.find((each) => isPartOf(piece, each));
        if (piece.commit === one.stretch.commit) pieces.push(piece);
        else if (before === undefined) open.push(piece);
        else {
          moved.push(piece);
          const inner = one.inner.filter((each) => isWithin(each, before));
          const along = alongFragile(piece, inner);
          for (const part of along.whole) pieces.push(...continued(inKept(part, one.kept), one.kept.pieces));
          fragile.push(...along.undivided);
          round = [...round, ...along.divided.map((part) => ({ ...part, kept: one.kept }))];
        }
      }
      fragile.push({ ...here(one), moved });
    }
  }
  const blamed = open.length === 0 ? [] : ((await source.follow(open)) ?? (await blameGroups(source, groupsOf(open))));
  return blamed === null ? null : { pieces: [...pieces, ...blamed], fragile };
}

/** Versions that come one after the other are read sooner: they are much alike. */
function newestFirst(parts: readonly BlamePiece[], rankOf: DividedSource['rankOf']): readonly BlamePiece[] {
  return [...parts].sort((a, b) => Math.sign(rankOf(a.commit) - rankOf(b.commit)) || 0);
}

/** A divided part at the commit that brought it into its place. */
function here({ part, stretch }: DividedStretch): BlamePiece {
  const originalLineIndex = stretch.originalLineIndex + part.lineIndex - stretch.lineIndex;
  return { ...part, commit: stretch.commit, originalPath: stretch.originalPath, originalLineIndex };
}

/** Lines of today as a piece of the text that was kept. */
export function inKept({ lineIndex, lineCount }: Stretch, { path, shift }: KeptLines): BlamePiece {
  return { lineIndex, lineCount, commit: '', originalPath: path, originalLineIndex: lineIndex - shift };
}

/** Whether lines moved to where they did with others among which they are. */
function isPartOf(one: BlamePiece, all: BlamePiece): boolean {
  return (
    isWithin(one, all) &&
    one.commit === all.commit &&
    one.originalPath === all.originalPath &&
    one.originalLineIndex - one.lineIndex === all.originalLineIndex - all.lineIndex
  );
}

/** Pieces by commit and path. */
function groupsOf(open: readonly BlamePiece[]): readonly (readonly BlamePiece[])[] {
  const groups = new Map<string, BlamePiece[]>();
  for (const piece of open) {
    const key = `${piece.commit} ${piece.originalPath}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [piece]);
    else known.push(piece);
  }
  return [...groups.values()];
}

/** Blames each piece from where it is. */
async function blameGroups(
  { openPlace, signal }: DividedSource,
  groups: readonly (readonly BlamePiece[])[],
): Promise<readonly BlamePiece[] | null> {
  const pieces: BlamePiece[] = [];
  const place = await openPlace();
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const stretches = group.map((piece) => ({ lineIndex: piece.originalLineIndex, lineCount: piece.lineCount }));
    const answers = await blameStretches({ ...place, revision: first.commit }, first.originalPath, stretches, signal);
    if (answers === null) return null;
    for (const [index, piece] of group.entries()) {
      const stretch = stretches[index];
      pieces.push(...continued(piece, (stretch && answers.get(stretch)) ?? []));
    }
  }
  return pieces;
}

/** The parts of kept pieces, which are in order, that make up one that came down to them. */
export function continued(piece: BlamePiece, kept: readonly BlamePiece[]): readonly BlamePiece[] {
  const start = piece.originalLineIndex;
  const endExclusive = start + piece.lineCount;
  const parts: BlamePiece[] = [];
  const endOf = (index: number): number => {
    const one = kept[index];
    return one === undefined ? Infinity : one.lineIndex + one.lineCount;
  };
  for (let index = firstBehind(kept.length, start, endOf); index < kept.length; index++) {
    const one = kept[index];
    if (one === undefined || one.lineIndex >= endExclusive) break;
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
