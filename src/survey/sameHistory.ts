import { type Git } from '../core/ports.ts';
import { type NearCommits } from './nearCommits.ts';
import { blobAfter, readTouches } from './touches.ts';

/** A commit with its parents, the first one first. */
interface Link {
  readonly commit: string;
  readonly parents: readonly string[];
}

/** The commits from `tip` down its first parents until one that `other` has, too; that one is `end`, null where there is none. */
interface Chain {
  readonly links: readonly Link[];
  readonly end: string | null;
}

type Paths = ReadonlySet<string>;

/** What commits did that `later` has and `earlier` has not; null where it is left to {@link SameHistory}. */
export type ReadNear = (earlier: string, later: string) => Promise<NearCommits | null>;

/** Merges of merges are followed so far, and so many merges are looked at. */
const mostDepth = 3;
const mostMerges = 8;

/**
 * Says which files have one and the same history at two commits, so that what was found out at one of them holds at the other.
 *
 * `git blame` at a commit that did not touch a file goes on to its first parent with the same content, and the first parent is asked first. So
 * along a chain of first parents whose links do not touch a file, blame says the same everywhere. Two commits are compared by their chains down to
 * where these meet. Where one of them came into the other by a merge the chains do not meet: at the merge blame goes on to that side with the files that the
 * other side has otherwise. Of all else nothing is known to be the same. That two commits hold the same file is not enough: it may have been changed
 * and changed back by others in between.
 */
export class SameHistory {
  readonly #git: Git;
  readonly #cwd: string;
  readonly #answers = new Map<string, Promise<Paths | null>>();
  readonly #readNear: ReadNear;
  readonly #near = new Map<string, Promise<NearCommits | null>>();
  readonly #chains = new Map<string, Promise<Chain | null>>();

  /** `readNear` reads a few new commits, all of what they did at once. */
  constructor(git: Git, cwd: string, readNear: ReadNear = () => Promise.resolve(null)) {
    this.#readNear = readNear;
    this.#git = git;
    this.#cwd = cwd;
  }

  /** The paths whose history may differ between two commits (full object ids), which is soonest told where the second one came later; null: that of all paths may. */
  touchedBetween(one: string, other: string): Promise<Paths | null> {
    return this.#between(one, other, 0);
  }

  /** As {@link touchedBetween} of one commit and, as a rule, a later one: what few new commits did is read at once, as {@link newCommits}. */
  touchedSince(earlier: string, later: string): Promise<Paths | null> {
    const key = keyOf(earlier, later);
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = this.#touchedSince(earlier, later)));
    return answer;
  }

  async #touchedSince(earlier: string, later: string): Promise<Paths | null> {
    if (earlier === later) return new Set();
    const near = await this.newCommits(earlier, later);
    return near?.touched ?? (await this.#touchedBetween(earlier, later, 0));
  }

  /** What the commits did that `later` has and `earlier` has not; null where they are not few, or where git failed. Read once. */
  newCommits(earlier: string, later: string): Promise<NearCommits | null> {
    const key = `${earlier} ${later}`;
    let near = this.#near.get(key);
    if (near === undefined) this.#near.set(key, (near = this.#readNear(earlier, later)));
    return near;
  }

  /** A commit that two commits (full object ids) both have in their history, as late as can be: one of them where it came before the other. Null where there is none, or git cannot say. */
  async baseOf(one: string, other: string): Promise<string | null> {
    // As a rule HEAD went on or back along first parents, or two chains of them meet, which is known by now.
    if ((await this.#near.get(`${one} ${other}`))?.touched) return one;
    const up = await this.#chain(other, one);
    if (up?.end === one) return one;
    const down = await this.#chain(one, other);
    if (up !== null && up.end !== null && down?.end === up.end) return up.end;
    const result = await this.#git.run(['merge-base', one, other], { cwd: this.#cwd });
    return result.ok ? new TextDecoder().decode(result.stdout).trim() : null;
  }

  #between(one: string, other: string, depth: number): Promise<Paths | null> {
    const key = keyOf(one, other);
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = this.#touchedBetween(one, other, depth)));
    return answer;
  }

  async #touchedBetween(one: string, other: string, depth: number): Promise<Paths | null> {
    if (one === other) return new Set();
    const up = await this.#chain(other, one);
    // As a rule HEAD went on from one to the other.
    const down = up?.end === one ? { links: [], end: one } : await this.#chain(one, other);
    if (down === null || up === null || down.end === null || up.end === null) return null;
    if (down.end === up.end) return await this.#touchedBy([...down.links, ...up.links]);
    if (depth >= mostDepth) return null;
    if (down.links.length === 0) return await this.#throughMerge(one, up.links, up.end, depth);
    if (up.links.length === 0) return await this.#throughMerge(other, down.links, down.end, depth);
    return null;
  }

