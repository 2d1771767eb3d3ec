import assert from 'node:assert/strict';
import { mayHaveMoved, piecesOfSteps } from '../../../src/survey/hunkPieces.ts';

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

describe('lines that are followed through the hunks of commits', () => {
  it('are of the commit that added them, or else of what came before', () => {
    const steps = [{ commit: 'new', hunks: [hunk(1, 1, 1, 2), hunk(4, 2, 5, 0)] }];
    assert.deepEqual(piecesOfSteps('a.ts', 7, steps, 'before'), [
      piece(0, 1, 'before', 0),
      piece(1, 2, 'new', 1),
      piece(3, 2, 'before', 2),
      piece(5, 2, 'before', 6),
    ]);
  });

  it('go on from commit to commit, each with its place there', () => {
    const steps = [
      { commit: 'newest', hunks: [hunk(0, 0, 0, 1)] },
      { commit: 'newer', hunks: [hunk(2, 0, 2, 3)] },
    ];
    assert.deepEqual(piecesOfSteps('a.ts', 8, steps, 'before'), [
      piece(0, 1, 'newest', 0),
      piece(1, 2, 'before', 0),
      piece(3, 3, 'newer', 2),
      piece(6, 2, 'before', 2),
    ]);
  });

  it('are none of an empty file', () => {
    assert.deepEqual(piecesOfSteps('a.ts', 0, [{ commit: 'new', hunks: [hunk(0, 3, 0, 0)] }], 'before'), []);
  });
});

describe('added lines that git may take for moved', () => {
  const long = 'const answerToEverything = 42;';

  it('are those that the old text has somewhere, white space aside', () => {
    assert.ok(mayHaveMoved(['a', long], [`\t${long}\r`, 'a'], [hunk(0, 0, 0, 1)]));
    assert.ok(!mayHaveMoved(['a', `${long}x`], [long, 'a'], [hunk(0, 0, 0, 1)]));
  });

  it('are short ones only where they stand together', () => {
    const short = ['aaaaaaaaaa', '', 'bbbbbbbbbb'];
    assert.ok(mayHaveMoved(short, short, [hunk(0, 0, 0, 3)]));
    assert.ok(!mayHaveMoved(short, ['aaaaaaaaaa', 'new', 'bbbbbbbbbb'], [hunk(0, 0, 0, 3)]));
    assert.ok(!mayHaveMoved(short, short, [hunk(0, 0, 0, 1), hunk(1, 0, 2, 1)]));
  });

  it('are none where lines only went', () => {
    assert.ok(!mayHaveMoved([long, long], [long], [hunk(0, 1, 0, 0)]));
  });
});
