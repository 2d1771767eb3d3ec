import { type CancelSignal, type Logger } from '../core/ports.ts';
import { type Tally } from '../core/statistics/tally.ts';
import { type CommittedShare, type Survey, type SurveyAnswer } from './survey.ts';

/** Aborts long work; the platform's controller has this shape. */
export interface Abort {
  readonly signal: CancelSignal;
  abort(): void;
}

/** What a walk needs of a survey. */
type Walked = Pick<Survey, 'root' | 'committed'> & { readonly snapshot: Pick<Survey['snapshot'], 'historyKey'> };

interface Walk {
  readonly key: string;
  readonly answer: Promise<SurveyAnswer<CommittedShare>>;
  readonly abort: Abort;
  waiting: number;
  problem: string | null;
}

/** The two bounds of a period, as {@link Survey.committed} takes them. */
export interface Period {
  readonly since: string | null;
  readonly until: string | null;
}

/**
 * Keeps for each survey the last answer of the committed lens: a walk through the history is long, and views ask for several groupings of it at once. It is
 * made anew when the period, HEAD, the authorship logs or the shape of history are others. A walk ends when everybody who waited for it has gone.
 */
export class CommittedWalks {
  readonly #newAbort: () => Abort;
  readonly #log: Logger;
  readonly #onProblem: () => void;
  #walks = new Map<Walked, Walk>();

  /** `onProblem` is told when {@link problemOf} has something new to say. */
  constructor(newAbort: () => Abort, log: Logger, onProblem: () => void) {
    this.#newAbort = newAbort;
    this.#log = log;
    this.#onProblem = onProblem;
  }

  /** The tallies of a period; none where they could not be read, or when `signal` ended the wait. */
  async tallies(survey: Walked, { since, until }: Period, signal?: CancelSignal): Promise<readonly Tally[]> {
    if (signal?.aborted === true) return [];
    const key = JSON.stringify([survey.snapshot.historyKey, since, until]);
    const known = this.#walks.get(survey);
    const walk = known?.key === key ? known : this.#start(survey, key, since, until);
    walk.waiting++;
    const gone = new Promise<null>((resolve) => {
      signal?.addEventListener('abort', () => {
        if (--walk.waiting === 0) this.#giveUp(survey, walk);
        resolve(null);
      });
    });
    const answer = await Promise.race([walk.answer, gone]);
    return answer?.ok === true ? answer.value.tallies : [];
  }

  /** What the last walk of a survey could not read, in words for a person; null where there was nothing. */
  problemOf(survey: Walked): string | null {
    return this.#walks.get(survey)?.problem ?? null;
  }

  /** The next question is answered anew. */
  forget(): void {
    this.#walks = new Map();
  }

  #start(survey: Walked, key: string, since: string | null, until: string | null): Walk {
    const abort = this.#newAbort();
    const answer = survey.committed(since, until, abort.signal);
    const walk: Walk = { key, answer, abort, waiting: 0, problem: null };
    this.#walks.set(survey, walk);
    answer
      .then((given) => {
        if (abort.signal.aborted || (given.ok && given.value.problems.length === 0)) return;
        const [reason, sentence] = given.ok
          ? [given.value.problems.join(' '), given.value.problems.join(' ')]
          : [given.reason, `The lines that commits added could not be counted: ${given.reason}.`];
        walk.problem = sentence;
        this.#log.warn(`The committed lens of ${survey.root}: ${reason}`);
        this.#onProblem();
      })
      .catch(() => {
        // Whoever waits for it hears of it; the next question shall not.
        if (this.#walks.get(survey) === walk) this.#walks.delete(survey);
      });
    return walk;
  }

  #giveUp(survey: Walked, walk: Walk): void {
    walk.abort.abort();
    if (this.#walks.get(survey) === walk) this.#walks.delete(survey);
  }
}
