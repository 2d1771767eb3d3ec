import { type Place } from './locate.ts';

/** What is known from the start that a survey of this place cannot know, in sentences for a person. */
export function lastingProblems(place: Place): readonly string[] {
  if (place.kind === 'folder') return place.problem === null ? [] : [place.problem];
  const problems: string[] = [];
  if (place.isShallow) {
    problems.push(
      'This clone is shallow: lines that stood at its oldest commits are taken for theirs, and whose they are is not known here.',
    );
  }
  if (place.isPartial) {
    problems.push(
      'This clone is partial: of files whose earlier versions are not here only what is here can be said; nothing is fetched.',
    );
  }
  return problems;
}

/** The sentence about a survey that was cancelled. */
export const stoppedProblem = 'Reading was stopped before it was complete; what is not read yet counts as unknown.';

/** Whether a sentence says that lines count as unknown because history could not be read that may say whose they are. */
export function saysUnread(problem: string): boolean {
  return (
    problem === unreadProblem ||
    problem.startsWith(unansweredWords) ||
    /history (?:is not|cannot be) read/.test(problem)
  );
}

/** The sentence about commits whose changes cannot be read here; null where there are none. */
export function unreadCommitsProblem(commits: number): string | null {
  if (commits === 0) return null;
  const left = commits === 1 ? '1 commit is left out' : `${commits} commits are left out`;
  return `${left}: what ${commits === 1 ? 'it' : 'they'} changed is not all here.`;
}

/** Why a question was not answered that was cancelled. */
export const stoppedAnswer = 'stopped';

/** The sentence about files whose names are no text; null where there are none. */
export function oddNamesProblem(names: readonly string[]): string | null {
  const [first] = names;
  if (first === undefined) return null;
  const files = names.length === 1 ? '1 file has a name that is' : `${names.length} files have names that are`;
  return `${files} not UTF-8 (such as ${JSON.stringify(first)}) and cannot be read; they do not count.`;
}

/** The sentence about a history that git could not read. */
export const unreadProblem = 'git could not read the history; its lines count as unknown.';

const unansweredWords = 'git could not say who wrote';

/** The sentence about files that git could not blame; null where there are none. */
export function unansweredProblem(files: number): string | null {
  if (files === 0) return null;
  const lines = files === 1 ? 'the lines of 1 file' : `the lines of ${files} files`;
  return `${unansweredWords} ${lines}: a part of their history is missing here. They count as unknown.`;
}
