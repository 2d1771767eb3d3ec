import assert from 'node:assert/strict';
import { HeldContents } from '../../../src/survey/heldContents.ts';
import { type Content } from '../../../src/survey/workTreeContent.ts';

const holding = (text: string): Content => ({ ok: true, text, runs: null, blobOid: null });

describe('contents that are held between two looks', () => {
  it('are given out once', () => {
    const held = new HeldContents();
    held.hold('a.ts', holding('one\n'));
    assert.deepEqual(held.take('a.ts'), holding('one\n'));
    assert.equal(held.take('a.ts'), null);
  });

  it('are forgotten, and not held again from a reading under way, when the file changes', () => {
    const held = new HeldContents();
    held.hold('a.ts', holding('one\n'));
    held.change('a.ts');
    held.hold('a.ts', holding('one\n'));
    assert.equal(held.take('a.ts'), null);
    held.clear();
    held.hold('a.ts', holding('two\n'));
    assert.deepEqual(held.take('a.ts'), holding('two\n'));
  });

  it('leave out what there is no room for, until room is made', () => {
    const held = new HeldContents();
    const large = holding('x'.repeat(700_000));
    held.hold('a.ts', large);
    held.hold('b.ts', large);
    assert.equal(held.take('b.ts'), null);
    assert.deepEqual(held.take('a.ts'), large);
    held.hold('b.ts', large);
    assert.deepEqual(held.take('b.ts'), large);
  });
});
