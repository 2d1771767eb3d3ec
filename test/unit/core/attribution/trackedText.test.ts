import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  baselineOriginId,
  makeOrigin,
  OriginTable,
  type Contributor,
} from '../../../../src/core/attribution/origin.ts';
import { TrackedText, type EditorEdit, type SettledChange } from '../../../../src/core/attribution/trackedText.ts';
import { type Decision } from '../../../../src/core/classify/verdict.ts';
import { LineMirror, type LinePosition } from '../../../../src/core/text/lineMirror.ts';

const atMs = Date.UTC(2026, 10, 1, 12, 7);

function decided(contributor: Contributor): Decision['origin'] {
  return { contributor, evidence: contributor === 'unknown' ? null : 'reported', source: 'edit-reason' };
}

const write = (contributor: Contributor): Decision => ({ how: 'write', origin: decided(contributor) });
const rearrange = (contributor: Contributor): Decision => ({ how: 'rearrange', origin: decided(contributor) });
const restore: Decision = { how: 'restore', origin: decided('unknown') };

const letter: Readonly<Record<Contributor, string>> = { ai: 'a', human: 'h', tool: 't', unknown: 'u' };

/** A document under test that is edited by offsets and shows its attribution as one letter a code unit; `.` is text from before. */
class Page {
  readonly tracked: TrackedText;

  constructor(text: string) {
    const runs = text === '' ? [] : [{ utf16Length: text.length, originId: baselineOriginId }];
    this.tracked = new TrackedText(new LineMirror(text, '\n'), runs, new OriginTable());
  }

  get text(): string {
    return this.tracked.text();
  }

  get letters(): string {
    return this.tracked.attribution
      .runs()
      .map((run) => {
        const isBaseline = run.originId === baselineOriginId;
        const { contributor } = this.tracked.origins.get(run.originId);
        return (isBaseline ? '.' : letter[contributor]).repeat(run.utf16Length);
      })
      .join('');
  }

  change(
    decision: Decision,
    ...edits: readonly (readonly [offset: number, deleted: number, inserted: string])[]
  ): SettledChange {
    const { text } = this;
    const step = this.tracked.see(
      edits.map(([offset, deleted, insertedText]): EditorEdit => ({
        start: positionAt(text, offset),
        end: positionAt(text, offset + deleted),
        offset,
        insertedText,
      })),
    );
    return this.tracked.settle(step, decision, atMs);
  }

  /** Goes back to an earlier text in one replacement, as an editor's undo does. */
  returnTo(earlier: string): SettledChange {
    return this.change(restore, [0, this.text.length, earlier]);
  }
}

