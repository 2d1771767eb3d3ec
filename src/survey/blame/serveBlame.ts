import { type DialogueGit } from '../../core/ports.ts';
import { type MovedLines } from '../movedLines.ts';
import { type Renaming } from '../renaming.ts';
import { FileGraph } from './fileGraph.ts';
import { OwnBlame, type BlameSource, type RenamingOf, type WhileWaiting } from './ownBlame.ts';
import { packAnswer } from './packedAnswer.ts';
import { type PackedGraph } from './packedGraph.ts';
import { type BlameTask, type FromBlameThread, type NumberedAnswer, type ToBlameThread } from './threadMessages.ts';

/** Files that are followed at the same time: while one waits for git another goes on. */
const mostAtOnce = 3;

/** More files than these are not begun while so many wait for others, as a rule to be told what was renamed: each holds its lines. */
const mostResting = 24;

/** For so long answers wait for others: each message wakes the other side. Shorter where they are not many, and somebody waits for each. */
const gatheredForMs = 20;
const fewGatheredForMs = 1;

type Question = Pick<Extract<ToBlameThread, { kind: 'blame' }>, 'path' | 'blobOid'>;

type Asked = Extract<ToBlameThread, { kind: 'blame' }>;

type Answer = NumberedAnswer['answer'];

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
  /** Texts whose lines are looked for in others, by the number of the question that opened them. */
  readonly #texts = new Map<number, MovedLines>();
  #questions = 0;
  readonly #waiting: Asked[] = [];
  /** Paths of which nobody has asked yet. */
  readonly #soon: string[];
  /** What was begun before anybody asked, and not asked for since. */
  readonly #begun = new Map<string, Promise<Answer>>();
  /** Files that are worked at, and those of them that wait for others. */
  #atOnce = 0;
  #resting = 0;
  #answers: NumberedAnswer[] = [];
  #gathering: NodeJS.Timeout | null = null;
  readonly #gatheredForMs: number;

  constructor(git: DialogueGit, task: BlameTask, tell: (message: FromBlameThread) => void) {
    this.#tell = tell;
    this.#withDivisions = task.withDivisions;
    this.#soon = [...task.soon];
    this.#gatheredForMs = task.soon.length > 0 ? fewGatheredForMs : gatheredForMs;
    this.#own = this.#open({ git, ...task }, task.isReader);
    if (task.soon.length > 0) void this.#own.then(async (own) => await this.#begin(own));
  }

  async #open(place: BlameSource, isReader: boolean): Promise<OwnBlame | null> {
    if (isReader) {
      const graph = await FileGraph.read(place, place.revision, place.stopAt);
      this.#tell({ kind: 'graph', graph: graph?.packed ?? null });
      this.#takeGraph(graph?.packed ?? null);
    }
    const packed = await this.#graph;
    const renamingOf: RenamingOf = async (commit, path) => await this.#renamingOf(commit, path);
    const whileWaiting: WhileWaiting = async (answer) => await this.#whileWaiting(answer);
    return packed === null ? null : OwnBlame.of(new FileGraph(packed), place, renamingOf, undefined, whileWaiting);
  }

  /** Takes a message. */
  async take(message: ToBlameThread): Promise<void> {
    if (message.kind === 'graph') this.#takeGraph(message.graph);
    const own = await this.#own;
    if (message.kind === 'end') {
      this.#waiting.length = 0;
      this.#soon.length = 0;
      this.#giveAnswers();
      own?.end();
    } else if (message.kind === 'renamed') {
      this.#asked.get(message.number)?.(message.renaming);
      this.#asked.delete(message.number);
    } else if (message.kind === 'open') {
      const text = (await own?.openText(message.blobOid)) ?? null;
      if (text !== null) this.#texts.set(message.number, text);
      this.#tell({ kind: 'opened', number: message.number, lettersBefore: text?.lettersBefore ?? null });
    } else if (message.kind === 'search') {
      const found = (await this.#texts.get(message.text)?.search(message.wanted)) ?? null;
      this.#tell({ kind: 'found', number: message.number, found });
    } else if (message.kind === 'close') {
      this.#texts.get(message.text)?.end();
      this.#texts.delete(message.text);
    } else if (message.kind === 'blame') {
      const begun = this.#begun.get(keyOf(message));
      if (begun !== undefined) {
        this.#begun.delete(keyOf(message));
        this.#answer(message, await begun);
      } else {
        this.#waiting.push(message);
        if (this.#busy < mostAtOnce) await this.#work(own);
      }
    }
  }

  async #begin(own: OwnBlame | null): Promise<void> {
    await Promise.all(Array.from({ length: mostAtOnce - this.#atOnce }, async () => await this.#work(own)));
  }

  /** How many files are worked at without those that rest, as far as these may be more. */
  get #busy(): number {
    return this.#atOnce - Math.min(this.#resting, mostResting);
  }

  /** Answers one question after the other as long as there are some, and goes on with those that will come. Ends sooner where others that rested go on. */
  async #work(own: OwnBlame | null): Promise<void> {
    for (this.#atOnce++; this.#busy <= mostAtOnce;) {
      const question = this.#waiting.shift();
      if (question !== undefined) this.#answer(question, await this.#blame(own, question));
      else {
        const path = this.#soon.shift();
        if (path === undefined) break;
        const blobOid = own?.oidOf(path) ?? null;
        if (blobOid === null) continue;
        const begun = this.#blame(own, { path, blobOid });
        this.#begun.set(keyOf({ path, blobOid }), begun);
        await begun;
      }
    }
    this.#atOnce--;
    if (this.#atOnce === 0) this.#giveAnswers();
  }

  async #blame(own: OwnBlame | null, { path, blobOid }: Question): Promise<Answer> {
    const answer = (await own?.blame(path, blobOid)) ?? null;
    return answer === null || 'missing' in answer ? answer : packAnswer(answer, this.#withDivisions);
  }

  #answer({ number }: Asked, answer: Answer): void {
    this.#answers.push({ number, answer });
    this.#gathering ??= setTimeout(() => this.#giveAnswers(), this.#gatheredForMs);
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

  /** While one file waits for an answer of somebody else another one is begun. */
  async #whileWaiting<T>(answer: T | Promise<T>): Promise<T> {
    this.#resting++;
    const isMore = this.#waiting.length + this.#soon.length > 0;
    if (isMore && this.#busy < mostAtOnce) void this.#own.then((own) => this.#work(own));
    try {
      return await answer;
    } finally {
      this.#resting--;
    }
  }
}

function keyOf({ path, blobOid }: Question): string {
  return `${blobOid} ${path}`;
}
