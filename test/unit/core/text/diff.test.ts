import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffCases } from '../../../../bench/attributionDiffCases.ts';
import { randomNumbers } from '../../../../bench/measure.ts';
import { diffTexts } from '../../../../src/core/text/diff.ts';
import { applyEdits } from '../../../../src/core/text/edit.ts';

/** The edits as `offset-deleted+inserted`, for short texts. */
function show(before: string, after: string): string[] {
  return diffTexts(before, after).edits.map(
    (edit) => `${edit.offset}-${before.slice(edit.offset, edit.offset + edit.deletedUtf16Length)}+${edit.insertedText}`,
  );
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

/** How many code units of the old text are still there. */
function keptOf(before: string, after: string): number {
  return diffTexts(before, after).edits.reduce((sum, edit) => sum - edit.deletedUtf16Length, before.length);
}

describe('diffTexts', () => {
  it('finds nothing in equal texts', () => {
    assert.deepEqual(show('a\nb\n', 'a\nb\n'), []);
  });

  it('touches only the changed word of a line', () => {
    assert.deepEqual(show('let total = 1;\n', 'let sum = 1;\n'), ['4-total+sum']);
  });

  it('tells new lines from an edited line beside them', () => {
    const before = 'const first = compute(1, 2);\n';
    const after = 'import { compute } from "./compute";\n\nconst first = compute(1, 3);\n';
    assert.deepEqual(show(before, after), ['0-+import { compute } from "./compute";\n\n', '25-2+3']);
  });

  it('keeps every character of code that was only formatted', () => {
    const before = 'if(a){b(1,2)}else{c()}';
    const after = 'if (a) {\n  b(1, 2)\n} else {\n  c()\n}';
    for (const edit of diffTexts(before, after).edits) {
      assert.equal(edit.deletedUtf16Length, 0);
      assert.match(edit.insertedText, /^\s+$/);
    }
  });

  it('does not take a new function for an edited form of the one that it replaces', () => {
    const before = 'function add(a, b) {\n  return a + b;\n}\n';
    const after = 'class Queue {\n  #items = [];\n  push(item) { this.#items.push(item); }\n}\n';
    assert.ok(keptOf(before, after) <= 6, `${keptOf(before, after)} characters were kept`);
  });

  it('law: applying the edits gives the other text, for lines of few and of many kinds', () => {
    const line = fc.constantFrom('a', 'b', '{', '}', '', 'let x = 1;', 'let y = 2;', '  return x;', '\r', 'é😀');
    const text = fc.array(line, { maxLength: 30, size: 'max' }).map((parts) => parts.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { edits } = diffTexts(before, after);
        assert.equal(applyEdits(before, edits), after);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never cuts a character of two code units', () => {
    assert.deepEqual(show('a😀b', 'a😁b'), ['1-😀+😁']);
    assert.deepEqual(show('a😀b', 'a\u{1fa00}b'), ['1-😀+\u{1fa00}'], 'the same second half');
    const character = fc.constantFrom('😀', '😁', '\u{1fa00}', 'a', '\n', '漢', '字');
    const text = fc.array(character, { maxLength: 12, size: 'max' }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        for (const { offset, deletedUtf16Length, insertedText } of diffTexts(before, after).edits) {
          for (const part of [
            before.slice(0, offset),
            before.slice(offset, offset + deletedUtf16Length),
            insertedText,
          ]) {
            assert.doesNotMatch(part, /\p{Surrogate}/u, 'half a character');
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes a word inside a sentence without spaces, not the sentence', () => {
    assert.deepEqual(show('今日は天気がいい、散歩しよう\n', '明日は天気がいい、勉強しよう\n'), [
      '0-今+明',
      '9-散歩+勉強',
    ]);
  });

  it('begins a new block where a person would say that it begins', () => {
    const before = 'function one() {\n  return 1;\n}\n\nfunction three() {\n  return 3;\n}\n';
    const block = 'function two() {\n  return 2;\n}\n\n';
    const after = before.replace('function three', `${block}function three`);
    assert.deepEqual(show(before, after), [`${before.indexOf('function three')}-+${block}`]);
  });

  it('adds the last of equal lines, not the first', () => {
    assert.deepEqual(show('x();\nx();\n', 'x();\nx();\nx();\n'), ['10-+x();\n']);
  });

  it('keeps all but white space of a large file that was indented anew', () => {
    const before = lines(5_000, (index) => `    const value${index} = compute(${index}, 'text');`);
    const after = before.replaceAll('    ', '\t');
    assert.equal(keptOf(before, after), before.length - 4 * 5_000);
    assert.equal(diffTexts(before, after).isExact, true);
  });

  it('keeps all of a large file that got other line ends', () => {
    const before = lines(20_000, (index) => `line ${index} of a text`);
    const after = before.replaceAll('\n', '\r\n');
    assert.equal(keptOf(before, after), before.length);
    assert.equal(keptOf(after, before), before.length);
  });

  it('finds its place again behind a long new block, where no line is unique', () => {
    const repeated = (index: number): string => `item ${Math.floor(index / 2) % 5_000}`;
    const short = lines(20_000, repeated);
    const long = lines(17_000, (index) => repeated(index < 6_000 ? index : index + 3_000));
    for (const [before, after] of [
      [`old\n${short}`, `new\n${long}more\n`],
      [`old\n${long}`, `new\n${short}more\n`],
    ] as const) {
      assert.ok(keptOf(before, after) >= 0.99 * Math.min(before.length, after.length));
    }
  });

  it('goes on crudely when the limits are reached, says so, and is still right', () => {
    const before = lines(500, (index) => `a${index % 5} b${index % 7} c${index % 3}`);
    const after = lines(500, (index) => `a${index % 7} b${index % 3} c${index % 4}`);
    assert.equal(diffTexts(before, after, { tokens: 10 }).isExact, false);
    for (const limits of [{ tokens: 10 }, { searchSteps: 0 }, { searchSteps: 0, tokens: 0 }]) {
      assert.equal(applyEdits(before, diffTexts(before, after, limits).edits), after);
    }
  });

  it('law: edits are sorted and disjoint, and each of them does something', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b ', '\n', '  ', 'foo(', ')', 'x = 1;\n'), { maxLength: 40, size: 'max' })
      .map((parts) => parts.join(''));
    const limits = fc.constantFrom({}, { searchSteps: 0 }, { tokens: 3 });
    fc.assert(
      fc.property(text, text, limits, (before, after, limit) => {
        const { edits } = diffTexts(before, after, limit);
        assert.equal(applyEdits(before, edits), after);
        edits.forEach((edit, index) => {
          const previous = edits[index - 1];
          assert.ok(previous === undefined || previous.offset + previous.deletedUtf16Length <= edit.offset);
          const end = edit.offset + edit.deletedUtf16Length;
          assert.notEqual(before.slice(edit.offset, end), edit.insertedText);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  for (const { name, before, after } of diffCases()) {
    it(`ends soon and is right: ${name}`, function () {
      // Many times what it takes on a slow machine: a quadratic search takes minutes.
      this.timeout(15_000);
      assert.ok(applyEdits(before, diffTexts(before, after).edits) === after);
    });
  }

  it('ends soon where very many lines meet one huge line', function () {
    this.timeout(15_000);
    const random = randomNumbers(3);
    const before = Array.from({ length: 500_000 }, () => 'a \n'.charAt(random(3))).join('');
    const after = before.replaceAll('\n', ' ').split('').reverse().join('');
    assert.ok(applyEdits(before, diffTexts(before, after).edits) === after);
  });
});
