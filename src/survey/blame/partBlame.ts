import { type BlamePiece } from '../../core/ports.ts';
import { type LineSearch } from '../movedLines.ts';
import { type Entry } from './moveSearch.ts';

/** Lines of the newest text, and where they stand in a commit that brought them into the file, or into its place there. */
export type Part = BlamePiece;

/** Parts of one file that one commit brought. */
interface Brought {
  readonly commit: string;
  readonly path: string;
  readonly parents: readonly string[];
  /** Not found yet. */
  left: readonly Entry[];
  readonly found: BlamePiece[];
}

/**
 * What blame says of parts of a file at the commit that brought them, without going further: they are that commit's, or they moved and are one of its parents'. Parts of
 * which it cannot be told are left out: of a file that was added or renamed there. Null when git failed or was cancelled.
 */
export async function blameParts(
  moves: LineSearch,
  parentsOf: (commit: string) => readonly string[] | undefined,
  parts: readonly Part[],
): Promise<readonly BlamePiece[] | null> {
  const all = broughtOf(parts, parentsOf);
  let open = all;
  // What is not in one parent's file is looked for in the next one's.
  for (let nth = 0; open.length > 0; nth++) {
    const wanted = open.map(({ path, parents, left }) => ({ name: `${parents[nth] ?? ''}:${path}`, entries: left }));
    const results = await moves.search(wanted);
    if (results === null) return null;
    for (const [index, one] of open.entries()) {
      const result = results[index];
      if (result) {
        give(one, one.commit, result.slight);
        give(one, one.parents[nth] ?? '', result.moved);
        one.left = result.left;
        if (nth + 1 < one.parents.length) continue;
        give(one, one.commit, one.left);
      } else one.found.length = 0;
      one.left = [];
    }
    open = open.filter(({ left }) => left.length > 0);
  }
  return all.flatMap(({ found }) => found);
}

function give({ path, found }: Brought, commit: string, entries: readonly Entry[]): void {
  for (const { lineIndex, lineCount, at } of entries)
    found.push({ lineIndex, lineCount, commit, originalPath: path, originalLineIndex: at });
}

function broughtOf(
  parts: readonly Part[],
  parentsOf: (commit: string) => readonly string[] | undefined,
): readonly Brought[] {
  const brought = new Map<string, Brought & { readonly left: Entry[] }>();
  for (const { commit, originalPath: path, originalLineIndex: at, lineIndex, lineCount } of parts) {
    const parents = parentsOf(commit) ?? [];
    // A line break would be the end of a question.
    if (parents.length === 0 || path.includes('\n')) continue;
    const key = `${commit} ${path}`;
    let one = brought.get(key);
    if (one === undefined) brought.set(key, (one = { commit, path, parents, left: [], found: [] }));
    one.left.push({ lineIndex, lineCount, at });
  }
  return [...brought.values()];
}
