import { type CancelSignal, type Git, type Ledger } from '../core/ports.ts';
import { type PackedGraph } from './blame/packedGraph.ts';
import { detached } from './detached.ts';
import { touchesOfGraph } from './graphTouches.ts';
import { KeptTouches, storeTouches, type CommitTouches, type NumberList, type NumberRange } from './keptTouches.ts';
import { OpenCommits } from './openCommits.ts';
import { contentsOf, findRenames, type Move } from './renameSources.ts';
import { type Renaming } from './renaming.ts';
import { inOrderOfGit, readTouches, type Touch } from './touches.ts';

/** How a commit touched a path: `opened` is a merge that made it anew beside one parent, of which may have been renamed what it holds. */
export type TouchKind = 'other' | 'added' | 'opened';

const kinds: readonly TouchKind[] = ['other', 'added', 'opened'];
const codeOf: Readonly<Record<TouchKind, number>> = { other: 0, added: 1, opened: 2 };

/** The number of the path that was touched. */
export function pathOf(touch: number): number {
  return touch >>> 2;
}

/** Whether a path was touched in that way. */
export function isOf(touch: number, kind: TouchKind): boolean {
  return (touch & 3) === codeOf[kind];
}

const nothing: NumberRange = { values: [], start: 0, endExclusive: 0 };

function rangeOf(values: NumberList | undefined): NumberRange {
  return values === undefined ? nothing : { values, start: 0, endExclusive: values.length };
}

/** In place of a path: only git can tell. */
const unclear = -1;

/** Where a {@link TouchTable} reads and is kept. */
export interface TouchPlace {
  readonly git: Git;
  readonly cwd: string;
  readonly ledger: Pick<Ledger, 'readCache' | 'writeCache'>;
  /** As in `HistoryState`: a commit with other parents touches other paths. */
  readonly shape: string;
}

/** Tables of more touches than this are made anew each time: they would be read and written more slowly than git reads them. */
const mostKept = 1_500_000;

/** So few commits beyond the kept ones are sooner read again than all of them written. */
const fewNewCommits = 64;

/**
 * Which commits touched which paths, and which may have been renamed from which. What a commit did never changes, so that only commits that nobody looked at
 * are read.
 */
export class TouchTable {
  readonly #place: TouchPlace;
  readonly #paths: string[] = [];
  readonly #numberOf = new Map<string, number>();
  /** Those that were read now. */
  readonly #commits = new Map<string, CommitTouches>();
  readonly #kept: KeptTouches | null;
  /** By commit, for those that were asked about: from which path each was renamed. */
  readonly #sources = new Map<string, ReadonlyMap<number, number>>();
  /** What {@link #missing} said last; null once more or less was read. */
  #latest: { readonly commits: readonly string[]; readonly missing: readonly string[] } | null = null;
  /** Commits of which it is not known yet what they renamed. */
  readonly #open = new OpenCommits();
  /** Commits that were read and not kept yet. */
  #unstored = 0;
  #isKept: boolean;

  private constructor(place: TouchPlace, kept: KeptTouches | null) {
    this.#place = place;
    this.#kept = kept;
    this.#isKept = kept !== null;
    for (const path of kept?.paths ?? []) this.#numberOf.set(path, this.#paths.push(path) - 1);
  }

  /** The table as it was kept; empty where it was not, or is damaged. */
  static load(place: TouchPlace): TouchTable {
    return new TouchTable(place, KeptTouches.load(place));
  }

  /** How many paths have numbers. */
  get pathCount(): number {
    return this.#paths.length;
  }

  path(number: number): string {
    return this.#paths[number] ?? '';
  }

  /** The number of a path; undefined for one that nobody touched. */
  numberOf(path: string): number | undefined {
    return this.#numberOf.get(path);
  }

  /** How many of some commits were not read yet. */
  missingOf(commits: readonly string[]): number {
    return this.#missing(commits).length;
  }

