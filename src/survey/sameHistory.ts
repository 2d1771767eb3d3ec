import { type Git } from '../core/ports.ts';
import { readTouches } from './touches.ts';

/** The commits from `tip` down its first parents until one that `other` has, too; that one is `end`, null where there is none. */
interface Chain {
  readonly links: readonly string[];
  readonly end: string | null;
}

/**
 * Says which files have one and the same history at two commits, so that what was found out at one of them holds at the other.
 *
 * `git blame` at a commit that did not touch a file goes on to its first parent with the same content, and the first parent is asked first. So
 * along a chain of first parents whose links do not touch a file, blame says the same everywhere. Two commits are compared by their chains down to
 * where these meet; where they do not meet, nothing is known to be the same. That two commits hold the same file is not enough: it may have been changed
 * and changed back by others in between.
 */
export class SameHistory {
  readonly #git: Git;
  readonly #cwd: string;
  readonly #answers = new Map<string, Promise<ReadonlySet<string> | null>>();

  constructor(git: Git, cwd: string) {
    this.#git = git;
    this.#cwd = cwd;
  }

  /** The paths whose history may differ between two commits (full object ids), which is soonest told where the second one came later; null: that of all paths may. */
  touchedBetween(one: string, other: string): Promise<ReadonlySet<string> | null> {
    const key = [one, other].sort().join(' ');
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = this.#touchedBetween(one, other)));
    return answer;
  }

  async #touchedBetween(one: string, other: string): Promise<ReadonlySet<string> | null> {
    if (one === other) return new Set();
    const up = await this.#chain(other, one);
    // As a rule HEAD went on from one to the other.
    const down = up?.end === one ? { links: [], end: one } : await this.#chain(one, other);
    if (down === null || up === null || down.end === null || down.end !== up.end) return null;
    const touched = new Set<string>();
    const isRead = await readTouches({ git: this.#git, cwd: this.#cwd }, [...down.links, ...up.links], ({ path }) =>
      touched.add(path),
    );
    return isRead ? touched : null;
  }

  async #chain(tip: string, other: string): Promise<Chain | null> {
    const args = ['rev-list', '--first-parent', '--parents', tip, `^${other}`, '--'];
    const result = await this.#git.run(args, { cwd: this.#cwd });
    if (!result.ok) return null;
    const lines = new TextDecoder().decode(result.stdout).trim().split('\n');
    if (lines[0] === '') return { links: [], end: tip };
    const links = lines.map((line) => line.split(' ').slice(0, 2).join(' '));
    return { links, end: links.at(-1)?.split(' ')[1] ?? null };
  }
}
