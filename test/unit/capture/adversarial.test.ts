import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { replay, type Confusion } from '../../../bench/capture/replay.ts';
import { readSessions } from '../../../bench/capture/sessions.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/sessions/adversarial');

const makers: Readonly<Record<string, string>> = {
  a: 'AI',
  A: 'AI',
  h: 'human',
  k: 'key',
  t: 'tool',
  T: 'extension',
  u: 'outside',
  b: 'before',
};

/** What the trick brought, as in the table of the folder's README: who made it and what it was called, in characters. */
function summary(confusion: Confusion): string {
  return [...confusion]
    .map(([key, characters]) => {
      const [label = '', called = ''] = key.split('>');
      return `${makers[label] ?? label} → ${called} ${characters}`;
    })
    .sort()
    .join(', ');
}

describe('the sessions that were made to fool us', () => {
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  for (const { name, entries } of readSessions(folder)) {
    it(`${name} ends as the table says`, async () => {
      const cells: string[] = [];
      for (const isExact of [false, true]) {
        const { byKind, notes } = await replay(entries, { isExact, countsInferred: false });
        assert.deepEqual(notes, []);
        cells.push(summary(byKind.get('trick') ?? new Map<string, number>()));
      }
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name.replace('trick-', '')}\` |`));
      assert.ok(row, 'has a row');
      const told = row.split('|').map((cell) => cell.trim());
      assert.deepEqual(told.slice(3, 5), cells);
    });
  }
});
