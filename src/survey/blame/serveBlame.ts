import { type DialogueGit } from '../../core/ports.ts';
import { type BlameAnswer, type MissingObject } from '../blameFile.ts';
import { type Renaming } from '../renaming.ts';
import { FileGraph } from './fileGraph.ts';
import { OwnBlame, type BlameSource, type RenamingOf } from './ownBlame.ts';
import { packAnswer } from './packedAnswer.ts';
import { type PackedGraph } from './packedGraph.ts';
import { type BlameTask, type FromBlameThread, type NumberedAnswer, type ToBlameThread } from './threadMessages.ts';

/** Files that are followed at the same time: while one waits for git another goes on. */
const mostAtOnce = 3;

/** For so long answers wait for others: each message wakes the other side. */
const gatheredForMs = 20;

type Question = Extract<ToBlameThread, { kind: 'blame' }>;

/** The side of a `BlameThreads` that works: answers what it is told, with null where it cannot tell. */
export class ServedBlame {
  readonly #tell: (message: FromBlameThread) => void;
  readonly #own: Promise<OwnBlame | null>;
  #takeGraph: (graph: PackedGraph | null) => void = () => undefined;
  readonly #graph = new Promise<PackedGraph | null>((resolve) => {
    this.#takeGraph = resolve;
  });
  readonly #asked = new Map<number, (renaming: Renaming) => void>();
  readonly #withDivisions: boolean;
  #questions = 0;
  readonly #waiting: Question[] = [];
  #atOnce = 0;
  #answers: NumberedAnswer[] = [];
  #gathering: NodeJS.Timeout | null = null;

  constructor(git: DialogueGit, task: BlameTask, tell: (message: FromBlameThread) => void) {
    this.#tell = tell;
    this.#withDivisions = task.withDivisions;
    this.#own = this.#open({ git, ...task }, task.isReader);
  }

  async #open(place: BlameSource, isReader: boolean): Promise<OwnBlame | null> {
    if (isReader) {
      const graph = await FileGraph.read(place, place.revision, place.stopAt);
      this.#tell({ kind: 'graph', graph: graph?.packed ?? null });
      this.#takeGraph(graph?.packed ?? null);
    }
    const packed = await this.#graph;
    const renamingOf: RenamingOf = async (commit, path) => await this.#renamingOf(commit, path);
    return packed === null ? null : OwnBlame.of(new FileGraph(packed), place, renamingOf);
  }

  /** Takes a message. */
  async take(message: ToBlameThread): Promise<void> {
    if (message.kind === 'graph') this.#takeGraph(message.graph);
    const own = await this.#own;
    if (message.kind === 'end') {
      this.#waiting.length = 0;
      this.#giveAnswers();
      own?.end();
    } else if (message.kind === 'renamed') {
      this.#asked.get(message.number)?.(message.renaming);
      this.#asked.delete(message.number);
    } else if (message.kind === 'blame') {
      this.#waiting.push(message);
      if (this.#atOnce < mostAtOnce) await this.#work(own);
    }
  }

  /** Answers one question after the other as long as there are some. */
  async #work(own: OwnBlame | null): Promise<void> {
    this.#atOnce++;
    for (let question = this.#waiting.shift(); question !== undefined; question = this.#waiting.shift()) {
      const answer = (await own?.blame(question.path, question.blobOid)) ?? null;
      this.#answers.push({ number: question.number, answer: this.#packed(answer) });
      this.#gathering ??= setTimeout(() => this.#giveAnswers(), gatheredForMs);
    }
    this.#atOnce--;
    if (this.#atOnce === 0) this.#giveAnswers();
  }

  #packed(answer: BlameAnswer | MissingObject | null): NumberedAnswer['answer'] {
    return answer === null || 'missing' in answer ? answer : packAnswer(answer, this.#withDivisions);
  }

  #giveAnswers(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
    const answers = this.#answers;
    this.#answers = [];
    if (answers.length > 0) this.#tell({ kind: 'answers', answers });
  }

  async #renamingOf(commit: string, path: string): Promise<Renaming> {
    const number = this.#questions++;
    return await new Promise((resolve) => {
      this.#asked.set(number, resolve);
      this.#tell({ kind: 'renamingOf', number, commit, path });
    });
  }
}
