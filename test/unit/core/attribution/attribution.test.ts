import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Attribution, type AttributedEdit } from '../../../../src/core/attribution/attribution.ts';
import { decodeRuns, encodeRuns } from '../../../../src/core/attribution/codec.ts';
import { type Run } from '../../../../src/core/attribution/run.ts';
import { ids, plain, runs as runsFrom, show } from './notation.ts';

type Plain = readonly number[];

function plainReplace(units: Plain, edits: readonly AttributedEdit[]): Plain {
  const result = [...units];
  for (const edit of [...edits].reverse()) {
    result.splice(edit.offset, edit.deletedUtf16Length, ...plain(edit.insertedRuns));
  }
  return result;
}

const run = fc.record({ utf16Length: fc.integer({ min: 1, max: 5 }), originId: fc.nat(3) });
const runs = fc.array(run, { maxLength: 12, size: 'max' });
const manyRuns = fc.array(run, { minLength: 600, maxLength: 1_500, size: 'max' });
/** To shrink thousands of runs takes minutes; the seed that is printed leads back to the case. */
const withoutShrinking = { endOnFailure: true } as const;
const rawEdit = fc.record({
  at: fc.nat(),
  deleted: fc.nat(6),
  insertedRuns: fc.array(run, { maxLength: 3, size: 'max' }),
});

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

/** Not by `deepEqual`: to word the difference of two long arrays takes it minutes. */
function assertSame(attribution: Attribution, expected: Plain): void {
  const found = attribution.runs();
  const units = plain(found);
  assert.equal(units.length, expected.length);
  assert.equal(
    units.findIndex((id, offset) => id !== expected[offset]),
    -1,
    'no code unit differs',
  );
  assert.equal(attribution.utf16Length, expected.length);
  assert.equal(
    found.findIndex((one, index) => one.originId === found[index - 1]?.originId),
    -1,
    'neighbours are one run',
  );
  assert.equal(attribution.runCount, found.length, 'every run is counted once');
  let offset = 0;
  let index = 0;
  attribution.forEachRun((at, utf16Length, originId) => {
    const one = found[index++];
    assert.ok(
      at === offset && utf16Length === one?.utf16Length && originId === one.originId,
      'the callback sees the runs',
    );
    offset += utf16Length;
  });
  assert.equal(index, found.length);
}

describe('Attribution, by example', () => {
  const after = (start: string, edit: (attribution: Attribution) => void): string => {
    const attribution = Attribution.fromRuns(runsFrom(start));
    edit(attribution);
    return show(attribution.runs());
  };

  it('splits the run in which somebody else types', () => {
    assert.equal(
      after('a10', (it) => it.replaceUniform(4, 0, 2, ids.h)),
      'a4 h2 a6',
    );
  });

  it('lets a run grow when its own contributor types at its end', () => {
    assert.equal(
      after('h3 a5 h2', (it) => it.replaceUniform(3, 0, 1, ids.h)),
      'h4 a5 h2',
    );
    assert.equal(
      after('h3 a5 h2', (it) => it.replaceUniform(8, 0, 1, ids.h)),
      'h3 a5 h3',
    );
  });

  it('joins what stood on both sides of deleted text', () => {
    assert.equal(
      after('h3 a5 h2', (it) => it.replace(3, 5, [])),
      'h5',
    );
    assert.equal(
      after('h3 a5 h2', (it) => it.replace(2, 7, [])),
      'h3',
    );
  });

  it('can lose everything and begin again', () => {
    assert.equal(
      after('h3 a5', (it) => {
        it.replace(0, 8, []);
        assert.equal(it.runCount, 0);
        it.replaceUniform(0, 0, 4, ids.t);
      }),
      't4',
    );
  });

  it('takes several cursors at once, in coordinates of the text before', () => {
    const cursors = [0, 4, 8].map((offset) => ({ offset, deletedUtf16Length: 1, insertedRuns: runsFrom('h2') }));
    assert.equal(
      after('a12', (it) => it.replaceMany(cursors)),
      'h2 a3 h2 a3 h2 a3',
    );
  });

  it('takes two insertions at one place in their order', () => {
    const edits = ['h1', 't2'].map((inserted) => ({
      offset: 2,
      deletedUtf16Length: 0,
      insertedRuns: runsFrom(inserted),
    }));
    assert.equal(
      after('a4', (it) => it.replaceMany(edits)),
      'a2 h1 t2 a2',
    );
  });

  it('knows the origin of a single character', () => {
    const attribution = Attribution.fromRuns(runsFrom('h3 a5 h2'));
    assert.deepEqual(
      [0, 2, 3, 7, 8, 9].map((offset) => attribution.originAt(offset)),
      [ids.h, ids.h, ids.a, ids.a, ids.h, ids.h],
    );
  });
});

