import assert from 'node:assert/strict';
import { piecesOfSteps } from '../../../src/survey/hunkPieces.ts';
import { movedLines } from '../../../src/survey/movedLines.ts';

const hunk = (oldStart: number, oldCount: number, newStart: number, newCount: number) => ({
  oldStart,
  oldCount,
  newStart,
  newCount,
});
const piece = (lineIndex: number, lineCount: number, commit: string, originalLineIndex: number) => ({
  lineIndex,
  lineCount,
  commit,
  originalPath: 'a.ts',
  originalLineIndex,
});
const step = (commit: string, hunks: readonly ReturnType<typeof hunk>[], oldText: string, newText: string) => ({
  commit,
  hunks,
  oldLines: Array.from(oldText),
  newLines: Array.from(newText),
});

describe('lines that are followed through the hunks of commits', () => {
  it('are of the commit that added them, or else of what came before', () => {
    const steps = [step('new', [hunk(1, 1, 1, 2), hunk(4, 2, 5, 0)], 'abcdefgh', 'aXYcdgh')];
    assert.deepEqual(piecesOfSteps('a.ts', steps, 'before'), [
      piece(0, 1, 'before', 0),
      piece(1, 2, 'new', 1),
      piece(3, 2, 'before', 2),
      piece(5, 2, 'before', 6),
    ]);
  });

  it('go on from commit to commit, each with its place there', () => {
    const steps = [
      step('newest', [hunk(0, 0, 0, 1)], 'abXYZcd', 'NabXYZcd'),
      step('newer', [hunk(2, 0, 2, 3)], 'abcd', 'abXYZcd'),
    ];
    assert.deepEqual(piecesOfSteps('a.ts', steps, 'before'), [
      piece(0, 1, 'newest', 0),
      piece(1, 2, 'before', 0),
      piece(3, 3, 'newer', 2),
      piece(6, 2, 'before', 2),
    ]);
  });

  it('are none of an empty file', () => {
    assert.deepEqual(piecesOfSteps('a.ts', [step('new', [hunk(0, 3, 0, 0)], 'abc', '')], 'before'), []);
  });

  it('are of whoever wrote them where they moved within the file', () => {
    const long = 'const answerToEverything = 42;';
    const moving = { commit: 'new', hunks: [hunk(0, 0, 0, 2), hunk(2, 1, 4, 0)], oldLines: ['a', 'b', long] };
    const steps = [{ ...moving, newLines: ['x', `  ${long}`, 'a', 'b'] }];
    assert.deepEqual(piecesOfSteps('a.ts', steps, 'before'), [
      piece(0, 1, 'new', 0),
      piece(1, 1, 'before', 2),
      piece(2, 2, 'before', 0),
    ]);
  });
});

describe('added lines that moved', () => {
  const one = 'const answerToEverything = 42;';
  const two = 'const questionOfEverything = null;';

  it('are those that the old text has once, white space aside', () => {
    assert.deepEqual(movedLines(['a', one], [`\t${one}\r`, 'new']), [{ start: 0, count: 1, oldStart: 1 }]);
    assert.deepEqual(movedLines(['a', `${one}x`], [one]), []);
  });

  it('are short ones only where enough of them stand together in both texts', () => {
    const short = ['aaaaaaaaaa', 'cc', 'bbbbbbbbbb'];
    assert.deepEqual(movedLines(short, short), [{ start: 0, count: 3, oldStart: 0 }]);
    assert.deepEqual(movedLines(short, ['aaaaaaaaaa', 'new', 'bbbbbbbbbb']), []);
    assert.deepEqual(movedLines(['aaaaaaaaaa', 'x', 'bbbbbbbbbb'], ['aaaaaaaaaa', 'bbbbbbbbbb']), []);
  });

  it('are left to blame where they stand more than once, or in another order', () => {
    assert.equal(movedLines([one, one], [one]), null);
    assert.equal(movedLines([one], [one, one]), null);
    assert.equal(movedLines([one, two], [two, one]), null);
    assert.deepEqual(movedLines([one, 'x', two], [one, two]), [
      { start: 0, count: 1, oldStart: 0 },
      { start: 1, count: 1, oldStart: 2 },
    ]);
  });
});
