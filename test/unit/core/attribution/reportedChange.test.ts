import assert from 'node:assert/strict';
import fc from 'fast-check';
import { baselineOriginId, unknownOriginId } from '../../../../src/core/attribution/origin.ts';
import {
  takeReportedChange,
  type AttributedText,
  type ReportedChange,
} from '../../../../src/core/attribution/reportedChange.ts';

const human = 5;
const ai = 7;
const gap = unknownOriginId;
const origins = { inserted: ai, gap };
const nothing: ReportedChange = { before: null, after: null, edits: [], earlier: null, later: null };
const replace = (oldText: string, newText: string, replacesAll = false): ReportedChange['edits'] => [
  { oldText, newText, replacesAll, anchor: null },
];

function of(text: string, originId = human): AttributedText {
  return { text, runs: text === '' ? [] : [{ utf16Length: text.length, originId }] };
}

/** The text with a letter for each code unit's origin below it. */
function letters({ text, runs }: AttributedText): string {
  const letter: Readonly<Record<number, string>> = { [human]: 'h', [ai]: 'a', [gap]: '?', [baselineOriginId]: 'b' };
  const marks = runs.map((run) => (letter[run.originId] ?? '!').repeat(run.utf16Length)).join('');
  assert.equal(marks.length, text.length);
  return marks;
}

function take(known: AttributedText | null, change: Partial<ReportedChange>): string | null {
  const taken = takeReportedChange(known, { ...nothing, ...change }, origins);
  return taken === null ? null : letters(taken.now);
}

describe('a change that an agent reports', () => {
  it('gives its origin to what is new and to nothing else', () => {
    assert.equal(take(of('one two\n'), { edits: replace('two', 'two six') }), 'hhhhhhhaaaah');
    assert.equal(take(null, { before: 'x\n', after: 'x\ny\n' }), 'bbaa');
    assert.equal(take(null, { before: '', after: 'y\n' }), 'aa');
  });

  it('replaces at every place where it says so', () => {
    assert.equal(
      take(of('a(foo);\nb(foo);\n'), { edits: replace('foo', 'foo, bar', true) }),
      'hhhhhaaaaahhhhhhhhaaaaahhh',
    );
  });

  it('what had come before it without anybody telling stays unexplained', () => {
    assert.equal(take(of('x\n'), { before: 'x\nlate\n', after: 'x\nlate\nmine\n' }), 'hh?????aaaaa');
  });

  it('explains what was seen to come and was not explained; what others wrote since stays theirs', () => {
    const known: AttributedText = {
      text: 'x\nmine\n',
      runs: [
        { utf16Length: 2, originId: human },
        { utf16Length: 5, originId: unknownOriginId },
      ],
    };
    assert.equal(take(known, { before: 'x\n', after: 'x\nmine\n' }), 'hhaaaaa');
    assert.equal(take(known, { edits: replace('x\n', 'x\nmine\n'), later: 'x\nmine\n', earlier: 'x\n' }), 'hhaaaaa');
    assert.equal(take(of('x\nmine\n'), { before: 'x\n', after: 'x\nmine\n' }), 'hhhhhhh');
  });

  it('keeps the line breaks and the attribution of a file whose lines end with a return', () => {
    const taken = takeReportedChange(of('a\r\nb\r\n'), { ...nothing, before: 'a\nb\n', after: 'a\nc c\nb\n' }, origins);
    assert.equal(taken?.now.text, 'a\r\nc c\r\nb\r\n');
    assert.equal(letters(taken.now), 'hhhaaaaahhh');
  });

  it('says nothing where it fits no text that is known', () => {
    assert.equal(take(null, { edits: replace('x', 'y') }), null);
    assert.equal(take(of('z'), { edits: replace('x', 'y') }), null);
    assert.equal(take(of('x x'), { edits: replace('x', 'y') }), null);
  });

  it('knows an edit by the text after it, when the text before it is not known', () => {
    assert.equal(take(null, { edits: replace('x', 'x yy'), later: 'a\nx yy\n' }), 'bbbaaab');
    assert.equal(take(null, { earlier: 'a\n', later: 'a\nb\n' }), 'bbaa');
  });

  it('leaves a line that a person saved between two changes to that person', () => {
    const line = 'const mine = 1;\n';
    const live: AttributedText = {
      text: `first();\n${line}second();\n`,
      runs: [
        { utf16Length: 9, originId: gap },
        { utf16Length: line.length, originId: human },
        { utf16Length: 10, originId: gap },
      ],
    };
    const isOpen = (originId: number): boolean => originId === gap || originId === baselineOriginId;
    const told = { ...nothing, before: `first();\n${line}`, after: `first();\n${line}second();\n` };
    // What ran meanwhile would have got the line.
    const taken = takeReportedChange(of('first();\n', ai), told, { inserted: ai, gap: ai }, { others: [live], isOpen });
    assert.ok(taken !== null);
    assert.equal(letters(taken.now), `${'a'.repeat(9)}${'h'.repeat(line.length)}${'a'.repeat(10)}`);
  });

  it('found without being told, gives nobody’s known line away', () => {
    const live = of('typed();\nbefore();\n');
    const found = { ...nothing, earlier: 'before();\n', later: 'typed();\nbefore();\nbrought();\n' };
    const isOpen = (originId: number): boolean => originId === gap || originId === baselineOriginId;
    const taken = takeReportedChange(of('before();\n'), found, origins, { others: [live], isOpen });
    assert.ok(taken !== null);
    assert.equal(letters(taken.now), `${'h'.repeat(19)}${'a'.repeat(11)}`);
  });

  it('covers every text exactly, and told again changes nothing', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b b\n', '\n', 'c', 'd\r\n'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, (known, before, after) => {
        const change = { ...nothing, before, after };
        const once = takeReportedChange(of(known), change, origins);
        assert.ok(once !== null);
        assert.equal(once.now.text.replaceAll('\r\n', '\n'), after.replaceAll('\r\n', '\n'));
        letters(once.now);
        const twice = takeReportedChange(once.now, change, origins);
        assert.ok(twice !== null);
        assert.equal(letters(twice.now).replaceAll('?', 'a'), letters(once.now).replaceAll('?', 'a'));
        for (const count of [...once.inserted.values(), ...once.deleted.values()]) assert.ok(count >= 0);
      }),
    );
  });
});
