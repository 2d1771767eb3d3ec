import { type ChangeEvidence, type SeenEdits } from './change.ts';
import { editReasonRules } from './editReasonRules.ts';
import { stableRules } from './stableRules.ts';
import { type Rule, type Verdict } from './verdict.ts';

function firstVerdict<Input>(rules: readonly Rule<Input>[], input: Input): Verdict {
  for (const rule of rules) {
    const decision = rule.decide(input);
    if (decision !== null) return { rule: rule.name, decision };
  }
  throw new Error('The last rule of a table must decide everything');
}

/**
 * Who made a change: the edits and everything that was seen around them in, the meaning for the attribution and the name of the
 * deciding rule out. Pure and total. Where the editor names its reason, the reason decides; else the rules for the stable API.
 */
export function classify(edits: SeenEdits, evidence: ChangeEvidence): Verdict {
  const reason = evidence.editReason;
  return reason === null
    ? firstVerdict(stableRules, { edits, evidence })
    : firstVerdict(editReasonRules, { edits, evidence, reason });
}

/** Whether later evidence could still change the verdict: while nothing but a selection event is missing, waiting pays. */
export function awaitsSelection(edits: SeenEdits, evidence: ChangeEvidence): boolean {
  return (
    evidence.editReason === null &&
    evidence.undoRedo === null &&
    evidence.selectionKind === null &&
    evidence.view === 'active' &&
    edits.some((edit) => edit.insertedText !== '')
  );
}
