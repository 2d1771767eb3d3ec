import { type BlamePiece, type CancelSignal, type DialogueGit } from '../core/ports.ts';
import { type Entry } from './blame/moveSearch.ts';
import { divideLines } from './dividedLines.ts';
import { type LineSearch } from './movedLines.ts';
import { PairPatches, type CommitPair, type FileChange, type FileDifference } from './pairPatches.ts';
import { type Renaming } from './renaming.ts';
import { type SeenChanges } from './seenChanges.ts';

/** What is known of the commits through which lines are followed; all by full object ids. */
export interface KnownCommits {
  /** Undefined for a commit of which nothing is known. */
  readonly parentsOf: (commit: string) => readonly string[] | undefined;
  /** Whether blame ends at a commit. */
  readonly isEnd: (commit: string) => boolean;
  /** Whether a commit, no merge, may have touched a path. */
  readonly mayTouch: (commit: string, path: string) => boolean;
  /** Whether a merge has a path otherwise than all of its parents, which all have it. */
  readonly isMixed: (merge: string, path: string) => boolean;
  /** From which path, that a commit with one parent deleted, git says that one was renamed which it added. */
  readonly renamingOf: (commit: string, path: string) => Renaming;
  /** Where a commit stands in git's order, the newest first. */
  readonly rankOf: (commit: string) => number;
  /** What was seen of how versions differ. */
  readonly seen: Pick<SeenChanges, 'changeOf' | 'isAsInFirstParent'>;
}

/** Where {@link followDown} reads. */
export interface FollowSource {
  readonly git: DialogueGit;
  readonly cwd: string;
  readonly commits: KnownCommits;
  readonly moves: LineSearch;
  readonly signal: CancelSignal | undefined;
}

/**
 * Who wrote lines that came down to some commits, as blame would say of them: for few lines of large files, of which each blame would compare all the versions. What
 * was seen of how they differ is not compared again (`SeenChanges`), the rest git compares once for all the lines (`PairPatches`). Null where that cannot be told: of files that were something else, or renamed in a merge, and when git failed or was cancelled.
 */
export async function followDown(
  source: FollowSource,
  pieces: readonly BlamePiece[],
): Promise<readonly BlamePiece[] | null> {
  const found: BlamePiece[] = [];
  for (let open = pieces; open.length > 0;) {
    const renamed: BlamePiece[] = [];
    for (const path of new Set(open.map(({ originalPath }) => originalPath))) {
      const descent = new Descent(source, path);
      const own = open.filter(({ originalPath }) => originalPath === path);
      const isFollowed = !path.includes('\n') && (await descent.run(own));
      descent.end();
      if (!isFollowed) return null;
      found.push(...descent.pieces);
      renamed.push(...descent.renamed);
    }
    open = renamed;
  }
  return found;
}

/** So many commits are looked at ahead, at first and at most: git compares while we follow. */
const [fewAhead, mostAhead] = [8, 48];

/** Follows lines of one path. */
class Descent {
  readonly #source: FollowSource;
  readonly #path: string;
  #patches: PairPatches | null = null;
  /** Lines by the commit that was reached, which changed the file or ends blame. */
  readonly #open = new Map<string, Entry[]>();
  /** Lines and who wrote them. */
  readonly pieces: BlamePiece[] = [];
  /** Lines that came from files with other paths, at the commits from which they must be followed on. */
  readonly renamed: BlamePiece[] = [];
  #ahead = fewAhead;
  /** Where git is to look on when a commit is reached: half of what it was asked for is worked with then. */
  readonly #askFrom = new Map<string, string>();

  constructor(source: FollowSource, path: string) {
    this.#source = source;
    this.#path = path;
  }

