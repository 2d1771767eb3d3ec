import { type CancelSignal, type DialogueGit, type Git, type GitSeries } from '../../core/ports.ts';
import { unquotePath } from '../gitPath.ts';
import { MovedLines, newWorkbench } from '../movedLines.ts';
import { ObjectDialogue } from '../objectDialogue.ts';
import { type Renaming } from '../renaming.ts';
import { lastLine, type BlameAnswer, type MissingObject } from '../blameFile.ts';
import { walkBlame, type WalkSource } from './blameWalk.ts';
import { FileGraph } from './fileGraph.ts';
import { MergeRenames } from './mergeRenames.ts';

/** Where {@link OwnBlame} reads. */
export interface BlameSource {
  readonly git: Git;
  readonly cwd: string;
  /** Environment that lets git find our commit-graph; empty without one. */
  readonly env: Readonly<Record<string, string>>;
  /** Full object id of a commit. */
  readonly revision: string;
  /** Commits at which blame stops looking further down: what reaches them is said to be theirs. */
  readonly stopAt: readonly string[];
}

/** From which file, that a commit (full object id) with one parent deleted, git says that one was renamed which it added. */
export type RenamingOf = (commit: string, path: string) => Renaming | Promise<Renaming>;

/** Told that a file waits for somebody else's answer; gives that answer. */
export type WhileWaiting = <T>(answer: T | Promise<T>) => T | Promise<T>;

/** So many questions about single commits git is asked at once. */
const mostAsking = 2;

/** One question after the other. */
interface Asking {
  /** How many are asked or wait. */
  open: number;
  latest: Promise<unknown>;
  /** Null before the first question, and where there is no such thing. */
  series: GitSeries | null;
}

function newAsking(): Asking {
  return { open: 0, latest: Promise.resolve(), series: null };
}

/** Larger contents are left to git: several versions of one are held at once. */
const mostBytes = 2 * 1024 * 1024;

/**
 * Says of many files of one revision what `git blame -w -M` says, with one process that reads contents for all of them in place of one that blames each. Most of what
 * blame takes goes into finding, file by file, which commits changed it, and into comparing whole texts with each stretch of lines that may have moved: here
 * what commits changed is read once (`FileGraph`), and most stretches need no comparison (`MoveSearch`).
 */
export class OwnBlame {
  readonly #place: BlameSource;
  readonly #graph: FileGraph;
  readonly #renamingOf: RenamingOf;
  readonly #merges: MergeRenames;
  readonly #signal: CancelSignal | undefined;
  readonly #whileWaiting: WhileWaiting;
  readonly #asking: Asking[] = Array.from({ length: mostAsking }, newAsking);
  readonly #objects: ObjectDialogue;
  readonly #source: WalkSource;

