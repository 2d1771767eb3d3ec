import { type Match } from './match.ts';

/** What lies between two matches: `[aFrom, aTo)` of the old and `[bFrom, bTo)` of the new sequence. */
export interface Gap {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** What lies between the matches of two sequences of these lengths. */
export function gapsOf(matches: readonly Match[], aLength: number, bLength: number): Gap[] {
  const gaps: Gap[] = [];
  let [aFrom, bFrom] = [0, 0];
  const close = (aTo: number, bTo: number): void => {
    if (aTo > aFrom || bTo > bFrom) gaps.push({ aFrom, aTo, bFrom, bTo });
  };
  for (const { aStart, bStart, length } of matches) {
    close(aStart, bStart);
    [aFrom, bFrom] = [aStart + length, bStart + length];
  }
  close(aLength, bLength);
  return gaps;
}
