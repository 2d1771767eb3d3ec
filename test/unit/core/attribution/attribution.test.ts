import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Attribution, type AttributedEdit } from '../../../../src/core/attribution/attribution.ts';
import { decodeRuns, encodeRuns } from '../../../../src/core/attribution/codec.ts';
import { type Run } from '../../../../src/core/attribution/run.ts';

/** The oracle: one origin id for each code unit. */
type Plain = readonly number[];

const plain = (runs: Iterable<Run>): Plain =>
  Array.from(runs).flatMap((run) => new Array<number>(run.utf16Length).fill(run.originId));

function plainReplace(units: Plain, edits: readonly AttributedEdit[]): Plain {
  const result = [...units];
  for (const edit of [...edits].reverse()) {
    result.splice(edit.offset, edit.deletedUtf16Length, ...plain(edit.insertedRuns));
  }
  return result;
}

const run = fc.record({ utf16Length: fc.integer({ min: 1, max: 5 }), originId: fc.nat(3) });
const runs = fc.array(run, { maxLength: 12 });
const manyRuns = fc.array(run, { minLength: 600, maxLength: 1_500 });
const rawEdit = fc.record({ at: fc.nat(), deleted: fc.nat(6), insertedRuns: fc.array(run, { maxLength: 3 }) });

/** Turns free numbers into edits that are sorted, disjoint and within a text. */
function fit(
  utf16Length: number,
  raw: readonly { at: number; deleted: number; insertedRuns: readonly Run[] }[],
): AttributedEdit[] {
  let from = 0;
  return [...raw]
    .map((edit) => ({ ...edit, at: edit.at % (utf16Length + 1) }))
    .sort((a, b) => a.at - b.at)
    .flatMap(({ at, deleted, insertedRuns }) => {
      const offset = Math.max(at, from);
      if (offset > utf16Length) return [];
      const deletedUtf16Length = Math.min(deleted, utf16Length - offset);
      from = offset + deletedUtf16Length;
      return [{ offset, deletedUtf16Length, insertedRuns }];
    });
}

function assertSame(attribution: Attribution, expected: Plain): void {
  const found = attribution.runs();
  assert.deepEqual(plain(found), expected);
  assert.equal(attribution.utf16Length, expected.length);
  found.forEach((one, index) => assert.notEqual(one.originId, found[index - 1]?.originId, 'neighbours are one run'));
  let offset = 0;
  attribution.forEachRun((at, utf16Length, originId) => {
    assert.equal(at, offset);
    assert.ok(expected.slice(at, at + utf16Length).every((id) => id === originId));
    offset += utf16Length;
  });
  assert.equal(offset, expected.length);
}

describe('Attribution', () => {
  it('law: single edits do what they do to a list of code units', () => {
    fc.assert(
      fc.property(runs, fc.array(rawEdit, { maxLength: 30 }), (start, raws) => {
        const attribution = Attribution.fromRuns(start);
        let expected = plain(start);
        for (const raw of raws) {
          for (const edit of fit(expected.length, [raw])) {
            attribution.replace(edit.offset, edit.deletedUtf16Length, edit.insertedRuns);
            expected = plainReplace(expected, [edit]);
            assertSame(attribution, expected);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('law: the same across many chunks, with edits that are larger than a chunk', () => {
    const edit = fc.record({
      at: fc.nat(),
      deleted: fc.oneof(fc.nat(10), fc.nat(4_000)),
      insertedRuns: fc.oneof(fc.array(run, { maxLength: 3 }), manyRuns),
    });
    fc.assert(
      fc.property(manyRuns, fc.array(edit, { maxLength: 8 }), (start, raws) => {
        const attribution = Attribution.fromRuns(start);
        let expected = plain(start);
        for (const raw of raws) {
          const edits = fit(expected.length, [raw]);
          for (const one of edits) attribution.replace(one.offset, one.deletedUtf16Length, one.insertedRuns);
          expected = plainReplace(expected, edits);
        }
        assertSame(attribution, expected);
      }),
      { numRuns: 40 },
    );
  });

  it('law: edits of one moment do the same one by one and by building anew', () => {
    fc.assert(
      fc.property(runs, fc.array(rawEdit, { maxLength: 8 }), fc.boolean(), (start, raws, rebuild) => {
        const attribution = Attribution.fromRuns(start);
        const edits = fit(attribution.utf16Length, raws);
        attribution.replaceMany(edits, rebuild);
        assertSame(attribution, plainReplace(plain(start), edits));
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: typing anywhere grows the text by one code unit of that origin', () => {
    fc.assert(
      fc.property(manyRuns, fc.array(fc.tuple(fc.nat(), fc.nat(3)), { maxLength: 200 }), (start, keys) => {
        const attribution = Attribution.fromRuns(start);
        const expected = [...plain(start)];
        for (const [at, originId] of keys) {
          const offset = at % (expected.length + 1);
          attribution.replaceUniform(offset, 0, 1, originId);
          expected.splice(offset, 0, originId);
          assert.equal(attribution.originAt(offset), originId);
        }
        assertSame(attribution, expected);
      }),
      { numRuns: 20 },
    );
  });

  it('law: a slice is that part of the list; the parts of a split join to the whole', () => {
    fc.assert(
      fc.property(runs, fc.nat(), fc.nat(), (start, a, b) => {
        const attribution = Attribution.fromRuns(start);
        const offset = a % (attribution.utf16Length + 1);
        const endExclusive = offset + (b % (attribution.utf16Length - offset + 1));
        assert.deepEqual(plain(attribution.slice(offset, endExclusive)), plain(start).slice(offset, endExclusive));
        const [head, tail] = attribution.split(offset);
        assertSame(head.join(tail), plain(start));
      }),
    );
  });

  it('refuses what is not within the text and changes nothing', () => {
    const attribution = Attribution.uniform(5, 1);
    const before = attribution.runs();
    assert.throws(() => attribution.replaceUniform(4, 2, 1, 0), RangeError);
    assert.throws(() => attribution.replace(-1, 0, []), RangeError);
    assert.throws(() => attribution.slice(0, 6), RangeError);
    assert.throws(() => attribution.originAt(5), RangeError);
    const overlapping = [
      { offset: 0, deletedUtf16Length: 3, insertedRuns: [] },
      { offset: 2, deletedUtf16Length: 1, insertedRuns: [] },
    ];
    assert.throws(() => attribution.replaceMany(overlapping), RangeError);
    assert.deepEqual(attribution.runs(), before);
  });
});

describe('encodeRuns and decodeRuns', () => {
  it('law: decoding gives back what was encoded', () => {
    const wide = fc.record(
      { utf16Length: fc.integer({ min: 1, max: 2 ** 24 }), originId: fc.nat(2 ** 31 - 1) },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(wide, { maxLength: 100 }), (start) => {
        assert.deepEqual(decodeRuns(encodeRuns(start)), { ok: true, runs: start });
      }),
    );
  });

  it('law: any bytes give runs or a reason, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decodeRuns(bytes);
        assert.ok(decoded.ok ? decoded.runs.every((one) => one.utf16Length > 0) : decoded.reason.length > 0);
      }),
    );
  });

  it('says that an encoding was cut off', () => {
    const bytes = encodeRuns([{ utf16Length: 300, originId: 2 }]);
    assert.equal(decodeRuns(bytes.slice(0, -1)).ok, false);
    assert.equal(decodeRuns(new Uint8Array([9, 1, 1])).ok, false);
    assert.equal(decodeRuns(new Uint8Array()).ok, false);
  });
});
