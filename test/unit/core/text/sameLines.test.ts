import assert from 'node:assert/strict';
import { copyBeside, extractedPieces, movedPiece } from '../../../../src/core/text/sameLines.ts';

/** The text that a piece names. */
const taken = (text: string, piece: { at: number; length: number } | null): string | null =>
  piece === null ? null : text.slice(piece.at, piece.at + piece.length);

describe('text that moved', () => {
  it('is found in what went, with its line break on either side', () => {
    assert.equal(taken('one\n', movedPiece('one\n', 'one\n')), 'one\n');
    assert.deepEqual(movedPiece('one\n', '\none'), { from: 1, at: 0, length: 3 });
    assert.deepEqual(movedPiece('\r\none', 'one\r\n'), { from: 0, at: 2, length: 3 });
    assert.equal(taken('a word here', movedPiece('a word here', 'word')), 'word');
  });

  it('is not found where only a part is the same', () => {
    assert.equal(movedPiece('ones\n', '\none'), null);
    assert.equal(movedPiece('\n', '\r\n'), null);
  });
});

describe('text that was extracted', () => {
  it('is found in what holds more, in one piece', () => {
    const inserted = 'const sum = one + two;\n';
    assert.deepEqual(extractedPieces(' one + two', inserted), [{ from: 12, at: 1, length: 9 }]);
  });

  it('is found line by line where it is indented in another way', () => {
    const deleted = '  first();\n  second();\n';
    const inserted = 'function both() {\n\tfirst();\n\tsecond();\n}\n';
    const found = extractedPieces(deleted, inserted);
    assert.deepEqual(
      found.map(({ from, length }) => inserted.slice(from, from + length)),
      ['first();', 'second();'],
    );
    assert.deepEqual(
      found.map((piece) => taken(deleted, piece)),
      ['first();', 'second();'],
    );
  });

  it('is not found where it is so short that it may be there by chance', () => {
    assert.deepEqual(extractedPieces('x1', 'const x12 = 1;'), []);
    assert.deepEqual(extractedPieces('a;\n}\n', 'b;\n}\n'), []);
    assert.deepEqual(extractedPieces('first();\nold();', 'of first();\nnew();'), []);
  });
});

describe('a copy beside', () => {
  it('is found before and behind', () => {
    assert.deepEqual(copyBeside('one\none\n', 0, 'one\n'), { from: 0, at: 4, length: 4 });
    assert.deepEqual(copyBeside('one\none\n', 4, 'one\n'), { from: 0, at: 0, length: 4 });
  });

  it('is found of the last line, which has no line break behind it, and of the first', () => {
    assert.deepEqual(copyBeside('a\none\none', 2, 'one\n'), { from: 0, at: 6, length: 3 });
    assert.deepEqual(copyBeside('one\none\nb', 3, '\none'), { from: 1, at: 0, length: 3 });
  });

  it('is not found of a part of a line', () => {
    assert.equal(copyBeside('one\nones', 0, 'one\n'), null);
    assert.equal(copyBeside('done\none', 4, '\none'), null);
  });
});
