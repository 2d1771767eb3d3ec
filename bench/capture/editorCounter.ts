import { type Entry } from '../../test/capture/recording.ts';

/**
 * What VS Code's own counter (`editor.aiStats`) makes of a recording: it adds up the lengths of what AI edits insert, typed
 * prefixes included, and the lengths of what is typed; nothing else counts.
 */
export function editorCounter(entries: readonly Entry[]): { readonly aiShare: number } {
  const aiSources = [
    'inlineCompletionAccept',
    'inlineCompletionPartialAccept',
    'inlineChat.applyEdits',
    'Chat.applyEdits',
  ];
  let ai = 0;
  let typed = 0;
  for (const entry of entries) {
    if (entry.what !== 'change' || entry.editReason === null) continue;
    const inserted = entry.edits.reduce((sum, edit) => sum + edit.insertedText.length, 0);
    if (aiSources.includes(entry.editReason.source)) ai += inserted;
    else if (entry.editReason.source === 'cursor' && entry.editReason.metadata['kind'] === 'type') typed += inserted;
  }
  return { aiShare: ai / Math.max(1, ai + typed) };
}
