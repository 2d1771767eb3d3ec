import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type CancelSignal, type Logger } from '../../core/ports.ts';
import { type BlameAnswer, type MissingObject } from '../blameFile.ts';
import { type RenamingOf } from './ownBlame.ts';
import { unpackAnswer } from './packedAnswer.ts';
import { type PackedGraph } from './packedGraph.ts';
import { type BlameTask, type FromBlameThread, type ToBlameThread } from './threadMessages.ts';

/** What threads are started from. */
export interface ThreadSource {
  /** Absolute path of `blameThread`, built or in source. */
  readonly file: string;
  readonly log: Logger;
}

/** One processor at least stays with the person and with git; where there are two, a second thread was measured to save no time and to take 60 MB. */
const mostThreads = 2;

/** Files that one thread has, those that it is at and those that come next. */
const filesEach = 16;

/** A thread that needs more ends, and what it was at is left to git. Little room for what is young is collected more often, yet the process stays small. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** What the threads blame; which of them reads the history is found out here. */
type Task = Omit<BlameTask, 'isReader'>;

/** As of `OwnBlame.blame`. */
type ThreadAnswer = BlameAnswer | MissingObject | null;

/** A thread and what it is at. */
interface Thread {
  readonly worker: Worker;
  isReader: boolean;
  readonly open: Map<number, (answer: ThreadAnswer) => void>;
}

/** What threads ask and tell of themselves. */
export interface ThreadListener {
  /** As for `OwnBlame.open`. */
  readonly renamingOf: RenamingOf;
  /** Told of the history that one of them read. */
  readonly onGraph: (graph: PackedGraph) => void;
}

interface Question {
  readonly path: string;
  readonly blobOid: string;
  readonly answer: (answer: ThreadAnswer) => void;
}

/**
 * `OwnBlame` of many files on threads of its own: the editor's goes on meanwhile, the work takes half of the time, and the memory that it takes is
 * given back.
 */
