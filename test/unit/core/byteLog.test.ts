import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../../src/core/byteLog.ts';

const largest = 2 ** 31 - 1;
const edges = [0, 127, 128, 2 ** 14 - 1, 2 ** 14, 2 ** 21, 2 ** 28 - 1, 2 ** 28, largest];
const number = fc.oneof(fc.nat(300), fc.nat(largest), fc.constantFrom(...edges));
const signed = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.integer(),
  fc.constantFrom(-1, -64, -65, -largest - 1, largest),
);
const entries = fc.array(
  fc.oneof(
    number.map((value) => ['number', value] as const),
    number.map((value) => ['strictNumber', value] as const),
    signed.map((value) => ['signed', value] as const),
  ),
  { maxLength: 60 },
);

/** A writer with so much room, and these numbers written. */
function writerOf(numbers: readonly number[], room?: number): ByteWriter {
  const writer = new ByteWriter(room);
  for (const value of numbers) writer.number(value);
  return writer;
}

describe('numbers of variable length', () => {
  it('law: what is written is read again, in whatever room, and behind other bytes', () => {
    fc.assert(
      fc.property(entries, fc.nat(9), fc.uint8Array({ maxLength: 20 }), (all, room, before) => {
        const writer = new ByteWriter(room);
        writer.bytes(before);
        for (const [kind, value] of all)
          if (kind === 'signed') writer.signed(value);
          else writer.number(value);
        const written = writer.written();
        assert.deepEqual(written.subarray(0, before.length), before);
        const reader = new ByteReader(written, before.length);
        assert.deepEqual(
          all.map(([kind]) => [kind, reader[kind]()]),
          all,
        );
        assert.ok(reader.isOver);
        assert.equal(reader.at, writer.length);
      }),
    );
  });

  it('take the bytes that ledgers have them in', () => {
    assert.deepEqual(
      writerOf([0, 127, 128, 300, largest]).written(),
      Uint8Array.of(...[0, 127], ...[0x80, 1], ...[0xac, 2], ...[0xff, 0xff, 0xff, 0xff, 7]),
    );
    const writer = new ByteWriter();
    for (const value of [0, -1, 1, -64, 64]) writer.signed(value);
    assert.deepEqual(writer.written(), Uint8Array.of(0, 1, 2, 127, 0x80, 1));
  });

  it('are zeros behind the end, and none where they must be whole', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 9 }), fc.nat(), (numbers, end) => {
        const written = writerOf(numbers).written();
        const cutOff = written.subarray(0, end % written.length);
        const [lenient, strict] = [new ByteReader(cutOff), new ByteReader(cutOff)];
        for (const value of numbers) {
          const found = strict.strictNumber();
          assert.ok(found === value || found === null);
          const other = lenient.number();
          assert.equal(other, found ?? other & value);
        }
        assert.equal(strict.strictNumber(), null);
        assert.equal(lenient.number(), 0);
        assert.ok(lenient.isOver && strict.at > cutOff.length);
      }),
    );
  });

  it('are believed in full where they must be whole, unless they have no end', () => {
    const reader = new ByteReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f, ...new Array<number>(5).fill(0x80), 1));
    assert.equal(reader.strictNumber(), 2 ** 35 - 1);
    assert.equal(reader.strictNumber(), null);
    assert.equal(reader.strictNumber(), 1);
  });

  it('are written anew in the same room, while a copy stays as it was', () => {
    const writer = writerOf([1, 300]);
    const copy = writer.written();
    writer.clear();
    assert.equal(writer.length, 0);
    writer.number(7);
    assert.deepEqual([writer.soFar, copy], [Uint8Array.of(7), Uint8Array.of(1, 0xac, 2)]);
  });
});
