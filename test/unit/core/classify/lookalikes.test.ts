import assert from 'node:assert/strict';
import { noEvidence, type ChangeEvidence, type SeenEdit } from '../../../../src/core/classify/change.ts';
import { classify } from '../../../../src/core/classify/classify.ts';

const edit = (deletedText: string, insertedText: string, offset = 10): SeenEdit => ({
  offset,
  deletedText,
  insertedText,
});

const asked: Partial<ChangeEvidence> = { inlineSuggestionsAsked: true, caretAtEndOfInsert: true };

function verdict(edits: readonly SeenEdit[], more: Partial<ChangeEvidence>): string {
  const evidence = {
    ...noEvidence,
    view: 'active',
    caretCount: edits.length,
    endsAtCaret: edits.map(() => true),
    ...more,
  } as const;
  const { contributor, evidence: how } = classify(edits, evidence).decision.origin;
  return `${contributor}/${how ?? '-'}`;
}

describe('what looks like an accepted suggestion', () => {
  const accept = [edit('con', 'console.log(value)')];

  it('is AI where nothing speaks against it', () => {
    assert.equal(verdict(accept, asked), 'ai/observed');
  });

  it('was a word of IntelliSense that came up after suggestions were asked for, or that Tab completes by setting', () => {
    assert.equal(verdict(accept, { ...asked, mayBeCompletion: true }), 'unknown/-');
  });

  it('was a snippet that put the caret into what it inserted', () => {
    assert.equal(verdict([edit('content', 'content: ;')], { ...asked, caretElsewhere: true }), 'unknown/-');
    assert.equal(verdict(accept, { ...asked, caretAtEndOfInsert: false }), 'unknown/-');
  });

  it('was a replacement of what the find widget had selected', () => {
    assert.equal(verdict(accept, { ...asked, hasSelection: true }), 'unknown/-');
  });

  it('was a snippet that an extension inserted elsewhere, which moves the caret twice', () => {
    const elsewhere = { ...asked, endsAtCaret: [false], isAwayFromCarets: true };
    assert.equal(verdict([edit('', 'Licensed to nobody')], elsewhere), 'ai/observed');
    assert.equal(verdict([edit('', 'Licensed to nobody')], { ...elsewhere, caretElsewhere: true }), 'unknown/-');
    assert.equal(verdict([edit('', '// Licensed\n')], elsewhere), 'ai/inferred');
  });

  it('was a fix that was asked for a moment before', () => {
    assert.equal(verdict([edit('', 'All')], { ...asked, sinceCodeActionsMs: 40 }), 'tool/observed');
  });
});

describe('a code action', () => {
  const fix = [edit('', "import { readFile } from 'node:fs';\n", 0)];

  it('is a tool’s when it was asked for in just this text a moment before', () => {
    assert.equal(verdict(fix, { endsAtCaret: [false], sinceCodeActionsMs: 300 }), 'tool/observed');
  });

  it('is unknown when it brings more than a fix does', () => {
    assert.equal(verdict([edit('', 'x'.repeat(300))], { sinceCodeActionsMs: 300 }), 'unknown/-');
  });

  it('is unknown when too much time has passed, while an agent streams, or in a file that is not the active one', () => {
    assert.equal(verdict(fix, { endsAtCaret: [false], sinceCodeActionsMs: 5_000 }), 'unknown/-');
    assert.equal(verdict(fix, { endsAtCaret: [false], sinceCodeActionsMs: 300, sinceUnexplainedMs: 90 }), 'unknown/-');
    assert.equal(verdict(fix, { endsAtCaret: [false], sinceCodeActionsMs: 300, view: 'hidden' }), 'unknown/-');
  });

  it('of an AI’s extension is not a tool’s where VS Code names it', () => {
    const by = ($extensionId: string, source = 'codeAction'): string =>
      verdict(fix, { editReason: { source, metadata: { $extensionId } } });
    assert.equal(by('vscode.typescript-language-features'), 'tool/reported');
    assert.equal(by('GitHub.copilot-chat'), 'unknown/-');
    assert.equal(by('TabNine.tabnine-vscode', 'suggest'), 'unknown/-');
    assert.equal(by('VisualStudioExptTeam.vscodeintellicode-completions', 'suggest'), 'tool/reported');
  });
});

describe('an edit of a file that nobody sees', () => {
  const hidden: Partial<ChangeEvidence> = { view: 'hidden', caretCount: 0, endsAtCaret: [false, false] };

  it('is not explained by what a person does in an editor: an agent indents, moves and renames, too', () => {
    assert.equal(verdict([edit('', '    ', 0), edit('', '    ', 20)], hidden), 'unknown/-');
    assert.equal(verdict([edit('a line\n', '', 0), edit('', '\na line', 30)], hidden), 'unknown/-');
    assert.equal(verdict([edit('foo', 'bar'), edit('foo', 'bar', 50)], hidden), 'unknown/-');
  });
});

describe('a snippet that VS Code names as one', () => {
  const snippet = { source: 'snippet', metadata: {} };

  it('is only inferred to be a tool’s, because extensions insert what they like as snippets', () => {
    assert.equal(verdict([edit('', 'written by an agent')], { editReason: snippet }), 'tool/inferred');
  });

  it('is unknown when it was dropped from outside', () => {
    const paste = { text: 'from elsewhere', runs: null, isFromChat: false };
    assert.equal(verdict([edit('', 'from elsewhere')], { editReason: snippet, paste }), 'unknown/-');
  });
});

describe('what an agent writes character by character', () => {
  it('is neither a key nor a comment mark, after a pause either', () => {
    assert.equal(verdict([edit('', ' ')], {}), 'unknown/-');
    assert.equal(verdict([edit('', '#')], {}), 'unknown/-');
    assert.equal(verdict([edit('', '"'.repeat(3))], { sinceUnexplainedMs: 12 }), 'unknown/-');
  });
});
