import { type BlamePiece } from '../../core/ports.ts';
import { type BlameAnswer, type FragileStretch, type MissingObject } from '../blameFile.ts';
import { divideLines } from '../dividedLines.ts';
import { joinedPieces } from '../joinedPieces.ts';
import { ChangeRecords, type SeenChange } from './changeRecords.ts';
import { type Change } from './fileGraph.ts';
import { LineNames, type LineVersion } from './lineVersion.ts';
import { MoveSearch, type Entry, type Workbench } from './moveSearch.ts';

/** The history of files; commits are numbers, children before parents, and numbers from `size` on are commits at which blame ends. */
export interface History {
  readonly size: number;
  /** Full object id. */
  oid(commit: number): string;
  parents(commit: number): readonly number[];
  changeOf(commit: number, path: string): Change | null;
  /** The first commit, from one on down the parents that have the file as it is there, that changed it, or at which blame ends; null where that cannot be told. */
  firstChange(commit: number, path: string): number | null;
}

/** What a walk reads through. */
export interface WalkSource {
  readonly bench: Workbench;
  readonly history: History;
  /** Contents of files, asked for together; null where one is missing or too large. They stand in the bench's room where there is one. */
  readonly read: (oids: readonly string[]) => readonly Promise<Uint8Array | null>[];
  /** Whether it is known of an object that could not be read that it is not here. */
  readonly isMissing: (oid: string) => boolean;
  /** From which file, that a commit deleted, git says that one was renamed which that commit added; null for none. Undefined where git could not say. */
  readonly renamedFrom: (commit: number, path: string) => Promise<{ path: string; oid: string } | null | undefined>;
  /** The same of a file of a merge beside one of its parents, which lacks it. */
  readonly renamedInMerge: (
    commit: number,
    parent: number,
    path: string,
  ) => Promise<{ path: string; oid: string } | null | undefined>;
}

/** Lines that are followed, at a commit and under a path. */
interface Origin {
  readonly commit: number;
  readonly path: string;
  readonly entries: Entry[];
}

/** Where a change has lines from. */
interface Source {
  readonly commit: number;
  readonly path: string;
  readonly oid: string;
}

/** A file that had more lines, all its versions together, is left to git: such a one, a patch of a megabyte with 381 versions, made the process grow by 300 MB. */
const mostNames = 60_000;

/** Versions of a file that are held, at least; more as long as they are small. */
const fewVersions = 3;
const mostHeldBytes = 512 * 1024;

/** Versions that are asked for at once, at first and at most, and how large they may be together: one question for all takes much less than one each. */
const fewAhead = 3;
const mostAhead = 32;
const mostAheadBytes = 2 * 1024 * 1024;

/**
 * What `git blame -w -M` says of one file. It follows each stretch of lines from commit to commit by the same rules: whole to the first parent that has the file with
 * the same content, by the difference to each parent in turn otherwise, and what then remains by a search in the whole of each parent's
 * file. Null where it meets what is left to git: files that were something else, that a merge has under another name, merges of more than two branches.
 * Blame looks into the same contents: where `isMissing` of one that could not be read, git would fail, too.
 */
export async function walkBlame(
  source: WalkSource,
  path: string,
  blobOid: string,
): Promise<BlameAnswer | MissingObject | null> {
  const walk = new Walk(source);
  const lineCount = await walk.open(blobOid, path);
  const starts =
    lineCount === 0 ? [] : [{ commit: 0, path, entry: { lineIndex: 0, at: 0, lineCount: lineCount ?? 0 } }];
  const isStarted = lineCount !== null && starts.every((start) => walk.start(start));
  const answer = isStarted ? await walk.run() : null;
  walk.end();
  const { unread } = walk;
  return answer === null && unread !== null && source.isMissing(unread) ? { missing: unread } : answer;
}

class Walk {
  readonly #source: WalkSource;
  readonly #names: LineNames;
  readonly #versions = new Map<string, LineVersion>();
  #heldBytes = 0;
  /** Contents that were asked for and not used yet. */
  readonly #ahead = new Map<string, Promise<Uint8Array | null>>();
  #aheadCount = fewAhead;
  #moves: MoveSearch | null = null;
  #newest = '';
  /** What could not be read, by its object id, so that there is no answer. */
  unread: string | null = null;
  #open: Origin[] = [];
  readonly #pieces: BlamePiece[] = [];
  readonly #fragile: FragileStretch[] = [];
  readonly #changes = new ChangeRecords();

  constructor(source: WalkSource) {
    this.#source = source;
    this.#names = source.bench.names.pop() ?? new LineNames();
  }

  /** How many lines the newest text has; null where it cannot be read. What comes next is asked for with it where its `path` at the first commit is given. */
  async open(blobOid: string, path: string | null = null): Promise<number | null> {
    const changed = path === null ? null : this.#source.history.firstChange(0, path);
    const next = path === null || changed === null ? [] : this.#chain(changed, path, fewAhead);
    this.#ask([...new Set([blobOid, ...next])]);
    const newest = await this.#version(blobOid);
    if (newest === null) return null;
    this.#newest = blobOid;
    this.#moves = new MoveSearch(this.#names, this.#source.bench, newest);
    return newest.ids.length;
  }

