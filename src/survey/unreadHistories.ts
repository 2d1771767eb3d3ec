import { type Git, type Ledger } from '../core/ports.ts';
import { type RevisionFile } from './fileScope.ts';
import { absentObjects } from './gitObjects.ts';
import { isStrings, readPacked, writePacked } from './packed.ts';
import { type SameHistory } from './sameHistory.ts';

const cacheName = 'unread-histories';

/** More files than this are asked about again; in a partial clone it may be nearly all. */
const mostFiles = 20_000;

/** Blame of a file ends in as many places: for AI's lines, for all, and at the first commit; before evidence came, and after. */
const mostEnds = 4;

/** A question about a file that git could not answer. */
interface Unread {
  /** Down to where: a key, `''` for the first commit. */
  readonly end: string;
  readonly blobOid: string;
  /** Full object id of the commit at which it was asked, and what `HistoryState` says of the shape of history. */
  readonly revision: string;
  readonly shape: string;
  /** Full object ids that git named when it failed. */
  readonly named: readonly string[];
}

/** Where {@link UnreadHistories} look; as in `RevisionPlace`. */
interface UnreadPlace {
  readonly git: Git;
  readonly ledger: Ledger;
  readonly cwd: string;
  readonly revision: string;
  readonly shape: string;
}

/**
 * Files whose history git could not read since an object is missing. Git finds that out only when it gets there (after 19 seconds for one file of playwright), so it is
 * remembered with the objects that git named: while one of them is missing, the same question fails again. An object may come in many ways (a fetch, by hand,
 * an alternate), so whether it came is asked of git, once for all files.
 */
export class UnreadHistories {
  readonly #place: UnreadPlace;
  readonly #same: SameHistory;
  /** By path; read at the first question. */
  #files: Map<string, readonly Unread[]> | null = null;
  #absent: Promise<ReadonlySet<string>> | null = null;
  #isChanged = false;

  constructor(place: UnreadPlace, same: SameHistory) {
    this.#place = place;
    this.#same = same;
  }

  /** What is missing is to be found out anew: some time went by. */
  begin(): void {
    this.#absent = null;
  }

  /** Whether blame of a file is known to fail, down to `end` (a key, `''` for the first commit) or before it comes there. */
  async has({ path, blobOid }: RevisionFile, end: string): Promise<boolean> {
    for (const known of this.#all().get(path) ?? []) {
      if (known.blobOid !== blobOid || known.shape !== this.#place.shape) continue;
      if ((known.end !== end && end !== '') || !(await this.#isOfRevision(path, known))) continue;
      const absent = await (this.#absent ??= this.#readAbsent());
      if (known.named.some((oid) => absent.has(oid))) return true;
    }
    return false;
  }

  /** Files of which that is known, whatever they hold, without a look at what commits touched since. */
  async paths(): Promise<ReadonlySet<string>> {
    const { revision, shape } = this.#place;
    const absent = await (this.#absent ??= this.#readAbsent());
    const paths = new Set<string>();
    for (const [path, all] of this.#all()) {
      const holds = (known: Unread): boolean => known.revision === revision && known.shape === shape;
      if (all.some((known) => holds(known) && known.named.some((oid) => absent.has(oid)))) paths.add(path);
    }
    return paths;
  }

  /** Whether it is known that a file's history could not be read at this commit; an object may have come since. */
  knows({ path, blobOid }: RevisionFile): boolean {
    const { revision, shape } = this.#place;
    const all = this.#all().get(path) ?? [];
    return all.some((known) => known.blobOid === blobOid && known.revision === revision && known.shape === shape);
  }

  /** Takes what git said when it failed to blame a file down to `end`. */
  add({ path, blobOid }: RevisionFile, end: string, said: string): void {
    const named = [...new Set(said.match(/\b[0-9a-f]{40,64}\b/g))];
    const { revision, shape } = this.#place;
    if (named.length > 0) this.#set(path, { end, blobOid, revision, shape, named });
  }

  /** Writes what is new to the ledger. */
  store(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const files = [...this.#all()]
      .slice(-mostFiles)
      .map(([path, all]) => [
        path,
        all.map(({ end, blobOid, revision, shape, named }) => [end, blobOid, revision, shape, ...named]),
      ]);
    writePacked(this.#place.ledger, cacheName, { files });
  }

  /** Whether what was said at another commit holds at ours. */
  async #isOfRevision(path: string, known: Unread): Promise<boolean> {
    const { revision } = this.#place;
    if (known.revision === revision) return true;
    if ((await this.#same.touchedBetween(revision, known.revision))?.has(path) !== false) return false;
    this.#set(path, { ...known, revision });
    return true;
  }

  #set(path: string, unread: Unread): void {
    const files = this.#all();
    const others = (files.get(path) ?? []).filter(({ end }) => end !== unread.end);
    // The newest come last.
    files.delete(path);
    files.set(path, [...others, unread].slice(-mostEnds));
    this.#isChanged = true;
  }

  #all(): Map<string, readonly Unread[]> {
    if (this.#files !== null) return this.#files;
    this.#files = new Map();
    const { files } = readPacked(this.#place.ledger, cacheName) ?? {};
    for (const file of isList(files) ? files : []) {
      const [path, all] = isList(file) ? file : [];
      if (typeof path === 'string' && isList(all)) this.#files.set(path, all.filter(isStrings).map(unreadOf));
    }
    return this.#files;
  }

  /** Which of the objects that git named are missing now; none where that cannot be told. */
  async #readAbsent(): Promise<ReadonlySet<string>> {
    const { git, cwd } = this.#place;
    const named = new Set([...this.#all().values()].flatMap((all) => all.flatMap((one) => one.named)));
    const args = ['cat-file', '--batch-check=%(objectname)'];
    const checked = await git.run(args, { cwd, stdin: [...named, ''].join('\n') });
    // In a partial clone git may end at the first that it must not fetch.
    if (!checked.ok) return (await absentObjects(git, cwd, named)) ?? new Set();
    const absent = new Set<string>();
    for (const line of new TextDecoder().decode(checked.stdout).split('\n'))
      if (line.endsWith(' missing')) absent.add(line.slice(0, -' missing'.length));
    return absent;
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function unreadOf([end = '', blobOid = '', revision = '', shape = '', ...named]: readonly string[]): Unread {
  return { end, blobOid, revision, shape, named };
}
