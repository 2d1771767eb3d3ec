import assert from 'node:assert/strict';
import { continued } from '../../../src/survey/dividedStretches.ts';

const piece = (lineIndex: number, lineCount: number, commit: string, originalLineIndex: number) => ({
  lineIndex,
  lineCount,
  commit,
  originalPath: `${commit}.ts`,
  originalLineIndex,
});

describe('lines that blame followed down to an earlier HEAD', () => {
  it('go on as the kept answer says, each with its place in the commit that wrote it', () => {
    const kept = [piece(0, 4, 'a', 10), piece(4, 1, 'b', 0), piece(5, 9, 'a', 20)];
    assert.deepEqual(continued(piece(100, 5, 'head', 2), kept), [
      piece(100, 2, 'a', 12),
      piece(102, 1, 'b', 0),
      piece(103, 2, 'a', 20),
    ]);
  });

  it('are all of one commit where it wrote the whole file', () => {
    assert.deepEqual(continued(piece(3, 2, 'head', 7), [piece(0, Infinity, 'a', 0)]), [piece(3, 2, 'a', 7)]);
  });

  it('are left open where the kept answer says nothing of them', () => {
    assert.deepEqual(continued(piece(0, 3, 'head', 0), [piece(1, 1, 'a', 0)]), [piece(1, 1, 'a', 0)]);
  });
});
