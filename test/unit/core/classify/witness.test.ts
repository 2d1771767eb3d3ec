import assert from 'node:assert/strict';
import { makeOrigin } from '../../../../src/core/attribution/origin.ts';
import { type ChangeEvidence, type EditReason } from '../../../../src/core/classify/change.ts';
import { type ChangeHappening, type Happening, type Selected } from '../../../../src/core/classify/happening.ts';
import { Witness } from '../../../../src/core/classify/witness.ts';

const document = 'file:///w/a.ts';
const place = (character: number): Selected['start'] => ({ lineIndex: 0, character });
const caret = (character: number): Selected => ({ start: place(character), end: place(character) });

const suggestionAsked = (character: number, more: { selectedCompletion?: string; completesByTab?: boolean } = {}) =>
  ({
    what: 'suggestion',
    atMs: 100,
    document,
    version: 4,
    position: place(character),
    selectedCompletion: null,
    completesByTab: false,
    ...more,
  }) as const;
const completionAsked = { what: 'completion', atMs: 100, document } as const;

const changeOf = (edits: ChangeHappening['edits']): ChangeHappening => ({
  what: 'change',
  atMs: 200,
  document,
  version: 5,
  edits,
  undoRedo: null,
  isDirty: true,
  view: 'active',
  selections: [caret(3)],
  editReason: null,
});

/** What is known of the fifth version of the text, written at 200 ms where the caret was, after these things were seen. */
function known(
  seen: readonly Exclude<Happening, ChangeHappening>[],
  change: Partial<ChangeHappening> = {},
): ChangeEvidence {
  const witness = new Witness({ range: () => null, deleted: () => null });
  for (const happening of seen) witness.see(happening);
  return witness.evidenceOf({
    ...changeOf([{ ...caret(3), offset: 3, insertedText: 'more' }]),
    ...change,
  });
}

