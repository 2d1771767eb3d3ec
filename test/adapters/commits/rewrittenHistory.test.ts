import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../host/projectPaths.ts';
import { branchWork } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { Workshop, type WorkshopOptions } from './workshop.ts';

const ways: readonly (readonly [name: string, options: WorkshopOptions])[] = [
  ['while VS Code is closed', {}],
  ['in files that are open, noticed late', { isEditorOpen: true }],
  ['with nothing but notes that we wrote', { isLedgerLost: true }],
  ['with notes of git-ai', { scribe: 'git-ai' }],
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

describe("the README's table of operations", () => {
  it('has a row for everything that is tried here, and no other', () => {
    const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
    const table = /\| operation \| what survives \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(readme)?.[1] ?? '';
    const rows = table
      .trim()
      .split('\n')
      .map((row) => row.slice(2));
    const tried = [...new Set(scenarios.map(({ row }) => row))];
    assert.equal(rows.length, tried.length);
    for (const row of tried) assert.equal(rows.filter((promise) => promise.startsWith(row)).length, 1, row);
  });
});

describe('a line was unknown', () => {
  it('when a commit was picked onto a branch on which its file had been renamed, with many logs in between', async () => {
    const workshop = await Workshop.open();
    try {
      const [one = ''] = await branchWork(workshop);
      await workshop.git('switch', '--quiet', 'main');
      await workshop.git('mv', 'a.ts', 'renamed.ts');
      await workshop.add('renamed.ts', 'elsewhere', 2, 0);
      await workshop.commit('renamed');
      for (let commits = 0; commits < 21; commits++) {
        await workshop.add('c.ts', 'ai', 1);
        await workshop.commit('work elsewhere');
      }
      await workshop.sync();
      await workshop.git('cherry-pick', one);
      await workshop.expectAll();
    } finally {
      workshop.end();
    }
  });

  it('when a conflict was resolved by keeping both sides, so that it stands twice', async () => {
    const workshop = await Workshop.open();
    try {
      await workshop.add('a.ts', 'ai', 3, 4);
      const lines = workshop.read('a.ts');
      workshop.put('a.ts', [...lines.slice(0, 9), workshop.line('elsewhere'), ...lines.slice(4, 7), ...lines.slice(9)]);
      await workshop.commit('both sides');
      await workshop.expectAll();
    } finally {
      workshop.end();
    }
  });

  it('when others changed its file before it was committed, and many commits came at once', async () => {
    const workshop = await Workshop.open();
    try {
      await workshop.add('a.ts', 'human', 2, 4);
      await workshop.add('a.ts', 'elsewhere', 2, 9);
      await workshop.commit('work');
      for (let commits = 0; commits < 21; commits++) {
        await workshop.add('c.ts', 'elsewhere', 1);
        await workshop.commit('work of others');
      }
      await workshop.expectAll();
    } finally {
      workshop.end();
    }
  });

  it('when others changed its open file and renamed it, and the commit was taken back before anybody noticed it', async () => {
    const workshop = await Workshop.open({ isEditorOpen: true });
    try {
      await workshop.add('a.ts', 'human', 3, 4);
      await workshop.add('a.ts', 'elsewhere', 2, 9);
      await workshop.git('mv', 'a.ts', 'renamed.ts');
      const renamed = await workshop.commit('renamed');
      await workshop.git('reset', '--quiet', '--hard', 'HEAD~');
      await workshop.git('cherry-pick', renamed);
      await workshop.expectAll();
    } finally {
      workshop.end();
    }
  });

  it('when it came out of a stash of which the ledger had forgotten the state', async () => {
    const workshop = await Workshop.open({ isLedgerLost: true });
    try {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.quietly('add', 'a.ts');
      await workshop.add('a.ts', 'human', 3, 12);
      await workshop.add('new.ts', 'human', 3, 0);
      await workshop.git('stash', 'push', '--quiet', '--include-untracked');
      await workshop.add('b.ts', 'ai', 2, 0);
      await workshop.git('stash', 'push', '--quiet');
      await workshop.add('b.ts', 'human', 2, 9);
      await workshop.commit('meanwhile');
      await workshop.git('stash', 'pop', '--quiet');
      await workshop.commit('out of the last stash');
      await workshop.git('stash', 'pop', '--quiet');
      await workshop.commit('out of the first one');
      await workshop.expectAll();
    } finally {
      workshop.end();
    }
  });
});

describe('history alone, without a log of the commit that only formatted or moved lines,', () => {
  for (const [what, change] of [
    ['knows lines that were indented', (lines: readonly string[]) => lines.map((line) => `\t${line}`)],
    [
      'knows lines with other spaces in them',
      (lines: readonly string[]) => lines.map((line) => line.replace(' = ', '  =  ')),
    ],
    ['knows lines that moved in their file', (lines: readonly string[]) => [...lines.slice(4), ...lines.slice(0, 4)]],
  ] as const) {
    it(what, async () => {
      const workshop = await Workshop.open({ scribe: 'git-ai' });
      try {
        await branchWork(workshop);
        await workshop.commitUnnoted('formatted', () => workshop.put('topic.ts', change(workshop.read('topic.ts'))));
        const { wrong, lost, lines } = await workshop.check('HEAD');
        assert.deepEqual({ wrong, lost }, { wrong: [], lost: [] });
        assert.ok(lines > 0);
      } finally {
        workshop.end();
      }
    });
  }
});
