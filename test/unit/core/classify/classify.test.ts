import assert from 'node:assert/strict';
import { noEvidence, type ChangeEvidence, type SeenEdit } from '../../../../src/core/classify/change.ts';
import { classify } from '../../../../src/core/classify/classify.ts';
import { editReasonRules } from '../../../../src/core/classify/editReasonRules.ts';
import { stableRules } from '../../../../src/core/classify/stableRules.ts';
import { makeOrigin } from '../../../../src/core/attribution/origin.ts';

const insert = (insertedText: string, deletedText = '', offset = 10): SeenEdit => ({
  offset,
  deletedText,
  insertedText,
});

/** A change in the active editor whose edits all end at a caret. */
function inEditor(edits: readonly SeenEdit[], more: Partial<ChangeEvidence> = {}): ChangeEvidence {
  return { ...noEvidence, view: 'active', caretCount: edits.length, endsAtCaret: edits.map(() => true), ...more };
}

const asked: Partial<ChangeEvidence> = { inlineSuggestionsAsked: true, caretAtEndOfInsert: true };

const typed: Partial<ChangeEvidence> = { selectionKind: 'keyboard' };

function stable(edits: readonly SeenEdit[], more: Partial<ChangeEvidence> = {}): string {
  const { rule, decision } = classify(edits, inEditor(edits, more));
  return `${rule}: ${decision.how} ${decision.origin.contributor}/${decision.origin.evidence ?? '-'}`;
}

function withReason(
  source: string,
  metadata: Record<string, unknown>,
  edits: readonly SeenEdit[] = [insert('x')],
  more: Partial<ChangeEvidence> = {},
): string {
  const { rule, decision } = classify(edits, inEditor(edits, { editReason: { source, metadata }, ...more }));
  const who = [decision.origin.agent, decision.origin.model, decision.origin.session]
    .map((part) => part ?? '-')
    .join(' ');
  return `${rule}: ${decision.how} ${decision.origin.contributor}/${decision.origin.evidence ?? '-'} ${who}`;
}

describe('classify, where the editor names its reason', () => {
  it('calls typing human', () => {
    assert.equal(withReason('cursor', { kind: 'type' }), 'reason/type: write human/reported - - -');
    assert.equal(withReason('cursor', { kind: 'compositionType' }), 'reason/type: write human/reported - - -');
  });

  it('names agent, model and session of a chat edit', () => {
    const metadata = {
      $extensionId: 'GitHub.copilot-chat',
      $modelId: 'copilot|claude-sonnet-4.5',
      $$sessionId: 'abc',
    };
    assert.equal(
      withReason('Chat.applyEdits', metadata),
      'reason/chat: rearrange ai/reported copilot claude-sonnet-4.5 abc',
    );
  });

  it('names the request where an edit of the chat belongs to no conversation', () => {
    const metadata = { $extensionId: 'GitHub.copilot-chat', $$requestId: 'request-1' };
    const withoutSession = 'reason/chat: rearrange ai/reported copilot - request-1';
    assert.equal(withReason('inlineChat.applyEdits', metadata), withoutSession);
    assert.equal(
      withReason('inlineChat.applyEdits', { ...metadata, $$sessionId: 'abc' }),
      withoutSession.replace('request-1', 'abc'),
    );
  });

  it('names the extension whose inline suggestion was accepted, also when it is not a known one', () => {
    assert.equal(
      withReason('inlineCompletionAccept', { $extensionId: 'Acme.helper', $nes: false }),
      'reason/inline-completion: rearrange ai/reported acme.helper - -',
    );
  });

  it('does not call the editor’s own inline suggestion AI', () => {
    assert.equal(withReason('inlineCompletionAccept', {}), 'reason/inline-completion: rearrange tool/reported - - -');
  });

  it('calls a paste unknown, and lets it carry what was copied here', () => {
    assert.equal(withReason('cursor', { kind: 'paste' }), 'reason/paste: write unknown/- - - -');
    const runs = [
      { utf16Length: 1, origin: makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'edit-reason' }) },
    ];
    const copy = { text: 'x', runs, isFromChat: false };
    for (const seen of [{ paste: copy }, { copied: copy }]) {
      const carried = 'reason/paste: carry unknown/- - - -';
      assert.equal(withReason('cursor', { kind: 'paste' }, [insert('x')], seen), carried);
    }
  });

  it('gives back what was there on undo, also on the undo of a chat edit', () => {
    assert.match(withReason('applyEdits', {}, [insert('x')], { undoRedo: 'undo' }), /restore/);
    assert.match(withReason('Chat.undoEdits', {}), /restore/);
  });

  it('calls formatters, IntelliSense, code actions and renames tool', () => {
    assert.match(withReason('unknown', { name: 'formatEditsCommand' }), /rearrange tool/);
    for (const source of ['suggest', 'rename', 'codeAction']) assert.match(withReason(source, {}), /tool\/reported/);
  });

  it('leaves what is read again from disk, and every source that it does not know, unknown', () => {
    assert.match(withReason('reloadFromDisk', {}), /unknown\/-/);
    assert.match(withReason('somethingNew', { kind: 'type' }), /unknown\/-/);
    assert.match(withReason('unknown', {}), /unknown\/-/);
    assert.match(withReason('applyEdits', {}), /unknown\/-/);
  });

  it('gives the closing bracket of a typed pair to the editor', () => {
    const { decision } = classify(
      [insert('()')],
      inEditor([insert('()')], { editReason: { source: 'cursor', metadata: { kind: 'type' } } }),
    );
    assert.equal(decision.how === 'write' ? decision.typedUtf16Length : null, 1);
  });
});

