import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FileGraph } from '../../../../src/survey/blame/fileGraph.ts';
import { GraphPacker } from '../../../../src/survey/blame/packedGraph.ts';

const oidOf = (number: number): string => number.toString(16).padStart(40, '0');
const path = 'file.ts';

/** What a commit of a drawn history did: how far on its parents are, and what it did to the file, if anything. */
interface DrawnCommit {
  readonly parents: readonly number[];
  readonly touch: 'M' | 'A' | '~' | null;
  /** Whether what a merge has from another parent is what its first one has, too. */
  readonly isSame: boolean;
}

const commit: fc.Arbitrary<DrawnCommit> = fc.record({
  parents: fc.oneof(
    { weight: 6, arbitrary: fc.constant([1]) },
    { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 })) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }) },
  ),
  touch: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('M' as const, 'A' as const, '~' as const) },
  ),
  isSame: fc.boolean(),
});

/** The same by a walk from commit to commit. */
function walked(history: readonly DrawnCommit[], from: number): number | null {
  for (let at = from; at < history.length;) {
    const { parents, touch, isSame } = history[at] ?? { parents: [], touch: null, isSame: false };
    if (touch !== null && touch !== '~') return at;
    const which = touch === '~' && !isSame ? (parents.length > 2 ? parents.length : 1) : 0;
    const next = parents[which];
    if (next === undefined) return null;
    at = next;
  }
  return from < history.length ? history.length : from;
}

describe('the first change of a file from a commit on', () => {
  it('is found along lines of first parents as it is from commit to commit', () => {
    fc.assert(
      fc.property(fc.array(commit, { minLength: 1, maxLength: 60 }), (drawn) => {
        // All that lies further down is one commit at which the history ends.
        const history = drawn.map((one, number) => ({
          ...one,
          parents: [...new Set(one.parents.map((steps) => Math.min(number + steps, drawn.length)))],
        }));
        const packer = new GraphPacker(
          [...history, null].map((_, number) => oidOf(number)),
          history.map(({ parents }) => parents),
        );
        for (const [number, { touch, isSame }] of history.entries()) {
          packer.add(number, 'other.ts', { status: 'M', isRegular: true }, [oidOf(1), oidOf(2)]);
          if (touch === null) continue;
          packer.add(number, path, { status: touch, isRegular: true }, [oidOf(1), oidOf(isSame ? 1 : 2)]);
        }
        const graph = new FileGraph(packer.pack());
        for (const from of history.keys()) assert.equal(graph.firstChange(from, path), walked(history, from));
        assert.equal(graph.firstChange(history.length, path), history.length);
        assert.equal(graph.firstChange(0, 'other.ts'), 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('is none of a path that nobody touched, down to where the history ends', () => {
    const packer = new GraphPacker([oidOf(0), oidOf(1), oidOf(2)], [[1], [2]]);
    packer.add(1, 'other.ts', { status: 'A', isRegular: true }, [oidOf(0), oidOf(1)]);
    const graph = new FileGraph(packer.pack());
    assert.equal(graph.firstChange(0, path), 2);
    const rooted = new GraphPacker([oidOf(0), oidOf(1)], [[1], []]);
    assert.equal(new FileGraph(rooted.pack()).firstChange(0, path), null);
  });
});
