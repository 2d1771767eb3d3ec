/**
 * Measures how often the attribution of edits is wrong: replays the recordings of test/fixtures/sessions through the tracking that the
 * extension ships, without and with VS Code's own reasons, and compares with who really made each character.
 * `npm run bench:capture`; `-- --kinds` adds the table by kind of edit, `-- --score FILE` scores the attribution of another
 * tool (its form is told in test/fixtures/sessions/README.md), `-- --sessions FOLDER` takes other recordings.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureHandler } from './capture/handler.ts';
import { readSessions, type Session } from './capture/sessions.ts';
import { replay, type Confusion, type Replayed, type ReplayOptions } from './capture/replay.ts';
import { judge, merge, type Judgement } from './capture/judgement.ts';
import { editorCounter } from './capture/editorCounter.ts';
import { scoreFile } from './capture/scoreFile.ts';
import { against, printReport, type Figure } from './report.ts';

const { values } = parseArgs({
  options: { sessions: { type: 'string' }, score: { type: 'string' }, kinds: { type: 'boolean', default: false } },
});
const folder = values.sessions ?? path.join(import.meta.dirname, '..', 'test', 'fixtures', 'sessions');

const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;

function printKinds(title: string, replayed: readonly Replayed[]): void {
  const kinds = new Map<string, Confusion>();
  for (const { byKind } of replayed) {
    for (const [kind, confusion] of byKind)
      kinds.set(kind, merge([kinds.get(kind) ?? new Map<string, number>(), confusion]));
  }
  const rows = [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, confusion]) => ({ kind, ...judge(confusion) }));
  console.log(`\n${title}: characters that a change brought, by kind of edit`);
  console.log(
    ['kind'.padEnd(30), 'all', 'right', 'as ai', 'as human', 'as tool', 'unknown', 'untold']
      .map((h, i) => (i ? h.padStart(9) : h))
      .join(''),
  );
  for (const row of rows) {
    const cells = [row.counted, row.right, row.wrongAi, row.wrongHuman, row.wrongTool, row.unknown, row.untold];
    console.log(
      row.kind.padEnd(30) + cells.map((cell) => (cell === 0 ? '·' : cell.toLocaleString('en')).padStart(9)).join(''),
    );
  }
}

function printConfusion(title: string, confusion: Confusion): void {
  const made = {
    a: 'ai',
    h: 'human',
    k: 'keystroke',
    t: 'tool',
    A: 'ai, untold',
    T: 'tool, untold',
    u: 'outside',
    b: 'before',
  };
  console.log(`\n${title}: who made it (rows), what it was called (columns), in characters`);
  const called = ['ai', 'human', 'tool', 'unknown'];
  console.log(`${''.padEnd(14)}${called.map((name) => name.padStart(10)).join('')}`);
  for (const [label, name] of Object.entries(made)) {
    const cells = called.map((who) => (confusion.get(`${label}>${who}`) ?? 0).toLocaleString('en').padStart(10));
    console.log(name.padEnd(14) + cells.join(''));
  }
}

async function replayAll(sessions: readonly Session[], options: ReplayOptions): Promise<readonly Replayed[]> {
  const all: Replayed[] = [];
  for (const session of sessions) {
    const replayed = await replay(session.entries, options);
    for (const note of replayed.notes) console.error(`${session.name}: ${note}`);
    all.push(replayed);
  }
  return all;
}

function figuresOf(mode: 'stable' | 'exact', { shares, ...counts }: Judgement): Record<string, Figure> {
  const ratio = (value: number): Figure => ({ value, unit: 'ratio' });
  if (mode === 'exact') {
    return {
      'exact.wrong': ratio((counts.wrongAi + counts.wrongHuman + counts.wrongTool) / counts.counted),
      'exact.unknown': ratio(shares.unknown),
    };
  }
  return {
    'stable.wrongAi': ratio(shares.wrongAi),
    'stable.wrongHuman': ratio(shares.wrongHuman),
    'stable.wrongTool': ratio(shares.wrongTool),
    'stable.unknown': ratio(shares.unknown),
    'stable.unknownOfAi': ratio(shares.unknownOfAi),
  };
}

const sessions = readSessions(folder);
if (values.score !== undefined) {
  printReport('capture', await scoreFile(readFileSync(values.score, 'utf8'), sessions));
} else {
  const figures: Record<string, Figure> = {};
  for (const mode of ['stable', 'exact'] as const) {
    const replayed = await replayAll(sessions, { isExact: mode === 'exact', countsInferred: false });
    const all = merge(replayed.flatMap(({ byKind }) => [...byKind.values()]));
    if (values.kinds) printKinds(mode, replayed);
    printConfusion(mode, all);
    const judgement = judge(all);
    Object.assign(figures, figuresOf(mode, judgement));
    const final = judge(merge(replayed.map((one) => one.final)));
    figures[`${mode}.final.wrong`] = {
      value: (final.wrongAi + final.wrongHuman + final.wrongTool) / Math.max(1, final.counted),
      unit: 'ratio',
    };
    if (mode === 'stable') {
      const inferred = await replayAll(sessions, { isExact: false, countsInferred: true });
      const { shares } = judge(merge(inferred.flatMap(({ byKind }) => [...byKind.values()])));
      figures['inferred.wrongAi'] = { value: shares.wrongAi, unit: 'ratio' };
      figures['inferred.unknownOfAi'] = { value: shares.unknownOfAi, unit: 'ratio' };
      figures['episodes'] = { value: replayed.reduce((sum, one) => sum + one.episodes, 0), unit: 'episodes' };
      figures['changes'] = { value: replayed.reduce((sum, one) => sum + one.changes, 0), unit: 'changes' };
      const theirs = editorCounter(sessions.flatMap((session) => session.entries));
      const ofAi = (confusion: Confusion): number => {
        const { aiShare } = judge(confusion);
        return aiShare.called;
      };
      const truth = judge(all).aiShare.made;
      figures['aiShareError'] = against(
        Math.abs(ofAi(all) - truth),
        'ratio',
        'editor.aiStats',
        Math.abs(theirs.aiShare - truth),
      );
      console.log(
        `\nAI of what was typed or suggested: truly ${percent(truth)}, ours ${percent(ofAi(all))}, editor.aiStats ${percent(theirs.aiShare)}`,
      );
    }
  }
  Object.assign(figures, await measureHandler());
  printReport('capture', figures);
}
