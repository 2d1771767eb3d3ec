import { type ByteReader, type ByteWriter } from '../../core/byteLog.ts';

/** Hexadecimal digits, two a byte. */
export function writeHex(writer: ByteWriter, digits: string): void {
  writer.bytes(Buffer.from(digits, 'hex'));
}

/** Reads what {@link writeHex} wrote: as many bytes as hexadecimal digits, two each. Fewer where the bytes end before. */
export function readHex(reader: ByteReader, bytes: number): string {
  return next(reader, bytes).toString('hex');
}

/** UTF-8, and how many bytes of it. */
export function writeText(writer: ByteWriter, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  writer.number(bytes.length);
  writer.bytes(bytes);
}

/** Reads what {@link writeText} wrote; less where the bytes end before. */
export function readText(reader: ByteReader): string {
  return next(reader, reader.number()).toString('utf8');
}

function next(reader: ByteReader, count: number): Buffer {
  const { buffer, byteOffset, length } = reader.bytes;
  const found = Buffer.from(buffer, byteOffset + reader.at, Math.min(count, length - reader.at));
  reader.at += found.length;
  return found;
}
