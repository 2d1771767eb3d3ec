/** Commits of which something is being found out, by full object id, and who waits for it. */
export class OpenCommits {
  readonly #left = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /** One more thing is to be found out of a commit. */
  add(commit: string): void {
    this.#left.set(commit, (this.#left.get(commit) ?? 0) + 1);
  }

  /** One thing was, or never will be. */
  end(commit: string): void {
    const left = (this.#left.get(commit) ?? 0) - 1;
    if (left > 0) {
      this.#left.set(commit, left);
      return;
    }
    this.#left.delete(commit);
    for (const go of this.#waiting.get(commit) ?? []) go();
    this.#waiting.delete(commit);
  }

  /** Waits until nothing more is to be found out of a commit. */
  async ended(commit: string): Promise<void> {
    if (!this.#left.has(commit)) return;
    await new Promise<void>((resolve) => {
      const known = this.#waiting.get(commit);
      if (known === undefined) this.#waiting.set(commit, [resolve]);
      else known.push(resolve);
    });
  }
}
