import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alignment } from '../../../bench/capture/alignment.ts';

/** The text after, with what is new in brackets. */
function marked(before: string, after: string): string {
  const places = alignment(before, after);
  let text = '';
  after.split('').forEach((character, at) => {
    const isNew = places[at] === -1;
    const wasNew = at > 0 && places[at - 1] === -1;
    text += `${isNew && !wasNew ? '[' : ''}${!isNew && wasNew ? ']' : ''}${character}`;
  });
  return places.at(-1) === -1 ? `${text}]` : text;
}

describe('the diff of the truth', () => {
  it('keeps what was typed before an accepted suggestion', () => {
    assert.equal(marked('const total = ', 'const total = sum(them);'), 'const total = [sum(them);]');
  });

  it('keeps the words that both texts have, and what a new word has in common with the old one', () => {
    assert.equal(marked('a=1  ', 'a = 1'), 'a[ ]=[ ]1');
    assert.equal(marked('use cost twice: cost', 'use costs twice: costs'), 'use cost[s] twice: cost[s]');
  });

  it('takes a new line to end with its line break, though it could as well begin with the one before', () => {
    assert.equal(marked('one\ntwo\n', '1\ntwo\n\nsix\n'), '[1]\ntwo\n[\nsix\n]');
  });

  it('keeps no blank between two words that are both new', () => {
    assert.equal(marked('one two', 'six pens'), '[six pens]');
  });

  it('keeps only what is there, in its order', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (before, after) => {
        const places = alignment(before, after);
        assert.equal(places.length, after.length);
        let last = -1;
        places.forEach((place, at) => {
          if (place === -1) return;
          assert.ok(place > last, 'in order');
          assert.equal(before[place], after[at]);
          last = place;
        });
      }),
    );
  });

  it('keeps all of a text that did not change', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.deepEqual(alignment(text, text), [...text.split('').keys()]);
      }),
    );
  });
});
