import { type CancelSignal } from '../core/ports.ts';
import { type ThreadsByEnd, type ThreadSource } from './blame/blameThreads.ts';
import { type NewCommits } from './historySteps.ts';
import { unansweredProblem } from './problems.ts';
import { type RevisionHistory } from './revisionHistory.ts';
import { type SameHistory } from './sameHistory.ts';
import { type SurveyNews } from './surveyNews.ts';
import { type SurveyServices } from './surveyServices.ts';
import { type WorkTreeCounter } from './workTreeCounter.ts';

/** A history that is being opened. */
export interface Opening {
  /** As in `StepOptions`. */
  readonly before: string | null;
  /** As in `StepOptions`. */
  readonly isElsewhere: boolean;
  /** Null when git failed or was cancelled. */
  readonly history: Promise<RevisionHistory | null>;
  /** As in `StepOptions`. */
  readonly openEnv: () => Promise<Readonly<Record<string, string>>>;
  readonly threads: Promise<ThreadsByEnd> | null;
}

/** What counts and tells while history is read. */
export interface HistoryWork {
  readonly services: Pick<SurveyServices, 'clock' | 'viewsOf'>;
  readonly counter: WorkTreeCounter;
  readonly news: SurveyNews;
}

/** Finds out from history whose the lines are of all files that want it, once they were counted; the news tell how far that is. Gives what keeps it for the next look. */
export async function readHistory(
  { services, counter, news }: HistoryWork,
  history: RevisionHistory,
  { before, isElsewhere, openEnv, threads }: Opening,
  counting: Promise<void>,
  signal: CancelSignal | undefined,
): Promise<() => void> {
  let total = 0;
  const wanted = counting.then(() => {
    const files = counter.wanted();
    total = files.length;
    const commits = history.evidence.commitOids().length;
    news.advance({ phase: 'evidence', done: commits, total: null }, true);
    return files;
  });
  let done = 0;
  const ofAi = { done: 0, total: 0 };
  let unanswered = counter.unreadCount;
  // Most looks at a folder find all as it was and read no history.
  const { attributeInSteps } = await import('./historySteps.ts');
  const steps = attributeInSteps(
    {
      history,
      nowMs: () => services.clock.nowMs(),
      openEnv,
      before,
      isElsewhere,
      threads: await threads,
      open: async ({ name, file }) => {
        const { content, revisionText } = await counter.open(name, file);
        return { revisionText, carried: content };
      },
      isThere: (path) => counter.files.has(path) || !counter.isInScope(path),
      viewsOf: ({ name }) => (counter.isLive(name) ? Infinity : (services.viewsOf?.(name) ?? 0)),
      onHistory: ({ name, file }, content, ofFile, isWhole) => {
        const isUnread = ofFile === null && history.unread.knows(file);
        counter.countContent(name, content, ofFile, isWhole, isUnread);
        if (isWhole) done++;
        else ofAi.done++;
        if (isWhole && ofFile === null) unanswered++;
        news.advance(isWhole ? { phase: 'history', done, total } : { phase: 'ai', ...ofAi });
      },
      onBegin: (files, isWhole) => {
        if (!isWhole) ofAi.total += files;
        news.advance(isWhole ? { phase: 'history', done, total } : { phase: 'ai', ...ofAi }, done === 0);
      },
      onAiExact: () => {
        news.isAiExact = signal?.aborted !== true;
        news.say(true);
      },
    },
    wanted,
    signal,
  );
  // The threads have their task: nothing waits for this any more.
  history.evidence.keepCommits();
  const keep = await steps;
  if (signal?.aborted !== true) news.addProblem(unansweredProblem(unanswered));
  return keep;
}

/** Loads the history's steps early, in which the threads are. */
export async function begunThreads(
  source: ThreadSource,
  after: (Omit<NewCommits, 'graph'> & { readonly same: SameHistory }) | null,
  signal: CancelSignal | undefined,
): Promise<ThreadsByEnd> {
  const { startThreads } = await import('./historySteps.ts');
  if (after === null) return startThreads(source, null, signal);
  const near = await after.same.newCommits(after.before, after.head);
  return startThreads(source, { ...after, graph: near?.graph ?? null }, signal);
}
