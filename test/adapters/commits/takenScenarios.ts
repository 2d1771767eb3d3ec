import { branchWork, mainGoesOn, type Scenario } from './scenario.ts';
import { type Workshop } from './workshop.ts';

/** Lines that are taken back and brought back: picked, reverted, reset and stashed. */
export const takenScenarios: readonly Scenario[] = [
  {
    name: 'picked commits',
    row: 'cherry-pick',
    run: async (workshop: Workshop): Promise<void> => {
      const [one = '', two = ''] = await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('cherry-pick', one, two);
    },
  },
  {
    name: 'commits picked without committing',
    row: 'cherry-pick',
    run: async (workshop: Workshop): Promise<void> => {
      const [one = '', two = ''] = await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('cherry-pick', '--no-commit', one);
      await workshop.git('cherry-pick', '--no-commit', two);
      await workshop.git('commit', '--quiet', '--message', 'both');
    },
  },
  {
    name: 'a commit that was reverted and came back',
    row: 'revert',
    run: async (workshop: Workshop): Promise<void> => {
      const [, , three = ''] = await branchWork(workshop);
      await workshop.git('revert', '--no-edit', three);
      await workshop.git('revert', '--no-edit', 'HEAD');
    },
  },
  {
    name: 'lines that a revert brings back',
    row: 'revert',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.edit('topic.ts', (lines) => lines.slice(5));
      await workshop.edit('a.ts', (lines) => lines.slice(6));
      await workshop.commit('tidy up');
      await workshop.git('revert', '--no-edit', 'HEAD');
    },
  },
  ...['soft', 'mixed'].map((how): Scenario => ({
    name: `commits taken back by reset --${how} and committed as one`,
    row: 'reset',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('reset', '--quiet', `--${how}`, 'main');
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--message', 'all at once');
    },
  })),
  {
    name: 'commits thrown away by reset --hard and found again',
    row: 'reset',
    run: async (workshop: Workshop): Promise<void> => {
      const [, , three = ''] = await branchWork(workshop);
      await workshop.git('reset', '--quiet', '--hard', 'main');
      await workshop.add('b.ts', 'human', 2, 8);
      await workshop.commit('something else');
      await workshop.git('cherry-pick', `${three}~2`, `${three}~1`);
    },
  },
  {
    name: 'lines that were stashed and popped onto another branch',
    row: 'stash',
    isUncommitted: true,
    run: async (workshop: Workshop): Promise<void> => {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.add('b.ts', 'human', 3, 9);
      await workshop.git('stash', 'push', '--quiet');
      await mainGoesOn(workshop);
      await workshop.git('stash', 'pop', '--quiet');
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--message', 'stashed work');
    },
  },
  {
    name: 'lines that were stashed, applied and popped later',
    row: 'stash',
    isUncommitted: true,
    run: async (workshop: Workshop): Promise<void> => {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.add('new.ts', 'human', 3, 0);
      await workshop.git('stash', 'push', '--quiet', '--include-untracked');
      await workshop.git('stash', 'apply', '--quiet');
      await workshop.git('reset', '--quiet', '--hard');
      await workshop.git('clean', '--quiet', '--force');
      await workshop.git('stash', 'pop', '--quiet');
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--message', 'stashed work');
    },
  },
  {
    name: 'a stash made into a branch',
    row: 'stash',
    isUncommitted: true,
    run: async (workshop: Workshop): Promise<void> => {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.add('a.ts', 'human', 3, 12);
      await workshop.git('stash', 'push', '--quiet');
      await workshop.add('a.ts', 'human', 2, 0);
      await workshop.commit('meanwhile');
      await workshop.git('stash', 'branch', 'stashed');
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--message', 'on the branch of the stash');
    },
  },
  {
    name: 'commits sent as mails and applied',
    row: 'cherry-pick',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('format-patch', '--quiet', '-o', workshop.scene.at('mails'), 'main');
      await mainGoesOn(workshop);
      await workshop.git('-c', 'advice.mergeConflict=false', 'am', '--quiet', '--3way', workshop.scene.at('mails'));
    },
  },
];
