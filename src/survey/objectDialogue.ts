import { type CancelSignal, type DialogueGit, type GitDialogue, type GitResult } from '../core/ports.ts';
import { BatchReader, type MakeRoom } from './gitObjects.ts';

/** An object as git gives it: its type and its bytes. */
export interface GitObject {
  readonly type: string;
  readonly content: Uint8Array;
}

interface Asked {
  readonly name: string;
  readonly answer: (object: GitObject | null) => void;
}

/** So many objects may be damaged so badly that git ends over them; then something else is wrong. */
const mostDeaths = 20;

/** Reads objects whenever somebody asks, all of them through one `git cat-file --batch`, which starts with the first question. Call {@link end}. */
export class ObjectDialogue {
  readonly #git: DialogueGit;
  readonly #cwd: string;
  readonly #signal: CancelSignal | undefined;
  readonly #makeRoom: MakeRoom | undefined;
  #dialogue: GitDialogue | null = null;
  /** Not answered yet, in the order in which they were asked. */
  #asked: Asked[] = [];
  #answered = 0;
  #deaths = 0;
  #unsent = '';
  #isOver = false;
  readonly #lacking = new Set<string>();
  #failure: string | null = null;
  /** Told that nothing more will be said to them. */
  readonly #readers = new Set<() => void>();

  /** Contents are written into what `makeRoom` gives, by itself into fresh memory. */
  constructor(git: DialogueGit, cwd: string, signal?: CancelSignal, makeRoom?: MakeRoom) {
    this.#git = git;
    this.#cwd = cwd;
    this.#signal = signal;
    this.#makeRoom = makeRoom;
  }

  /** What git said when it failed, in one line; null while it did not. */
  get failure(): string | null {
    return this.#failure;
  }

  /**
   * Reads objects; `onObject` is called in the order of `names`, which must have no line breaks, with null for an object that is missing or so damaged that
   * git cannot read it. False when git failed or was cancelled.
   */
  async read(names: readonly string[], onObject: (object: GitObject | null, index: number) => void): Promise<boolean> {
    if (names.length === 0) return true;
    if (this.#failure !== null) return false;
    let left = names.length;
    const answers = new Promise<void>((resolve) => {
      const end = (): void => {
        this.#readers.delete(end);
        resolve();
      };
      this.#readers.add(end);
      for (const [index, name] of names.entries())
        this.#asked.push({
          name,
          answer: (object) => {
            onObject(object, index);
            if (--left === 0) end();
          },
        });
    });
    if (this.#dialogue === null) this.#start();
    else {
      // What is asked in the same turn goes out at once: each time wakes git.
      if (this.#unsent === '') setImmediate(() => this.#send());
      this.#unsent += `${names.join('\n')}\n`;
    }
    await answers;
    return left === 0;
  }

  /** Whether git said of an object that was asked for that it is not here; not of one that is damaged. */
  lacks(name: string): boolean {
    return this.#lacking.has(name);
  }

  #send(): void {
    if (this.#unsent !== '') this.#dialogue?.write(this.#unsent);
    this.#unsent = '';
  }

  /** No more questions. */
  end(): void {
    this.#send();
    this.#isOver = true;
    this.#dialogue?.end();
  }

  #start(): void {
    if (this.#isOver) return;
    const reader = new BatchReader((name, content, type) => {
      const asked = this.#asked[this.#answered++];
      if (this.#answered > 1_000) {
        this.#asked = this.#asked.slice(this.#answered);
        this.#answered = 0;
      }
      if (content === null) this.#lacking.add(name);
      asked?.answer(content === null ? null : { type, content });
    }, this.#makeRoom);
    const dialogue = this.#git.openDialogue(['cat-file', '--batch'], {
      cwd: this.#cwd,
      onStdout: (chunk) => reader.push(chunk),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    this.#dialogue = dialogue;
    const open = this.#asked.slice(this.#answered);
    this.#unsent = '';
    dialogue.write(`${open.map(({ name }) => name).join('\n')}\n`);
    void dialogue.ended.then((result) => this.#ended(result));
  }

  /** git ends over an object that is damaged: the first that it has not answered. The others are asked for anew. */
  #ended(result: GitResult): void {
    if (result.ok || this.#isOver) return;
    this.#dialogue = null;
    const damaged = this.#asked[this.#answered];
    if (result.reason !== 'failed' || damaged === undefined || ++this.#deaths > mostDeaths) {
      this.#isOver = true;
      this.#failure = result.stderr.trim().split('\n')[0] ?? '';
      if (this.#failure === '') this.#failure = result.reason;
      for (const end of [...this.#readers]) end();
      return;
    }
    this.#answered++;
    damaged.answer(null);
    if (this.#answered < this.#asked.length) this.#start();
  }
}
