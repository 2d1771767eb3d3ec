import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { OpenCommits } from '../../../src/survey/openCommits.ts';

describe('commits of which something is being found out', () => {
  it('let those go who wait once all is found out, and no other commit matters', async () => {
    const open = new OpenCommits();
    for (const commit of ['a', 'a', 'b']) open.add(commit);
    const gone: string[] = [];
    for (const commit of ['a', 'b', 'a']) void open.ended(commit).then(() => gone.push(commit));
    open.end('a');
    await setImmediate();
    assert.deepEqual(gone, []);
    open.end('b');
    await setImmediate();
    assert.deepEqual(gone, ['b']);
    open.end('a');
    await setImmediate();
    assert.deepEqual(gone, ['b', 'a', 'a']);
  });

  it('keep nobody waiting of whom nothing is being found out, or not any more', async () => {
    const open = new OpenCommits();
    open.add('a');
    open.end('a');
    // What ends more often than it began.
    open.end('a');
    await open.ended('a');
    await open.ended('unknown');
  });
});
