import { diffTexts } from '../text/diff.ts';
import { Attribution } from './attribution.ts';
import { type OriginId } from './origin.ts';
import { type Run } from './run.ts';

/** A deleted block that is found again elsewhere must have so many non-blank characters to be the same block and not a chance. */
const movedFromNonBlank = 12;

/**
 * Carries an attribution over to another text by diff, when a file's content is not what was remembered: what remains keeps
 * its origins, a block that only moved keeps them too, and what is new gets `insertedOriginId`. `isExact` is false where the diff was cut short.
 */
export function realign(
  before: { readonly text: string; readonly runs: readonly Run[] },
  afterText: string,
  insertedOriginId: OriginId,
): { readonly runs: readonly Run[]; readonly isExact: boolean } {
  if (before.text === afterText) return { runs: before.runs, isExact: true };
  const { edits, isExact } = diffTexts(before.text, afterText);
  const attribution = Attribution.fromRuns(before.runs);
  const deletedBlocks = new Map<string, number>();
  for (const edit of edits) {
    if (edit.deletedUtf16Length === 0) continue;
    const block = before.text.slice(edit.offset, edit.offset + edit.deletedUtf16Length).trim();
    if (block.length >= movedFromNonBlank) deletedBlocks.set(block, before.text.indexOf(block, edit.offset));
  }
  const replacements = edits.map((edit) => {
    const { offset, deletedUtf16Length, insertedText } = edit;
    const fresh: Run[] = insertedText === '' ? [] : [{ utf16Length: insertedText.length, originId: insertedOriginId }];
    const block = insertedText.trim();
    const movedFrom = block.length >= movedFromNonBlank ? deletedBlocks.get(block) : undefined;
    if (movedFrom === undefined) return { offset, deletedUtf16Length, insertedRuns: fresh };
    const head = insertedText.indexOf(block);
    const insertedRuns = [
      { utf16Length: head, originId: insertedOriginId },
      ...attribution.slice(movedFrom, movedFrom + block.length),
      { utf16Length: insertedText.length - head - block.length, originId: insertedOriginId },
    ].filter((run) => run.utf16Length > 0);
    return { offset, deletedUtf16Length, insertedRuns };
  });
  attribution.replaceMany(replacements);
  return { runs: attribution.runs(), isExact };
}
