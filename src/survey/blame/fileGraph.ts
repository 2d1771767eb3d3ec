import { type CancelSignal, type Git } from '../../core/ports.ts';
import { detached } from '../detached.ts';
import { readTouches } from '../touches.ts';

/** What a commit did to a file. */
export interface Change {
  /** Git's letter, one for each parent of a merge that mixed something of its own; `~` for a merge that has the file from another parent than the first. */
  readonly status: string;
  /** The file's object ids, one for each parent, and its own behind them. */
  readonly oids: readonly string[];
  /** Whether it was, and is, a regular file everywhere. */
  readonly isRegular: boolean;
}

/** A file that a commit deleted. */
export interface Deletion {
  readonly path: string;
  readonly oid: string;
}

/** What commits did to one file. */
interface Changes {
  readonly commits: number[];
  /** The status, whether all are regular files, and the object ids, for each of the commits. */
  readonly packed: string[];
}

/** Files that are followed at once, and what they were called. */
const mostRecent = 12;

/** More touches than this would take much memory. */
const mostTouches = 400_000;

/**
 * What some commits, which come before one revision, did to files: what blame must know of history. Commits are numbers, children before parents; numbers
 * from `size` on stand for commits at which blame ends.
 */
export class FileGraph {
  readonly #oids: readonly string[];
  readonly #parents: readonly (readonly number[])[];
  readonly #numberOf: ReadonlyMap<string, number>;
  readonly #changes = new Map<string, Changes>();
  /** Of files that are followed at the moment, by commit. */
  readonly #recent = new Map<string, ReadonlyMap<number, string>>();
  readonly #deletions = new Map<number, Deletion[]>();

  private constructor(
    oids: readonly string[],
    parents: readonly (readonly number[])[],
    numberOf: ReadonlyMap<string, number>,
  ) {
    this.#oids = oids;
    this.#numberOf = numberOf;
    this.#parents = parents;
  }

  /** Reads the commits that `revision` has and `bounds` do not. Null where git failed or was cancelled, or where they are very many. */
  static async read(
    { git, cwd }: { readonly git: Git; readonly cwd: string },
    revision: string,
    bounds: readonly string[],
    signal?: CancelSignal,
  ): Promise<FileGraph | null> {
    const args = ['rev-list', '--topo-order', '--parents', revision, ...bounds.map((oid) => `^${oid}`), '--'];
    const listed = await git.run(args, { cwd, ...(signal === undefined ? {} : { signal }) });
    if (!listed.ok) return null;
    const lines = new TextDecoder().decode(listed.stdout).split('\n');
    if (lines.at(-1) === '') lines.pop();
    const rows = lines.map((line) => line.split(' '));
    const oids = rows.map(([oid = '']) => oid);
    const numberOf = new Map(oids.map((oid, number) => [oid, number]));
    const parents = rows.map(([, ...names]) =>
      names.map((name) => {
        const known = numberOf.get(name);
        if (known !== undefined) return known;
        const number = oids.push(detached(name)) - 1;
        numberOf.set(name, number);
        return number;
      }),
    );
    const graph = new FileGraph(oids, parents, numberOf);
    return (await graph.#readTouches({ git, cwd }, signal)) ? graph : null;
  }

  async #readTouches(
    place: { readonly git: Git; readonly cwd: string },
    signal: CancelSignal | undefined,
  ): Promise<boolean> {
    let touches = 0;
    const note = (commit: string, path: string, status: string, meta: string): void => {
      if (++touches > mostTouches) return;
      const number = this.numberOf(commit);
      let changes = this.#changes.get(path);
      if (changes === undefined) this.#changes.set(detached(path), (changes = { commits: [], packed: [] }));
      const parts = meta.replace(/^:+/, '').split(' ');
      const half = (parts.length - 1) / 2;
      const isRegular = parts.slice(0, half).every((mode) => mode.startsWith('100') || mode === '000000');
      const oids = parts.slice(half, -1);
      changes.commits.push(number);
      // Half a byte a digit in place of a byte: there are very many.
      changes.packed.push(`${status}${isRegular ? ' ' : '!'}${Buffer.from(oids.join(''), 'hex').toString('latin1')}`);
      if (status !== 'D') return;
      const deletion = { path: detached(path), oid: detached(oids[0] ?? '') };
      const known = this.#deletions.get(number);
      if (known === undefined) this.#deletions.set(number, [deletion]);
      else known.push(deletion);
    };
    const commits = this.#oids.slice(0, this.size);
    const isRead = await readTouches(
      place,
      commits,
      ({ commit, path, status, meta }) => note(commit, path, status, meta),
      signal,
    );
    if (!isRead || touches > mostTouches) return false;
    const merges = commits.flatMap((oid, number) => {
      const [first, ...others] = this.#parents[number] ?? [];
      return first === undefined || others.length === 0 ? [] : [`${oid} ${this.#oids[first] ?? ''}`];
    });
    const onMerge = ({ commit, path, meta }: { commit: string; path: string; meta: string }): void => {
      // What a merge mixed is known already.
      const isMixed = this.#changes.get(path)?.commits.includes(this.numberOf(commit)) === true;
      if (!isMixed) note(commit, path, '~', meta);
    };
    return (await readTouches(place, merges, onMerge, signal)) && touches <= mostTouches;
  }