  /** Begins with lines at a commit. False where they cannot be followed. */
  start({ commit, path, entry }: { readonly commit: number; readonly path: string; readonly entry: Entry }): boolean {
    return this.#pass({ commit, path, oid: '' }, [entry]);
  }

  /** Gives back what was lent to it. */
  end(): void {
    for (const version of this.#versions.values()) this.#giveBack(version);
    this.#versions.clear();
    for (const content of this.#ahead.values())
      void content.then((bytes) => bytes && this.#source.bench.room.giveBack(bytes));
    this.#ahead.clear();
    this.#names.clear();
    this.#source.bench.names.push(this.#names);
  }

  async run(): Promise<BlameAnswer | null> {
    for (let origin = this.#next(); origin !== null; origin = this.#next()) {
      if (origin.commit >= this.#source.history.size) this.#give(origin, origin.entries);
      else if (!(await this.#take(origin))) return null;
    }
    const cut = this.#pieces.sort((a, b) => a.lineIndex - b.lineIndex);
    return { pieces: joinedPieces(cut), fragile: this.#fragile, divisions: cut, changes: this.#changes.all };
  }

  /** The newest of the open origins: whatever may still come to it is newer. */
  #next(): Origin | null {
    let best = 0;
    for (let index = 1; index < this.#open.length; index++)
      if ((this.#open[index]?.commit ?? 0) < (this.#open[best]?.commit ?? 0)) best = index;
    const [origin] = this.#open.splice(best, 1);
    return origin ?? null;
  }

  /** Lines are of a commit. */
  #give(origin: Origin, entries: readonly Entry[]): void {
    for (const entry of entries) this.#pieces.push(this.#pieceOf(origin, entry));
  }

  #pieceOf({ commit, path }: Pick<Origin, 'commit' | 'path'>, { lineIndex, lineCount, at }: Entry): BlamePiece {
    const oid = this.#source.history.oid(commit);
    return { lineIndex, lineCount, commit: oid, originalPath: path, originalLineIndex: at };
  }

  /** Lines go on to a commit, or to the first one from there that changed the file. False where that cannot be told. */
  #pass({ commit: from, path }: Source, entries: readonly Entry[]): boolean {
    if (entries.length === 0) return true;
    const commit = this.#source.history.firstChange(from, path);
    if (commit === null) return false;
    const known = this.#open.find((origin) => origin.commit === commit && origin.path === path);
    if (known === undefined) this.#open.push({ commit, path, entries: [...entries] });
    else known.entries.push(...entries);
    return true;
  }

  /** Divides the lines at a commit that changed the file. */
  async #take(origin: Origin): Promise<boolean> {
    const { commit, path } = origin;
    const change = this.#source.history.changeOf(commit, path);
    if (change?.isRegular !== true) return false;
    const own = change.oids.at(-1) ?? '';
    const sources = await this.#sourcesOf(origin, change.status, change.oids);
    if (sources === null) return false;
    const same = sources.find(({ oid }) => oid === own);
    if (same !== undefined) return this.#pass(same, origin.entries);
    if (sources.length === 0 && change.status.length === 1) this.#see(origin, null, 'added');
    const oids = sources.map(({ oid }) => oid);
    const different = sources.filter(({ oid }, index) => oids.indexOf(oid) === index);
    let left: readonly Entry[] = origin.entries;
    if (different.length === 1) this.#readAhead(origin);
    for (const one of different) {
      const young = await this.#version(own);
      const old = young === null ? null : await this.#version(one.oid, young);
      if (young === null || old === null) return false;
      const all = (version: LineVersion) => ({ version, start: 0, count: version.ids.length });
      const hunks = this.#source.bench.diff.hunks(all(old), all(young), this.#names.count);
      this.#see(origin, one, hunks);
      const divided = divideLines(left, hunks);
      if (!this.#pass(one, divided.kept)) return false;
      left = divided.added;
      if (left.length === 0) return true;
    }
    for (const one of different) {
      const rest = await this.#move(origin, one, left);
      if (rest === null) return false;
      left = rest;
    }
    this.#give(origin, left);
    return true;
  }

  /** Notes what a commit did to a path that a parent has, too, or that none has. */
  #see({ commit, path }: Origin, from: Source | null, change: SeenChange): void {
    if (from !== null && from.path !== path) return;
    const { history } = this.#source;
    const nthParent = from === null ? 0 : history.parents(commit).indexOf(from.commit);
    this.#changes.add(path, { commit: history.oid(commit), nthParent, change });
  }

  /** What lines are left when those that moved went on to a parent; slight ones are the commit's own. Null where that cannot be told. */
  async #move(origin: Origin, from: Source, entries: readonly Entry[]): Promise<readonly Entry[] | null> {
    const moves = this.#moves;
    if (moves === null) return null;
    const wanted = entries.filter((entry) => !moves.isSlight(entry));
    this.#give(
      origin,
      entries.filter((entry) => moves.isSlight(entry)),
    );
    if (wanted.length === 0) return [];
    const old = await this.#version(from.oid);
    if (old === null) return null;
    const { moved, left, slight, near } = moves.search(wanted, old);
    for (const { entry, moved: own } of near)
      this.#fragile.push({ ...this.#pieceOf(origin, entry), moved: own.map((part) => this.#pieceOf(from, part)) });
    this.#give(origin, slight);
    return this.#pass(from, moved) ? left : null;
  }

  /** The parents' files of which a commit made this one. Null where only git can tell. */
  async #sourcesOf(
    { commit, path }: Origin,
    status: string,
    oids: readonly string[],
  ): Promise<readonly Source[] | null> {
    const { history, renamedFrom } = this.#source;
    const parents = history.parents(commit);
    if (/^M+$|^[MA]{2,}$/.test(status) && parents.length === status.length && parents.length === oids.length - 1) {
      return await this.#sourcesOfMerge(commit, path, status, oids);
    }
    const [first, ...others] = parents;
    if (status !== 'A' || others.length > 0) return null;
    if (first === undefined) return [];
    const found = await renamedFrom(commit, path);
    if (found === undefined) return null;
    return found === null ? [] : [{ commit: first, ...found }];
  }

  /** A parent that has the file as it is counts before one that has it under another name, whatever their order. */
  async #sourcesOfMerge(
    commit: number,
    path: string,
    status: string,
    oids: readonly string[],
  ): Promise<readonly Source[] | null> {
    const { history, renamedInMerge } = this.#source;
    const parents = history.parents(commit);
    const sources = parents.map((parent, index) =>
      status[index] === 'M' ? { commit: parent, path, oid: oids[index] ?? '' } : null,
    );
    if (!sources.some((source) => source?.oid === oids.at(-1)))
      for (const [index, parent] of parents.entries()) {
        if (sources[index] !== null) continue;
        const found = await renamedInMerge(commit, parent, path);
        if (found === undefined) return null;
        sources[index] = found && { commit: parent, ...found };
      }
    return sources.filter((source) => source !== null);
  }

  async #version(oid: string, like: LineVersion | null = null): Promise<LineVersion | null> {
    const known = this.#versions.get(oid);
    if (known !== undefined) {
      // Those in use must not be the ones that go.
      this.#versions.delete(oid);
      this.#versions.set(oid, known);
      return known;
    }
    const bytes = await (this.#ahead.get(oid) ?? this.#source.read([oid])[0] ?? null);
    this.#ahead.delete(oid);
    if (bytes === null) {
      this.unread = oid;
      return null;
    }
    const version = this.#names.read(bytes, like, this.#source.bench.room.integers);
    if (this.#names.count > mostNames) {
      this.#giveBack(version);
      return null;
    }
    this.#versions.set(oid, version);
    this.#heldBytes += bytes.length;
    for (const [held, old] of this.#versions) {
      if (this.#versions.size <= fewVersions || this.#heldBytes <= mostHeldBytes) break;
      if (held === this.#newest) continue;
      this.#versions.delete(held);
      this.#heldBytes -= old.bytes.length;
      this.#giveBack(old);
    }
    return version;
  }

  /** Asks for the versions that come next if lines are left until there. */
  #readAhead({ commit, path }: Pick<Origin, 'commit' | 'path'>): void {
    const newestBytes = this.#versions.get(this.#newest)?.bytes.length ?? 0;
    const count = Math.min(2 * this.#aheadCount, mostAhead, Math.floor(mostAheadBytes / (newestBytes + 1)));
    const oids = this.#chain(commit, path, Math.max(1, count));
    if (oids.length === 0) return;
    this.#aheadCount = Math.max(1, count);
    this.#ask(oids);
  }

  /** The versions that come before a commit's along first parents and are not at hand; none where the first of them is. */
  #chain(from: number, path: string, count: number): readonly string[] {
    const { history } = this.#source;
    const isOld = (oid: string): boolean => this.#versions.has(oid) || this.#ahead.has(oid);
    const oids = new Set<string>();
    for (let commit = from; commit < history.size && oids.size < count;) {
      const change = history.changeOf(commit, path);
      const old = change?.oids[0] ?? '';
      if (change?.status !== 'M' || (commit === from && isOld(old))) break;
      if (!isOld(old)) oids.add(old);
      const [parent] = history.parents(commit);
      const next = parent === undefined ? null : history.firstChange(parent, path);
      if (next === null) break;
      commit = next;
    }
    return [...oids];
  }

  #ask(oids: readonly string[]): void {
    const contents = this.#source.read(oids);
    for (const [index, oid] of oids.entries()) {
      const content = contents[index];
      if (content !== undefined) this.#ahead.set(oid, content);
    }
  }

  #giveBack({ bytes, starts, ids }: LineVersion): void {
    for (const each of [bytes, starts, ids]) this.#source.bench.room.giveBack(each);
  }
}
