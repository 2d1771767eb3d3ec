import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Attribution } from '../../../../src/core/attribution/attribution.ts';
import { blankLine } from '../../../../src/core/attribution/lineAttribution.ts';
import { attributeLines } from '../../../../src/core/attribution/lineView.ts';
import { makeOrigin, OriginTable, type Contributor, type Origin } from '../../../../src/core/attribution/origin.ts';
import { lineStarts } from '../../../../src/core/text/lines.ts';
import { ids, lettersOf, origins, runsOf } from './notation.ts';

function view(text: string, letters: string): string[] {
  assert.equal(text.length, letters.length);
  const { originIds, mixed } = attributeLines(text, runsOf(letters), origins);
  return Array.from(originIds, (id, index) => {
    const letter = id === blankLine ? '-' : lettersOf([{ utf16Length: 1, originId: id }]);
    return letter + (mixed[index] === 1 ? '*' : '');
  });
}

/** The rule of DESIGN, "Words", read aloud: line by line, character by character. */
function viewNaively(text: string, letters: string): string[] {
  const starts = lineStarts(text);
  return Array.from(starts, (start, index) => {
    const end = starts[index + 1] ?? text.length;
    const nonBlank = Array.from({ length: end - start }, (_, at) => start + at).filter((at) =>
      /\S/.test(text.charAt(at)),
    );
    if (nonBlank.length === 0) return '-';
    const lengthWhere = (holds: (letter: string) => boolean): number =>
      nonBlank.filter((at) => holds(letters.charAt(at))).length;
    const ofLetter = (letter: string): Contributor => origins.get(ids[letter as keyof typeof ids]).contributor;
    const claims: readonly Contributor[] = ['unknown', 'tool', 'human', 'ai'];
    const counts = claims.map((contributor) => lengthWhere((letter) => ofLetter(letter) === contributor));
    const most = Math.max(...counts);
    const owner = claims[counts.indexOf(most)];
    // In the order in which ties are decided: what claims less comes first.
    const candidates = ['u', '.', 't', 'h', 'a', 'A'].filter((letter) => ofLetter(letter) === owner);
    const lengths = candidates.map((candidate) => lengthWhere((letter) => letter === candidate));
    const letter = candidates[lengths.indexOf(Math.max(...lengths))] ?? '?';
    return letter + (nonBlank.length - most >= nonBlank.length / 5 && most < nonBlank.length ? '*' : '');
  });
}

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

  it('counts by contributor first: two agents together outweigh one person', () => {
    assert.deepEqual(view('abcdefg', 'aaAAhhh'), ['a*']);
  });

  it('does not count white space, and counts a blank line for nobody', () => {
    assert.deepEqual(view('        ab\n', 'hhhhhhhhaaa'), ['a']);
    assert.deepEqual(view('  \t\r\n\n\u3000\n', 'aaaaahaa'), ['-', '-', '-']);
  });

  it('gives a tie to the contributor that claims less', () => {
    assert.deepEqual(view('abcd', 'aahh'), ['h*']);
    assert.deepEqual(view('abcd', 'hhuu'), ['u*']);
    assert.deepEqual(view('abcd', 'aatt'), ['t*']);
    assert.deepEqual(view('abcd', 'hhtt'), ['t*']);
  });

  it('takes the commonest origin of the contributor that has the line', () => {
    assert.deepEqual(view('abcdefg', 'aaAAAhh'), ['A*']);
  });

  it('gives a tie within one contributor to weaker evidence, whatever the order of the table', () => {
    const strong = makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'edit-reason', agent: 'codex' });
    const weak = makeOrigin({ contributor: 'ai', evidence: 'recorded', source: 'trailer', agent: 'codex' });
    const winner = (first: Origin, second: Origin): Origin => {
      const table = new OriginTable();
      const runs = [first, second].map((origin) => ({ utf16Length: 2, originId: table.intern(origin) }));
      return table.get(attributeLines('abcd', runs, table).originIds[0] ?? -1);
    };
    assert.deepEqual(winner(strong, weak), weak);
    assert.deepEqual(winner(weak, strong), weak);
  });

  it('has no lines for an empty text', () => {
    assert.deepEqual(view('', ''), []);
  });

  it('refuses runs that do not cover the text', () => {
    assert.throws(() => attributeLines('ab\ncd\n', runsOf('aaa'), origins), RangeError);
  });

  it('law: reads every line as the rule says, from runs and from the attribution structure', () => {
    const letter = fc.constantFrom('a', 'A', 'h', 't', 'u', '.');
    const unit = fc.tuple(fc.constantFrom('x', 'y', ' ', '\t', '\n', '\r', '\u00a0'), letter);
    const stretch = fc.tuple(unit, fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 40, size: 'max' }), (stretches) => {
        const text = stretches.map(([[character], length]) => character.repeat(length)).join('');
        const letters = stretches.map(([[, name], length]) => name.repeat(length)).join('');
        assert.deepEqual(view(text, letters), viewNaively(text, letters));
        const runs = runsOf(letters);
        assert.deepEqual(
          attributeLines(text, Attribution.fromRuns(runs), origins),
          attributeLines(text, runs, origins),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
