import { type Contributor } from '../../src/core/attribution/origin.ts';
import { type EditReason } from '../../src/core/classify/change.ts';
import { type Actor, type Entry } from '../../test/capture/recording.ts';
import { type Confusion } from './replay.ts';
import { TrueText, type Clip } from './truth.ts';

const aiSources = [
  'inlineCompletionAccept',
  'inlineCompletionPartialAccept',
  'inlineChat.applyEdits',
  'Chat.applyEdits',
];

/** Whom the counter takes the inserted text of a change for; what it counts for nobody is unknown. */
function countedFor(reason: EditReason | null): Contributor {
  if (reason === null) return 'unknown';
  if (aiSources.includes(reason.source)) return 'ai';
  return reason.source === 'cursor' && reason.metadata['kind'] === 'type' ? 'human' : 'unknown';
}

/**
 * What VS Code's own counter (`editor.aiStats`) makes of a recording. It shows one number and tells of no character, and its sums cannot be read by
 * an extension; so its rule (VS Code 1.139, `aiEdits`) is applied to the recorded reasons: it adds up the lengths of what AI edits
 * insert, typed prefixes included, and the lengths of what is typed; nothing else counts. Each inserted code unit is held against the truth.
 */
export function editorCounter(entries: readonly Entry[]): { readonly confusion: Confusion } {
  const confusion: Confusion = new Map();
  const open = new Map<string, TrueText>();
  const clips: Clip[] = [];
  let actor: Actor = 'person';
  for (const entry of entries) {
    if (entry.what === 'kind') ({ actor } = entry);
    else if (entry.what === 'open') open.set(entry.document, new TrueText(entry.text));
    else if (entry.what === 'close') open.delete(entry.document);
    else if (entry.what === 'copy') {
      const clip = open.get(entry.document)?.clip(entry);
      if (clip !== undefined) clips.unshift(clip);
    } else if (entry.what === 'change') {
      const truth = open.get(entry.document);
      if (truth === undefined) continue;
      let shift = 0;
      for (const edit of truth.apply(entry, actor, clips)) {
        const start = edit.offset + shift;
        for (const label of truth.labels.slice(start, start + edit.insertedUtf16Length)) {
          const key = `${label}>${countedFor(entry.editReason)}`;
          confusion.set(key, (confusion.get(key) ?? 0) + 1);
        }
        shift += edit.insertedUtf16Length - edit.deletedUtf16Length;
      }
    }
  }
  return { confusion };
}
