import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type CancelSignal, type Logger } from '../../core/ports.ts';
import { type BlameAnswer, type MissingObject } from '../blameFile.ts';
import { type LineSearch } from '../movedLines.ts';
import { areSlight } from './moveSearch.ts';
import { type RenamingOf } from './ownBlame.ts';
import { unpackAnswer } from './packedAnswer.ts';
import { type PackedGraph } from './packedGraph.ts';
import { SpareTime } from './spareTime.ts';
import { type BlameTask, type FromBlameThread, type ThreadReply, type ToBlameThread } from './threadMessages.ts';

/** What threads are started from. */
export interface ThreadSource {
  /** Absolute path of `blameThread`, built or in source. */
  readonly file: string;
  readonly log: Logger;
}

/**
 * One processor at least stays with the person and with git, unless it is seen to have nothing to do: with a second thread from the beginning on two processors AI's lines of vite
 * come 3 to 7 % later, with one that begins when the editor's thread is idle all of playwright comes 13 % sooner.
 */
const mostThreads = 2;

/** Files that one thread has, those that it is at and those that come next. */
const filesEach = 48;

/** A thread that needs more ends, and what it was at is left to git. Little room for what is young is collected more often, yet the process stays small: two take 25 MB less than with 8. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 };

/** What the threads blame; which of them reads the history is found out here. */
type Task = Omit<BlameTask, 'isReader'>;

/** As of `OwnBlame.blame`. */
type ThreadAnswer = BlameAnswer | MissingObject | null;

