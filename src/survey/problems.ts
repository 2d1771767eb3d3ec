import { type Place } from './locate.ts';

/** What is known from the start that a survey of this place cannot know, in sentences for a person. */
export function lastingProblems(place: Place): readonly string[] {
  if (place.kind === 'folder') return place.problem === null ? [] : [place.problem];
  const problems: string[] = [];
  if (place.isShallow) {
    problems.push('This clone is shallow: lines from before its oldest commit are taken for that commit’s.');
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

/** The sentence about files that git could not blame; null where there are none. */
export function unansweredProblem(files: number): string | null {
  if (files === 0) return null;
  const lines = files === 1 ? 'the lines of 1 file' : `the lines of ${files} files`;
  return `git could not say who wrote ${lines}: a part of their history is missing here. They count as unknown.`;
}
