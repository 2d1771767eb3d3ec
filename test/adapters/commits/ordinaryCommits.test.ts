import assert from 'node:assert/strict';
import { counts, whose } from '../survey/scene.ts';
import { Workshop } from './workshop.ts';

describe('a commit', () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await Workshop.open();
  });
  afterEach(() => workshop.end());

  it('of lines that AI and a person wrote says so of each line, and nothing of the others', async () => {
    await workshop.add('a.ts', 'ai');
    await workshop.add('a.ts', 'human');
    await workshop.add('b.ts', 'elsewhere');
    await workshop.add('new/c.ts', 'ai', 5);
    await workshop.commit('work');
    const { written } = await workshop.sync();
    assert.equal(written.length, 1);
    await workshop.expectAll();
  });

  it('of part of the changes of a file has its lines, and the lines left out stay with the work tree', async () => {
    await workshop.add('a.ts', 'ai', 2, 2);
    await workshop.add('a.ts', 'human', 2, 12);
    const { status } = await workshop.tryGit(['add', '--patch', 'a.ts'], { input: 'y\nn\n' });
    assert.equal(status, 0);
    await workshop.commit('first part', false);
    await workshop.expectAll();
    await workshop.commit('second part');
    await workshop.expectAll();
  });
});

describe('a closed file that git renamed before it was committed', () => {
  it('was unknown until it was opened', async () => {
    const workshop = await Workshop.open();
    try {
      await workshop.add('a.ts', 'ai', 3, 2);
      await workshop.add('b.ts', 'ai', 2, 0);
      await workshop.quietly('mv', 'a.ts', 'renamed.ts');
      workshop.put('copy.ts', workshop.read('b.ts'));
      const { survey } = await workshop.scene.open(workshop.root);
      await survey.run();
      const said = await whose(survey, 'renamed.ts');
      assert.deepEqual([said.indexOf('ai'), said.lastIndexOf('ai')], [2, 4]);
      const tally = survey.snapshot.standing.find(({ path }) => path === 'renamed.ts');
      assert.ok(tally !== undefined);
      assert.equal(counts(survey, [tally]).ai, 3);
      assert.ok(!(await whose(survey, 'copy.ts')).includes('ai'), 'what another file still has may be of anybody here');
    } finally {
      workshop.end();
    }
  });
});
