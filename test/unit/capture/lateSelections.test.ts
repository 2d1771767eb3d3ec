import assert from 'node:assert/strict';
import fc from 'fast-check';
import { replay, type Confusion } from '../../../bench/capture/replay.ts';
import { type Entry } from '../../capture/recording.ts';

const document = 'file:///w/typed.ts';

/** A key and what the window does with it: how long after the key before, and how much later the selection is told of, if it is. */
interface Key {
  readonly text: string;
  readonly afterMs: number;
  readonly selectionAfterMs: number | null;
  /** What IntelliSense had selected just before the key; null where it was not there. */
  readonly selectedCompletion: string | null;
}

/** Typing at the end of an empty file, as a stock VS Code tells of it: each key its change, then, soon or not, its selection. */
function typing(keys: readonly Key[]): readonly Entry[] {
  const timed: { readonly atMs: number; readonly entry: Entry }[] = [];
  let atMs = 1_000;
  for (const [offset, { text, afterMs, selectionAfterMs, selectedCompletion }] of keys.entries()) {
    atMs += afterMs;
    const before = { lineIndex: 0, character: offset };
    const after = { lineIndex: 0, character: offset + 1 };
    if (selectedCompletion !== null) {
      const asked = { version: offset + 1, position: before, selectedCompletion, completesByTab: false };
      timed.push({ atMs: atMs - 1, entry: { what: 'suggestion', atMs: atMs - 1, document, ...asked } });
    }
    timed.push({
      atMs,
      entry: {
        what: 'change',
        atMs,
        document,
        version: offset + 2,
        edits: [{ start: before, end: before, offset, insertedText: text }],
        undoRedo: null,
        isDirty: true,
        view: 'active',
        selections: [{ start: before, end: before }],
        editReason: { source: 'cursor', metadata: { kind: 'type' } },
      },
    });
    if (selectionAfterMs === null) continue;
    const toldAtMs = atMs + selectionAfterMs;
    const selections = [{ start: after, end: after }];
    timed.push({ atMs: toldAtMs, entry: { what: 'select', atMs: toldAtMs, document, kind: 'keyboard', selections } });
  }
  timed.sort((a, b) => a.atMs - b.atMs);
  return [
    { what: 'kind', kind: 'type', actor: 'person' },
    { what: 'open', atMs: 0, document, eol: '\n', languageId: 'typescript', text: '' },
    ...timed.map(({ entry }) => entry),
  ];
}

async function called(keys: readonly Key[]): Promise<Confusion> {
  const { byKind, notes } = await replay(typing(keys), { isExact: false, countsInferred: false });
  assert.deepEqual(notes, []);
  return byKind.get('type') ?? new Map<string, number>();
}

const key = fc.record({
  text: fc.constantFrom(...'l a t e ( ) ; # % \' " / = - * < > ! ? { [ 1 _ .'.split(' '), ' '),
  afterMs: fc.integer({ min: 1, max: 600 }),
  selectionAfterMs: fc.option(fc.integer({ min: 0, max: 300 })),
  selectedCompletion: fc.option(fc.constantFrom('l', 'a', ';', 'late')),
});

describe('typing in a window that is slow to tell of selections', () => {
  it('is a person’s or unknown, whenever the selections are told of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(key, { minLength: 1, maxLength: 30 }), async (keys) => {
        const wrong = [...(await called(keys)).keys()].filter((label) => /^h>(?:ai|tool)$/.test(label));
        assert.deepEqual(wrong, []);
      }),
      { numRuns: 300 },
    );
  });

  it('is a person’s where IntelliSense had selected just the letter that was typed', async () => {
    const keys = Array.from('late', (text): Key => ({
      text,
      afterMs: 300,
      selectionAfterMs: 1,
      selectedCompletion: text,
    }));
    assert.deepEqual([...(await called(keys))], [['h>human', 4]]);
  });
});
