import { type Workshop } from './workshop.ts';

/** Text with known origins in, a git operation, and the origin of every line afterwards. */
export interface Scenario {
  readonly name: string;
  /** How the row of the README's table begins that promises this. */
  readonly row: string;
  readonly run: (workshop: Workshop) => Promise<void>;
  /** Lines are never committed before git moves them about, so that notes cannot know of them. */
  readonly isUncommitted?: boolean;
}

/** Work on a branch: commits by AI, by a person, and by somebody else, in two files. */
export async function branchWork(workshop: Workshop, name = 'topic'): Promise<readonly string[]> {
  await workshop.git('switch', '--quiet', '--create', name);
  await workshop.add('a.ts', 'ai', 3, 2);
  await workshop.add('b.ts', 'human', 2, 4);
  const one = await workshop.commit('one');
  await workshop.add('a.ts', 'human', 2, 9);
  await workshop.add(`${name}.ts`, 'ai', 6, 0);
  const two = await workshop.commit('two');
  await workshop.add(`${name}.ts`, 'elsewhere', 2, 3);
  await workshop.add('b.ts', 'ai', 2, 12);
  const three = await workshop.commit('three');
  return [one, two, three];
}

/** Main goes on meanwhile, in other places of the same files. */
export async function mainGoesOn(workshop: Workshop): Promise<void> {
  await workshop.git('switch', '--quiet', 'main');
  await workshop.add('a.ts', 'elsewhere', 3, 0);
  await workshop.add('b.ts', 'human', 3, 0);
  await workshop.commit('main goes on');
}
