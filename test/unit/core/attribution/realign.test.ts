import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type OriginId } from '../../../../src/core/attribution/origin.ts';
import { realign } from '../../../../src/core/attribution/realign.ts';
import { ids, lettersOf, plain, runs, runsOf, show } from './notation.ts';

/** A text of lines, of which each line is of one letter: `['a one', 'h two']`. */
function page(lines: readonly string[]): { readonly text: string; readonly runs: ReturnType<typeof runsOf> } {
  const text = lines.map((line) => `${line.slice(2)}\n`).join('');
  return { text, runs: runsOf(lines.map((line) => line.charAt(0).repeat(line.length - 1)).join('')) };
}

/** Whose the lines of a text are, by their first characters that are not blank. */
function owners(text: string, aligned: ReturnType<typeof realign>): string {
  const letters = lettersOf(aligned.runs);
  return Array.from(text.matchAll(/^[^\S\n]*(\S)/gm), (match) => letters[match.index + match[0].length - 1]).join('');
}

describe('realign', () => {
  it('keeps the origins of what remains and gives the new one to what is new', () => {
    const before = { text: 'one = 1\ntwo = 2\n', runs: runs('a8 h8') };
    assert.equal(show(realign(before, 'one = 1\nnew = 7\ntwo = 2\n', ids.u).runs), 'a8 u8 h8');
  });

  it('gives only the changed word of a line to whoever changed it', () => {
    const before = { text: 'let total = 1;\n', runs: runs('a15') };
    assert.equal(show(realign(before, 'let sum = 1;\n', ids.u).runs), 'a4 u3 a6');
  });

  it('keeps the origins of a block that moved', () => {
    const before = page(['a first block here', 'h second', 'h third', 'h fourth', 'h fifth line of text']);
    const after = 'second\nthird\nfourth\nfifth line of text\nfirst block here\n';
    assert.equal(owners(after, realign(before, after, ids.u)), 'hhhha');
  });

  it('keeps the origins of a function that moved, its brackets and blank lines included', () => {
    const aFunction = (letter: string, name: string): string[] =>
      [`function ${name}() {`, `  return ${name}Value;`, '}', ''].map((line) => `${letter} ${line}`);
    const alpha = aFunction('a', 'alpha');
    const others = [aFunction('h', 'beta'), aFunction('t', 'gamma'), aFunction('A', 'delta')];
    const before = page([alpha, ...others].flat());
    const after = page([...others, alpha].flat());
    assert.deepEqual(realign(before, after.text, ids.u).runs, after.runs);
  });

  it('keeps the origins of a block that moved into a deeper one', () => {
    const before = page(['h if (ready) {', 'h }', 'a const total = first + second;', 'a report(total, "done");']);
    const after = 'if (ready) {\n  const total = first + second;\n  report(total, "done");\n}\n';
    assert.equal(owners(after, realign(before, after, ids.u)), 'haah');
  });

  it('does not take a short line that went here and came there for a moved one', () => {
    const before = page(['a x = 1;', 'h const middle = compute(1, 2, 3);', 'h const end = middle;']);
    const after = 'const middle = compute(1, 2, 3);\nconst end = middle;\nx = 1;\n';
    assert.equal(owners(after, realign(before, after, ids.u)), 'hhu');
  });

  it('keeps the origins of a whole file that was indented anew or got other line ends', () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => `a     const value${index} = compute(${index % 7});`);
    const before = page(lines);
    for (const after of [before.text.replaceAll('    ', '\t'), before.text.replaceAll('\n', '\r\n')]) {
      const aligned = realign(before, after, ids.u);
      assert.equal(owners(after, aligned), 'a'.repeat(lines.length));
      assert.equal(aligned.isExact, true);
    }
  });

  it('gives a new function to whoever wrote it from its first to its last line', () => {
    const before = page([
      'h function one() {',
      'h   return 1;',
      'h }',
      'h ',
      'h function three() {',
      'h   return 3;',
      'h }',
    ]);
    const after = before.text.replace('\nfunction three', '\nfunction two() {\n  return 2;\n}\n\nfunction three');
    assert.equal(owners(after, realign(before, after, ids.a)), 'hhhaaahhh');
  });

  it('refuses runs that do not cover the text', () => {
    assert.throws(() => realign({ text: 'abc', runs: runs('a2') }, 'abd', ids.u), RangeError);
    assert.throws(() => realign({ text: 'abc', runs: runs('a4') }, 'abc', ids.u), RangeError);
  });

  const piece = fc.constantFrom(
    'a',
    'b',
    '\n',
    '\n\n',
    '  ',
    'word ',
    'x = 1;\n',
    '}\n',
    'a long line of text\n',
    '😀',
  );
  const text = fc.array(piece, { maxLength: 30, size: 'max' }).map((parts) => parts.join(''));

  it('law: every character that keeps an origin has that of an equal character, and none comes from nowhere', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        // Each code unit of the old text has an origin of its own, so that the result tells where each one comes from.
        const own = Array.from({ length: before.length }, (_, index) => ({ utf16Length: 1, originId: index + 1 }));
        const inserted: OriginId = 0;
        const units = plain(realign({ text: before, runs: own }, after, inserted).runs);
        assert.equal(units.length, after.length);
        units.forEach((id, at) => {
          if (id !== inserted) assert.equal(before[id - 1], after[at]);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('law: an unchanged text keeps its runs; what is put in or taken out touches nothing else', () => {
    fc.assert(
      fc.property(text, text, text, (head, middle, tail) => {
        const whole = {
          text: head + middle + tail,
          runs: runsOf('a'.repeat(head.length + middle.length + tail.length)),
        };
        const parts = { text: head + tail, runs: runsOf('a'.repeat(head.length + tail.length)) };
        assert.deepEqual(realign(whole, whole.text, ids.u).runs, whole.runs);
        const kept = plain(realign(parts, whole.text, ids.u).runs).filter((id) => id === ids.a).length;
        assert.ok(kept >= head.length + tail.length, 'an insertion takes nothing away');
        assert.ok(!plain(realign(whole, parts.text, ids.u).runs).includes(ids.u), 'a deletion adds nothing');
      }),
      { numRuns: 1_000 },
    );
  });
});
