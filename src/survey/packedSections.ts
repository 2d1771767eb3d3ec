import { deflateSync, inflateSync } from 'node:zlib';
import { type Ledger } from '../core/ports.ts';

/** How to make a value. */
type Section = (() => Uint8Array) | { readonly make: () => Uint8Array };

/** One that would not become much shorter (object ids, numbers in few bytes each): it is kept as it is, with a checksum. */
export function dense(make: () => Uint8Array): Section {
  return { make };
}

/** Keeps some long values under one name, each packed by itself: never more than one of them is in memory twice. */
export function writeSections(ledger: Pick<Ledger, 'writeCache'>, name: string, sections: readonly Section[]): void {
  const lengths = new Uint32Array(sections.length + 1);
  lengths[0] = sections.length;
  const packed = sections.map((section) =>
    typeof section === 'function' ? deflateSync(section(), { level: 1 }) : deflateSync(section.make(), { level: 0 }),
  );
  packed.forEach(({ length }, index) => (lengths[index + 1] = length));
  ledger.writeCache(name, Buffer.concat([Buffer.from(lengths.buffer), ...packed]));
}

/** The values under a name; null where there are none or where they are damaged, which is no reason to fail: they are made again. */
export function readSections(ledger: Pick<Ledger, 'readCache'>, name: string): readonly Buffer[] | null {
  const packed = ledger.readCache(name);
  if (packed === null) return null;
  try {
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    const count = bytes.readUInt32LE(0);
    let at = 4 * (count + 1);
    return Array.from({ length: count }, (_, index) => {
      const length = bytes.readUInt32LE(4 * (index + 1));
      at += length;
      return inflateSync(bytes.subarray(at - length, at));
    });
  } catch {
    // Damaged, or of another version: the caller reads git.
    return null;
  }
}

/** Object ids of so many bytes each, as a section holds them. Made one by one: what is cut out of a long text takes twice as long to be looked up. */
export function oidsOf(section: Buffer, oidBytes: number): readonly string[] {
  const oids: string[] = [];
  for (let at = 0; at < section.length; at += oidBytes) oids.push(section.toString('hex', at, at + oidBytes));
  return oids;
}
