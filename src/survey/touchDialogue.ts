import { type CancelSignal, type DialogueGit, type GitDialogue } from '../core/ports.ts';
import { touchArgs, touchMark, TouchReader, type OnTouch } from './touches.ts';

/** Where git runs. */
export interface TouchDialoguePlace {
  readonly git: DialogueGit;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Question {
  readonly onTouch: OnTouch;
  readonly answer: (isRead: boolean) => void;
}

/** As `readTouches`, of one commit after the other, whenever somebody asks, through one process: to start one for each takes longer than what git has to do. Call {@link end}. */
export class TouchDialogue {
  readonly #place: TouchDialoguePlace;
  readonly #signal: CancelSignal | undefined;
  #dialogue: GitDialogue | null = null;
  /** Not answered yet, in the order in which they were asked. */
  readonly #asked: Question[] = [];
  #isOver = false;

  constructor(place: TouchDialoguePlace, signal: CancelSignal | undefined) {
    this.#place = place;
    this.#signal = signal;
  }

  /** What differs between a commit and one of its parents (full object ids). False when git failed or was cancelled. */
  async read(commit: string, parent: string, onTouch: OnTouch): Promise<boolean> {
    if (this.#isOver) return false;
    return await new Promise<boolean>((resolve) => {
      this.#dialogue ??= this.#start();
      this.#asked.push({ onTouch, answer: resolve });
      this.#dialogue.write(`${commit} ${parent}\n${touchMark}`);
    });
  }

  /** No more questions. */
  end(): void {
    this.#isOver = true;
    this.#dialogue?.end();
  }

  #start(): GitDialogue {
    const reader = new TouchReader(
      (touch) => this.#asked[0]?.onTouch(touch),
      () => this.#asked.shift()?.answer(true),
    );
    const { git, cwd, env } = this.#place;
    const dialogue = git.openDialogue(touchArgs, {
      cwd,
      env,
      onStdout: (chunk) => reader.push(chunk),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    void dialogue.ended.then(() => {
      this.#dialogue = null;
      for (const { answer } of this.#asked.splice(0)) answer(false);
    });
    return dialogue;
  }
}
