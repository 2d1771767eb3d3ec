import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isSameRuns, learnFrom } from '../../../../src/core/attribution/lateEvidence.ts';
import {
  baselineOriginId,
  makeOrigin,
  OriginTable,
  unknownOriginId,
  type OriginId,
} from '../../../../src/core/attribution/origin.ts';
import { type Run } from '../../../../src/core/attribution/run.ts';

const origins = new OriginTable();
const ids: Readonly<Record<string, OriginId>> = {
  '?': unknownOriginId,
  b: baselineOriginId,
  h: origins.intern(makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke' })),
  a: origins.intern(makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'agent-hook', agent: 'claude' })),
  i: origins.intern(makeOrigin({ contributor: 'ai', evidence: 'inferred', source: 'edit-reason' })),
  p: origins.intern(makeOrigin({ contributor: 'unknown', evidence: 'observed', source: 'paste' })),
};

/** Lines, each with a letter in front: whose it is. */
function page(...lines: readonly string[]): { readonly text: string; readonly runs: readonly Run[] } {
  const texts = lines.map((line) => `${line.slice(2)}\n`);
  const runs = lines.map((line, index) => ({
    utf16Length: texts[index]!.length,
    originId: ids[line.charAt(0)] ?? unknownOriginId,
  }));
  return { text: texts.join(''), runs };
}

function letters(text: string, runs: readonly Run[]): readonly string[] {
  const all = runs.flatMap((run) => Array.from({ length: run.utf16Length }, () => run.originId));
  assert.equal(all.length, text.length);
  let at = 0;
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const own = new Set(all.slice(at, at + line.length + 1));
      at += line.length + 1;
      const names = Object.entries(ids).filter(([, id]) => own.has(id));
      return `${names.map(([name]) => name).join('')} ${line}`;
    });
}

const learn = (known: ReturnType<typeof page>, other: ReturnType<typeof page>): readonly string[] =>
  letters(known.text, learnFrom(known, other, origins));

describe('what is learnt later of a text', () => {
  it('explains what nobody explained, in the same text', () => {
    assert.deepEqual(learn(page('? one();', 'h two();', '? three();'), page('a one();', 'a two();', '? three();')), [
      'a one();',
      'h two();',
      '? three();',
    ]);
  });

  it('takes the place of what was only inferred, and of no paste', () => {
    assert.deepEqual(learn(page('i one();', 'p two();'), page('a one();', 'a two();')), ['a one();', 'p two();']);
  });

  it('explains the lines that stand in both of two states, however little one of them says', () => {
    assert.deepEqual(learn(page('b function first() {', '? }', 'h typed();'), page('b function first() {', 'a }')), [
      'b function first() {',
      'a }',
      'h typed();',
    ]);
  });

  it('does not explain a line that says little and stands alone', () => {
    assert.deepEqual(learn(page('h other();', '? }'), page('a something();', 'a }')), ['h other();', '? }']);
  });

  it('says nothing of a line that is another one', () => {
    assert.deepEqual(learn(page('? const answer = 42;'), page('a const answer = 43;')), ['? const answer = 42;']);
  });

  it('covers the text, never changes what is known, and learns nothing twice', () => {
    const line = fc.record({
      who: fc.constantFrom('?', 'b', 'h', 'a', 'i', 'p'),
      text: fc.constantFrom('}', '', 'first();', 'second();', 'x'),
    });
    const lines = fc.array(line, { maxLength: 8 }).map((all) => page(...all.map(({ who, text }) => `${who} ${text}`)));
    fc.assert(
      fc.property(lines, lines, (known, other) => {
        const runs = learnFrom(known, other, origins);
        const [before, after] = [letters(known.text, known.runs), letters(known.text, runs)];
        before.forEach((one, index) => {
          if (/^[hap]/.test(one)) assert.equal(after[index], one);
        });
        assert.ok(isSameRuns(learnFrom({ text: known.text, runs }, other, origins), runs));
      }),
    );
  });
});
