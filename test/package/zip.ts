import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

function findEndOfDirectory(archive: Buffer): number {
  for (let offset = archive.length - 22; offset >= 0; offset--) {
    if (archive.readUInt32LE(offset) === endOfDirectory) return offset;
  }
  throw new Error('this is no ZIP archive');
}

/** The files of a ZIP archive by their paths, unpacked. Reads what vsce writes: stored or deflated, below 4 GB. */
export function readZip(file: string): ReadonlyMap<string, Buffer> {
  const archive = readFileSync(file);
  const end = findEndOfDirectory(archive);
  const files = new Map<string, Buffer>();
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(offset) !== directoryEntry) throw new Error(`no directory entry at ${offset}`);
    const method = archive.readUInt16LE(offset + 10);
    const packedLength = archive.readUInt32LE(offset + 20);
    const nameLength = archive.readUInt16LE(offset + 28);
    const headerOffset = archive.readUInt32LE(offset + 42);
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameLength);
    // The file's own header may have an extra field of another length than the directory's.
    const dataOffset =
      headerOffset + 30 + archive.readUInt16LE(headerOffset + 26) + archive.readUInt16LE(headerOffset + 28);
    const packed = archive.subarray(dataOffset, dataOffset + packedLength);
    if (method !== 0 && method !== 8) throw new Error(`${name} is packed by method ${method}`);
    files.set(name, method === 0 ? packed : inflateRawSync(packed));
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return files;
}
