import { deflateSync, inflateSync } from 'node:zlib';
import { type Ledger } from '../core/ports.ts';

/** A value that JSON can hold, as {@link readPacked} gives it back: nothing is known of its form. */
export type Unpacked = Readonly<Record<string, unknown>>;

/** Keeps a value under a name, packed, with a checksum. */
export function writePacked(ledger: Pick<Ledger, 'writeCache'>, name: string, value: object): void {
  ledger.writeCache(name, deflateSync(JSON.stringify(value), { level: 1 }));
}

/** The value under a name; null where there is none or where it is damaged, which is no reason to fail: it is made again. */
export function readPacked(ledger: Pick<Ledger, 'readCache'>, name: string): Unpacked | null {
  const packed = ledger.readCache(name);
  if (packed === null) return null;
  try {
    return parseUnpacked(inflateSync(packed));
  } catch {
    // Damaged, or of another version: the caller reads git.
    return null;
  }
}

/** The value of some JSON in UTF-8; null where it is no object. Throws what is no JSON. */
export function parseUnpacked(json: Buffer): Unpacked | null {
  const value: unknown = JSON.parse(json.toString('utf8'));
  return typeof value === 'object' && value !== null ? (value as Unpacked) : null;
}

/** Whether a value is an array of numbers. */
export function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** Whether a value is an array of strings. */
export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