describe('Attribution', () => {
  it('law: single edits do what they do to a list of code units', () => {
    fc.assert(
      fc.property(runs, fc.array(rawEdit, { maxLength: 30, size: 'max' }), (start, raws) => {
        const attribution = Attribution.fromRuns(start);
        let expected: Plain = plain(start);
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
      insertedRuns: fc.oneof(fc.array(run, { maxLength: 3, size: 'max' }), manyRuns),
    });
    fc.assert(
      fc.property(manyRuns, fc.array(edit, { maxLength: 8, size: 'max' }), (start, raws) => {
        const attribution = Attribution.fromRuns(start);
        let expected: Plain = plain(start);
        for (const raw of raws) {
          const edits = fit(expected.length, [raw]);
          for (const one of edits) attribution.replace(one.offset, one.deletedUtf16Length, one.insertedRuns);
          expected = plainReplace(expected, edits);
        }
        assertSame(attribution, expected);
      }),
      { numRuns: 40, ...withoutShrinking },
    );
  });

  it('law: edits of one moment do the same one by one and by building anew', () => {
    fc.assert(
      fc.property(runs, fc.array(rawEdit, { maxLength: 8, size: 'max' }), fc.boolean(), (start, raws, rebuild) => {
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
      fc.property(manyRuns, fc.array(fc.tuple(fc.nat(), fc.nat(3)), { maxLength: 200, size: 'max' }), (start, keys) => {
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
      { numRuns: 20, ...withoutShrinking },
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

  it('law: chunks that were emptied are given back, and their runs joined', () => {
    const cut = fc.tuple(fc.nat(), fc.nat(3_000), fc.array(run, { maxLength: 2, size: 'max' }));
    fc.assert(
      fc.property(manyRuns, manyRuns, fc.array(cut, { maxLength: 60, size: 'max' }), (head, tail, cuts) => {
        const attribution = Attribution.fromRuns([...head, ...tail]);
        let expected = plain([...head, ...tail]);
        for (const [at, deleted, insertedRuns] of cuts) {
          for (const edit of fit(expected.length, [{ at, deleted, insertedRuns }])) {
            attribution.replace(edit.offset, edit.deletedUtf16Length, edit.insertedRuns);
            expected = [...plainReplace(expected, [edit])];
          }
          assert.equal(attribution.runCount, attribution.runs().length);
        }
        assertSame(attribution, expected);
      }),
      { numRuns: 30, ...withoutShrinking },
    );
  });

  it('refuses lengths and origins that cannot be, and changes nothing', () => {
    const attribution = Attribution.fromRuns(runsFrom('h3 a5'));
    const insert = (utf16Length: number, originId = 1): (() => void) => {
      return () => attribution.replace(1, 2, [...runsFrom('t4'), { utf16Length, originId }]);
    };
    for (const wrong of [-3, 0.5, NaN, Infinity, 2 ** 31]) {
      assert.throws(insert(wrong), { name: 'RangeError', message: /-3|0.5|NaN|Infinity|2147483/ });
      assert.throws(() => attribution.replaceUniform(1, 2, wrong, 1), RangeError);
      assert.throws(() => Attribution.uniform(wrong, 1), RangeError);
    }
    for (const wrong of [2 ** 31, 0.5, NaN]) assert.throws(insert(1, wrong), RangeError);
    for (const wrong of [0.5, NaN, -1]) assert.throws(() => attribution.replaceUniform(wrong, 0, 1, 1), RangeError);
    assert.equal(show(attribution.runs()), 'h3 a5');
    assert.equal(attribution.utf16Length, 8);
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
      fc.property(fc.array(wide, { maxLength: 100, size: 'max' }), (start) => {
        assert.deepEqual(decodeRuns(encodeRuns(start)), { ok: true, runs: start });
      }),
    );
  });

  it('law: any bytes give runs or a reason, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64, size: 'max' }), (bytes) => {
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

  it('says so of every encoding that was cut off within a run', () => {
    const runs = [
      { utf16Length: 300, originId: 2 },
      { utf16Length: 70_000, originId: 200 },
    ];
    const bytes = encodeRuns(runs);
    const decoded = Array.from(bytes, (_, length) => decodeRuns(bytes.slice(0, length)));
    // The version alone is a text without runs; after it the first run takes three bytes.
    assert.deepEqual(
      decoded.map((one) => (one.ok ? one.runs.length : null)),
      [null, 0, null, null, 1, null, null, null, null],
    );
  });

  it('believes no number that no text can have', () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0x7f];
    assert.deepEqual(decodeRuns(Uint8Array.of(1, 1, ...huge)), { ok: false, reason: 'impossible origin at byte 7' });
    assert.deepEqual(decodeRuns(Uint8Array.of(1, ...huge, 1)), { ok: false, reason: 'impossible length at byte 7' });
    const half = [0xff, 0xff, 0xff, 0xff, 0x07];
    assert.equal(decodeRuns(Uint8Array.of(1, ...half, 1)).ok, true);
    assert.equal(decodeRuns(Uint8Array.of(1, ...half, 1, 1, 1)).ok, false, 'the sum is too large');
    assert.equal(decodeRuns(Uint8Array.of(1, ...new Array<number>(99).fill(0x80))).ok, false, 'a number without end');
    assert.equal(decodeRuns(Uint8Array.of(1, 0, 1)).ok, false, 'a run without length');
  });

  it('refuses to write what it could not read', () => {
    for (const [utf16Length, originId] of [
      [0, 1],
      [-1, 1],
      [2 ** 33 + 5, 1],
      [1, -2],
      [1, 2 ** 31],
      [1, 0.5],
    ] as const) {
      assert.throws(() => encodeRuns([{ utf16Length, originId }]), RangeError);
    }
  });
});
