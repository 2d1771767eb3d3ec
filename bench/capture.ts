/**
 * Measures how often the attribution of edits is wrong: replays the recordings of test/fixtures/sessions through the tracking that the
 * extension ships, without and with VS Code's own reasons, and compares with who really made each character.
 * `npm run bench:capture`; `-- --kinds` adds the tables by kind of edit, `-- --readme` prints the README's section, `-- --score FILE` scores the
 * attribution of another tool (its form is told in test/fixtures/sessions/README.md), `-- --sessions FOLDER` takes other recordings.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureHandler } from './capture/handler.ts';
import { type Judgement } from './capture/judgement.ts';
import { measureSessions, type Measured } from './capture/measured.ts';
import { scoreFile } from './capture/scoreFile.ts';
import { readSessions } from './capture/sessions.ts';
import { measureSnapshot } from './capture/snapshot.ts';
import { confusionTable, kindsTable, readmeSection, sharesTable } from './capture/tables.ts';
import { against, printReport, type Figure } from './report.ts';

const { values } = parseArgs({
  options: {
    sessions: { type: 'string' },
    score: { type: 'string' },
    kinds: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
  },
});
const folder = values.sessions ?? path.join(import.meta.dirname, '..', 'test', 'fixtures', 'sessions');

/** What may be wrong or unknown at most, as shares. */
const targets: Readonly<Record<string, number>> = {
  'stable.wrongAi': 0.005,
  'stable.wrongHuman': 0.001,
  'stable.unknown': 0.05,
  'stable.unknownOfAi': 0.15,
  'exact.wrong': 0.001,
  'exact.unknown': 0.01,
};

const ratio = (value: number): Figure => ({ value, unit: 'ratio' });
const wrong = (judgement: Judgement): Figure =>
  ratio((judgement.wrongAi + judgement.wrongHuman + judgement.wrongTool) / Math.max(1, judgement.counted));

function figuresOf({ stable, inferred, exact, counter, episodes, changes }: Measured): Record<string, Figure> {
  const { shares, aiShare } = stable.judgement;
  const theirs = counter.judgement.shares;
  const peer = 'editor.aiStats';
  return {
    'stable.wrongAi': against(shares.wrongAi, 'ratio', peer, theirs.wrongAi),
    'stable.wrongHuman': ratio(shares.wrongHuman),
    'stable.wrongTool': ratio(shares.wrongTool),
    'stable.unknown': against(shares.unknown, 'ratio', peer, theirs.unknown),
    'stable.unknownOfAi': against(shares.unknownOfAi, 'ratio', peer, theirs.unknownOfAi),
    'stable.final.wrong': wrong(stable.final),
    'inferred.wrongAi': ratio(inferred.judgement.shares.wrongAi),
    'inferred.unknownOfAi': ratio(inferred.judgement.shares.unknownOfAi),
    'exact.wrong': wrong(exact.judgement),
    'exact.unknown': ratio(exact.judgement.shares.unknown),
    'exact.final.wrong': wrong(exact.final),
    aiShareError: against(
      Math.abs(aiShare.called - aiShare.made),
      'ratio',
      peer,
      Math.abs(counter.aiShare - aiShare.made),
    ),
    episodes: { value: episodes, unit: 'episodes' },
    changes: { value: changes, unit: 'changes' },
  };
}

/** The file to score, as a sentence where it cannot be read. */
function readScores(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function main(): Promise<void> {
  const sessions = readSessions(folder);
  if (values.score !== undefined) {
    printReport('capture', await scoreFile(readScores(values.score), sessions));
    return;
  }
  const measured = await measureSessions(sessions);
  for (const note of measured.notes) console.error(note);
  if (values.readme) {
    console.log(readmeSection(measured));
    return;
  }
  for (const mode of ['stable', 'exact'] as const) {
    if (values.kinds) console.log(`${mode}, by kind of edit\n${kindsTable(measured[mode].byKind, (kind) => kind)}\n`);
    console.log(`${mode}, in characters\n${confusionTable(measured[mode].all)}\n`);
  }
  console.log(`${sharesTable(measured)}\n`);
  const figures = { ...figuresOf(measured), ...(await measureHandler()), ...measureSnapshot() };
  printReport('capture', figures);
  const missed = Object.entries(figures).filter(([name, { value, peer, peerValue }]) => {
    const limit = peer === 'limit' || peer === 'frame' ? peerValue : targets[name];
    return limit !== undefined && value > limit;
  });
  if (missed.length === 0) return;
  console.error(`Over the limit: ${missed.map(([name]) => name).join(', ')}.`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