/** A thread and what it is at. */
interface Thread {
  readonly worker: Worker;
  isReader: boolean;
  /** Paths that it blames before somebody asks, and of which nobody has asked yet. */
  soon: Set<string>;
  readonly open: Map<number, (answer: ThreadAnswer) => void>;
  /** What it was asked of texts and has not said; told null when it will not. */
  readonly asked: Map<number, (reply: ThreadReply | null) => void>;
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
  readonly #spareTime: Pick<SpareTime, 'begin' | 'isEnoughAfter'>;
  /** Threads that may still be started. */
  #startable: number;
  #task: Task | null = null;
  #graph: Promise<PackedGraph | null> = Promise.resolve(null);
  #takeGraph: (graph: PackedGraph | null) => void = () => undefined;
  #waiting: Question[] = [];
  #questions = 0;
  readonly #cancel = (): void => {
    this.#startable = 0;
    for (const thread of [...this.#threads]) this.#lose(thread);
  };

  /** Starts the threads, which takes a while, and with a task at once what they read for it. */
  constructor(
    source: ThreadSource,
    task: Task | null,
    listener: ThreadListener,
    signal?: CancelSignal,
    spareTime: Pick<SpareTime, 'begin' | 'isEnoughAfter'> = new SpareTime(),
  ) {
    this.#source = source;
    this.#spareTime = spareTime;
    this.#listener = listener;
    this.#signal = signal;
    const processors = availableParallelism();
    const count = Math.max(1, Math.min(mostThreads, processors - 1));
    this.#threads = Array.from({ length: count }, () => this.#start());
    this.#startable = Math.min(mostThreads, processors) - count;
    signal?.addEventListener('abort', this.#cancel);
    if (signal?.aborted === true) this.#cancel();
    else if (task !== null) this.begin(task);
  }

  /** From now on files are those of this task; what was asked before and not answered yet is left to git. Of a `graph` that is there already threads read nothing. */
  begin(task: Task, graph: PackedGraph | null = null): void {
    for (const { answer } of this.#waiting.splice(0)) answer(null);
    this.#task = task;
    this.#spareTime.begin();
    this.#takeGraph(null);
    this.#graph = new Promise((resolve) => {
      this.#takeGraph = resolve;
    });
    if (this.#threads.length === 0) this.#takeGraph(null);
    for (const [index, thread] of this.#threads.entries()) {
      letGo(thread);
      thread.isReader = graph === null && index === 0;
      const soon = task.soon.filter((_, nth) => nth % this.#threads.length === index);
      thread.soon = new Set(soon);
      tell(thread, { kind: 'task', task: { ...task, soon, isReader: thread.isReader } });
    }
    if (graph !== null) {
      this.#listener.onGraph(graph);
      this.#share(graph);
    }
  }

  /** What commits touched, as the threads read it for their task; null where that failed. */
  get graph(): Promise<PackedGraph | null> {
    return this.#graph;
  }

  /** Null where only git can tell, and when cancelled. */
  async blame(path: string, blobOid: string): Promise<ThreadAnswer> {
    return await new Promise((resolve) => {
      const question = { path, blobOid, answer: resolve };
      const begun = this.#threads.find(({ soon }) => soon.delete(path));
      if (begun === undefined) {
        this.#waiting.push(question);
        this.#handOut();
      } else this.#ask(begun, question);
    });
  }

  /** Looks for lines of one text of the task's repository in others; null where no thread can. To be ended by who asks. */
  async openText(blobOid: string): Promise<LineSearch | null> {
    const thread = this.#leastBusy();
    if (thread === undefined) return null;
    const text = this.#questions++;
    const opened = await this.#reply(thread, { kind: 'open', number: text, blobOid });
    const lettersBefore = opened?.kind === 'opened' ? opened.lettersBefore : null;
    if (lettersBefore === null) return null;
    return {
      isSlight: (lineIndex, lineCount) => areSlight(lettersBefore, { lineIndex, lineCount }),
      search: async (wanted) => {
        const reply = await this.#reply(thread, { kind: 'search', number: this.#questions++, text, wanted });
        return reply?.kind === 'found' ? reply.found : null;
      },
      end: () => tell(thread, { kind: 'close', text }),
    };
  }

  async #reply(
    thread: Thread,
    question: Extract<ToBlameThread, { kind: 'open' | 'search' }>,
  ): Promise<ThreadReply | null> {
    if (!this.#threads.includes(thread)) return null;
    return await new Promise((resolve) => {
      thread.asked.set(question.number, resolve);
      tell(thread, question);
    });
  }

  #leastBusy(): Thread | undefined {
    return [...this.#threads].sort((a, b) => a.open.size - b.open.size)[0];
  }

  /** No more questions. */
  end(): void {
    this.#signal?.removeEventListener('abort', this.#cancel);
    this.#startable = 0;
    this.#takeGraph(null);
    for (const thread of this.#threads) tell(thread, { kind: 'end' });
  }

  #start(): Thread {
    const worker = new Worker(this.#source.file, { resourceLimits });
    const thread: Thread = { worker, isReader: false, soon: new Set(), open: new Map(), asked: new Map() };
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
      this.#helpAfter(message.answers.length);
      this.#handOut();
    } else if (message.kind === 'graph') {
      if (message.graph !== null) this.#listener.onGraph(message.graph);
      this.#share(message.graph);
    } else if (message.kind === 'opened' || message.kind === 'found') {
      thread.asked.get(message.number)?.(message);
      thread.asked.delete(message.number);
    } else if (message.kind === 'renamingOf') {
      const renaming = await this.#listener.renamingOf(message.commit, message.path);
      tell(thread, { kind: 'renamed', number: message.number, renaming });
    } else if (message.level === 'error') this.#source.log.error(message.message, message.error);
    else this.#source.log[message.level](message.message);
  }

  /** Starts another thread when there is time for it after `count` more answers. */
  #helpAfter(count: number): void {
    if (this.#startable === 0 || this.#task === null) return;
    const left = this.#threads.reduce((sum, { open }) => sum + open.size, this.#waiting.length);
    if (!this.#spareTime.isEnoughAfter(count, left)) return;
    this.#startable--;
    const thread = this.#start();
    const graph = this.#graph;
    tell(thread, { kind: 'task', task: { ...this.#task, soon: [], isReader: false } });
    // Whoever answered has read it.
    void graph.then((known) => (graph === this.#graph ? tell(thread, { kind: 'graph', graph: known }) : undefined));
    this.#threads.push(thread);
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
      const least = this.#leastBusy();
      if (least === undefined || least.open.size >= filesEach) return;
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#ask(least, next);
    }
  }

  #ask(thread: Thread, { path, blobOid, answer }: Question): void {
    const number = this.#questions++;
    thread.open.set(number, answer);
    tell(thread, { kind: 'blame', number, path, blobOid });
  }

  /** A thread is over: what it was at is left to git. */
  #lose(thread: Thread): void {
    const index = this.#threads.indexOf(thread);
    if (index < 0) return;
    this.#threads.splice(index, 1);
    void thread.worker.terminate();
    // The others may wait for what it read.
    if (thread.isReader) this.#share(null);
    letGo(thread);
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
  readonly at = (place: Omit<Task, 'withDivisions' | 'soon'>): BlameThreads => this.begin(place, []);

  /** As {@link at}; paths that will be asked about `soon` are blamed before. */
  begin(
    { cwd, env, revision, stopAt }: Omit<Task, 'withDivisions' | 'soon'>,
    soon: readonly string[],
    graph: PackedGraph | null = null,
  ): BlameThreads {
    const key = [cwd, revision, ...stopAt].join('\n');
    const withDivisions = this.#withDivisions;
    if (key !== this.#key) this.#threads.begin({ cwd, env, revision, stopAt, withDivisions, soon }, graph);
    this.#key = key;
    return this.#threads;
  }

  /** As of {@link BlameThreads}, of the place where they are at work. */
  async openText(blobOid: string): Promise<LineSearch | null> {
    return await this.#threads.openText(blobOid);
  }

  /** No more questions. */
  end(): void {
    this.#threads.end();
  }
}

/** Whatever a thread was asked it will not say. */
function letGo({ open, asked }: Thread): void {
  for (const answer of open.values()) answer(null);
  open.clear();
  for (const answer of asked.values()) answer(null);
  asked.clear();
}

function tell({ worker }: Thread, message: ToBlameThread): void {
  worker.postMessage(message);
}
