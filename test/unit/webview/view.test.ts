import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstView, plainView, readView, type View } from '../../../src/webview/view.ts';

describe('what the page remembers', () => {
  it('comes back as it was', () => {
    const view: View = {
      choice: { lens: 'written', days: 30 },
      files: { column: 'human', isDescending: false, filter: 'src/', facet: { by: 'folder', key: 'src' }, shown: 600 },
      expanded: new Set(['by-agent']),
      open: new Set(['history']),
      scrollTop: 1234.5,
    };
    assert.deepEqual(readView(JSON.parse(JSON.stringify(plainView(view)))), view);
  });

  it('is read from an older version, which kept only the lens', () => {
    const choice = { lens: 'committed', days: 7 };
    assert.deepEqual(readView({ choice }), { ...firstView(), choice });
  });

  it('law: whatever was remembered, the page can begin with it', () => {
    const files = fc.record({
      column: fc.anything(),
      filter: fc.oneof(fc.string(), fc.anything()),
      facet: fc.anything(),
      shown: fc.oneof(fc.double(), fc.anything()),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ choice: fc.anything(), files, expanded: fc.anything(), open: fc.anything() }),
        ),
        (remembered) => {
          const view = readView(remembered);
          assert.deepEqual(readView(plainView(view)), view);
          assert.ok(view.files.shown >= 25 && view.files.shown <= 2_000);
        },
      ),
    );
  });
});
