import { type EditorEdit, type SeenStep } from '../../core/attribution/trackedText.ts';
import { type ChangeEvidence } from '../../core/classify/change.ts';
import { type AwaitingChange } from '../../core/classify/selectionEvidence.ts';
import { type Decision } from '../../core/classify/verdict.ts';

/** A change that was seen and waits for the evidence that follows it. */
export interface PendingChange extends AwaitingChange {
  readonly step: SeenStep;
  evidence: ChangeEvidence;
  /** Given where no rule has to be asked. */
  readonly decision: Decision | null;
}

/** What a single replacement replaced, and where its inserted text stands then; null for several. */
export function placesOf(edits: readonly EditorEdit[]): Pick<AwaitingChange, 'replaced' | 'inserted'> {
  const [edit, ...others] = edits;
  if (edit === undefined || others.length > 0) return { replaced: null, inserted: null };
  const lines = edit.insertedText.split(/\r\n|\n|\r/);
  const last = lines.at(-1) ?? '';
  const character = lines.length === 1 ? edit.start.character + last.length : last.length;
  const end = { lineIndex: edit.start.lineIndex + lines.length - 1, character };
  return { replaced: { start: edit.start, end: edit.end }, inserted: { start: edit.start, end } };
}

/** The text before these changes, in the order in which they were seen; `textNow` is the text after them. */
export function textBefore(pending: readonly PendingChange[], textNow: string): string {
  let text = textNow;
  for (const { step } of [...pending].reverse()) {
    let shift = 0;
    let before = '';
    let offset = 0;
    for (const edit of step.edits) {
      const at = edit.offset + shift;
      before += text.slice(offset, at) + edit.deletedText;
      offset = at + edit.insertedText.length;
      shift += edit.insertedText.length - edit.deletedText.length;
    }
    text = before + text.slice(offset);
  }
  return text;
}
