import assert from 'node:assert/strict';
import { Workshop, type WorkshopOptions } from './workshop.ts';

interface Scenario {
  readonly name: string;
  readonly run: (workshop: Workshop) => Promise<void>;
  /** Lines are never committed before git moves them about, so that notes cannot know of them. */
  readonly isUncommitted?: boolean;
}

const ways: readonly (readonly [name: string, options: WorkshopOptions])[] = [
  ['while VS Code is closed', {}],
  ['in files that are open, noticed late', { isEditorOpen: true }],
  ['with nothing but notes that we wrote', { isLedgerLost: true }],
  ['with notes of git-ai', { scribe: 'git-ai' }],
];

/** Work on a branch: commits by AI, by a person, and by somebody else, in two files. */
async function branchWork(workshop: Workshop, name = 'topic'): Promise<readonly string[]> {
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

const scenarios: readonly Scenario[] = [
  {
    name: 'an amended commit',
    run: async (workshop) => {
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
    run: async (workshop) => {
      await branchWork(workshop);
      await workshop.git('commit', '--quiet', '--amend', '--message', 'better words');
    },
  },
  {
    name: 'a commit that was amended to leave lines out',
    run: async (workshop) => {
      await branchWork(workshop);
      workshop.put('topic.ts', workshop.read('topic.ts').slice(2));
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--amend', '--no-edit');
    },
  },
  {
    name: 'a rebase onto a main that went on',
    run: async (workshop) => {
      await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('switch', '--quiet', 'topic');
      await workshop.git('rebase', '--quiet', 'main');
    },
  },
  {
    name: 'a rebase --onto another branch',
    run: async (workshop) => {
      await branchWork(workshop, 'topic');
      await branchWork(workshop, 'deeper');
      await mainGoesOn(workshop);
      await workshop.git('rebase', '--quiet', '--onto', 'main', 'deeper~2', 'deeper');
    },
  },
  {
    name: 'a rebase that reorders',
    run: async (workshop) => {
      await branchWork(workshop);
      await workshop.rebase(['main'], ([one = '', two = '', three = '']) => [two, one, three]);
    },
  },
  {
    name: 'a rebase that squashes',
    run: async (workshop) => {
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
    run: async (workshop) => {
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
    run: async (workshop) => {
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
    run: async (workshop) => {
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
    run: async (workshop) => {
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
    run: async (workshop) => {
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
    run: async (workshop) => {
      const [one = '', two = ''] = await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('cherry-pick', one, two);
    },
  },
  {
    name: 'commits picked without committing',
    run: async (workshop) => {
      const [one = '', two = ''] = await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('cherry-pick', '--no-commit', one);
      await workshop.git('cherry-pick', '--no-commit', two);
      await workshop.git('commit', '--quiet', '--message', 'both');
    },
  },
  {
    name: 'a commit that was reverted and came back',
    run: async (workshop) => {
      const [, , three = ''] = await branchWork(workshop);
      await workshop.git('revert', '--no-edit', three);
      await workshop.git('revert', '--no-edit', 'HEAD');
    },
  },
  {
    name: 'lines that a revert brings back',
    run: async (workshop) => {
      await branchWork(workshop);
      await workshop.edit('topic.ts', (lines) => lines.slice(5));
      await workshop.edit('a.ts', (lines) => lines.slice(6));
      await workshop.commit('tidy up');
      await workshop.git('revert', '--no-edit', 'HEAD');
    },
  },
  ...['soft', 'mixed'].map((how): Scenario => ({
    name: `commits taken back by reset --${how} and committed as one`,
    run: async (workshop) => {
      await branchWork(workshop);
      await workshop.git('reset', '--quiet', `--${how}`, 'main');
      await workshop.quietly('add', '--all');
      await workshop.git('commit', '--quiet', '--message', 'all at once');
    },
  })),
  {
    name: 'commits thrown away by reset --hard and found again',
    run: async (workshop) => {
      const [, , three = ''] = await branchWork(workshop);
      await workshop.git('reset', '--quiet', '--hard', 'main');
      await workshop.add('b.ts', 'human', 2, 8);
      await workshop.commit('something else');
      await workshop.git('cherry-pick', `${three}~2`, `${three}~1`);
    },
  },
  {
    name: 'lines that were stashed and popped onto another branch',
    isUncommitted: true,
    run: async (workshop) => {
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
    isUncommitted: true,
    run: async (workshop) => {
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
    isUncommitted: true,
    run: async (workshop) => {
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
    run: async (workshop) => {
      await branchWork(workshop);
      await workshop.git('switch', '--quiet', 'main');
      await workshop.git('merge', '--quiet', '--ff-only', 'topic');
    },
  },
  {
    name: 'a true merge',
    run: async (workshop) => {
      await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('merge', '--quiet', '--no-ff', '--no-edit', 'topic');
    },
  },
  {
    name: 'a squash merge',
    run: async (workshop) => {
      await branchWork(workshop);
      await mainGoesOn(workshop);
      await workshop.git('merge', '--quiet', '--squash', 'topic');
      await workshop.git('commit', '--quiet', '--message', 'topic, squashed');
    },
  },
  {
    name: 'a merge with a conflict',
    run: async (workshop) => {
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
    run: async (workshop) => {
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
    isUncommitted: true,
    run: async (workshop) => {
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
    isUncommitted: true,
    run: async (workshop) => {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.add('a.ts', 'human', 3, 12);
      await workshop.git('mv', 'a.ts', 'moved.ts');
      await workshop.git('commit', '--quiet', '--all', '--message', 'renamed with its lines');
    },
  },
  {
    name: 'a renamed file, amended and rebased',
    run: async (workshop) => {
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
    run: async (workshop) => {
      await branchWork(workshop);
      await workshop.git('format-patch', '--quiet', '-o', workshop.scene.at('mails'), 'main');
      await mainGoesOn(workshop);
      await workshop.git('-c', 'advice.mergeConflict=false', 'am', '--quiet', '--3way', workshop.scene.at('mails'));
    },
  },
  {
    name: 'a history whose every commit was rewritten',
    run: async (workshop) => {
      await branchWork(workshop);
      await workshop.git('filter-branch', '--force', '--msg-filter', 'cat; echo', '--', 'topic');
    },
  },
  {
    name: 'a history that was moved into a folder',
    run: async (workshop) => {
      await branchWork(workshop);
      const move = 'mkdir sub && for f in *; do [ "$f" = sub ] || mv "$f" sub; done';
      await workshop.git('filter-branch', '--force', '--tree-filter', move, '--', 'topic');
    },
  },
  {
    name: 'work in another work tree',
    run: async (workshop) => {
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

for (const [way, options] of ways) {
  describe(`every line keeps its origin ${way}:`, () => {
    for (const { name, run, isUncommitted } of scenarios) {
      if (isUncommitted === true && (options.scribe === 'git-ai' || options.isLedgerLost === true)) continue;
      it(name, async () => {
        const workshop = await Workshop.open(options);
        try {
          await run(workshop);
          await workshop.expectAll();
        } finally {
          workshop.end();
        }
      });
    }
  });
}
