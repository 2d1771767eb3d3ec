import {
  baselineOriginId,
  makeOrigin,
  OriginTable,
  unknownOriginId,
  type Contributor,
  type OriginId,
} from '../../../../src/core/attribution/origin.ts';
import { type Run } from '../../../../src/core/attribution/run.ts';

/** The origins that tests name by one letter: `a` and `A` two agents, `h`uman, `t`ool, `u`nknown, `.` from before we watched. */
export const origins = new OriginTable();

const idOf = (contributor: Contributor, agent: string | null = null): OriginId =>
  origins.intern(makeOrigin({ contributor, evidence: 'observed', source: 'keystroke', agent }));

export const ids = {
  a: idOf('ai'),
  A: idOf('ai', 'codex'),
  h: idOf('human'),
  t: idOf('tool'),
  u: unknownOriginId,
  '.': baselineOriginId,
};

function idOfLetter(letter: string): OriginId {
  const id: unknown = Reflect.get(ids, letter);
  if (typeof id !== 'number') throw new RangeError(`No origin is called ${letter}`);
  return id;
}

function letterOf(originId: OriginId): string {
  return Object.entries(ids).find(([, id]) => id === originId)?.[0] ?? '?';
}

/** Runs from their origins and lengths: `h3 a5 h2`. */
export function runs(notation: string): readonly Run[] {
  const words = notation.split(' ').filter((word) => word !== '');
  return words.map((word) => ({ utf16Length: Number(word.slice(1)), originId: idOfLetter(word.charAt(0)) }));
}

/** The inverse of {@link runs}. */
export function show(shown: readonly Run[]): string {
  return shown.map((run) => `${letterOf(run.originId)}${run.utf16Length}`).join(' ');
}

/** Runs from one letter a code unit. */
export function runsOf(letters: string): Run[] {
  return Array.from(letters.matchAll(/(.)\1*/gs), ([stretch]) => ({
    utf16Length: stretch.length,
    originId: idOfLetter(stretch.charAt(0)),
  }));
}

/** The inverse of {@link runsOf}. */
export function lettersOf(shown: readonly Run[]): string {
  return shown.map((run) => letterOf(run.originId).repeat(run.utf16Length)).join('');
}

/** The oracle of all laws: one origin id for each code unit. */
export function plain(shown: Iterable<Run>): number[] {
  const units: number[] = [];
  for (const run of shown) for (let count = 0; count < run.utf16Length; count++) units.push(run.originId);
  return units;
}
