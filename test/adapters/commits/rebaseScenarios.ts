import assert from 'node:assert/strict';
import { branchWork, mainGoesOn, type Scenario } from './scenario.ts';
import { type Workshop } from './workshop.ts';

/** Branches that are rebased, one commit after the other. */
export const rebaseScenarios: readonly Scenario[] = [
  {
    name: 'a rebase onto a main that went on',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('switch', '--quiet', 'topic');
      await workshop.git('rebase', '--quiet', 'main');
    },
  },
  {
    name: 'a rebase --onto another branch',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop, 'topic');
      await branchWork(workshop, 'deeper');
      await mainGoesOn(workshop);
      await workshop.git('rebase', '--quiet', '--onto', 'main', 'deeper~2', 'deeper');
    },
  },
  {
    name: 'a rebase that reorders',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.rebase(['main'], ([one = '', two = '', three = '']) => [two, one, three]);
    },
  },
  {
    name: 'a rebase that squashes',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.rebase(['main'], ([one = '', two = '', three = '']) => [
        one,
        two.replace('pick', 'squash'),
        three.replace('pick', 'squash'),
      ]);
    },
  },
  {
    name: 'a rebase that fixes up and drops',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.rebase(['main'], ([one = '', two = '', three = '']) => [
        one,
        two.replace('pick', 'fixup'),
        three.replace('pick', 'drop'),
      ]);
    },
  },
  {
    name: 'a rebase that stops to edit',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.rebase(['main'], ([one = '', ...others]) => [one.replace('pick', 'edit'), ...others]);
      if (workshop.scribe === 'git-ai') await workshop.commit('added while editing');
      else {
        await workshop.add('b.ts', 'ai', 2, 0);
        await workshop.quietly('add', '--all');
        await workshop.git('commit', '--quiet', '--amend', '--no-edit');
      }
      await workshop.git('rebase', '--continue');
    },
  },
  {
    name: 'a commit that a rebase split in two',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.rebase(['main'], ([one = '', two = '', three = '']) => [one, two.replace('pick', 'edit'), three]);
      await workshop.git('reset', '--quiet', 'HEAD~');
      await workshop.quietly('add', 'a.ts');
      await workshop.git('commit', '--quiet', '--message', 'first half');
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--message', 'second half');
      await workshop.git('rebase', '--continue');
    },
  },
  {
    name: 'fixup commits squashed automatically',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      const [one = ''] = await branchWork(workshop);
      await workshop.add('b.ts', 'ai', 2, 0);
      await workshop.quietly('add', '--all');
      await workshop.commit(`fixup! one`);
      assert.notEqual(one, '');
      await workshop.git('-c', 'sequence.editor=true', 'rebase', '--quiet', '--interactive', '--autosquash', 'main');
    },
  },
  {
    name: 'a rebase with a conflict that somebody resolved',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await branchWork(workshop);
      await workshop.git('switch', '--quiet', 'main');
      await workshop.add('a.ts', 'human', 2, 2);
      await workshop.commit('the same place');
      await workshop.git('switch', '--quiet', 'topic');
      const { status } = await workshop.tryGit(['rebase', 'main']);
      assert.notEqual(status, 0);
      const merged = workshop.read('a.ts').filter((line) => !/^(?:<<<<<<<|=======|>>>>>>>)/.test(line));
      workshop.put('a.ts', merged);
      await workshop.quietly('add', 'a.ts');
      await workshop.git('rebase', '--continue');
    },
  },
  {
    name: 'pull --rebase',
    row: 'rebase',
    run: async (workshop: Workshop): Promise<void> => {
      await workshop.quietly('clone', '--quiet', '--bare', '.', workshop.scene.at('shared.git'));
      await workshop.quietly('remote', 'add', 'origin', workshop.scene.at('shared.git'));
      await workshop.quietly('fetch', '--quiet', 'origin');
      await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('push', '--quiet', 'origin', 'main');
      await workshop.git('switch', '--quiet', 'topic');
      await workshop.git('pull', '--quiet', '--rebase', 'origin', 'main');
    },
  },
];
