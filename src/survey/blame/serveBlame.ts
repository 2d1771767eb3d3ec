import { type DialogueGit } from '../../core/ports.ts';
import { OwnBlame } from './ownBlame.ts';
import { packAnswer } from './packedAnswer.ts';
import { type BlameTask, type FromBlameThread, type ToBlameThread } from './threadMessages.ts';

/** The side of a `BlameThreads` that works: answers what it is told, with null where it cannot tell. */
export class ServedBlame {
  readonly #tell: (message: FromBlameThread) => void;
  readonly #own: Promise<OwnBlame | null>;
  readonly #asked = new Map<number, (mayBe: boolean) => void>();
  #questions = 0;

  constructor(git: DialogueGit, task: BlameTask, tell: (message: FromBlameThread) => void) {
    this.#tell = tell;
    this.#own = OwnBlame.open({ git, ...task }, async (commit, path) => await this.#mayBeRenamed(commit, path));
  }

  /** Takes a message. Resolves when what it asks for is done. */
  async take(message: ToBlameThread): Promise<void> {
    const own = await this.#own;
    if (message.kind === 'end') own?.end();
    else if (message.kind === 'renamed') {
      this.#asked.get(message.number)?.(message.mayBe);
      this.#asked.delete(message.number);
    } else {
      const answer = (await own?.blame(message.path, message.blobOid)) ?? null;
      this.#tell({ kind: 'answer', number: message.number, answer: answer && packAnswer(answer) });
    }
  }

  async #mayBeRenamed(commit: string, path: string): Promise<boolean> {
    const number = this.#questions++;
    return await new Promise((resolve) => {
      this.#asked.set(number, resolve);
      this.#tell({ kind: 'mayBeRenamed', number, commit, path });
    });
  }
}
