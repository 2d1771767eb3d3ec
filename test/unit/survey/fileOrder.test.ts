import assert from 'node:assert/strict';
import { mostViewedFirst } from '../../../src/survey/fileOrder.ts';

const named = (name: string): { readonly name: string; readonly file: { path: string; blobOid: string } } => ({
  name,
  file: { path: name, blobOid: '' },
});

describe('the order in which files are read', () => {
  const views: Readonly<Record<string, number>> = { open: Infinity, open2: Infinity, often: 40, seldom: 2 };
  const order = (...names: readonly string[]): readonly string[] =>
    mostViewedFirst(names.map(named), ({ name }) => views[name] ?? 0).map(({ name }) => name);

  it('begins with what is open, goes on with what is viewed most, and leaves the rest as it was', () => {
    assert.deepEqual(order('new', 'seldom', 'open', 'old', 'often', 'open2'), [
      'open',
      'open2',
      'often',
      'seldom',
      'new',
      'old',
    ]);
  });

  it('is the given one where nobody viewed anything', () => {
    assert.deepEqual(order('b', 'a', 'c'), ['b', 'a', 'c']);
  });
});
