import { createHash } from 'node:crypto';
import { carriedRuns, type KnownText } from '../core/attribution/carriedLines.ts';
import { fillUnknown } from '../core/attribution/fillUnknown.ts';
import { type Run } from '../core/attribution/run.ts';
import { type DocumentKey, type Ledger } from '../core/ports.ts';

/** The object id that git gives a file of these bytes (SHA-1 of a header and the bytes). */
export function gitBlobOid(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * The live attribution of a file as the ledger remembers it, aligned with the text that the file has now; lines that are new or changed since
 * then are `unknown`.
 * Null for a file that was never tracked, or whose remembered text is gone.
 */
export async function storedRuns(
  ledger: Ledger,
  key: DocumentKey,
  text: string,
  readBlob: (blobOid: string) => Promise<string | null>,
): Promise<readonly Run[] | null> {
  const stored = ledger.readDocument(key);
  if (stored === null) return null;
  const storedText = stored.text ?? (stored.blobOid === null ? null : await readBlob(stored.blobOid));
  if (storedText === null) return null;
  return alignedRuns(ledger, { text: storedText, runs: stored.runs }, text);
}

/** The attribution of `text`, to which `known` was changed while nobody watched, with the help of what the ledger remembers of saved states. */
export function alignedRuns(ledger: Ledger, known: KnownText, text: string): readonly Run[] {
  if (known.text === text) return known.runs;
  const runs = carriedRuns(known, text);
  // A stash that comes back, another branch: the file may have been just like this before.
  const state = ledger.findState(gitBlobOid(new TextEncoder().encode(text)));
  return state === null ? runs : fillUnknown(runs, state.runs, ledger.origins);
}