describe('the witness', () => {
  it('takes inline suggestions for asked only in the text before the change and where a caret was', () => {
    assert.equal(known([suggestionAsked(3)]).inlineSuggestionsAsked, true);
    assert.equal(known([suggestionAsked(3)], { version: 6 }).inlineSuggestionsAsked, false);
    assert.equal(known([suggestionAsked(1)]).inlineSuggestionsAsked, false);
    assert.equal(known([suggestionAsked(1)], { selections: [caret(3), caret(1)] }).inlineSuggestionsAsked, true);
  });

  it('holds IntelliSense possible from when it was asked for until suggestions are asked for again', () => {
    assert.equal(known([completionAsked, suggestionAsked(3)]).mayBeCompletion, false);
    assert.equal(known([suggestionAsked(3), completionAsked]).mayBeCompletion, true);
    assert.equal(known([suggestionAsked(3), completionAsked, suggestionAsked(3)]).mayBeCompletion, false);
    assert.equal(known([suggestionAsked(3, { completesByTab: true })]).mayBeCompletion, true);
  });

  it('tells how long ago code actions were asked for, in just this text only', () => {
    const codeAction = { what: 'codeAction', atMs: 150, document, version: 4 } as const;
    assert.equal(known([codeAction]).sinceCodeActionsMs, 50);
    assert.equal(known([codeAction], { version: 6 }).sinceCodeActionsMs, Infinity);
    assert.equal(known([{ ...codeAction, document: 'file:///w/b.ts' }]).sinceCodeActionsMs, Infinity);
    assert.equal(known([]).sinceCodeActionsMs, Infinity);
  });

  it('knows a drop and a paste by the text that they bring, once', () => {
    const nobody = { copyId: null, elsewhere: null, isFromChat: false };
    const dropped = { what: 'paste', atMs: 150, document, text: 'more', ...nobody } as const;
    assert.deepEqual(known([dropped]).paste, { text: 'more', runs: null, isFromChat: false });
    assert.equal(known([{ ...dropped, text: 'other' }]).paste, null);
    assert.equal(known([dropped], { atMs: 2_000 }).paste, null);
  });

  it('knows a paste that had to wait for the answer of another extension by the whole of its text', () => {
    const text = 'const total = 1;';
    const asked = {
      what: 'paste',
      atMs: 150,
      document,
      text,
      copyId: null,
      elsewhere: null,
      isFromChat: false,
    } as const;
    const inserts = (insertedText: string, atMs: number) =>
      known([asked], { atMs, edits: [{ ...caret(3), offset: 3, insertedText }] }).paste?.text;
    assert.equal(inserts(text, 8_000), text);
    assert.equal(inserts('total', 8_000), undefined);
    assert.equal(inserts('total', 800), text);
    assert.equal(inserts(text, 100_000), undefined);
  });

  it('knows a short text that had to wait only where the editor calls it a paste: it may be typed just so', () => {
    const asked = { what: 'paste', atMs: 150, document, text: 'mine', copyId: null, elsewhere: null } as const;
    const inserts = (editReason: EditReason | null, insertedText = 'mine') =>
      known([{ ...asked, isFromChat: false }], {
        atMs: 8_000,
        edits: [{ ...caret(3), offset: 3, insertedText }],
        editReason,
      }).paste?.text;
    const paste = { source: 'cursor', metadata: { $kind: 'paste' } };
    assert.equal(inserts(paste), 'mine');
    assert.equal(inserts(paste, 'min'), undefined);
    assert.equal(inserts(null), undefined);
    assert.equal(inserts({ source: 'cursor', metadata: { $kind: 'type' } }), undefined);
  });

  it('knows a text that was copied in this window where nobody asked about the paste, unless it is short or undone', () => {
    const text = 'const total = prices.reduce(add, 0);';
    const runs = [
      {
        utf16Length: text.length,
        origin: makeOrigin({ contributor: 'ai', evidence: 'observed', source: 'accept-command' }),
      },
    ];
    const copiedAs = (copy: string, change: Partial<ChangeHappening> = {}) => {
      const witness = new Witness({ range: () => runs, deleted: () => null });
      witness.see({ what: 'copy', atMs: 1, document, copyId: '1', pieces: [{ offset: 0, text: copy }] });
      return witness.evidenceOf({ ...changeOf([{ ...caret(3), offset: 3, insertedText: copy }]), ...change }).copied;
    };
    assert.deepEqual(copiedAs(text), { text, runs, isFromChat: false });
    assert.equal(copiedAs('const total = 0;'), null);
    assert.equal(copiedAs(text, { undoRedo: 'redo' }), null);
    assert.equal(copiedAs(text, { edits: [{ ...caret(3), offset: 3, insertedText: `${text}\n` }] }), null);
  });

  it('knows a paste by a copy of another window, and prefers its own', () => {
    const runs = [
      { utf16Length: 4, origin: makeOrigin({ contributor: 'ai', evidence: 'observed', source: 'accept-command' }) },
    ];
    const pasted = { what: 'paste', atMs: 150, document, text: 'more', copyId: null, elsewhere: runs } as const;
    assert.deepEqual(known([{ ...pasted, isFromChat: false }]).paste?.runs, runs);
    assert.equal(known([{ ...pasted, elsewhere: null, isFromChat: true }]).paste?.isFromChat, true);
  });

  it('knows that an accept by a key of ours is under way until it is over', () => {
    const accept = { what: 'accept', atMs: 150, document, isOver: false } as const;
    assert.equal(known([accept]).isAcceptUnderWay, true);
    assert.equal(known([accept, { ...accept, isOver: true }]).isAcceptUnderWay, false);
    assert.equal(known([{ ...accept, document: 'file:///w/b.ts' }]).isAcceptUnderWay, false);
  });

  it('says whether something was selected', () => {
    assert.equal(known([]).hasSelection, false);
    assert.equal(known([], { selections: [{ start: place(0), end: place(3) }] }).hasSelection, true);
  });
});
