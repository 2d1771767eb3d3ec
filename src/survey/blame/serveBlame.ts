import { type DialogueGit } from '../../core/ports.ts';
import { type Renaming } from '../renaming.ts';
import { FileGraph } from './fileGraph.ts';
import { OwnBlame, type BlameSource, type RenamingOf } from './ownBlame.ts';
import { packAnswer } from './packedAnswer.ts';
import { type PackedGraph } from './packedGraph.ts';
import { type BlameTask, type FromBlameThread, type ToBlameThread } from './threadMessages.ts';

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

  /** Takes a message. Resolves when what it asks for is done. */
  async take(message: ToBlameThread): Promise<void> {
    if (message.kind === 'graph') this.#takeGraph(message.graph);
    const own = await this.#own;
    if (message.kind === 'end') own?.end();
    else if (message.kind === 'renamed') {
      this.#asked.get(message.number)?.(message.renaming);
      this.#asked.delete(message.number);
    } else if (message.kind === 'blame') {
      const answer = (await own?.blame(message.path, message.blobOid)) ?? null;
      this.#tell({ kind: 'answer', number: message.number, answer: answer && packAnswer(answer, this.#withDivisions) });
    }
  }

  async #renamingOf(commit: string, path: string): Promise<Renaming> {
    const number = this.#questions++;
    return await new Promise((resolve) => {
      this.#asked.set(number, resolve);
      this.#tell({ kind: 'renamingOf', number, commit, path });
    });
  }
}
