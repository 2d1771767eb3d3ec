import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blankLine } from '../../../../src/core/attribution/lineAttribution.ts';
import { attributeLines } from '../../../../src/core/attribution/lineView.ts';
import {
  baselineOriginId,
  makeOrigin,
  OriginTable,
  unknownOriginId,
  type Contributor,
  type OriginId,
} from '../../../../src/core/attribution/origin.ts';
import { overlayHistory } from '../../../../src/core/attribution/overlay.ts';
import { realign } from '../../../../src/core/attribution/realign.ts';
import { type Run } from '../../../../src/core/attribution/run.ts';
import { lineCount, lineIndexAt, lineStarts } from '../../../../src/core/text/lines.ts';

const origins = new OriginTable();
const idOf = (contributor: Contributor, agent: string | null = null): OriginId =>
  origins.intern(makeOrigin({ contributor, evidence: 'observed', source: 'keystroke', agent }));
const ids = {
  a: idOf('ai'),
  A: idOf('ai', 'codex'),
  h: idOf('human'),
  t: idOf('tool'),
  u: unknownOriginId,
  '.': baselineOriginId,
};

/** Runs from one letter a code unit: `a` and `A` two agents, `h`uman, `t`ool, `u`nknown, `.` from before. */
function runsOf(letters: string): Run[] {
  return Array.from(letters.matchAll(/(.)\1*/gs), ([stretch]) => ({
    utf16Length: stretch.length,
    originId: ids[stretch.charAt(0) as keyof typeof ids],
  }));
}

function lettersOf(runs: readonly Run[]): string {
  const letterOf = new Map(Object.entries(ids).map(([letter, id]) => [id, letter]));
  return runs.map((run) => (letterOf.get(run.originId) ?? '?').repeat(run.utf16Length)).join('');
}

function view(text: string, letters: string): string[] {
  assert.equal(text.length, letters.length);
  const { originIds, mixed } = attributeLines(text, runsOf(letters), origins);
  return Array.from(originIds, (id, index) => {
    const letter = id === blankLine ? '-' : lettersOf([{ utf16Length: 1, originId: id }]);
    return letter + (mixed[index] === 1 ? '*' : '');
  });
}

describe('lines', () => {
  it('are counted as git counts them', () => {
    for (const [text, count] of [
      ['', 0],
      ['a', 1],
      ['a\n', 1],
      ['a\nb', 2],
      ['\n\n', 2],
      ['a\r\nb\r\n', 2],
      ['a\rb', 1],
    ] as const) {
      assert.equal(lineCount(text), count, JSON.stringify(text));
      assert.equal(lineStarts(text).length, count, JSON.stringify(text));
    }
    assert.equal(lineIndexAt(lineStarts('ab\ncd\n'), 3), 1);
    assert.equal(lineIndexAt(lineStarts('ab\ncd\n'), 99), 1);
    assert.equal(lineIndexAt(lineStarts(''), 0), -1);
  });
});

describe('attributeLines', () => {
  it('gives a line to the contributor of most of its characters', () => {
    assert.deepEqual(view('let x = 1;\n', 'hhhhhhhhhaa'), ['h']);
    assert.deepEqual(view('abc\ndef\n', 'aaaahhhh'), ['a', 'h']);
  });

  it('marks a line as mixed from a fifth of other contributors on', () => {
    assert.deepEqual(view('abcde\n', 'aaaahh'), ['a*']);
    assert.deepEqual(view('abcdef\n', 'aaaaahh'), ['a']);
    assert.deepEqual(view('abcd\n', 'aaAAA'), ['a'], 'two agents are one contributor');
  });

  it('does not count white space, and counts a blank line for nobody', () => {
    assert.deepEqual(view('        ab\n', 'hhhhhhhhaaa'), ['a']);
    assert.deepEqual(view('  \t\r\n\n\u3000\n', 'aaaaahaa'), ['-', '-', '-']);
  });

  it('gives a tie to the contributor that claims less', () => {
    assert.deepEqual(view('abcd', 'aahh'), ['h*']);
    assert.deepEqual(view('abcd', 'hhuu'), ['u*']);
    assert.deepEqual(view('abcd', 'aatt'), ['t*']);
  });

  it('takes the commonest origin of the contributor that has the line', () => {
    assert.deepEqual(view('abcdefg', 'aaAAAhh'), ['A*']);
  });

  it('refuses runs that do not cover the text', () => {
    assert.throws(() => attributeLines('ab\ncd\n', runsOf('aaa'), origins), RangeError);
  });
});

describe('realign', () => {
  it('keeps the origins of what remains and gives the new one to what is new', () => {
    const before = { text: 'one = 1\ntwo = 2\n', runs: runsOf('aaaaaaaahhhhhhhh') };
    const { runs } = realign(before, 'one = 1\nnew = 7\ntwo = 2\n', ids.u);
    assert.equal(lettersOf(runs), 'aaaaaaaauuuuuuuuhhhhhhhh');
  });

  it('keeps the origins of a block that moved', () => {
    const text = 'first block here\nsecond\nthird\nfourth\nfifth line of text\n';
    const moved = 'second\nthird\nfourth\nfifth line of text\nfirst block here\n';
    const before = { text, runs: runsOf('a'.repeat(17) + 'h'.repeat(text.length - 17)) };
    const after = lettersOf(realign(before, moved, ids.u).runs);
    assert.equal(after.slice(-17, -1), 'a'.repeat(16));
  });

  it('law: the runs cover the new text, and an unchanged text keeps its runs', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '\n', 'word ', 'x = 1;\n'), { maxLength: 20 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const runs = runsOf('a'.repeat(before.length));
        const total = realign({ text: before, runs }, after, ids.u).runs.reduce((sum, run) => sum + run.utf16Length, 0);
        assert.equal(total, after.length);
        assert.equal(lettersOf(realign({ text: before, runs }, before, ids.u).runs), lettersOf(runs));
      }),
    );
  });
});

describe('overlayHistory', () => {
  const historyText = 'one\ntwo\nthree\n';
  const historyLineOriginIds = Int32Array.of(ids.a, ids.h, ids['.']);

  it('takes what history says where nothing was seen live', () => {
    const runs = runsOf('.'.repeat(historyText.length));
    const effective = overlayHistory({ text: historyText, runs, historyText, historyLineOriginIds, origins });
    assert.equal(lettersOf(effective), 'aaaahhhh......');
  });

  it('lets what was seen live stand over history', () => {
    const runs = runsOf('hhh.....tttttt');
    const effective = overlayHistory({ text: historyText, runs, historyText, historyLineOriginIds, origins });
    assert.equal(lettersOf(effective), 'hhhahhhhtttttt');
  });

  it('follows lines that have another place or another end now, and leaves what is new unexplained', () => {
    const text = 'zero\none\ntwo!\n';
    const runs = runsOf('uuuuu....' + '...u.');
    const effective = overlayHistory({ text, runs, historyText, historyLineOriginIds, origins });
    assert.equal(lettersOf(effective), 'uuuuuaaaa' + 'hhhuh');
  });

  it('keeps what is known of an unexplained paste where history knows nothing', () => {
    const paste = origins.intern(makeOrigin({ contributor: 'unknown', evidence: null, source: 'paste' }));
    const runs = [{ utf16Length: historyText.length, originId: paste }];
    const effective = overlayHistory({ text: historyText, runs, historyText, historyLineOriginIds, origins });
    assert.equal(effective.at(-1)?.originId, paste);
    assert.equal(effective[0]?.originId, ids.a);
  });
});
