import { stat, statSync, watch, type BigIntStats, type FSWatcher } from 'node:fs';

/**
 * What a watch misses is found this much later: where the system has no watches left (inotify's limits), on network drives and in containers, which
 * tell nothing, and for a path that was not there. A look costs some microseconds on a thread of the pool.
 */
const lookEveryMs = 2_000;

type Found = BigIntStats | null;

/** One path: what it was when it was last looked at, and the system's watch on it, where there is one. */
class FollowedPath {
  readonly #path: string;
  readonly #onDidChange: (path: string) => void;
  #watcher: FSWatcher | null = null;
  /** Which file or folder the watch is on; a path may be given to another one. */
  #watchedIdentity = '';
  /** Empty where nothing is there. */
  #seenState = '';
  #isLooking = false;
  #isDisposed = false;

  constructor(path: string, onDidChange: (path: string) => void) {
    this.#path = path;
    this.#onDidChange = onDidChange;
    this.#learn(statOf(path));
  }

  /** Finds out what the path is now, and tells where that is something else than before; where it `isTold` anyway, only if another file took its place. */
  look(isTold: boolean): void {
    if (this.#isLooking || this.#isDisposed) return;
    this.#isLooking = true;
    stat(this.#path, { bigint: true }, (error, found) => {
      this.#isLooking = false;
      if (this.#isDisposed) return;
      // Whatever keeps us from looking at it, it is not there for us; that is asked again with the next look.
      const watched = this.#watchedIdentity;
      const hasChanged = this.#learn(error === null ? found : null);
      // Until now no watch was on what took its place: it may have been written meanwhile.
      const isReplaced = this.#watchedIdentity !== watched;
      if (hasChanged && (!isTold || isReplaced)) this.#onDidChange(this.#path);
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#unwatch();
  }

  /** Gives whether the path is something else than it was. */
  #learn(found: Found): boolean {
    const identity = found === null ? '' : `${found.dev} ${found.ino}`;
    const state = found === null ? '' : `${identity} ${found.mtimeNs} ${found.size}`;
    if (identity !== this.#watchedIdentity) this.#unwatch();
    if (identity !== '' && this.#watcher === null) this.#watch(identity);
    const hasChanged = state !== this.#seenState;
    this.#seenState = state;
    return hasChanged;
  }

  #watch(identity: string): void {
    try {
      this.#watcher = watch(this.#path, { persistent: false }, () => {
        this.#onDidChange(this.#path);
        this.look(true);
      });
      this.#watchedIdentity = identity;
      this.#watcher.on('error', () => this.#unwatch());
    } catch {
      // No watch can be had: looking finds it later.
      this.#unwatch();
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#watchedIdentity = '';
  }
}

function statOf(path: string): Found {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}

/**
 * Tells when a file was written, came, went or was replaced, or when an entry of a folder came or went; for every path by itself, at least once for what
 * happens after the call, perhaps more often. By a watch of our own (`fs.watch`), since VS Code's misses what is in a folder that was made together with
 * the one above it: inotify tells of the upper one, and before that is watched the lower one is there. And by looking again and again, for all that no watch tells.
 */
export function followPaths(
  paths: readonly string[],
  onDidChange: (path: string) => void,
): { readonly dispose: () => void } {
  const followed = paths.map((path) => new FollowedPath(path, onDidChange));
  const timer = setInterval(() => {
    for (const each of followed) each.look(false);
  }, lookEveryMs);
  timer.unref();
  return {
    dispose: () => {
      clearInterval(timer);
      for (const each of followed) each.dispose();
    },
  };
}
