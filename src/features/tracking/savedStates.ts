import { Attribution } from '../../core/attribution/attribution.ts';
import { type Run } from '../../core/attribution/run.ts';
import { type SeenStep } from '../../core/attribution/trackedText.ts';
import { type Decision } from '../../core/classify/verdict.ts';
import { type DocumentHome } from '../../survey/documentHome.ts';
import { gitBlobOid } from '../../survey/storedRuns.ts';

const unexplained: Decision['origin'] = { contributor: 'unknown', evidence: null, source: 'none' };

/** A file with fewer characters that are no white space is like another one by chance. */
const leastNonBlank = 24;

/** Under which blob a text is saved as UTF-8. */
function blobOidOf(text: string): string {
  return gitBlobOid(new TextEncoder().encode(text));
}

/** The attribution of a saved state of any file with this very text, if it says enough; null where there is none. */
export function namesakeOf({ ledger }: DocumentHome, text: string): readonly Run[] | null {
  if (text.replace(/\s+/g, '').length < leastNonBlank) return null;
  return stateOf({ ledger }, text);
}

/** The attribution of a saved state of any file with this very text; null where there is none. */
export function stateOf({ ledger }: Pick<DocumentHome, 'ledger'>, text: string): readonly Run[] | null {
  return ledger.findState(blobOidOf(text))?.runs ?? null;
}

/** What is read again from disk may be a state that the file had before: git brought it back. `text` is the text after the step. */
export function broughtBack({ ledger, key }: DocumentHome, { edits }: SeenStep, text: string): Decision | null {
  const [edit, ...others] = edits;
  if (edit === undefined || others.length > 0 || edit.insertedText === '') return null;
  const state = ledger.readState(key.path, blobOidOf(text));
  if (state === null) return null;
  const all = Attribution.fromRuns(state.runs);
  if (all.utf16Length !== text.length) return null;
  const runs = all
    .slice(edit.offset, edit.offset + edit.insertedText.length)
    .map((run) => ({ utf16Length: run.utf16Length, origin: ledger.origins.get(run.originId) }));
  return { how: 'carry', origin: unexplained, text: edit.insertedText, runs };
}