  private constructor(
    place: BlameSource,
    git: DialogueGit,
    graph: FileGraph,
    renamingOf: RenamingOf,
    signal: CancelSignal | undefined,
    whileWaiting: WhileWaiting,
  ) {
    this.#place = place;
    this.#renamingOf = renamingOf;
    this.#signal = signal;
    this.#whileWaiting = whileWaiting;
    this.#graph = graph;
    const bench = newWorkbench();
    const { room } = bench;
    const read = (oids: readonly string[]): readonly Promise<Uint8Array | null>[] => this.#read(oids);
    this.#merges = new MergeRenames(
      { ...place, git },
      graph,
      { read, giveBack: (content) => room.giveBack(content) },
      signal,
    );
    this.#objects = new ObjectDialogue(git, place.cwd, signal, room.bytes);
    this.#source = {
      bench,
      history: graph,
      read,
      isMissing: (oid) => this.#objects.lacks(oid),
      renamedFrom: async (commit, path) => await this.#renamedFrom(commit, path),
      renamedInMerge: async (commit, parent, path) => await this.#merges.renamedFrom(commit, parent, path),
    };
  }

  /** Reads what is needed for all files. Null where git failed or was cancelled, and where it is too much. */
  static async open(place: BlameSource, renamingOf: RenamingOf, signal?: CancelSignal): Promise<OwnBlame | null> {
    const { git, revision, stopAt } = place;
    if (!isTalking(git)) return null;
    const graph = await FileGraph.read(place, revision, stopAt, signal);
    return graph === null ? null : OwnBlame.of(graph, place, renamingOf, signal);
  }

  /** As {@link open} with a graph that was read already, of the same revision and bounds. */
  static of(
    graph: FileGraph,
    place: BlameSource,
    renamingOf: RenamingOf,
    signal?: CancelSignal,
    whileWaiting: WhileWaiting = (answer) => answer,
  ): OwnBlame | null {
    const { git } = place;
    return !isTalking(git) || graph.size === 0
      ? null
      : new OwnBlame(place, git, graph, renamingOf, signal, whileWaiting);
  }

  /** Null where only git can tell, or where reading failed. Many may be asked for at once. */
  async blame(path: string, blobOid: string): Promise<BlameAnswer | MissingObject | null> {
    return await walkBlame(this.#source, path, blobOid);
  }

  /** What a path is at the revision; null for one that no commit down to the bounds touched, and for one that is gone. */
  oidOf(path: string): string | null {
    const commit = this.#graph.firstChange(0, path);
    const change = commit === null ? null : this.#graph.changeOf(commit, path);
    const oid = change?.oids.at(-1);
    return oid === undefined || /^0+$/.test(oid) ? null : oid;
  }

  /** Looks for lines of one text in others; null where it cannot be read. To be ended by who asks. */
  async openText(blobOid: string): Promise<MovedLines | null> {
    return await MovedLines.open(this.#objects, this.#source.bench, blobOid);
  }

  /** No more questions. */
  end(): void {
    this.#objects.end();
    this.#merges.end();
    for (const { series } of this.#asking) series?.end();
  }

  #read(oids: readonly string[]): readonly Promise<Uint8Array | null>[] {
    const answers: ((content: Uint8Array | null) => void)[] = [];
    const contents = oids.map(() => new Promise<Uint8Array | null>((resolve) => answers.push(resolve)));
    void this.#objects
      .read(oids, (object, index) => {
        const isUsable = object?.type === 'blob' && object.content.length <= mostBytes;
        answers[index]?.(isUsable ? object.content : null);
      })
      // Whatever git did not say by then it will not say.
      .then(() => {
        for (const answer of answers) answer(null);
      });
    return contents;
  }

  /** What blame says of a file at one commit alone; null when git failed. A few are asked at once, each of series of its own where the system has such a thing. */
  async #askBlame(commit: string, parent: string, path: string): Promise<Uint8Array | null> {
    const asking = this.#asking.reduce((least, one) => (one.open < least.open ? one : least));
    asking.open++;
    const answer = asking.latest.then(async () => await this.#askNext(asking, [commit, `^${parent}`, '--', path]));
    asking.latest = answer;
    return await answer.finally(() => asking.open--);
  }

  async #askNext(asking: Asking, questions: readonly string[]): Promise<Uint8Array | null> {
    const { git, cwd, env } = this.#place;
    const args = ['blame', '-w', '--no-ignore-revs-file', '--porcelain', '--show-stats'];
    const options = {
      cwd,
      env: { ...env, GIT_LITERAL_PATHSPECS: '1' },
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    };
    asking.series ??=
      git.openSeries?.(args, { ...options, endsWith: lastLine, argumentsEach: questions.length }) ?? null;
    let answer = (await asking.series?.ask(...questions)) ?? 'over';
    if (answer === 'over') {
      const result = await git.run([...args, ...questions], options);
      answer = result.ok ? result.stdout : 'failed';
    }
    return answer === 'failed' ? null : answer;
  }

  /** As {@link WalkSource.renamedFrom}. Where it is unclear, blame itself is asked, at that commit alone. */
  async #renamedFrom(commit: number, path: string): Promise<{ path: string; oid: string } | null | undefined> {
    if (!this.#graph.hasDeletions(commit)) return null;
    const oid = this.#graph.oid(commit);
    const renaming = await this.#whileWaiting(this.#renamingOf(oid, path));
    if (renaming === 'none') return null;
    if (renaming !== 'unclear') return this.#graph.deletion(commit, renaming.from);
    const [parent] = this.#graph.parents(commit);
    if (parent === undefined) return null;
    const answer = await this.#whileWaiting(this.#askBlame(oid, this.#graph.oid(parent), path));
    if (answer === null) return undefined;
    const from = renamedTo(new TextDecoder().decode(answer), oid, path);
    // What it was renamed from it deleted.
    return from === null ? null : (this.#graph.deletion(commit, from) ?? undefined);
  }
}

/** The path under which the parent has the file, by what `--porcelain` prints; null where it does not have it. */
function renamedTo(output: string, oid: string, path: string): string | null {
  let commit = '';
  for (const line of output.split('\n')) {
    const [, name] = /^([0-9a-f]{40,64}) \d+ \d+(?: \d+)?$/.exec(line) ?? [];
    if (name !== undefined) commit = name;
    const [, previous] = /^previous [0-9a-f]{40,64} (.*)$/.exec(line) ?? [];
    if (previous !== undefined) return unquotePath(previous);
    const [, filename] = /^filename (.*)$/.exec(line) ?? [];
    if (filename !== undefined && commit !== oid && unquotePath(filename) !== path) return unquotePath(filename);
  }
  return null;
}

/** Whether git can be asked on and on. */
export function isTalking(git: Git): git is DialogueGit {
  return git.openDialogue !== undefined;
}