  /** False where it cannot be told. */
  async run(pieces: readonly BlamePiece[]): Promise<boolean> {
    for (const { commit, lineIndex, lineCount, originalLineIndex } of pieces)
      if (!(await this.#pass(commit, [{ lineIndex, lineCount, at: originalLineIndex }]))) return false;
    for (let commit = this.#newest(); commit !== null; commit = this.#newest()) {
      const entries = this.#open.get(commit) ?? [];
      this.#open.delete(commit);
      if (!(await this.#take(commit, entries))) return false;
    }
    return true;
  }

  end(): void {
    this.#patches?.end();
  }

  /** Whatever may still come to it is newer, as far as git's order says. */
  #newest(): string | null {
    const { rankOf } = this.#source.commits;
    let newest: string | null = null;
    for (const commit of this.#open.keys()) if (newest === null || rankOf(commit) < rankOf(newest)) newest = commit;
    return newest;
  }

  #give(commit: string, entries: readonly Entry[]): void {
    this.pieces.push(...piecesOf(commit, this.#path, entries));
  }

  /** Lines go on to the first commit, from one on down the first parents, that changed the file, or at which blame ends; those of another path are left for later. False where that cannot be told. */
  async #pass(from: string, entries: readonly Entry[], path = this.#path): Promise<boolean> {
    if (entries.length === 0) return true;
    if (path !== this.#path) {
      this.renamed.push(...piecesOf(from, path, entries));
      return true;
    }
    const { parentsOf, isEnd, mayTouch } = this.#source.commits;
    for (let commit = from; ;) {
      const parents = parentsOf(commit);
      if (parents === undefined) return false;
      const [parent] = parents;
      const isSure = parents.length === 1 && !mayTouch(commit, this.#path);
      if (parent === undefined || isEnd(commit) || !(isSure || (await this.#change(commit, 0)) === 'same')) {
        this.#open.set(commit, [...(this.#open.get(commit) ?? []), ...entries]);
        return true;
      }
      commit = parent;
    }
  }

  async #change(commit: string, nthParent: number): Promise<FileDifference | 'other'> {
    const known = this.#known(commit, nthParent);
    if (known !== null) return known;
    const { git, cwd, commits, signal } = this.#source;
    this.#patches ??= new PairPatches(git, cwd, this.#path, null, signal);
    const parent = commits.parentsOf(commit)?.[nthParent] ?? '';
    const from = this.#askFrom.get(commit);
    this.#askFrom.delete(commit);
    if (!this.#patches.has({ commit, parent })) this.#askAhead(this.#patches, parent, [{ commit, parent }]);
    else if (from !== undefined) this.#askAhead(this.#patches, from, []);
    return await this.#patches.of({ commit, parent });
  }

  /** What was seen of a commit beside one of its parents; `other` where the next parent is known to have the file as it is, and this one has not. Null where git must be asked. */
  #known(commit: string, nthParent: number): FileDifference | 'other' | null {
    const { seen, parentsOf, mayTouch } = this.#source.commits;
    const parents = parentsOf(commit) ?? [];
    const change = seen.changeOf(commit, nthParent, this.#path);
    if (change === 'added') return { status: 'A', isRegular: true, oldOid: '', hunks: [] };
    const oldName = `${parents[nthParent] ?? ''}:${this.#path}`;
    if (change !== null) return { status: 'M', isRegular: true, oldOid: oldName, hunks: change };
    const isAsInFirst = parents.length < 2 ? null : seen.isAsInFirstParent(commit, this.#path);
    if (isAsInFirst === true && nthParent === 0) return 'same';
    // What a merge has otherwise than its first parent and did not mix it has from the second.
    if (isAsInFirst !== false || parents.length !== 2 || mayTouch(commit, this.#path)) return null;
    return nthParent === 0 ? 'other' : 'same';
  }

  /** Has git look at some commits, and at those that come next, down the first parents. */
  #askAhead(patches: PairPatches, from: string, pairs: CommitPair[]): void {
    const isAwaited = pairs.length > 0;
    const { parentsOf, isEnd, mayTouch } = this.#source.commits;
    let next: string | undefined = from;
    while (next !== undefined && pairs.length < this.#ahead && !isEnd(next)) {
      const commit: string = next;
      const parents = parentsOf(commit) ?? [];
      const [parent] = parents;
      const mayDiffer = parents.length > 1 || mayTouch(commit, this.#path);
      if (parent !== undefined && mayDiffer && this.#known(commit, 0) === null) pairs.push({ commit, parent });
      next = parent;
    }
    // The first is waited for: git says it at once, and looks at the others then.
    if (isAwaited) patches.ask(pairs.slice(0, 1));
    patches.ask(pairs);
    const middle = pairs[pairs.length >> 1];
    if (middle !== undefined && next !== undefined) this.#askFrom.set(middle.commit, next);
    this.#ahead = Math.min(2 * this.#ahead, mostAhead);
  }

  /** Divides the lines at a commit that changed the file, or gives them to it. False where only git can tell. */
  async #take(commit: string, entries: readonly Entry[]): Promise<boolean> {
    const { parentsOf, isEnd, isMixed: isMixedMerge, renamingOf, seen } = this.#source.commits;
    const parents = parentsOf(commit) ?? [];
    if (parents.length === 0 || isEnd(commit)) {
      this.#give(commit, entries);
      return true;
    }
    // A merge of which our own blame compared the first parent has a regular file, otherwise than all parents have it.
    const isMixed = parents.length > 1 && seen.changeOf(commit, 0, this.#path) !== null;
    if (isMixed && isMixedMerge(commit, this.#path)) return await this.#takeMixed(commit, parents, entries);
    const changes: { readonly parent: string; readonly change: FileChange }[] = [];
    for (const [nth, parent] of parents.entries()) {
      const change = await this.#change(commit, nth);
      if (change === 'failed') return false;
      if (change === 'other') continue;
      // The first one that has the file as it is.
      if (change === 'same') return await this.#pass(parent, entries);
      changes.push({ parent, change });
    }
    const statuses = changes.map(({ change }) => change.status).join('');
    const isRegular = changes.every(({ change }) => change.isRegular);
    if (isRegular && statuses === 'A') {
      const isNew = seen.changeOf(commit, 0, this.#path) === 'added';
      const renaming = isNew ? 'none' : renamingOf(commit, this.#path);
      if (typeof renaming !== 'string') return await this.#takeRenamed(commit, renaming.from, entries);
      if (renaming === 'none') this.#give(commit, entries);
      return renaming === 'none';
    }
    if (!isRegular || !/^M+$/.test(statuses)) return false;
    let left = entries;
    for (const { parent, change } of changes) {
      const { kept, added } = divideLines(left, change.hunks);
      if (!(await this.#pass(parent, kept))) return false;
      left = added;
    }
    return await this.#move(
      commit,
      changes.map(({ parent, change }) => ({ parent, oldOid: change.oldOid, path: this.#path })),
      left,
    );
  }

  /** As {@link #take} of a commit that has the file from another path. */
  async #takeRenamed(commit: string, from: string, entries: readonly Entry[]): Promise<boolean> {
    const { git, cwd, commits, signal } = this.#source;
    const [parent, ...others] = commits.parentsOf(commit) ?? [];
    if (parent === undefined || others.length > 0 || from.includes('\n')) return false;
    const patches = new PairPatches(git, cwd, this.#path, from, signal);
    const change = await patches.of({ commit, parent });
    patches.end();
    if (change === 'failed') return false;
    if (change === 'same') return await this.#pass(parent, entries, from);
    if (!change.isRegular || !change.status.startsWith('R')) return false;
    const { kept, added } = divideLines(entries, change.hunks);
    if (!(await this.#pass(parent, kept, from))) return false;
    return await this.#move(commit, [{ parent, oldOid: change.oldOid, path: from }], added);
  }

  /** As {@link #take} of a merge that has the file otherwise than all of its parents, which all have it: only those are compared that lines may be of. */
  async #takeMixed(commit: string, parents: readonly string[], entries: readonly Entry[]): Promise<boolean> {
    let left = entries;
    for (const [nth, parent] of parents.entries()) {
      if (left.length === 0) return true;
      const change = await this.#change(commit, nth);
      if (typeof change === 'string' || !change.isRegular || change.status !== 'M') return false;
      const { kept, added } = divideLines(left, change.hunks);
      if (!(await this.#pass(parent, kept))) return false;
      left = added;
    }
    const olds = parents.map((parent) => ({ parent, oldOid: `${parent}:${this.#path}`, path: this.#path }));
    return await this.#move(commit, olds, left);
  }

  /** Looks for lines that a commit added in the files of its parents, of which it changed them; those that are nowhere are its own. False where that cannot be told. */
  async #move(
    commit: string,
    olds: readonly { readonly parent: string; readonly oldOid: string; readonly path: string }[],
    entries: readonly Entry[],
  ): Promise<boolean> {
    let left = entries;
    for (const { parent, oldOid, path } of olds) {
      const { moves } = this.#source;
      const isSlight = ({ lineIndex, lineCount }: Entry): boolean => moves.isSlight(lineIndex, lineCount);
      this.#give(commit, left.filter(isSlight));
      const wanted = left.filter((entry) => !isSlight(entry));
      const [result] =
        wanted.length === 0 ? [nothingMoved] : ((await moves.search([{ name: oldOid, entries: wanted }])) ?? []);
      if (!result) return false;
      this.#give(commit, result.slight);
      if (!(await this.#pass(parent, result.moved, path))) return false;
      left = result.left;
    }
    this.#give(commit, left);
    return true;
  }
}

function piecesOf(commit: string, path: string, entries: readonly Entry[]): readonly BlamePiece[] {
  return entries.map(({ lineIndex, lineCount, at }) => ({
    lineIndex,
    lineCount,
    commit,
    originalPath: path,
    originalLineIndex: at,
  }));
}

const nothingMoved = { slight: [], moved: [], left: [] };