  /** How many commits there are that blame looks through. */
  get size(): number {
    return this.#parents.length;
  }

  oid(commit: number): string {
    return this.#oids[commit] ?? '';
  }

  /** Below zero for a commit that is not among them. */
  numberOf(oid: string): number {
    return this.#numberOf.get(oid) ?? -1;
  }

  parents(commit: number): readonly number[] {
    return this.#parents[commit] ?? [];
  }

  /** What a commit with one parent deleted. */
  deletions(commit: number): readonly Deletion[] {
    return this.parents(commit).length === 1 ? (this.#deletions.get(commit) ?? []) : [];
  }

  changeOf(commit: number, path: string): Change | null {
    const packed = this.#packed(commit, path);
    const [, status = '', mark = ''] = /^([^ !]+)([ !])/.exec(packed ?? '') ?? [];
    if (packed === null) return null;
    const digits = Buffer.from(packed.slice(status.length + mark.length), 'latin1').toString('hex');
    const oidLength = this.oid(0).length;
    const oids = Array.from({ length: digits.length / oidLength }, (_, index) =>
      digits.slice(index * oidLength, (index + 1) * oidLength),
    );
    return { status, oids, isRegular: mark === ' ' };
  }

  #packed(commit: number, path: string): string | null {
    return this.#byCommit(path).get(commit) ?? null;
  }

  #byCommit(path: string): ReadonlyMap<number, string> {
    const known = this.#recent.get(path);
    if (known !== undefined) return known;
    const changes = this.#changes.get(path);
    const own = new Map(changes?.commits.map((commit, index) => [commit, changes.packed[index] ?? '']));
    this.#recent.set(path, own);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > mostRecent && oldest !== undefined) this.#recent.delete(oldest);
    return own;
  }

  /** The first commit, from one on down the parents that have the file as it is there, that changed it, or at which blame ends; null where that cannot be told. */
  firstChange(from: number, path: string): number | null {
    const changed = this.#byCommit(path);
    for (let commit = from; ;) {
      if (commit >= this.size) return commit;
      const packed = changed.get(commit);
      if (packed?.startsWith('~') === false) return commit;
      const [first, second, ...others] = this.parents(commit);
      let next = first;
      if (packed !== undefined) {
        const [before, after] = this.changeOf(commit, path)?.oids ?? [];
        if (before !== after) next = others.length > 0 ? undefined : second;
      }
      if (next === undefined) return null;
      commit = next;
    }
  }
}
