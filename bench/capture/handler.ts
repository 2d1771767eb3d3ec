import { OriginTable } from '../../src/core/attribution/origin.ts';
import { type ChangeHappening } from '../../src/core/classify/happening.ts';
import { Witness } from '../../src/core/classify/witness.ts';
import { TrackedDocument } from '../../src/features/tracking/trackedDocument.ts';
import { percentile } from '../measure.ts';
import { type Figure } from '../report.ts';
import { forgetfulHome, ReplayedDocument } from './replay.ts';

const lineCount = 50_000;
const keystrokes = 20_000;

/** What one keystroke costs the extension host in a file of 50,000 lines: the change and the selection event that follows it. */
export async function measureHandler(): Promise<Record<string, Figure>> {
  const text = Array.from(
    { length: lineCount },
    (_, index) => `  const value${index} = compute(${index % 97});\n`,
  ).join('');
  const uri = 'file:///w/large.ts';
  const document = new ReplayedDocument(uri, text, '\n');
  document.isDirty = true;
  let expected = lineCount + 1;
  Object.defineProperty(document, 'lineCount', { get: () => expected });
  const tracked = new TrackedDocument(document, {
    clock: { nowMs: () => 0 },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    after: () => () => {},
    onDidSettle: () => {},
  });
  await tracked.begin(forgetfulHome(uri, new OriginTable()));
  const witness = new Witness({ range: () => null, deleted: () => null });
  const times = new Float64Array(keystrokes);
  let character = 0;
  let lineIndex = 25_000;
  let offset = text.split('\n', lineIndex).join('\n').length + 1;
  for (let key = 0; key < keystrokes; key++) {
    const isEnter = key % 40 === 39;
    const caret = { start: { lineIndex, character }, end: { lineIndex, character } };
    const change: ChangeHappening = {
      what: 'change',
      atMs: key,
      document: uri,
      version: key + 2,
      edits: [{ ...caret, offset, insertedText: isEnter ? '\n' : 'x' }],
      undoRedo: null,
      isDirty: true,
      view: 'active',
      selections: [caret],
      editReason: null,
    };
    offset++;
    lineIndex += isEnter ? 1 : 0;
    character = isEnter ? 0 : character + 1;
    expected += isEnter ? 1 : 0;
    const startedAt = performance.now();
    tracked.see(change.edits, witness.evidenceOf(change));
    tracked.selectionChanged('keyboard', []);
    times[key] = performance.now() - startedAt;
  }
  const measured = times.slice(keystrokes / 10);
  return {
    'handler.p50': { value: percentile(measured, 0.5), unit: 'ms' },
    'handler.p99': { value: percentile(measured, 0.99), unit: 'ms' },
    'handler.max': { value: percentile(measured, 1), unit: 'ms' },
  };
}
