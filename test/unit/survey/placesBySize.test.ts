import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PlacesBySize } from '../../../src/survey/placesBySize.ts';

const size = fc.oneof(fc.nat(40), fc.constantFrom(-1, Infinity, 1_000_000));
const asked = fc.oneof(fc.nat(40), fc.constantFrom(Infinity, 500_000, 2_000_001));

/** As git says it: the smaller one has half of the bytes of the larger one at least. */
const isNear = (one: number, other: number): boolean =>
  one >= 0 && (Math.max(one, other) === Infinity || 2 * Math.min(one, other) >= Math.max(one, other));

describe('files by their sizes', () => {
  it('are near those that are half to twice as large, and what has no known size is near all', () => {
    fc.assert(
      fc.property(fc.array(size, { maxLength: 20 }), fc.array(asked, { maxLength: 5 }), (sizes, all) => {
        const places = new PlacesBySize(sizes);
        const wanted = new Set<number>();
        for (const bytes of all) {
          const near = sizes.flatMap((one, place) => (isNear(one, bytes) ? [place] : []));
          assert.deepEqual(places.near(bytes), near);
          assert.equal(
            places.largestNear(bytes),
            near.length === 0 ? null : Math.max(...near.map((at) => sizes[at] ?? 0)),
          );
          for (const [place] of sizes.entries()) assert.equal(places.isNear(place, bytes), near.includes(place));
          places.wantNear(bytes);
          for (const place of near) wanted.add(place);
        }
        assert.deepEqual(
          places.wanted(),
          [...wanted].sort((a, b) => a - b),
        );
      }),
    );
  });
});
