import { sameContent } from './contentPieces.ts';
import { type Similarities } from './pieceIndex.ts';
import { isSince, type GitVersion } from './gitVersion.ts';

/** From which deleted file git says that one was renamed: its path, none, or unclear where only git itself can tell. */
export type Renaming = { readonly from: string } | 'none' | 'unclear';

/** How similar git finds the deleted files of a commit to one that was added, by their numbers. */
export interface RenameScores extends Similarities {
  /** All that it may take for its source, at least, in the order of their numbers. */
  readonly similar: readonly number[];
}

/** Git takes nothing for renamed of which less is the same: half. */
export const leastSimilarity = sameContent / 2;

/** From here on the only deleted file with the same name is taken, even where another is more similar (since git 2.31). */
const leastByName = (leastSimilarity + sameContent) / 2;

/** So many candidates git holds for a file. */
const mostHeld = 4;

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The deleted files of a commit, in the order of their paths; numbers count from zero. */
export class DeletedNames {
  readonly paths: readonly string[];
  readonly #byName = new Map<string, number[]>();

  constructor(paths: readonly string[]) {
    this.paths = paths;
    for (const [number, path] of paths.entries()) {
      const known = this.#byName.get(nameOf(path));
      if (known === undefined) this.#byName.set(nameOf(path), [number]);
      else known.push(number);
    }
  }

  /** Those with a name. */
  named(name: string): readonly number[] {
    return this.#byName.get(name) ?? [];
  }
}

/** How git finds renames; null where its version is not known. */
export type RenameRules = 'before231' | 'before244' | 'since244' | null;

/** How a version of git finds renames. */
export function renameRulesOf(version: GitVersion | null): RenameRules {
  if (version === null) return null;
  if (isSince(version, 44)) return 'since244';
  return isSince(version, 31) ? 'before244' : 'before231';
}

/**
 * From which of the deleted files of a commit git says that one was renamed, as `git blame` asks (`diffcore_rename` with one target, of whose content is none of
 * them). Those that git does not compare, for their size or their kind, are not similar at all. Unclear where that depends on a version that is not known.
 */
export function renamingOf(
  path: string,
  deleted: DeletedNames,
  { before244, since244, similar }: RenameScores,
  rules: RenameRules,
): Renaming {
  const named = deleted.named(nameOf(path));
  const count = deleted.paths.length;
  const by = (scores: Scores): number | null => mostSimilar(scores, count, named, similar);
  const from = (source: number | null): Renaming => (source === null ? 'none' : { from: deleted.paths[source] ?? '' });
  if (rules === 'before231') return from(by(before244));
  if (rules === 'before244') return from(byName(before244, named) ?? by(before244));
  const newest = byName(since244, named) ?? by(since244);
  if (rules === 'since244') return from(newest);
  const oldest = by(before244);
  const isSame = newest === oldest && newest === (byName(before244, named) ?? oldest);
  return isSame ? from(newest) : 'unclear';
}

/** By the number of a deleted file. */
type Scores = (number: number) => number;

/** The only one with the same name, if it is similar enough. */
function byName(scores: Scores, named: readonly number[]): number | null {
  const [only, ...others] = named;
  return only !== undefined && others.length === 0 && scores(only) >= leastByName ? only : null;
}

/** The most similar one: of several such one with the same name, of several such that which git holds first. */
function mostSimilar(
  scores: Scores,
  count: number,
  named: readonly number[],
  similar: readonly number[],
): number | null {
  let [best, most, ties] = [-1, 0, 0];
  for (const number of similar) {
    const score = scores(number);
    if (score > most) [best, most, ties] = [number, score, 1];
    else if (score === most) ties++;
  }
  if (most < leastSimilarity) return null;
  return ties === 1 ? best : firstHeld(scores, count, named, most);
}

/** The first of the best as git holds them: a few in no order, of which a better one takes the place of the worst. */
function firstHeld(scores: Scores, count: number, named: readonly number[], most: number): number | null {
  const isNamed = new Set(named);
  const isBetter = (one: number, other: number): boolean => {
    const more = scores(one) - scores(other);
    return more > 0 || (more === 0 && isNamed.has(one) && !isNamed.has(other));
  };
  const held = Array.from({ length: Math.min(mostHeld, count) }, (_, number) => number);
  const worst = (): number => held.reduce((known, one, index) => (isBetter(held[known] ?? 0, one) ? index : known), 0);
  let place = worst();
  for (let number = mostHeld; number < count; number++) {
    // Most are not even as similar as those that are held.
    if (scores(number) < scores(held[place] ?? 0) || !isBetter(number, held[place] ?? 0)) continue;
    held[place] = number;
    place = worst();
  }
  const best = held.filter((one) => scores(one) === most);
  return best.find((one) => isNamed.has(one)) ?? best[0] ?? null;
}
