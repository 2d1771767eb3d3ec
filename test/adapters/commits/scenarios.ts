import assert from 'node:assert/strict';
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
async function mainGoesOn(workshop: Workshop): Promise<void> {
  await workshop.git('switch', '--quiet', 'main');
  await workshop.add('a.ts', 'elsewhere', 3, 0);
  await workshop.add('b.ts', 'human', 3, 0);
  await workshop.commit('main goes on');
}

/** What people do to history, each tried with every line. */
export const scenarios: readonly Scenario[] = [
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
