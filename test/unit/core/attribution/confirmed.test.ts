import assert from 'node:assert/strict';
import { OriginTable } from '../../../../src/core/attribution/origin.ts';
import { TrackedText } from '../../../../src/core/attribution/trackedText.ts';
import { type DecidedOrigin, type Decision } from '../../../../src/core/classify/verdict.ts';
import { LineMirror } from '../../../../src/core/text/lineMirror.ts';

const inferred: DecidedOrigin = { contributor: 'ai', evidence: 'inferred', source: 'accept-command' };
const known: DecidedOrigin = { contributor: 'ai', evidence: 'observed', source: 'accept-command' };
const typed: DecidedOrigin = { contributor: 'human', evidence: 'observed', source: 'keystroke' };

/** Writes a line by replacements that each begin at its start, and says who made its pieces. */
function written(...changes: readonly (readonly [text: string, decision: Decision])[]): readonly string[] {
  const tracked = new TrackedText(new LineMirror('', '\n'), [], new OriginTable());
  for (const [insertedText, decision] of changes) {
    const before = tracked.text();
    const start = { lineIndex: 0, character: 0 };
    const end = { lineIndex: 0, character: before.length };
    tracked.settle(tracked.see([{ start, end, offset: 0, insertedText }]), decision, 1);
  }
  return tracked.originRuns(0, tracked.text().length).map(({ utf16Length, origin }) => {
    return `${utf16Length} ${origin.contributor}/${origin.evidence ?? '-'}`;
  });
}

describe('a suggestion that is accepted word by word and then as a whole', () => {
  const type: Decision = { how: 'write', origin: typed };
  const word: Decision = { how: 'write', origin: inferred };

  it('is known to be AI’s where it was inferred before, and what was typed stays the person’s', () => {
    const whole: Decision = { how: 'rearrange', confirms: true, origin: known };
    assert.deepEqual(written(['let a', type], ['let a = one', word], ['let a = one + two;', whole]), [
      '5 human/observed',
      '13 ai/observed',
    ]);
  });

  it('stays inferred where what follows proves nothing', () => {
    const other: Decision = { how: 'rearrange', origin: known };
    assert.deepEqual(written(['let a', type], ['let a = one', word], ['let a = one + two;', other]), [
      '5 human/observed',
      '6 ai/inferred',
      '7 ai/observed',
    ]);
    const tool: Decision = { how: 'rearrange', confirms: true, origin: { ...known, contributor: 'tool' } };
    assert.deepEqual(written(['let a', type], ['let a = one', word], ['let a = one;', tool]), [
      '5 human/observed',
      '6 ai/inferred',
      '1 tool/observed',
    ]);
  });
});
