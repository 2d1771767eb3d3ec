import assert from 'node:assert/strict';
import { branchWork, mainGoesOn, type Scenario } from './scenario.ts';
import { type Workshop } from './workshop.ts';

/** Branches that come together, other work trees, other names, and histories that are written anew as a whole. */
export const mergeScenarios: readonly Scenario[] = [
  {
    name: 'a branch merged fast forward',
    row: 'merge',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('switch', '--quiet', 'main');
      await workshop.git('merge', '--quiet', '--ff-only', 'topic');
    },
  },
  {
    name: 'a true merge',
    row: 'merge',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('merge', '--quiet', '--no-ff', '--no-edit', 'topic');
    },
  },
  {
    name: 'a squash merge',
    row: 'merge',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('merge', '--quiet', '--squash', 'topic');
      await workshop.git('commit', '--quiet', '--message', 'topic, squashed');
    },
  },
  {
    name: 'a merge with a conflict',
    row: 'merge',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('switch', '--quiet', 'main');
      await workshop.add('a.ts', 'human', 2, 2);
      await workshop.commit('the same place');
      const { status } = await workshop.tryGit(['merge', '--no-edit', 'topic']);
      assert.notEqual(status, 0);
      const merged = workshop.read('a.ts').filter((line) => !/^(?:<<<<<<<|=======|>>>>>>>)/.test(line));
      workshop.put('a.ts', merged);
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--no-edit');
    },
  },
  {
    name: 'a switch with local changes',
    row: 'switch',
    isUncommitted: true,
    run: async (workshop: Workshop): Promise<void> => {
      await workshop.git('branch', 'other');
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.commit('on main');
      await workshop.add('b.ts', 'human', 3, 4);
      await workshop.add('b.ts', 'ai', 3, 12);
      await workshop.git('switch', '--quiet', 'other');
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--message', 'on the other branch');
    },
  },
  {
    name: 'a renamed file',
    row: 'switch',
    isUncommitted: true,
    run: async (workshop: Workshop): Promise<void> => {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.add('a.ts', 'human', 3, 12);
      await workshop.git('mv', 'a.ts', 'moved.ts');
      await workshop.git('commit', '--quiet', '--all', '--message', 'renamed with its lines');
    },
  },
  {
    name: 'a history whose every commit was rewritten',
    row: 'mass rewrites',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('filter-branch', '--force', '--msg-filter', 'cat; echo', '--', 'topic');
    },
  },
  {
    name: 'a history that was moved into a folder',
    row: 'mass rewrites',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      const move = 'mkdir sub && for f in *; do [ "$f" = sub ] || mv "$f" sub; done';
      await workshop.git('filter-branch', '--force', '--tree-filter', move, '--', 'topic');
    },
  },
  {
    name: 'work in another work tree',
    row: 'switch',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('worktree', 'add', '--quiet', workshop.scene.at('linked'), '-b', 'linked', 'main');
      workshop.enter(workshop.scene.at('linked'));
      await workshop.add('a.ts', 'ai', 3, 5);
      await workshop.add('c.ts', 'human', 3, 0);
      await workshop.commit('in the linked one');
      await workshop.git('rebase', '--quiet', 'topic');
    },
  },
];
