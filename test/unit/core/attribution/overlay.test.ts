import assert from 'node:assert/strict';
import fc from 'fast-check';
import { baselineOriginId, makeOrigin } from '../../../../src/core/attribution/origin.ts';
import { overlayHistory } from '../../../../src/core/attribution/overlay.ts';
import { realign } from '../../../../src/core/attribution/realign.ts';
import { lineIndexAt, lineStarts } from '../../../../src/core/text/lines.ts';
import { ids, lettersOf, origins, plain, runsOf } from './notation.ts';

const historyText = 'one\ntwo\nthree\n';
const historyLineOriginIds = Int32Array.of(ids.a, ids.h, ids['.']);

function overlay(text: string, letters: string): string {
  return lettersOf(overlayHistory({ text, runs: runsOf(letters), historyText, historyLineOriginIds, origins }));
}

describe('overlayHistory', () => {
  it('takes what history says where nothing was seen live', () => {
    assert.equal(overlay(historyText, '.'.repeat(historyText.length)), 'aaaahhhh......');
  });

  it('lets what was seen live stand over history', () => {
    assert.equal(overlay(historyText, 'hhh.....tttttt'), 'hhhahhhhtttttt');
  });

  it('follows lines that have another place or another end now, and leaves what is new unexplained', () => {
    assert.equal(overlay('zero\none\ntwo!\n', 'uuuuu....' + '...u.'), 'uuuuuaaaa' + 'hhhuh');
  });

  it('keeps what is known of an unexplained paste where history knows nothing', () => {
    const paste = origins.intern(makeOrigin({ contributor: 'unknown', evidence: null, source: 'paste' }));
    const runs = [{ utf16Length: historyText.length, originId: paste }];
    const effective = overlayHistory({ text: historyText, runs, historyText, historyLineOriginIds, origins });
    assert.equal(effective.at(-1)?.originId, paste);
    assert.equal(effective[0]?.originId, ids.a);
  });

  it('lets text from before become what history calls unknown', () => {
    const reason = makeOrigin({ contributor: 'unknown', evidence: null, source: 'none', commit: 'c0ffee' });
    const unmarked = origins.intern(reason);
    const effective = overlayHistory({
      text: 'one\n',
      runs: runsOf('....'),
      historyText: 'one\n',
      historyLineOriginIds: Int32Array.of(unmarked),
      origins,
    });
    assert.deepEqual(effective, [{ utf16Length: 4, originId: unmarked }]);
  });

  it('never looks at the entries of blank lines, whatever they are', () => {
    const text = 'one\n\n  \ntwo\n';
    const effective = overlayHistory({
      text,
      runs: runsOf('.'.repeat(text.length)),
      historyText: text,
      historyLineOriginIds: Int32Array.of(ids.a, 999_999, -1, ids.h),
      origins,
    });
    assert.equal(lettersOf(effective), 'aaaaaaaahhhh');
  });

  it('knows nothing of lines without an entry', () => {
    const text = 'one\ntwo\n';
    const input = { text, runs: runsOf('........'), historyText: text, origins };
    const effective = overlayHistory({ ...input, historyLineOriginIds: Int32Array.of(ids.a) });
    assert.equal(lettersOf(effective), 'aaaa....');
  });

  it('has nothing to say of an empty text, and works without any history', () => {
    assert.equal(overlay('', ''), '');
    const input = { text: 'new', runs: runsOf('.ua'), historyText: '', historyLineOriginIds: new Int32Array() };
    assert.equal(lettersOf(overlayHistory({ ...input, origins })), '.ua');
  });

  it('refuses runs that do not cover the text', () => {
    assert.throws(() => overlay(historyText, 'aaa'), RangeError);
    assert.throws(() => overlay(historyText, 'a'.repeat(99)), RangeError);
  });

  it('law: decides each character by itself', () => {
    const line = fc.constantFrom('one', 'two', '  three = 3;', '}', '', '   ', 'a longer line of text');
    const letter = fc.constantFrom('a', 'A', 'h', 't', 'u', '.');
    const live = fc.array(fc.constantFrom('.', '.', 'u', 'u', 'a', 'h', 't'), { minLength: 7, maxLength: 7 });
    const lines = fc.array(fc.tuple(line, letter), { maxLength: 8, size: 'max' });
    const texts = fc.tuple(lines, fc.array(fc.tuple(fc.nat(), fc.nat(6), line), { maxLength: 3, size: 'max' }), live);
    fc.assert(
      fc.property(texts, ([history, changes, stretches]) => {
        const atHead = history.map(([one]) => `${one}\n`).join('');
        const ofLines = Int32Array.from(history, ([one, name]) => (one.trim() === '' ? 12_345 : ids[name]));
        let text = atHead;
        for (const [at, deleted, inserted] of changes) {
          const offset = at % (text.length + 1);
          text = text.slice(0, offset) + inserted + text.slice(offset + deleted);
        }
        const letters = Array.from({ length: text.length }, (_, at) => stretches[(at >> 2) % 7]).join('');
        const runs = runsOf(letters);
        const effective = plain(
          overlayHistory({ text, runs, historyText: atHead, historyLineOriginIds: ofLines, origins }),
        );
        // Where each character stands at HEAD, or nowhere.
        const places = Array.from({ length: atHead.length }, (_, index) => ({ utf16Length: 1, originId: index }));
        const placeOf = plain(realign({ text: atHead, runs: places }, text, -1).runs);
        const starts = lineStarts(atHead);
        const isKnown = (id: number): boolean => origins.get(id).contributor !== 'unknown';
        assert.equal(effective.length, text.length);
        plain(runs).forEach((liveId, at) => {
          if (/\s/.test(text.charAt(at))) return;
          const place = placeOf[at] ?? -1;
          const recorded = place < 0 ? baselineOriginId : (ofLines[lineIndexAt(starts, place)] ?? 0);
          const expected = isKnown(liveId)
            ? liveId
            : isKnown(recorded) || liveId === baselineOriginId
              ? recorded
              : liveId;
          assert.equal(effective[at], expected, `at ${at} of ${JSON.stringify(text)}`);
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
