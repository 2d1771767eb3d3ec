import { branchWork, mainGoesOn, type Scenario } from './scenario.ts';
import { type Workshop } from './workshop.ts';

/** Commits, amended ones, and commits that only format or move. */
export const commitScenarios: readonly Scenario[] = [
  {
    name: 'commits of some of the files, and of the rest',
    row: 'commit',
    isUncommitted: true,
    run: async (workshop: Workshop): Promise<void> => {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.add('b.ts', 'human', 3, 4);
      await workshop.add('c.ts', 'ai', 3, 0);
      await workshop.add('a.ts', 'elsewhere', 2, 9);
      await workshop.quietly('add', 'a.ts', 'c.ts');
      await workshop.commit('some', false);
      await workshop.commit('the rest');
    },
  },
  {
    name: 'committed lines that nobody was seen to indent',
    row: 'formatting',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      for (const file of ['a.ts', 'b.ts', 'topic.ts'])
        workshop.put(
          file,
          workshop.read(file).map((line) => `    ${line}`),
        );
      await workshop.commit('formatted');
    },
  },
  {
    name: 'committed lines that nobody was seen to move about',
    row: 'formatting',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      const lines = workshop.read('topic.ts');
      workshop.put('topic.ts', [...lines.slice(4), ...lines.slice(0, 4)]);
      await workshop.commit('moved within the file');
      const [moved, rest] = [workshop.read('a.ts').slice(0, 8), workshop.read('a.ts').slice(8)];
      workshop.put('a.ts', rest);
      workshop.put('b.ts', [...workshop.read('b.ts'), ...moved]);
      await workshop.commit('moved to another file');
    },
  },
  {
    name: 'an amended commit',
    row: 'amend',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.add('a.ts', 'ai', 2, 6);
      await workshop.add('b.ts', 'human', 2, 0);
      if (workshop.scribe === 'git-ai') await workshop.commit('the rest');
      else {
        await workshop.quietly('add', '--all');
        await workshop.git('commit', '--quiet', '--amend', '--no-edit');
      }
    },
  },
  {
    name: 'a commit whose message was amended',
    row: 'amend',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('commit', '--quiet', '--amend', '--message', 'better words');
    },
  },
  {
    name: 'a commit that was amended to leave lines out',
    row: 'amend',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      workshop.put('topic.ts', workshop.read('topic.ts').slice(2));
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--amend', '--no-edit');
    },
  },
  {
    name: 'a renamed file, amended and rebased',
    row: 'amend',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('mv', 'topic.ts', 'renamed.ts');
      await workshop.git('commit', '--quiet', '--amend', '--no-edit');
      await mainGoesOn(workshop);
      await workshop.git('switch', '--quiet', 'topic');
      await workshop.git('rebase', '--quiet', 'main');
    },
  },
];
