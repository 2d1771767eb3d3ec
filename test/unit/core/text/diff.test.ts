import assert from 'node:assert/strict';
import fc from 'fast-check';
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

/** A small generator with a seed, so that every run compares the same texts. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
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
    const kept = diffTexts(before, after).edits.reduce((sum, edit) => sum - edit.deletedUtf16Length, before.length);
    assert.ok(kept <= 6, `${kept} characters were kept`);
  });

  it('law: applying the edits gives the other text, for lines of few and of many kinds', () => {
    const line = fc.constantFrom('a', 'b', '{', '}', '', 'let x = 1;', 'let y = 2;', '  return x;', '\r', 'é😀');
    const text = fc.array(line, { maxLength: 30 }).map((parts) => parts.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { edits } = diffTexts(before, after);
        assert.equal(applyEdits(before, edits), after);
      }),
      { numRuns: 2_000 },
    );
  });

  const random = randomNumbers(7);
  const same = lines(100_000, (index) => `line ${index}`);
  const shuffled = (): string => lines(20_000, () => `symbol ${random(50)}`);
  const cases: Readonly<Record<string, readonly [before: string, after: string]>> = {
    'ten edits in 100,000 lines': [same, same.replace(/line (\d)0000\n/g, 'edited $1\n')],
    'a tenth of 100,000 lines changed': [same, same.replace(/line (\d*)3\n/g, 'changed $1\n')],
    'every other of 100,000 lines changed': [same, same.replace(/line (\d*[02468])\n/g, 'changed $1\n')],
    '50,000 lines all different': [lines(50_000, (index) => `a${index}`), lines(50_000, (index) => `b${index}`)],
    '20,000 lines of 50 kinds, shuffled': [shuffled(), shuffled()],
    'one line of 2 MB, changed in the middle': [
      'x'.repeat(1e6) + 'a'.repeat(1e6),
      `${'x'.repeat(1e6)}new${'a'.repeat(1e6)}`,
    ],
    'one line of a million words, all shuffled': [
      Array.from({ length: 3e5 }, () => random(9)).join(' '),
      Array.from({ length: 3e5 }, () => random(9)).join(' '),
    ],
  };
  for (const [name, [before, after]] of Object.entries(cases)) {
    it(`ends soon and is right: ${name}`, function () {
      // Ten times what it takes on a slow machine: a quadratic search takes minutes.
      this.timeout(10_000);
      const startedAt = performance.now();
      const { edits } = diffTexts(before, after);
      assert.ok(applyEdits(before, edits) === after);
      if (process.env['SHOW_TIMES']) console.log(`      ${name}: ${(performance.now() - startedAt).toFixed(0)} ms`);
    });
  }
});
