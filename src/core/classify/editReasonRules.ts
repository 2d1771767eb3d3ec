import { agentOfExtension, isAiExtension } from './agents.ts';
import { type ChangeEvidence, type EditReason, type PasteEvidence, type SeenEdits } from './change.ts';
import { type DecidedOrigin, type Rule, type Decision } from './verdict.ts';

/** A change together with the reason that the editor gave for it. */
export interface ReasonedChange {
  readonly edits: SeenEdits;
  readonly evidence: ChangeEvidence;
  readonly reason: EditReason;
}

const reported = (contributor: DecidedOrigin['contributor'], more: Partial<DecidedOrigin> = {}): DecidedOrigin => ({
  contributor,
  evidence: 'reported',
  source: 'edit-reason',
  ...more,
});

/** The change was named, but its name does not say who made the text. */
const unexplained: DecidedOrigin = { contributor: 'unknown', evidence: null, source: 'none' };

/** A text field of the metadata, whatever number of `$` its key has; null where missing or empty. */
export function metadataText(reason: EditReason, key: string): string | null {
  for (const prefix of ['', '$', '$$', '$$$']) {
    const value = reason.metadata[prefix + key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** Whether the editor named this change a paste; false for what it gave no reason for. */
export function isNamedPaste(reason: EditReason | null): boolean {
  return reason?.source === 'cursor' && metadataText(reason, 'kind') === 'paste';
}

function aiOrigin(reason: EditReason): DecidedOrigin {
  const extension = agentOfExtension(metadataText(reason, 'extensionId'));
  const harness = metadataText(reason, 'harness');
  // VS Code writes '|' for '/' in model ids; the id of the vendor in front of the last '/' is not part of the model's name.
  const model = metadataText(reason, 'modelId')?.replaceAll('|', '/').split('/').pop() ?? null;
  return reported('ai', {
    agent: extension ?? harness?.toLowerCase() ?? null,
    model,
    // A chat inside an editor has requests without a conversation: the request is the smallest one then.
    session: metadataText(reason, 'sessionId') ?? metadataText(reason, 'requestId'),
  });
}

const openerAndCloser = /^(?:\(\)|\[\]|\{\}|<>|""|''|``)$/;

/** How many leading code units of what a keystroke inserted the person typed; undefined for all of it. */
export function typedPart(edits: SeenEdits): { readonly typedUtf16Length?: number } {
  const isPair =
    edits.length > 0 && edits.every((edit) => edit.deletedText === '' && openerAndCloser.test(edit.insertedText));
  return isPair ? { typedUtf16Length: 1 } : {};
}

/**
 * A paste carries the attribution that the copied text had. What a chat showed is AI's as far as it is new where it is pasted; else nobody can
 * say who wrote it.
 */
export function pasteDecision(paste: PasteEvidence | null): Decision {
  const origin: DecidedOrigin = { contributor: 'unknown', evidence: null, source: 'paste' };
  if (paste?.runs) return { how: 'carry', origin, text: paste.text, runs: paste.runs };
  return paste?.isFromChat === true
    ? { how: 'rearrange', origin: { contributor: 'ai', evidence: 'observed', source: 'paste' } }
    : { how: 'write', origin };
}

const bySource =
  (source: string | readonly string[], decide: (change: ReasonedChange) => Decision | null) =>
  (change: ReasonedChange): Decision | null =>
    (typeof source === 'string' ? [source] : source).includes(change.reason.source) ? decide(change) : null;

/**
 * The rules for hosts that name the reason of each edit. Sources and metadata as VS Code 1.139 sends them
 * (`vs/editor/common/textModelEditSource.ts`); a source that is not listed stays `unknown`.
 */
export const editReasonRules: readonly Rule<ReasonedChange>[] = [
  {
    name: 'reason/type',
    because: 'The cursor typed: keyboard, composition or input method.',
    decide: bySource('cursor', ({ edits, reason }) => {
      const kind = metadataText(reason, 'kind');
      const isTyping = kind === 'type' || kind === 'compositionType' || kind === 'compositionEnd';
      return isTyping ? { how: 'write', origin: reported('human'), ...typedPart(edits) } : null;
    }),
  },
  {
    name: 'reason/paste',
    because: 'A paste carries what its source had; without a known source nobody can say who wrote the text.',
    decide: bySource('cursor', ({ evidence, reason }) =>
      isNamedPaste(reason) ? pasteDecision(evidence.paste ?? evidence.copied) : null,
    ),
  },
  {
    name: 'reason/cut',
    because: 'A cut only deletes; whatever it leaves was there before.',
    decide: bySource('cursor', ({ reason }) =>
      metadataText(reason, 'kind') === 'cut' ? { how: 'rearrange', origin: reported('tool') } : null,
    ),
  },
  {
    name: 'reason/command',
    because:
      'An editor command moves, copies, comments or indents: what remains stays whose it was, what is new is mechanics.',
    decide: bySource('cursor', () => ({ how: 'rearrange', origin: reported('tool') })),
  },
  {
    name: 'reason/inline-completion',
    because:
      'VS Code names the extension whose inline suggestion was accepted; without one the suggestion is the editor’s own.',
    decide: bySource(['inlineCompletionAccept', 'inlineCompletionPartialAccept'], ({ reason }) =>
      metadataText(reason, 'extensionId') === null
        ? { how: 'rearrange', origin: reported('tool') }
        : { how: 'rearrange', origin: aiOrigin(reason) },
    ),
  },
  {
    name: 'reason/chat',
    because: 'Chat, inline chat and agents of VS Code apply their edits under their own names.',
    decide: bySource(['Chat.applyEdits', 'inlineChat.applyEdits'], ({ reason }) => ({
      how: 'rearrange',
      origin: aiOrigin(reason),
    })),
  },
  {
    name: 'reason/chat-undo',
    because: 'An undone chat edit gives back the text that was there before.',
    decide: bySource(['Chat.undoEdits', 'Chat.reset'], () => ({ how: 'restore', origin: unexplained })),
  },
  {
    name: 'reason/undo',
    because: 'Undo and redo give back the text that was there before.',
    decide: bySource('applyEdits', ({ evidence }) =>
      evidence.undoRedo === null ? null : { how: 'restore', origin: unexplained },
    ),
  },
  {
    name: 'reason/mechanics',
    because:
      'IntelliSense, rename and code actions insert what a tool computed, unless the extension named is an AI’s: then either is possible.',
    decide: bySource(['suggest', 'rename', 'codeAction'], ({ reason }) => ({
      how: 'rearrange',
      origin: isAiExtension(metadataText(reason, 'extensionId')) ? unexplained : reported('tool'),
    })),
  },
  {
    name: 'reason/drop',
    because:
      'What is dropped from outside comes as a snippet, of which our provider was told; it is as unknown as a paste.',
    decide: bySource('snippet', ({ evidence }) => (evidence.paste === null ? null : pasteDecision(evidence.paste))),
  },
  {
    name: 'reason/snippet',
    because:
      'A snippet is mostly a person’s choice, but extensions insert what they like as snippets, and VS Code names none.',
    decide: bySource('snippet', () => ({
      how: 'rearrange',
      origin: { contributor: 'tool', evidence: 'inferred', source: 'edit-reason' },
    })),
  },
  {
    name: 'reason/format',
    because: 'Formatters and the editor’s own clean-up name themselves; they re-arrange.',
    decide: bySource('unknown', ({ reason }) => {
      const name = metadataText(reason, 'name') ?? '';
      const isMechanics =
        name === 'formatEditsCommand' ||
        name === 'insertFinalNewLine' ||
        name === 'linkedEditing' ||
        name.startsWith('editor.action.') ||
        name.startsWith('suggestController.additionalTextEdits');
      return isMechanics ? { how: 'rearrange', origin: reported('tool') } : null;
    }),
  },
  {
    name: 'reason/line-endings',
    because: 'A change of line endings writes the same lines again.',
    decide: bySource('eolChange', () => ({ how: 'rearrange', origin: reported('tool') })),
  },
  {
    name: 'reason/unexplained',
    because: 'Read again from disk, set by an extension, or without a name: only what is new is unknown.',
    decide: () => ({ how: 'rearrange', origin: unexplained }),
  },
];
