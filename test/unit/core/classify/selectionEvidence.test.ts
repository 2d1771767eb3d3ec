import assert from 'node:assert/strict';
import { noEvidence, type SelectionKind } from '../../../../src/core/classify/change.ts';
import { selectionFindings, type AwaitingChange } from '../../../../src/core/classify/selectionEvidence.ts';
import { type Selected } from '../../../../src/core/classify/happening.ts';

const range = (lineIndex: number, start: number, end: number): Selected => ({
  start: { lineIndex, character: start },
  end: { lineIndex, character: end },
});
const caret = (lineIndex: number, character: number): Selected => range(lineIndex, character, character);

/** A text put in at a place of a line. */
const inserted = (lineIndex: number, character: number, utf16Length: number, atMs = 0): AwaitingChange => ({
  evidence: noEvidence,
  atMs,
  replaced: caret(lineIndex, character),
  inserted: range(lineIndex, character, character + utf16Length),
});

/** Kinds that the changes have after some events, in their order. */
function kinds(
  changes: readonly AwaitingChange[],
  ...events: readonly (readonly [SelectionKind, Selected])[]
): readonly SelectionKind[] {
  let waiting = changes;
  for (const [kind, place] of events) {
    const { evidence } = selectionFindings(waiting, kind, [place]);
    waiting = waiting.map((change, index) => ({ ...change, evidence: evidence[index] ?? change.evidence }));
  }
  return waiting.map((change) => change.evidence.selectionKind);
}

describe('a selection event after changes', () => {
  it('counts for every key of a burst', () => {
    const burst = [inserted(3, 4, 1), inserted(3, 5, 2), inserted(3, 6, 1)];
    assert.deepEqual(kinds(burst, ['keyboard', caret(3, 7)]), ['keyboard', 'keyboard', 'keyboard']);
  });

  it('does not count for a foreign edit of one character that came between the keys', () => {
    const mixed = [inserted(3, 4, 1), inserted(0, 0, 1), inserted(3, 5, 1)];
    assert.deepEqual(kinds(mixed, ['keyboard', caret(3, 6)]), ['keyboard', null, 'keyboard']);
    const sameLine = [inserted(3, 4, 1), inserted(3, 0, 1), inserted(3, 6, 1)];
    assert.deepEqual(kinds(sameLine, ['keyboard', caret(3, 7)]), ['keyboard', null, 'keyboard']);
  });

  it('does not count for a foreign edit that came last and left the caret where it was', () => {
    assert.deepEqual(kinds([inserted(3, 4, 1), inserted(9, 0, 1)], ['keyboard', caret(3, 5)]), ['keyboard', null]);
  });

  it('does not count for a change whose own event, without a kind, has come', () => {
    const [foreign, key] = [inserted(3, 4, 1), inserted(3, 5, 1)];
    const { evidence } = selectionFindings([foreign], null, [caret(3, 5)]);
    const closed = { ...foreign, evidence: evidence[0] ?? noEvidence };
    assert.deepEqual(kinds([closed, key], ['keyboard', caret(3, 6)]), [null, 'keyboard']);
  });

  it('tells how soon a key followed what took the caret along', () => {
    const accepted = { ...inserted(3, 0, 8, 100), evidence: { ...noEvidence, caretAtEndOfInsert: true } };
    const { evidence } = selectionFindings([accepted, inserted(3, 8, 1, 102)], 'keyboard', [caret(3, 9)]);
    assert.equal(evidence[0]?.keyFollowsAfterMs, 2);
    const far = selectionFindings([accepted, inserted(7, 0, 1, 102)], 'keyboard', [caret(7, 1)]);
    assert.equal(far.evidence[0]?.keyFollowsAfterMs, Infinity);
  });

  it('says whether a part of the new text is selected, or the caret stands at its end', () => {
    const change = inserted(3, 4, 10);
    const [placeholder] = selectionFindings([change], null, [range(3, 6, 9)]).evidence;
    assert.equal(placeholder?.selectsInserted, true);
    const [atEnd] = selectionFindings([change], null, [caret(3, 14)]).evidence;
    assert.equal(atEnd?.caretAtEndOfInsert, true);
    const [elsewhere] = selectionFindings([change], null, [caret(3, 13)]).evidence;
    assert.equal(elsewhere?.caretAtEndOfInsert, false);
    const [two] = selectionFindings([change], null, [caret(3, 14), caret(5, 0)]).evidence;
    assert.equal(two?.caretAtEndOfInsert, false);
  });

  it('waits on after an event without a kind, and no longer after a key', () => {
    assert.equal(selectionFindings([inserted(3, 4, 1)], null, [caret(3, 5)]).isComplete, false);
    assert.equal(selectionFindings([inserted(3, 4, 1)], 'keyboard', [caret(3, 5)]).isComplete, true);
  });
});
