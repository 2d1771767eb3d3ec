import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type CancelSignal, type Logger } from '../../core/ports.ts';
import { type BlameAnswer } from '../blameFile.ts';
import { type Renaming } from '../renaming.ts';
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

/** Files that one thread is at: while one waits for git another goes on. */
const filesEach = 3;

/** A thread that needs more ends, and what it was at is left to git. Little room for what is young is collected more often, yet the process stays small. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** A thread and what it is at. */
interface Thread {
  readonly worker: Worker;
  readonly isReader: boolean;
  readonly open: Map<number, (answer: BlameAnswer | null) => void>;
}

/** As `RenamingOf`, at once. */
type AnswerRenaming = (commit: string, path: string) => Renaming;

/** What threads ask and tell of themselves. */
export interface ThreadListener {
  /** As for `OwnBlame.open`. */
  readonly renamingOf: AnswerRenaming;
  /** Told of the history that one of them read. */
  readonly onGraph: (graph: PackedGraph) => void;
}

interface Question {
  readonly path: string;
  readonly blobOid: string;
  readonly answer: (answer: BlameAnswer | null) => void;
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
  #waiting: Question[] = [];
  #questions = 0;
  readonly #cancel = (): void => {
    for (const thread of [...this.#threads]) this.#lose(thread);
  };

  /** Starts the threads. */
  constructor(
    source: ThreadSource,
    task: Omit<BlameTask, 'isReader'>,
    listener: ThreadListener,
    signal?: CancelSignal,
  ) {
    this.#source = source;
    this.#listener = listener;
    this.#signal = signal;
    this.#threads = Array.from({ length: Math.max(1, Math.min(mostThreads, availableParallelism() - 1)) }, (_, index) =>
      this.#start({ ...task, isReader: index === 0 }),
    );
    signal?.addEventListener('abort', this.#cancel);
    if (signal?.aborted === true) this.#cancel();
  }

  /** Null where only git can tell, and when cancelled. */
  async blame(path: string, blobOid: string): Promise<BlameAnswer | null> {
    return await new Promise((resolve) => {
      this.#waiting.push({ path, blobOid, answer: resolve });
      this.#handOut();
    });
  }

  /** No more questions. */
  end(): void {
    this.#signal?.removeEventListener('abort', this.#cancel);
    for (const thread of this.#threads) tell(thread, { kind: 'end' });
  }

  #start(task: BlameTask): Thread {
    const worker = new Worker(this.#source.file, { workerData: task, resourceLimits });
    const thread: Thread = { worker, isReader: task.isReader, open: new Map() };
    worker.on('message', (message: FromBlameThread) => this.#take(thread, message));
    worker.on('error', (error) => this.#source.log.error('A thread that reads the history failed', error));
    worker.on('exit', () => this.#lose(thread));
    return thread;
  }

  #take(thread: Thread, message: FromBlameThread): void {
    const { number } = { number: 0, ...message };
    if (message.kind === 'answer') {
      thread.open.get(number)?.(message.answer && unpackAnswer(message.answer));
      thread.open.delete(number);
      this.#handOut();
    } else if (message.kind === 'graph') {
      if (message.graph !== null) this.#listener.onGraph(message.graph);
      this.#share(message.graph);
    } else if (message.kind === 'renamingOf') {
      tell(thread, { kind: 'renamed', number, renaming: this.#listener.renamingOf(message.commit, message.path) });
    } else if (message.level === 'error') this.#source.log.error(message.message, message.error);
    else this.#source.log[message.level](message.message);
  }

  #share(graph: PackedGraph | null): void {
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

/**
 * The threads of one look at the history: passes that end at the same commits share them, so that what commits touched is read once. Passes come one after the other: at
 * the first question of one that ends elsewhere those before it are over.
 */
export class ThreadsByEnd {
  readonly #source: ThreadSource;
  readonly #listener: ThreadListener;
  readonly #signal: CancelSignal | undefined;
  readonly #threads = new Map<string, BlameThreads>();

  /** As for {@link BlameThreads}. */
  constructor(source: ThreadSource, listener: ThreadListener, signal?: CancelSignal) {
    this.#source = source;
    this.#listener = listener;
    this.#signal = signal;
  }

  /** The threads for a place, started at the first call. */
  readonly at = ({ cwd, env, revision, stopAt }: Omit<BlameTask, 'isReader'>): BlameThreads => {
    const key = [cwd, revision, ...stopAt].join('\n');
    const known = this.#threads.get(key);
    if (known !== undefined) return known;
    this.end();
    const threads = new BlameThreads(this.#source, { cwd, env, revision, stopAt }, this.#listener, this.#signal);
    this.#threads.set(key, threads);
    return threads;
  };

  /** No more questions to any of them. */
  end(): void {
    for (const threads of this.#threads.values()) threads.end();
    this.#threads.clear();
  }
}

function tell({ worker }: Thread, message: ToBlameThread): void {
  worker.postMessage(message);
}