function positionAt(text: string, offset: number): LinePosition {
  const before = text.slice(0, offset).split('\n');
  return { lineIndex: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe('TrackedText', () => {
  it('gives what is typed to the person and leaves the rest alone', () => {
    const page = new Page('let x = 1;');
    page.change(write('human'), [8, 1, '42']);
    assert.equal(page.text, 'let x = 42;');
    assert.equal(page.letters, '........hh.');
  });

  it('gives an accepted suggestion only what it adds to the typed prefix', () => {
    const page = new Page('');
    for (let index = 0; index < 3; index++) page.change(write('human'), [index, 0, 'fun'.charAt(index)]);
    const change = page.change(rearrange('ai'), [0, 3, 'function add() {}']);
    assert.equal(page.letters, 'hhhaaaaaaaaaaaaaa');
    assert.deepEqual([...change.inserted.values()], [14]);
    assert.deepEqual([...change.deleted.values()], []);
  });

  it('gives the closing bracket of a pair to the editor', () => {
    const page = new Page('f');
    page.change({ how: 'write', origin: decided('human'), typedUtf16Length: 1 }, [1, 0, '()']);
    assert.equal(page.letters, '.ht');
  });

  it('keeps whose a moved line is', () => {
    const page = new Page('one\ntwo\n');
    page.change(write('ai'), [8, 0, 'three\n']);
    page.change(rearrange('tool'), [4, 0, 'three\n'], [8, 6, '']);
    assert.equal(page.text, 'one\nthree\ntwo\n');
    assert.equal(page.letters, '....aaaaaa....');
  });

  it('keeps whose an expression is that becomes a variable, and that takes the place of its variable again', () => {
    const page = new Page('use()');
    page.change(write('ai'), [4, 0, 'one + two']);
    page.change(rearrange('tool'), [0, 0, 'v = one + two\n'], [4, 9, 'v']);
    assert.equal(page.text, 'v = one + two\nuse(v)');
    assert.equal(page.letters, 'ttttaaaaaaaaat....t.');
    page.change(rearrange('tool'), [0, 14, ''], [18, 1, 'one + two']);
    assert.equal(page.text, 'use(one + two)');
    assert.equal(page.letters, '....aaaaaaaaa.');
  });

  it('keeps whose a duplicated line is', () => {
    const page = new Page('one\n');
    page.change(write('ai'), [4, 0, 'two\n']);
    page.change(rearrange('tool'), [4, 0, 'two\n']);
    assert.equal(page.letters, '....aaaaaaaa');
  });

  it('does not take an AI’s own repetition of a line for a copy of the line before it', () => {
    const page = new Page('');
    page.change(write('human'), [0, 0, 'x();\n']);
    page.change(rearrange('ai'), [5, 0, 'x();\n']);
    assert.equal(page.letters, 'hhhhhaaaaa');
  });

  it('re-arranges on format: what remains keeps its origin', () => {
    const page = new Page('');
    page.change(write('ai'), [0, 0, 'if(a){b()}']);
    page.change(rearrange('tool'), [0, 10, 'if (a) {\n  b();\n}']);
    const kept = Array.from(page.text, (character, index) => (/[\s;]/.test(character) ? '' : page.letters[index])).join(
      '',
    );
    assert.equal(kept, 'a'.repeat(10));
  });

  it('carries the attribution of copied text', () => {
    const page = new Page('');
    page.change(write('unknown'), [0, 0, 'xy']);
    const origin = makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'edit-reason', agent: 'copilot' });
    const runs = [
      { utf16Length: 2, origin },
      { utf16Length: 1, origin: makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' }) },
    ];
    const change = page.change({ how: 'carry', origin: decided('unknown'), text: 'abc', runs }, [1, 0, 'abc']);
    assert.equal(page.letters, 'uaahu');
    assert.equal(change.inserted.size, 0, 'a copy is not new writing');
  });

  it('gives back on undo exactly what the text had, and on redo what it had then', () => {
    const page = new Page('start ');
    page.change(write('human'), [6, 0, 'mine ']);
    page.change(write('ai'), [11, 0, 'theirs ']);
    const [beforeText, beforeLetters] = [page.text, page.letters];
    page.change(write('human'), [0, page.text.length, 'all new']);
    const [afterText, afterLetters] = [page.text, page.letters];
    page.returnTo(beforeText);
    assert.equal(page.letters, beforeLetters);
    page.returnTo(afterText);
    assert.equal(page.letters, afterLetters);
    page.returnTo(beforeText);
    page.returnTo('start ');
    assert.equal(page.letters, '......');
  });

  it('finds deleted text again when the state of the whole document is not one that it had', () => {
    const page = new Page('');
    page.change(write('ai'), [0, 0, 'abcdef']);
    page.change(rearrange('unknown'), [2, 2, '']);
    page.change(write('human'), [0, 0, 'X']);
    page.change(restore, [3, 0, 'cd']);
    assert.equal(page.letters, 'haaaaaa');
  });

  it('settles steps in order although the text has gone on', () => {
    const page = new Page('');
    const at = (offset: number, insertedText: string): EditorEdit => ({
      start: { lineIndex: 0, character: offset },
      end: { lineIndex: 0, character: offset },
      offset,
      insertedText,
    });
    const first = page.tracked.see([at(0, 'ab')]);
    const second = page.tracked.see([at(1, 'X')]);
    page.tracked.settle(first, write('ai'), atMs);
    page.tracked.settle(second, write('human'), atMs);
    assert.equal(page.letters, 'aha');
  });

  it('gives the ledger edits that lead from the old text and attribution to the new ones', () => {
    const page = new Page('one two three');
    const change = page.change(write('human'), [0, 3, '1'], [8, 5, '3']);
    let text = 'one two three';
    for (const edit of change.ledgerEdits) {
      text = text.slice(0, edit.offset) + edit.insertedText + text.slice(edit.offset + edit.deletedUtf16Length);
      assert.equal(
        edit.insertedRuns.reduce((sum, run) => sum + run.utf16Length, 0),
        edit.insertedText.length,
      );
    }
    assert.equal(text, page.text);
  });

  it('law: the attribution covers the text after any changes, and going back to any earlier text gives back its attribution', () => {
    const contributor = fc.constantFrom<Contributor>('ai', 'human', 'tool', 'unknown');
    const edit = fc.tuple(fc.nat(), fc.nat(8), fc.stringMatching(/^[abc\n ]{0,5}$/), contributor, fc.boolean());
    fc.assert(
      fc.property(
        fc.array(edit, { maxLength: 25, size: 'max' }),
        fc.array(fc.nat(), { maxLength: 5, size: 'max' }),
        (edits, returns) => {
          const page = new Page('abc\nabc');
          const states = new Map<string, string>([[page.text, page.letters]]);
          for (const [at, deleted, inserted, who, isWrite] of edits) {
            const offset = at % (page.text.length + 1);
            const length = Math.min(deleted, page.text.length - offset);
            page.change(isWrite ? write(who) : rearrange(who), [offset, length, inserted]);
            assert.equal(page.letters.length, page.text.length);
            // The latest visit of a text is the one that undo returns to.
            states.set(page.text, page.letters);
          }
          for (const index of returns) {
            const texts = [...states.keys()];
            const target = texts[index % texts.length] ?? '';
            if (target === page.text) continue;
            page.returnTo(target);
            assert.equal(page.letters, states.get(target), JSON.stringify(target));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