  /** As {@link touchedBetween} for a commit that came by a merge into the one of a chain of first parents, which ends at an earlier one. */
  async #throughMerge(old: string, links: readonly Link[], end: string, depth: number): Promise<Paths | null> {
    const index = await this.#mergeOf(old, links);
    const merge = links[index ?? -1];
    const [first, side] = merge?.parents ?? [];
    if (index === null || merge === undefined || first === undefined || side === undefined) return null;
    const [above, below, rest, since, besideFirst, besideSide] = await Promise.all([
      this.#touchedBy(links.slice(0, index)),
      this.#touchedBy(links.slice(index + 1)),
      this.#between(end, old, depth + 1),
      this.#between(old, side, depth + 1),
      this.#different(merge.commit, first),
      this.#different(merge.commit, side),
    ]);
    if (!above || !below || !rest || !since || !besideFirst || !besideSide) return null;
    const touched = new Set(above);
    for (const path of [...below, ...rest]) if (!besideFirst.has(path)) touched.add(path);
    for (const [path, isOtherContent] of besideFirst)
      if (!isOtherContent || besideSide.has(path) || since.has(path)) touched.add(path);
    return touched;
  }

  /** Where in a chain a merge is, the oldest as far as that is soon told, whose second parent has a commit along its first parents; null for none. */
  async #mergeOf(old: string, links: readonly Link[]): Promise<number | null> {
    const direct = links.findLastIndex(({ parents }) => parents.length === 2 && parents[1] === old);
    if (direct >= 0) return direct;
    let left = mostMerges;
    for (const [index, { parents }] of [...links.entries()].reverse()) {
      const [, side, ...others] = parents;
      if (side === undefined || others.length > 0) continue;
      if (left-- === 0) return null;
      if ((await this.#chain(side, old))?.end === old) return index;
    }
    return null;
  }

  /** The paths that commits have otherwise than their first parents. Null where git failed. */
  async #touchedBy(links: readonly Link[]): Promise<Paths | null> {
    const touched = new Set<string>();
    const pairs = links.map(({ commit, parents }) => [commit, ...parents.slice(0, 1)].join(' '));
    const isRead = await readTouches({ git: this.#git, cwd: this.#cwd }, pairs, ({ path }) => touched.add(path));
    return isRead ? touched : null;
  }

  /** The paths that a commit has otherwise than a parent, and whether it is their content that is another. Null where git failed. */
  async #different(commit: string, parent: string): Promise<ReadonlyMap<string, boolean> | null> {
    const found = new Map<string, boolean>();
    const place = { git: this.#git, cwd: this.#cwd };
    const isRead = await readTouches(place, [`${commit} ${parent}`], (touch) =>
      found.set(touch.path, touch.meta.split(' ').at(-3) !== blobAfter(touch)),
    );
    return isRead ? found : null;
  }

  #chain(tip: string, other: string): Promise<Chain | null> {
    const key = `${tip} ${other}`;
    let chain = this.#chains.get(key);
    if (chain === undefined) this.#chains.set(key, (chain = this.#readChain(tip, other)));
    return chain;
  }

  async #readChain(tip: string, other: string): Promise<Chain | null> {
    const args = ['rev-list', '--first-parent', '--parents', tip, `^${other}`, '--'];
    const result = await this.#git.run(args, { cwd: this.#cwd });
    if (!result.ok) return null;
    const lines = new TextDecoder().decode(result.stdout).trim().split('\n');
    if (lines[0] === '') return { links: [], end: tip };
    const links = lines.map((line) => {
      const [commit = '', ...parents] = line.split(' ');
      return { commit, parents };
    });
    return { links, end: links.at(-1)?.parents[0] ?? null };
  }
}

function keyOf(one: string, other: string): string {
  return [one, other].sort().join(' ');
}
