import { type BlamePiece } from '../../core/ports.ts';
import { type FileChanges } from './changeRecords.ts';
import { type BlameAnswer, type FragileStretch } from '../blameFile.ts';

/** Pieces of blame as they go from one thread to another: a commit and a path are named once for all of their lines. */
interface PackedPieces {
  /** A commit and a path in turn. */
  readonly names: readonly string[];
  /** For each piece: line, number of lines, line in the commit's file, and which pair of names. */
  readonly numbers: Int32Array;
}

/** A `BlameAnswer` as it goes from one thread to another. */
export interface PackedAnswer {
  readonly pieces: PackedPieces;
  /** Null where that is not known. */
  readonly fragile: {
    /** Of each stretch the stretch itself, and its moved parts behind it. */
    readonly pieces: PackedPieces;
    /** How many moved parts each has. */
    readonly movedCounts: Int32Array;
  } | null;
  /** Null where that is not known, or was not asked for. */
  readonly divisions: PackedPieces | null;
  readonly changes: readonly FileChanges[];
}

const numbersEach = 4;

function packPieces(pieces: readonly BlamePiece[]): PackedPieces {
  const names: string[] = [];
  const pairsOf = new Map<string, Map<string, number>>();
  const numbers = new Int32Array(numbersEach * pieces.length);
  let next = 0;
  for (const { commit, originalPath, lineIndex, lineCount, originalLineIndex } of pieces) {
    let pairs = pairsOf.get(commit);
    if (pairs === undefined) pairsOf.set(commit, (pairs = new Map<string, number>()));
    let pair = pairs.get(originalPath);
    if (pair === undefined) {
      pairs.set(originalPath, (pair = names.length / 2));
      names.push(commit, originalPath);
    }
    numbers[next++] = lineIndex;
    numbers[next++] = lineCount;
    numbers[next++] = originalLineIndex;
    numbers[next++] = pair;
  }
  return { names, numbers };
}

function unpackPieces({ names, numbers }: PackedPieces): readonly BlamePiece[] {
  return Array.from({ length: numbers.length / numbersEach }, (_, index) => {
    const [lineIndex = 0, lineCount = 0, originalLineIndex = 0, pair = 0] = numbers.subarray(numbersEach * index);
    return {
      lineIndex,
      lineCount,
      commit: names[2 * pair] ?? '',
      originalPath: names[2 * pair + 1] ?? '',
      originalLineIndex,
    };
  });
}

/** Packs an answer; without `withDivisions` these are left out. Inverse of {@link unpackAnswer}. */
export function packAnswer({ pieces, fragile, divisions, changes }: BlameAnswer, withDivisions: boolean): PackedAnswer {
  return {
    divisions: withDivisions && divisions !== null ? packPieces(divisions) : null,
    pieces: packPieces(pieces),
    fragile: fragile && {
      pieces: packPieces(fragile.flatMap((stretch) => [stretch, ...stretch.moved])),
      movedCounts: Int32Array.from(fragile, ({ moved }) => moved.length),
    },
    changes,
  };
}

/** Unpacks what {@link packAnswer} packed. */
export function unpackAnswer({ pieces, fragile, divisions, changes }: PackedAnswer): BlameAnswer {
  const stretches: FragileStretch[] = [];
  if (fragile !== null) {
    const all = unpackPieces(fragile.pieces);
    let next = 0;
    for (const movedCount of fragile.movedCounts) {
      const stretch = all[next++];
      const moved = all.slice(next, next + movedCount);
      next += movedCount;
      if (stretch !== undefined) stretches.push({ ...stretch, moved });
    }
  }
  return {
    pieces: unpackPieces(pieces),
    fragile: fragile && stretches,
    divisions: divisions && unpackPieces(divisions),
    changes,
  };
}
