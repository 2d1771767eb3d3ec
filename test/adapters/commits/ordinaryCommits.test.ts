import assert from 'node:assert/strict';
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
