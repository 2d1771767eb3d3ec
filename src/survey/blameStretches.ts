import { type BlamePiece, type CancelSignal } from '../core/ports.ts';
import { parsePorcelain, sameLines, type BlamePlace } from './blameFile.ts';

/** Lines of a file: `lineCount` from `lineIndex` on. */
export interface Stretch {
  readonly lineIndex: number;
  readonly lineCount: number;
}

/** More stretches are a matter of the whole file. */
const mostStretches = 150;

/** Stretches for which git is asked at once: of those that touch it would make one. */
interface Round {
  readonly stretches: Stretch[];
  end: number;
}

/**
 * Who wrote some stretches of a file, each by itself: blame takes moved lines for such by how many stand together. The answers are in the order of
 * `stretches`, their lines those of the file. Null where git failed or was cancelled, and where there are very many stretches.
 */
export async function blameStretches(
  { git, cwd, revision, env, stopAt = [] }: BlamePlace,
  path: string,
  stretches: readonly Stretch[],
  signal?: CancelSignal,
): Promise<ReadonlyMap<Stretch, readonly BlamePiece[]> | null> {
  const rounds: Round[] = [];
  const same = new Map<string, Stretch[]>();
  for (const stretch of stretches) {
    const key = `${stretch.lineIndex} ${stretch.lineCount}`;
    same.set(key, [...(same.get(key) ?? []), stretch]);
  }
  const different = [...same.values()].flatMap(([one]) => (one === undefined ? [] : [one]));
  if (different.length > mostStretches) return null;
  for (const stretch of different.sort((a, b) => a.lineIndex - b.lineIndex)) {
    let round = rounds.find(({ end }) => end < stretch.lineIndex);
    if (round === undefined) rounds.push((round = { stretches: [], end: -1 }));
    round.stretches.push(stretch);
    round.end = stretch.lineIndex + stretch.lineCount;
  }
  const found = new Map<Stretch, readonly BlamePiece[]>();
  for (const round of rounds) {
    const lines = round.stretches.map(({ lineIndex, lineCount }) => `-L${lineIndex + 1},+${lineCount}`);
    const form = ['--no-ignore-revs-file', '--porcelain', ...lines];
    const result = await git.run(
      ['blame', ...sameLines, ...form, revision, ...stopAt.map((oid) => `^${oid}`), '--', path],
      { cwd, env: { ...env, GIT_LITERAL_PATHSPECS: '1' }, ...(signal === undefined ? {} : { signal }) },
    );
    if (!result.ok) return null;
    const pieces = parsePorcelain(new TextDecoder().decode(result.stdout));
    for (const { lineIndex, lineCount } of round.stretches)
      for (const stretch of same.get(`${lineIndex} ${lineCount}`) ?? []) found.set(stretch, pieces);
  }
  return found;
}