  /** Reads what some commits touched that were not read before, and from what it may have been renamed. False when git failed or was cancelled. */
  async read(commits: readonly string[], signal?: CancelSignal): Promise<boolean> {
    const soon = await this.readSoon(commits, null, signal);
    return soon !== null && (await soon.renames);
  }

  /**
   * As {@link read} in two steps: what commits touched is known when this has ended, from what it may have been renamed when `renames` has, which is false when
   * that failed. Git is not asked about commits that are in `graph`. Null when git failed or was cancelled.
   */
  async readSoon(
    commits: readonly string[],
    graph: PackedGraph | null,
    signal?: CancelSignal,
  ): Promise<{ readonly renames: Promise<boolean> } | null> {
    const missing = this.#missing(commits);
    if (missing.length === 0) return { renames: Promise.resolve(true) };
    const found = new Map(
      missing.map((oid) => [oid, { touched: [] as number[], links: [] as number[], renamings: [] as number[] }]),
    );
    interface Moves extends Move {
      readonly deleted: Touch[];
      readonly added: Touch[];
    }
    const both: Moves[] = [];
    let latest: Moves | null = null;
    // One commit comes after the other, and the first may have added 100,000 files.
    const begin = (commit: string | null): Moves | null => {
      if (latest !== null && latest.deleted.length > 0 && latest.added.length > 0) {
        both.push({ ...latest, deleted: inOrderOfGit(latest.deleted), added: inOrderOfGit(latest.added) });
      }
      latest = commit === null ? null : { commit, deleted: [], added: [] };
      return latest;
    };
    const take = (touch: Touch): void => {
      const { commit, status, path } = touch;
      // A merge's letters are one a parent: it may be new beside one and changed beside another.
      const isOpened = status.length > 1 && status.includes('A');
      const kind: TouchKind = isOpened ? 'opened' : status === 'A' ? 'added' : 'other';
      found.get(commit)?.touched.push(4 * this.#number(path) + codeOf[kind]);
      if (status !== 'A' && status !== 'D') return;
      const moves = latest?.commit === commit ? latest : begin(commit);
      (status === 'A' ? moves?.added : moves?.deleted)?.push(touch);
    };
    const told = graph === null ? null : await touchesOfGraph(graph, (oid) => found.has(oid), take);
    const untold = told === null ? missing : missing.filter((oid) => !told.has(oid));
    if (!(await readTouches(this.#place, untold, take, signal))) return null;
    begin(null);
    for (const [oid, touches] of found) this.#commits.set(oid, touches);
    this.#latest = null;
    this.#unstored += found.size;
    const onLink = (commit: string, from: string, to: string): void => {
      found.get(commit)?.links.push(this.#number(from), this.#number(to));
    };
    const onRenaming = (commit: string, to: string, renaming: Renaming): void => {
      if (renaming === 'none') return;
      const from = renaming === 'unclear' ? unclear : this.#number(renaming.from);
      found.get(commit)?.renamings.push(this.#number(to), from);
    };
    for (const { commit } of both) this.#open.add(commit);
    const onDone = (commit: string): void => this.#open.end(commit);
    const findAll = async (): Promise<boolean> => {
      let areFound = both.length === 0;
      try {
        const contents = contentsOf(this.#place, signal);
        areFound ||= await findRenames(contents, both, { onLink, onRenaming, onDone });
      } finally {
        if (!areFound) {
          for (const oid of found.keys()) this.#commits.delete(oid);
          this.#latest = null;
          this.#unstored -= found.size;
          // Whoever waits finds that they were not read.
          for (const { commit } of both) this.#open.end(commit);
        }
      }
      return areFound;
    };
    return { renames: findAll() };
  }

  /** Tells of each touch of a commit that was read. */
  eachTouch(commit: string, onTouch: (pathNumber: number, kind: TouchKind) => void): void {
    const { values, start, endExclusive } = this.touched(commit);
    for (let at = start; at < endExclusive; at++) {
      const code = values[at] ?? 0;
      onTouch(pathOf(code), kinds[code & 3] ?? 'other');
    }
  }

  /** The touches of a commit that was read, as {@link pathOf} and {@link isOf} understand them. */
  touched(commit: string): NumberRange {
    return this.#kept?.touched(commit) ?? rangeOf(this.#commits.get(commit)?.touched);
  }

  /** Pairs: lines of the second path may have come from the first one, which the commit deleted. */
  links(commit: string): NumberRange {
    return this.#kept?.links(commit) ?? rangeOf(this.#commits.get(commit)?.links);
  }

  /** Whether a commit may have touched a path: one that is no merge did; true as well of a commit that was not read. */
  mayTouch(commit: string, path: string): boolean {
    return this.#touchOf(commit, path) !== -1;
  }

  /** Whether a merge has a path otherwise than all of its parents, which all have it, or took it from all; false as well of a commit that was not read. */
  isMixed(merge: string, path: string): boolean {
    const code = this.#touchOf(merge, path) ?? -1;
    return code !== -1 && isOf(code, 'other');
  }

  /** Waits until it is known what a commit renamed, if that is being found out. */
  async renamesOf(commit: string): Promise<void> {
    await this.#open.ended(commit);
  }

  /** From which path, that a commit with one parent deleted, git says that one was renamed which it added; unclear as well of a commit that was not read. */
  renamingOf(commit: string, path: string): Renaming {
    const touches = this.#of(commit);
    if (touches === undefined) return 'unclear';
    let sources = this.#sources.get(commit);
    if (sources === undefined) {
      const found = new Map<number, number>();
      for (let at = 0; at < touches.renamings.length; at += 2)
        found.set(touches.renamings[at] ?? 0, touches.renamings[at + 1] ?? unclear);
      sources = found;
      this.#sources.set(commit, sources);
    }
    const from = sources.get(this.numberOf(path) ?? -1);
    if (from === undefined) return 'none';
    return from === unclear ? 'unclear' : { from: this.path(from) };
  }

  /** Keeps what some commits did for the next time, unless hardly any of it is new. */
  store(commits: Iterable<string>): void {
    if (this.#unstored === 0 || (this.#isKept && this.#unstored < fewNewCommits)) return;
    this.#unstored = 0;
    this.#isKept = true;
    const kept = [...commits].flatMap((oid) => {
      const touches = this.#of(oid);
      return touches === undefined ? [] : [[oid, touches] as const];
    });
    if (kept.reduce((sum, [, { touched }]) => sum + touched.length, 0) > mostKept) return;
    storeTouches(this.#place, this.#paths, kept);
  }

  /** Those of some commits that were not read yet. The same ones are asked for again and again. */
  #missing(commits: readonly string[]): readonly string[] {
    if (this.#latest?.commits !== commits) {
      const missing = commits.filter((oid) => this.#kept?.has(oid) !== true && !this.#commits.has(oid));
      this.#latest = { commits, missing };
    }
    return this.#latest.missing;
  }

  #of(commit: string): CommitTouches | undefined {
    return this.#commits.get(commit) ?? this.#kept?.of(commit);
  }

  /** As in `KeptTouches`; undefined for a commit that was not read. */
  #touchOf(commit: string, path: string): number | undefined {
    const number = this.numberOf(path) ?? -1;
    const code = this.#kept?.touchOf(commit, number);
    if (code !== undefined) return code;
    const touches = this.#commits.get(commit);
    return touches === undefined ? undefined : (touches.touched.find((one) => pathOf(one) === number) ?? -1);
  }

  #number(path: string): number {
    let number = this.#numberOf.get(path);
    if (number !== undefined) return number;
    const own = detached(path);
    number = this.#paths.push(own) - 1;
    this.#numberOf.set(own, number);
    return number;
  }
}
