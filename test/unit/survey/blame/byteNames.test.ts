import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../../../src/core/byteLog.ts';
import { readHex, readText, writeHex, writeText } from '../../../../src/survey/blame/byteNames.ts';

const oid = fc.uint8Array({ maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\ufeffwith a mark.ts', 'ö/b c.ts', '\u{1f600}'.repeat(60)),
);

describe('names among numbers', () => {
  it('law: what is written is read again, wherever the bytes stand', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(oid, text, fc.nat())), fc.nat(9), (names, before) => {
        const writer = new ByteWriter(1);
        for (const [digits, path, number] of names) {
          writeHex(writer, digits);
          writeText(writer, path);
          writer.number(number);
        }
        const bytes = Buffer.concat([Buffer.alloc(before), writer.written(), Buffer.alloc(9)]);
        const reader = new ByteReader(bytes.subarray(before, before + writer.length));
        const found = names.map(([digits]) => [readHex(reader, digits.length / 2), readText(reader), reader.number()]);
        assert.deepEqual(found, names);
        assert.ok(reader.isOver);
      }),
    );
  });

  it('end where the bytes end', () => {
    const writer = new ByteWriter();
    writeText(writer, 'file.ts');
    assert.equal(readText(new ByteReader(writer.written().subarray(0, 5))), 'file');
    assert.equal(readHex(new ByteReader(Uint8Array.of(0xa1, 0xb2)), 20), 'a1b2');
  });
});
