import { type CancelSignal, type DialogueGit, type GitDialogue } from '../core/ports.ts';
import { type Hunk } from './blame/gitDiff.ts';
import { unquotePath } from './gitPath.ts';
import { PatchReader } from './patchReader.ts';

/** A commit and one of its parents, by full object ids. */
export interface CommitPair {
  readonly commit: string;
  readonly parent: string;
}

/** How a commit's file differs from its parent's. */
export interface FileChange {
  /** Git's letter, and of a rename how much is the same. */
  readonly status: string;
  /** Whether it was, and is, a regular file, as far as it is there. */
  readonly isRegular: boolean;
  /** Object id of the parent's file, or another name by which git finds it; zeros or nothing where it has none. */
  readonly oldOid: string;
  readonly hunks: readonly Hunk[];
}

/** `same`: its content does not differ. `failed`: git failed or was cancelled. */
export type FileDifference = FileChange | 'same' | 'failed';

interface Asked {
  readonly answer: (difference: FileDifference) => void;
}

/** What blame compares, and how (see `GitDiff`); nothing of it is left to settings. */
const form = [
  ...['-r', '--root', '--always', '--raw', '--no-abbrev', '-p', '-U0', '-w', '--text'],
  ...['--diff-algorithm=myers', '--indent-heuristic', '--no-ext-diff', '--no-textconv', '--format=%x00%H'],
];

/**
 * Says what commits did to one file: git compares the versions, in the order in which they were asked for, while the answers before are worked with. Call
 * {@link end}.
 */
export class PairPatches {
  readonly #path: string;
  readonly #dialogue: GitDialogue;
  /** By commit, and then by parent. */
  readonly #answers = new Map<string, Map<string, Promise<FileDifference>>>();
  readonly #asked: Asked[] = [];
  #answered = -1;
  #isOver = false;
  #raw: readonly string[] | null = null;
  #isOdd = false;
  #hunks: Hunk[] = [];

  /** With `from` for commits that renamed the file from there. */
  constructor(git: DialogueGit, cwd: string, path: string, from: string | null, signal?: CancelSignal) {
    this.#path = path;
    const paths = from === null ? ['--no-renames', '--', path] : ['-M', '--', from, path];
    const reader = new PatchReader({
      onOther: (_, line) => this.#takeOther(line),
      onHunk: (_, of, hunk) => {
        if (of === path) this.#hunks.push(hunk);
      },
      onCommit: () => this.#next(),
    });
    this.#dialogue = git.openDialogue(['diff-tree', '--stdin', ...form, ...paths], {
      cwd,
      env: { GIT_LITERAL_PATHSPECS: '1' },
      onStdout: (chunk) => reader.push(chunk),
      ...(signal === undefined ? {} : { signal }),
    });
    void this.#dialogue.ended.then(() => {
      this.#isOver = true;
      for (const { answer } of this.#asked.slice(Math.max(this.#answered, 0))) answer('failed');
    });
  }

  /** Whether a pair was asked for. */
  has({ commit, parent }: CommitPair): boolean {
    return this.#answers.get(commit)?.has(parent) === true;
  }

  /** Has git look at pairs. */
  ask(pairs: readonly CommitPair[]): void {
    let lines = '';
    for (const { commit, parent } of pairs) {
      let known = this.#answers.get(commit);
      if (known === undefined) this.#answers.set(commit, (known = new Map<string, Promise<FileDifference>>()));
      if (known.has(parent)) continue;
      const answer = new Promise<FileDifference>((resolve) => {
        if (this.#isOver) resolve('failed');
        else this.#asked.push({ answer: resolve });
      });
      known.set(parent, answer);
      lines += `${commit} ${parent}\n`;
    }
    // What is no object id comes back at once, and with it all that was held back.
    if (lines !== '' && !this.#isOver) this.#dialogue.write(`${lines}${mark}\n`);
  }

  /** What a commit did; it is asked for if it was not before. */
  async of(pair: CommitPair): Promise<FileDifference> {
    if (!this.has(pair)) this.ask([pair]);
    return (await this.#answers.get(pair.commit)?.get(pair.parent)) ?? 'failed';
  }

  /** No more questions. */
  end(): void {
    this.#dialogue.end();
  }

  #takeOther(line: string): void {
    if (line === mark) {
      this.#give();
      return;
    }
    if (!line.startsWith(':')) return;
    const [meta = '', ...printed] = line.split('\t');
    // A folder that was a file, or becomes one; or what is no rename although it was said to be.
    if (unquotePath(printed.at(-1) ?? '') !== this.#path || this.#raw !== null) this.#isOdd = true;
    else this.#raw = meta.slice(1).split(' ');
  }

  #next(): void {
    this.#give();
    this.#answered++;
  }

  /** What was read is the answer to the question that was last begun, if it has none. */
  #give(): void {
    const asked = this.#asked[this.#answered];
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = this.#raw ?? [];
    const isRegular = !this.#isOdd && [oldMode, newMode].every((mode) => mode.startsWith('100') || mode === '000000');
    const isSame = !this.#isOdd && (this.#raw === null || (isRegular && oldOid === newOid));
    asked?.answer(isSame ? 'same' : { status, isRegular, oldOid, hunks: this.#hunks });
    this.#raw = null;
    this.#isOdd = false;
    this.#hunks = [];
  }
}

const mark = '=';