export class BlameThreads {
  readonly #source: ThreadSource;
  readonly #listener: ThreadListener;
  readonly #signal: CancelSignal | undefined;
  readonly #threads: Thread[];
  #graph: Promise<PackedGraph | null> = Promise.resolve(null);
  #takeGraph: (graph: PackedGraph | null) => void = () => undefined;
  #waiting: Question[] = [];
  #questions = 0;
  readonly #cancel = (): void => {
    for (const thread of [...this.#threads]) this.#lose(thread);
  };

  /** Starts the threads, which takes a while, and with a task at once what they read for it. */
  constructor(source: ThreadSource, task: Task | null, listener: ThreadListener, signal?: CancelSignal) {
    this.#source = source;
    this.#listener = listener;
    this.#signal = signal;
    const count = Math.max(1, Math.min(mostThreads, availableParallelism() - 1));
    this.#threads = Array.from({ length: count }, () => this.#start());
    signal?.addEventListener('abort', this.#cancel);
    if (signal?.aborted === true) this.#cancel();
    else if (task !== null) this.begin(task);
  }

  /** From now on files are those of this task; what was asked before and not answered yet is left to git. */
  begin(task: Task): void {
    for (const { answer } of this.#waiting.splice(0)) answer(null);
    this.#takeGraph(null);
    this.#graph = new Promise((resolve) => {
      this.#takeGraph = resolve;
    });
    if (this.#threads.length === 0) this.#takeGraph(null);
    for (const [index, thread] of this.#threads.entries()) {
      for (const answer of thread.open.values()) answer(null);
      thread.open.clear();
      thread.isReader = index === 0;
      tell(thread, { kind: 'task', task: { ...task, isReader: thread.isReader } });
    }
  }

  /** What commits touched, as the threads read it for their task; null where that failed. */
  get graph(): Promise<PackedGraph | null> {
    return this.#graph;
  }

  /** Null where only git can tell, and when cancelled. */
  async blame(path: string, blobOid: string): Promise<ThreadAnswer> {
    return await new Promise((resolve) => {
      this.#waiting.push({ path, blobOid, answer: resolve });
      this.#handOut();
    });
  }

  /** No more questions. */
  end(): void {
    this.#signal?.removeEventListener('abort', this.#cancel);
    this.#takeGraph(null);
    for (const thread of this.#threads) tell(thread, { kind: 'end' });
  }

  #start(): Thread {
    const worker = new Worker(this.#source.file, { resourceLimits });
    const thread: Thread = { worker, isReader: false, open: new Map() };
    worker.on('message', (message: FromBlameThread) => void this.#take(thread, message));
    worker.on('error', (error) => this.#source.log.error('A thread that reads the history failed', error));
    worker.on('exit', () => this.#lose(thread));
    return thread;
  }

  async #take(thread: Thread, message: FromBlameThread): Promise<void> {
    if (message.kind === 'answers') {
      for (const { number, answer } of message.answers) {
        thread.open.get(number)?.(answer === null || 'missing' in answer ? answer : unpackAnswer(answer));
        thread.open.delete(number);
      }
      this.#handOut();
    } else if (message.kind === 'graph') {
      if (message.graph !== null) this.#listener.onGraph(message.graph);
      this.#share(message.graph);
    } else if (message.kind === 'renamingOf') {
      const renaming = await this.#listener.renamingOf(message.commit, message.path);
      tell(thread, { kind: 'renamed', number: message.number, renaming });
    } else if (message.level === 'error') this.#source.log.error(message.message, message.error);
    else this.#source.log[message.level](message.message);
  }

  #share(graph: PackedGraph | null): void {
    this.#takeGraph(graph);
    for (const thread of this.#threads) if (!thread.isReader) tell(thread, { kind: 'graph', graph });
  }

  /** Whoever is idle gets the next file. */
  #handOut(): void {
    if (this.#threads.length === 0) {
      for (const { answer } of this.#waiting.splice(0)) answer(null);
      return;
    }
    for (;;) {
      const [least] = [...this.#threads].sort((a, b) => a.open.size - b.open.size);
      if (least === undefined || least.open.size >= filesEach) return;
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const number = this.#questions++;
      least.open.set(number, next.answer);
      tell(least, { kind: 'blame', number, path: next.path, blobOid: next.blobOid });
    }
  }

  /** A thread is over: what it was at is left to git. */
  #lose(thread: Thread): void {
    const index = this.#threads.indexOf(thread);
    if (index < 0) return;
    this.#threads.splice(index, 1);
    void thread.worker.terminate();
    // The others may wait for what it read.
    if (thread.isReader) this.#share(null);
    for (const answer of thread.open.values()) answer(null);
    thread.open.clear();
    this.#handOut();
  }
}

/** The threads of one look at the history: passes that end at the same commits share what was read for them. Passes come one after the other. */
export class ThreadsByEnd {
  readonly #threads: BlameThreads;
  readonly #listener: Promise<ThreadListener>;
  readonly #withDivisions: boolean;
  #key = '';
  #listen: (listener: ThreadListener) => void = () => undefined;

  /** Starts them: what they are to blame may be said later, and who listens. With `withDivisions` their answers have these. */
  constructor(source: ThreadSource, withDivisions: boolean, signal?: CancelSignal) {
    this.#withDivisions = withDivisions;
    this.#listener = new Promise((resolve) => {
      this.#listen = resolve;
    });
    const listener: ThreadListener = {
      renamingOf: async (commit, path) => await (await this.#listener).renamingOf(commit, path),
      onGraph: (graph) => void this.#listener.then((known) => known.onGraph(graph)),
    };
    this.#threads = new BlameThreads(source, null, listener, signal);
  }

  /** Says who listens; what was told before is told now. */
  listen(listener: ThreadListener): void {
    this.#listen(listener);
  }

  /** The threads, at work for a place. */
  readonly at = ({ cwd, env, revision, stopAt }: Omit<Task, 'withDivisions'>): BlameThreads => {
    const key = [cwd, revision, ...stopAt].join('\n');
    if (key !== this.#key) this.#threads.begin({ cwd, env, revision, stopAt, withDivisions: this.#withDivisions });
    this.#key = key;
    return this.#threads;
  };

  /** No more questions. */
  end(): void {
    this.#threads.end();
  }
}

function tell({ worker }: Thread, message: ToBlameThread): void {
  worker.postMessage(message);
}
