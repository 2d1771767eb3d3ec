import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Hunk } from '../../../src/survey/blame/gitDiff.ts';
import { type Entry } from '../../../src/survey/blame/moveSearch.ts';
import { divideLines } from '../../../src/survey/dividedLines.ts';

const lengths = fc.nat({ max: 4 });

/** Hunks in order: unchanged lines before each, lines that it takes away and lines that it adds, of which there is at least one. */
const hunksOf = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), lengths, lengths), { maxLength: 5 })
  .map((parts): readonly Hunk[] => {
    let [oldStart, newStart] = [0, 0];
    const hunks: Hunk[] = [];
    for (const [unchanged, oldCount, newCount] of parts) {
      if (oldCount + newCount === 0) continue;
      oldStart += unchanged;
      newStart += unchanged;
      hunks.push({ oldStart, oldCount, newStart, newCount });
      oldStart += oldCount;
      newStart += newCount;
    }
    return hunks;
  });

/** Entries that stand behind one another in the newest text, in any order in the version. */
const entriesOf = fc
  .array(fc.tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 9 })), { maxLength: 6 })
  .map((all) => {
    let lineIndex = 0;
    return all.map(([at, lineCount]): Entry => {
      lineIndex += lineCount;
      return { lineIndex: lineIndex - lineCount, at, lineCount };
    });
  });

/** Line by line: the line of the newest text and where it stands. */
const linesOf = (entries: readonly Entry[]): readonly string[] =>
  entries
    .flatMap(({ lineIndex, at, lineCount }) =>
      Array.from({ length: lineCount }, (_, index) => `${lineIndex + index} ${at + index}`),
    )
    .sort();

/** Where the parent has a line of the version; null for one that was added. */
function inParent(at: number, hunks: readonly Hunk[]): number | null {
  let shift = 0;
  for (const { oldCount, newStart, newCount } of hunks) {
    if (at < newStart) break;
    if (at < newStart + newCount) return null;
    shift += oldCount - newCount;
  }
  return at + shift;
}

describe('lines at a commit that changed a file', () => {
  it('are divided as each line by itself', () => {
    fc.assert(
      fc.property(entriesOf, hunksOf, (entries, hunks) => {
        const [added, kept]: [string[], string[]] = [[], []];
        for (const { lineIndex, at, lineCount } of entries)
          for (let index = 0; index < lineCount; index++) {
            const old = inParent(at + index, hunks);
            if (old === null) added.push(`${lineIndex + index} ${at + index}`);
            else kept.push(`${lineIndex + index} ${old}`);
          }
        const divided = divideLines(entries, hunks);
        assert.deepEqual(linesOf(divided.added), added.sort());
        assert.deepEqual(linesOf(divided.kept), kept.sort());
      }),
    );
  });
});
