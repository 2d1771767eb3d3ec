import assert from 'node:assert/strict';
import { type LineAttribution } from '../../../src/core/attribution/lineAttribution.ts';
import { HeldContents } from '../../../src/survey/heldContents.ts';
import { type Content } from '../../../src/survey/workTreeContent.ts';

const holding = (text: string): Content => ({ ok: true, text, runs: null, blobOid: null });

const lines: LineAttribution = { originIds: Int32Array.of(0, -1), mixed: new Uint8Array(2) };

describe('contents that are held between two looks', () => {
  it('are given out once', () => {
    const held = new HeldContents();
    held.hold('a.ts', holding('one\n'), null);
    assert.deepEqual(held.take('a.ts'), holding('one\n'));
    assert.equal(held.take('a.ts'), null);
  });

  it('are forgotten, and not held again from a reading under way, when the file changes', () => {
    const held = new HeldContents();
    held.hold('a.ts', holding('one\n'), null);
    held.change('a.ts');
    held.hold('a.ts', holding('one\n'), null);
    assert.equal(held.take('a.ts'), null);
    held.clear();
    held.hold('a.ts', holding('two\n'), null);
    assert.deepEqual(held.take('a.ts'), holding('two\n'));
  });

  it('are outlines where the lines are enough, given out until the file changes', () => {
    const held = new HeldContents();
    held.hold('a.ts', holding('one\n'), null);
    held.hold('a.ts', holding('two\n\n'), lines);
    assert.equal(held.take('a.ts'), null);
    assert.equal(held.outlineOf('a.ts'), 'x\n\n');
    assert.equal(held.outlineOf('a.ts'), 'x\n\n');
    held.change('a.ts');
    assert.equal(held.outlineOf('a.ts'), null);
    held.hold('a.ts', holding('two\n\n'), lines);
    assert.equal(held.outlineOf('a.ts'), null);
  });

  it('leave out what there is no room for, until room is made', () => {
    const held = new HeldContents();
    const large = holding('x'.repeat(700_000));
    held.hold('a.ts', large, null);
    held.hold('b.ts', large, null);
    assert.equal(held.take('b.ts'), null);
    assert.deepEqual(held.take('a.ts'), large);
    held.hold('b.ts', large, null);
    assert.deepEqual(held.take('b.ts'), large);
  });
});
