import { type Origin } from '../attribution/origin.ts';

/**
 * Why nobody can say who wrote a line (or a character) that counts as `unknown`:
 * - `silentCommit`: its commit says nothing either way: no authorship log, no mark, not before the "no AI before" date;
 * - `leftOutOfLog`: its commit has an authorship log or traces, which leave it out;
 * - `unexplained`: it changed while nobody watched, or in a way that nothing explains;
 * - `uncommitted`: it was there before anybody watched, and no commit holds it (or history is not read yet);
 * - `setAside`: evidence speaks for somebody, but of a grade that does not count: `inferred`, or left out by the reader of the report;
 * - `other`: the rest, such as what was pasted from another program.
 */
export type UnknownCause = 'silentCommit' | 'leftOutOfLog' | 'unexplained' | 'uncommitted' | 'setAside' | 'other';

/** Every {@link UnknownCause}, in the order in which reports list them. */
export const unknownCauses: readonly UnknownCause[] = [
  'silentCommit',
  'leftOutOfLog',
  'unexplained',
  'uncommitted',
  'setAside',
  'other',
];

/** A {@link UnknownCause} in words for a person, as what is said of a line. */
export const unknownCauseWords: Readonly<Record<UnknownCause, string>> = {
  silentCommit: 'from commits that say nothing',
  leftOutOfLog: "left out by their commit's authorship log or traces",
  unexplained: 'changed while nobody watched, or unexplained',
  uncommitted: 'not committed, and there before anybody watched',
  setAside: 'known only by evidence that does not count',
  other: 'otherwise',
};

/** What is said of lines whose commits may only not have been looked at yet. */
export const unreadCauseWords = 'not read yet, or not committed and there before anybody watched';

/** What is said of lines of a history that cannot be read. */
export const unreadableCauseWords = 'not read here, or not committed and there before anybody watched';

/** The words for a cause; `isAllRead` says whether all of the history was looked at that there is. */
export function unknownCauseText(cause: UnknownCause, isAllRead: boolean): string {
  return cause === 'uncommitted' && !isAllRead ? unreadCauseWords : unknownCauseWords[cause];
}

/** Why what has this origin counts as `unknown`; to be asked only of what does. */
export function unknownCauseOf({ contributor, evidence, granularity, source }: Origin): UnknownCause {
  if (contributor !== 'unknown') return 'setAside';
  if (source === 'authorship-log' || source === 'agent-trace') return 'leftOutOfLog';
  if (source !== 'none' || evidence !== null) return 'other';
  switch (granularity) {
    case 'commit':
      return 'silentCommit';
    case 'line':
      return 'uncommitted';
    case 'character':
      return 'unexplained';
  }
}
