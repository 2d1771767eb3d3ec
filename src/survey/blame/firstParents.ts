/** Commits by number: `parents` of `commit` stand from `parentStarts[commit]` on to before `parentStarts[commit + 1]`, and have higher numbers. */
interface ParentLists {
  readonly parents: Int32Array;
  readonly parentStarts: Int32Array;
}

/**
 * The commits of a history in lines of first parents: each goes on with its first parent, unless another line went there before. Whoever follows first parents passes whole lines, of which there
 * are about as many as side branches, and not thousands of commits.
 */
export class FirstParents {
  /** The line of each commit. */
  readonly #lineOf: Int32Array;
  /** The last commit of each line. */
  readonly #lasts: number[] = [];

  constructor({ parents, parentStarts }: ParentLists) {
    const size = parentStarts.length - 1;
    this.#lineOf = new Int32Array(size).fill(-1);
    for (let start = 0; start < size; start++) {
      if (this.#lineOf[start] !== -1) continue;
      let last = start;
      for (let commit = start; commit < size && this.#lineOf[commit] === -1;) {
        this.#lineOf[commit] = this.#lasts.length;
        last = commit;
        const first = parentStarts[commit] ?? 0;
        commit = first < (parentStarts[commit + 1] ?? 0) ? (parents[first] ?? size) : size;
      }
      this.#lasts.push(last);
    }
  }

  /** Whether two commits are on one line. */
  areOne(commit: number, other: number): boolean {
    return this.#lineOf[commit] === this.#lineOf[other];
  }

  /** The last commit of a commit's line: it has no first parent, or one that is on another line or at which the history ends. */
  lastOf(commit: number): number {
    return this.#lasts[this.#lineOf[commit] ?? -1] ?? commit;
  }
}
