import assert from 'node:assert/strict';
import { nameAndAddress, trailersOf } from '../../../../src/core/records/trailers.ts';

function keys(message: string): readonly string[] {
  return trailersOf(message).map(({ key, value }) => `${key}=${value}`);
}

describe('the trailers of a commit message', () => {
  it('are the lines of its last paragraph', () => {
    assert.deepEqual(keys('Subject\n\nBody.\n\nSigned-off-by: Ada\nRefs: #1\n'), ['Signed-off-by=Ada', 'Refs=#1']);
  });

  it('are none where the message is only a subject', () => {
    assert.deepEqual(keys('Fix: a thing'), []);
  });

  it('are none in a paragraph above the last', () => {
    assert.deepEqual(keys('Subject\n\nRefs: #1\n\nThe end.'), []);
  });

  it('may be continued on the next line and have white space around them', () => {
    assert.deepEqual(keys('Subject\n\nRefs : #1  \n  and more\nAcked-by:Ada\n'), ['Refs=#1', 'Acked-by=Ada']);
  });

  it('tolerate hardly anything else in their paragraph', () => {
    assert.deepEqual(keys('Subject\n\nOne line of prose\nA: 1\nB: 2\nC: 3\n'), ['A=1', 'B=2', 'C=3']);
    assert.deepEqual(keys('Subject\n\nOne line of prose\nA: 1\nB: 2\n'), []);
  });

  it('are found at the end of each message of a squash merge', () => {
    const message = 'All (#1)\n\n* One\n\nRefs: #1\n\n* Two\n\nRefs: #2\n';
    assert.deepEqual(keys(message), ['Refs=#1', 'Refs=#2']);
  });

  it('are found in the indented messages of git’s own squash', () => {
    const message =
      'Squashed commit of the following:\n\ncommit 0123456789\nAuthor: Ada\n\n    One\n\n    Refs: #1\n\ncommit 1123456789\nAuthor: Ada\n\n    Two\n';
    assert.ok(keys(message).includes('Refs=#1'));
  });
});

describe('a name and an address', () => {
  it('are told apart by the angle brackets', () => {
    assert.deepEqual(nameAndAddress(' Ada Example  <ada@example.org> and more'), {
      name: 'Ada Example',
      address: 'ada@example.org',
    });
    assert.deepEqual(nameAndAddress('<ada@example.org>'), { name: '', address: 'ada@example.org' });
  });

  it('are none without them', () => {
    assert.equal(nameAndAddress('ada@example.org'), null);
    assert.equal(nameAndAddress('Ada <ada'), null);
  });
});
