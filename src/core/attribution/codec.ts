import { type OriginId } from './origin.ts';
import { type Run } from './run.ts';

/** First byte of every encoding. A reader refuses versions that it does not know. */
const codecVersion = 1;

/** Lengths and origin ids are kept as 32-bit integers everywhere; nothing larger is written or believed. */
const largest = 2 ** 31 - 1;

/**
 * Runs as bytes: the version, then for each run its length and its origin id as LEB128 variable-length integers. 200,000 runs take
 * about 400 kB. Law: `decodeRuns(encodeRuns(runs))` gives back the runs. Throws `RangeError` for what it could not give back.
 */
export function encodeRuns(runs: readonly Run[]): Uint8Array {
  let bytes = new Uint8Array(1 + runs.length * 4);
  bytes[0] = codecVersion;
  let size = 1;
  const write = (value: number): void => {
    if (size + 5 > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2 + 16);
      larger.set(bytes);
      bytes = larger;
    }
    let rest = value;
    while (rest > 0x7f) {
      bytes[size++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[size++] = rest;
  };
  let total = 0;
  for (const { utf16Length, originId } of runs) {
    total += utf16Length;
    if (!isWithin(utf16Length, 1) || !isWithin(originId, 0) || total > largest) {
      throw new RangeError(
        `A run of ${utf16Length} code units and origin ${originId}, ${total} in all, cannot be stored`,
      );
    }
    write(utf16Length);
    write(originId);
  }
  return bytes.slice(0, size);
}

function isWithin(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least && value <= largest;
}

/** The runs in `bytes`, or why there are none. Never throws, whatever the bytes. `originIdOf` gives the origin for an id that was encoded. */
export function decodeRuns(
  bytes: Uint8Array,
  originIdOf: (encoded: number) => OriginId = (encoded) => encoded,
): { readonly ok: true; readonly runs: readonly Run[] } | { readonly ok: false; readonly reason: string } {
  if (bytes[0] !== codecVersion) return { ok: false, reason: `unknown version ${bytes[0] ?? 'of an empty encoding'}` };
  const runs: Run[] = [];
  let position = 1;
  let total = 0;
  const read = (): number | null => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[position++];
      if (byte === undefined) return null;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return null;
  };
  // Each turn of the loop takes at least one byte.
  while (position < bytes.length) {
    const utf16Length = read();
    const originId = read();
    if (utf16Length === null || originId === null) return { ok: false, reason: `cut off at byte ${position}` };
    total += utf16Length;
    if (utf16Length === 0 || total > largest) return { ok: false, reason: `impossible length at byte ${position}` };
    if (originId > largest) return { ok: false, reason: `impossible origin at byte ${position}` };
    runs.push({ utf16Length, originId: originIdOf(originId) });
  }
  return { ok: true, runs };
}
