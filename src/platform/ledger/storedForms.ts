import { brotliCompressSync, brotliDecompressSync, constants, inflateRawSync } from 'node:zlib';
import { type LedgerEdit } from '../../core/ports.ts';

/** Texts shorter than this are stored as they are: compressing them saves nothing. */
const compressFromBytes = 256;

const storedAsIs = 0;
/** Read only: how texts were stored once. */
const storedDeflated = 1;
const storedBrotli = 2;

/** The extension host waits for a text to be stored. This takes less than half of what the fastest deflate takes, for a smaller result. */
const fastest = { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } };

/** A text as the ledger stores it: one byte that says how, then the UTF-8 bytes, compressed where that pays. Lone surrogates do not survive. */
export function packText(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length < compressFromBytes) return Buffer.concat([Buffer.of(storedAsIs), bytes]);
  return Buffer.concat([Buffer.of(storedBrotli), brotliCompressSync(bytes, fastest)]);
}

/** The text that {@link packText} packed; null for bytes that it did not make. */
export function unpackText(packed: Uint8Array): string | null {
  const body = packed.subarray(1);
  if (packed[0] === storedAsIs) return Buffer.from(body).toString('utf8');
  try {
    if (packed[0] === storedBrotli) return brotliDecompressSync(body).toString('utf8');
    return packed[0] === storedDeflated ? inflateRawSync(body).toString('utf8') : null;
  } catch {
    // A damaged text reads as no text: the caller then aligns by the blob or starts anew.
    return null;
  }
}

/** What is known of a text, with the text that {@link packText} packed: unpacked when somebody asks for it, since most want the rest only. */
export function withText<T extends object>(known: T, packed: Uint8Array | null): T & { readonly text: string | null } {
  let text: string | null | undefined = packed === null ? null : undefined;
  return {
    ...known,
    get text() {
      if (text === undefined) text = packed === null ? null : unpackText(packed);
      return text;
    },
  };
}

/** Journal entries as JSON arrays; `storedId` turns an origin id of the table into one of the database. */
export function packEdits(edits: readonly LedgerEdit[], storedId: (originId: number) => number): string {
  return JSON.stringify(
    edits.map((edit) => [
      edit.offset,
      edit.deletedUtf16Length,
      edit.insertedText,
      edit.insertedRuns.map((run) => [run.utf16Length, storedId(run.originId)]),
    ]),
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** The edits that {@link packEdits} packed; null for text that it did not make. */
export function unpackEdits(packed: string, originId: (storedId: number) => number): readonly LedgerEdit[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(packed);
  } catch {
    return null;
  }
  if (!Array.isArray(parsed)) return null;
  const edits: LedgerEdit[] = [];
  for (const entry of parsed as readonly unknown[]) {
    if (!Array.isArray(entry)) return null;
    const [offset, deletedUtf16Length, insertedText, runs] = entry as readonly unknown[];
    if (!isNumber(offset) || !isNumber(deletedUtf16Length) || typeof insertedText !== 'string') return null;
    if (!Array.isArray(runs)) return null;
    const insertedRuns: { utf16Length: number; originId: number }[] = [];
    for (const run of runs as readonly unknown[]) {
      const [utf16Length, stored] = Array.isArray(run) ? (run as readonly unknown[]) : [];
      if (!isNumber(utf16Length) || !isNumber(stored)) return null;
      insertedRuns.push({ utf16Length, originId: originId(stored) });
    }
    const covered = insertedRuns.reduce((sum, run) => sum + run.utf16Length, 0);
    if (covered !== insertedText.length) return null;
    edits.push({ offset, deletedUtf16Length, insertedText, insertedRuns });
  }
  return edits;
}
