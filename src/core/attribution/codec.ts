import { ByteReader, ByteWriter } from '../byteLog.ts';
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
  const writer = new ByteWriter(1 + runs.length * 4);
  writer.number(codecVersion);
  let total = 0;
  for (const { utf16Length, originId } of runs) {
    total += utf16Length;
    if (!isWithin(utf16Length, 1) || !isWithin(originId, 0) || total > largest) {
      throw new RangeError(
        `A run of ${utf16Length} code units and origin ${originId}, ${total} in all, cannot be stored`,
      );
    }
    writer.number(utf16Length);
    writer.number(originId);
  }
  return writer.written();
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
  const reader = new ByteReader(bytes, 1);
  let total = 0;
  // Each turn of the loop takes at least one byte.
  while (!reader.isOver) {
    const utf16Length = reader.strictNumber();
    const originId = reader.strictNumber();
    if (utf16Length === null || originId === null) return { ok: false, reason: `cut off at byte ${reader.at}` };
    total += utf16Length;
    if (utf16Length === 0 || total > largest) return { ok: false, reason: `impossible length at byte ${reader.at}` };
    if (originId > largest) return { ok: false, reason: `impossible origin at byte ${reader.at}` };
    runs.push({ utf16Length, originId: originIdOf(originId) });
  }
  return { ok: true, runs };
}