describe('classify, with the stable API alone', () => {
  it('calls a character human when a keyboard selection follows', () => {
    assert.equal(stable([insert('a')], typed), 'stable/type: write human/observed');
    assert.equal(stable([insert('😀')], typed), 'stable/type: write human/observed');
    assert.equal(stable([insert('()')], typed), 'stable/type: write human/observed');
    assert.equal(stable([insert('你', 'ni')], typed), 'stable/type: write human/observed');
    assert.equal(stable([insert('a'), insert('a', '', 40)], typed), 'stable/type: write human/observed');
  });

  it('calls each key human that an input method adds to the word that it shows, and the word that it leaves', () => {
    assert.equal(stable([insert('ni', 'n')], typed), 'stable/type: write human/observed');
    assert.equal(stable([insert('你好', 'nihao')], typed), 'stable/type: write human/observed');
    assert.match(stable([insert('nihao', 'n')], typed), /unknown/);
  });

  it('does not call a long text human because a keyboard selection follows: a paste that no provider saw does the same', () => {
    assert.equal(stable([insert('const answer = 42;')], typed), 'stable/unexplained: rearrange unknown/-');
  });

  it('calls Enter human, though it reports no kind of selection', () => {
    assert.equal(stable([insert('\n    ')]), 'stable/enter: write human/observed');
    assert.equal(stable([insert('\r\n    \r\n')]), 'stable/enter: write human/observed');
  });

  it('calls the accept of an inline suggestion AI when it replaces the typed prefix', () => {
    const accept = [insert('function add(a, b) { return a + b; }', 'fun')];
    assert.equal(stable(accept, asked), 'stable/inline-accept: rearrange ai/observed');
  });

  it('does not call the same shape AI when IntelliSense had something selected, when nobody asked for suggestions, or in a background file', () => {
    const accept = [insert('function', 'fun')];
    assert.match(stable(accept, { ...asked, isCompletionShown: true, selectedCompletion: 'functional' }), /unknown/);
    assert.match(stable(accept, { ...asked, selectedCompletion: 'function' }), /tool\/observed/);
    assert.match(stable(accept), /unknown/);
    assert.match(stable(accept, { ...asked, view: 'hidden', caretCount: 0, endsAtCaret: [false] }), /unknown/);
  });

  it('calls an accept AI although IntelliSense had something selected a moment ago and no longer has', () => {
    const accept = [insert('functional()', 'fun')];
    assert.match(stable(accept, { ...asked, selectedCompletion: 'function' }), /ai\/observed/);
  });

  it('calls the rest of a suggestion AI whose first lines were accepted one by one', () => {
    const rest = [insert('one() {\n  two();\n}', 'one() {\n')];
    assert.match(stable(rest, { ...asked, sinceInferredMs: 900 }), /ai\/observed/);
    assert.match(stable(rest, asked), /unknown/);
  });

  it('calls what holds nothing new mechanics: moves, orders, cases, comment marks, one text for one other', () => {
    const moved = [insert('', 'a line\n', 0), insert('\na line', '', 30)];
    const mechanics: readonly (readonly SeenEdit[])[] = [
      moved,
      [insert('a\nb\nc', 'c\na\nb')],
      [insert('LOUD', 'loud')],
      [insert('ba', 'ab')],
      [insert('// '), insert('// ', '', 40)],
      [insert('new', 'old'), insert('new', 'old', 40)],
      [insert('a = b', 'a=b')],
      [insert('chosenNam', 'b', 0), insert('', 'st', 2), insert('chosenNam', 'b', 40), insert('', 'st', 42)],
    ];
    for (const edits of mechanics) assert.match(stable(edits), /rearrange tool\/observed/, JSON.stringify(edits));
  });

  it('calls a replacement everywhere mechanics whose neighbouring matches are told as one', () => {
    const merged = [insert('ee', 'e', 0), insert('eeee', 'ee', 40), insert('ee', 'e', 90)];
    assert.match(stable(merged, { endsAtCaret: [false, false, false] }), /^stable\/replace-all: rearrange tool/);
    const other = [insert('ee', 'e', 0), insert('eeeee', 'ee', 40)];
    assert.match(stable(other, { endsAtCaret: [false, false] }), /unknown/);
  });

  it('calls a replacement everywhere mechanics where each place keeps its case', () => {
    const inCases = [insert('bcde', 'aaa', 0), insert('Bcde', 'Aaa', 4), insert('BCDE', 'AAA', 8)];
    assert.match(stable(inCases, { endsAtCaret: [false, false, false] }), /^stable\/replace-all: rearrange tool/);
    const other = [insert('bcde', 'aaa', 0), insert('Bcdf', 'Aaa', 4)];
    assert.match(stable(other, { endsAtCaret: [false, false] }), /unknown/);
  });

  it('calls a snippet mechanics by the placeholder that it leaves selected, and only infers it where an extension may have inserted it', () => {
    const snippet = [insert('for (const x of y) {}')];
    const chosen = { selectsInserted: true, isCompletionShown: true };
    assert.equal(stable(snippet, chosen), 'stable/snippet: rearrange tool/observed');
    assert.equal(stable(snippet, { selectsInserted: true }), 'stable/snippet: rearrange tool/inferred');
  });

  it('does not call the blanks human that come within a stream of unexplained edits', () => {
    assert.match(stable([insert('\n    ')], { sinceUnexplainedMs: 20 }), /unknown/);
    assert.match(stable([insert(' ')], { sinceUnexplainedMs: 20 }), /unknown/);
  });

  it('knows the pieces of a paste at several cursors', () => {
    const paste = { text: 'one\ntwo', runs: null, isFromChat: false };
    assert.match(stable([insert('one'), insert('two', '', 40)], { paste }), /^stable\/paste/);
  });

  it('calls the word of IntelliSense tool that a commit character took', () => {
    const commit: Partial<ChangeEvidence> = { caretAtEndOfInsert: true, keyFollowsAfterMs: 1 };
    assert.equal(stable([insert('toString', 'tos')], commit), 'stable/suggest-commit: rearrange tool/observed');
    assert.equal(stable([insert('toString', 'tstr')], commit), 'stable/suggest-commit: rearrange tool/observed');
    assert.match(stable([insert('toString', 'tos')], { ...commit, keyFollowsAfterMs: 60 }), /unknown/);
    assert.match(stable([insert('toString', 'other')], commit), /unknown/);
    assert.match(stable([insert('tos', 'tos = all of it')], commit), /unknown/);
  });

  it('calls a suggestion elsewhere AI that took the only caret along, and no other edit elsewhere', () => {
    const elsewhere: Partial<ChangeEvidence> = {
      endsAtCaret: [false],
      isAwayFromCarets: true,
      inlineSuggestionsAsked: true,
    };
    const moved = { ...elsewhere, caretAtEndOfInsert: true };
    assert.equal(stable([insert('summer-and-')], moved), 'stable/next-edit: rearrange ai/observed');
    assert.match(stable([insert('summer-and-')], elsewhere), /unknown/);
    assert.match(stable([insert('summer-and-')], { ...moved, isAwayFromCarets: false }), /unknown/);
    assert.match(stable([insert('summer-and-')], { ...moved, inlineSuggestionsAsked: false }), /unknown/);
    assert.match(stable([insert('summer-and-')], { ...moved, selectionKind: 'command' }), /unknown/);
  });

  it('only infers an accept without a typed prefix', () => {
    assert.match(stable([insert('return a + b;')], asked), /ai\/inferred/);
  });

  it('calls a paste unknown even when it looks like typing', () => {
    const paste = { text: 'x', runs: null, isFromChat: false };
    assert.equal(stable([insert('x')], { ...typed, paste }), 'stable/paste: write unknown/-');
  });

  it('lets a text that nothing explains carry what it had where it was copied, as a paste of plain text that no provider is asked about', () => {
    const copied = { text: 'const answer = 42;', runs: [], isFromChat: false };
    assert.equal(stable([insert('const answer = 42;')], { ...typed, copied }), 'stable/known-copy: carry unknown/-');
    assert.match(stable([insert('const answer = 42;')], { copied, staysClean: true }), /stable\/reload/);
    assert.match(stable([insert('const answer = 42;')], { copied, copiesBeside: true }), /stable\/duplicated/);
  });

  it('calls a reload from disk unknown, whatever its shape', () => {
    assert.match(stable([insert('a')], { staysClean: true, inlineSuggestionsAsked: true }), /stable\/reload/);
  });

  it('calls what nobody explains unknown', () => {
    assert.match(stable([insert('anything at all')]), /unknown\/-/);
    assert.match(classify([insert('a')], noEvidence).decision.origin.contributor, /unknown/);
  });

  it('calls a suggestion AI that a key of ours took, whatever its shape, and no key press meanwhile', () => {
    const accepting = { isAcceptUnderWay: true, inlineSuggestionsAsked: true };
    assert.equal(stable([insert('return a + b;')], accepting), 'stable/accept-key: rearrange ai/observed');
    assert.equal(stable([insert('\n    ')], accepting), 'stable/accept-key: rearrange ai/observed');
    assert.match(stable([insert('a')], { ...accepting, ...typed }), /human\/observed/);
    assert.match(stable([insert('any')], { isAcceptUnderWay: true, view: 'hidden' }), /unknown/);
  });

  it('only infers typing where VS Code does not tell of pastes: a pasted character looks the same', () => {
    assert.match(stable([insert('a')], { ...typed, pastesAreSeen: false }), /human\/inferred/);
    assert.match(stable([insert('\n\n\n')], { pastesAreSeen: false }), /human\/inferred/);
    assert.match(stable([insert('def pasted():')], { ...typed, pastesAreSeen: false }), /unknown\/-/);
  });

  it('calls AI what a chat showed, as far as it is new where it is pasted', () => {
    const paste = { text: 'new text', runs: null, isFromChat: true };
    assert.equal(stable([insert('new text', 'old text')], { paste }), 'stable/paste: rearrange ai/observed');
    const runs = [
      { utf16Length: 8, origin: makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }) },
    ];
    assert.match(stable([insert('new text')], { paste: { ...paste, runs } }), /carry/);
  });
});

describe('the tables of rules', () => {
  it('have rules with different names, each with its reason', () => {
    const rules = [...editReasonRules, ...stableRules];
    assert.equal(new Set(rules.map((rule) => rule.name)).size, rules.length);
    for (const rule of rules) assert.ok(rule.because.length > 20, rule.name);
  });
});
