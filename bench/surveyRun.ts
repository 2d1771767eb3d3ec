/**
 * One survey in a process of its own, as the command line has it, for `bench/survey.ts`: prints one JSON object. Arguments: the repository, the folder for the ledger, and `check` to hold
 * every count against blame of one file at a time, for so many seconds as are given then, or `ai` to end when AI's lines are exact.
 */
import path from 'node:path';
import { keepYoungHeapSmall } from '../src/cli/youngHeap.ts';
import { type Logger } from '../src/core/ports.ts';
import { createFileSystem } from '../src/platform/files/createFileSystem.ts';
import { createGit } from '../src/platform/git/createGit.ts';
import { cacheFolder } from '../src/platform/ledger/location.ts';
import { openLedger } from '../src/platform/ledger/openLedger.ts';
import { tallyOfLines } from '../src/survey/fileTally.ts';
import { openPlace, type OpenedPlace } from '../src/survey/openPlace.ts';
import { shuffled } from './fullBlame.ts';
import { type SurveyRun } from './surveyRunResult.ts';
import { type Tally } from '../src/core/statistics/tally.ts';
import { originKey, type OriginTable } from '../src/core/attribution/origin.ts';

const log: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };

async function open(repository: string, ledgerAt: string): Promise<OpenedPlace> {
  return await openPlace(
    {
      git: createGit(log),
      files: createFileSystem(),
      clock: { nowMs: () => Date.now() },
      log,
      ledgerFolder: () => ledgerAt,
      openLedger: (folder) => openLedger({ folder, log, nowMs: Date.now() }),
      cacheFolder,
      blameThread: path.join(
        import.meta.dirname,
        `../src/features/share/blameThread${path.extname(import.meta.filename)}`,
      ),
    },
    repository,
    null,
    () => ({ noAiBefore: '2021-06-29', exclude: [] }),
  );
}

function countsOf(tally: Tally, origins: OriginTable): string {
  return [...tally.countByOrigin]
    .map(([id, count]) => `${originKey(origins.get(id))} ${count}`)
    .sort()
    .join('\n');
}

async function check(
  surveyed: OpenedPlace,
  repository: string,
  ledgerAt: string,
  mostSeconds: number,
): Promise<{ readonly differences: readonly string[]; readonly checkedFiles: number }> {
  const slow = await open(repository, `${ledgerAt}-slow`);
  const differences: string[] = [];
  const tallyOf = new Map(surveyed.survey.snapshot.standing.map((tally) => [tally.path, tally]));
  const endsAtMs = performance.now() + mostSeconds * 1000;
  let checkedFiles = 0;
  for (const path of shuffled([...tallyOf.keys()])) {
    const tally = tallyOf.get(path);
    if (tally === undefined || performance.now() > endsAtMs) break;
    checkedFiles++;
    const answer = await slow.survey.blame(tally.path, 'HEAD');
    const expected = answer.ok ? countsOf(tallyOfLines(tally.path, answer.value.lines), slow.survey.origins) : '';
    const found = countsOf(tally, surveyed.survey.origins);
    if (found !== expected) differences.push(`${tally.path}\n--- blame of the file\n${expected}\n+++ survey\n${found}`);
  }
  slow.close();
  return { differences, checkedFiles };
}

keepYoungHeapSmall();
const [repository = '.', ledgerAt = '', mode = '', seconds = 'Infinity'] = process.argv.slice(2);
const opened = await open(path.resolve(repository), ledgerAt);
const abort = new AbortController();
let aiExactMs = NaN;
opened.survey.onDidChange((snapshot) => {
  if (!snapshot.isAiExact || !Number.isNaN(aiExactMs)) return;
  aiExactMs = performance.now();
  if (mode === 'ai') abort.abort();
});
await opened.survey.run(abort.signal);
const completeMs = performance.now();
opened.survey.keep();
const maxRssMB = process.resourceUsage().maxRSS / 1024;
const { standing, problems } = opened.survey.snapshot;
let [ai, total] = [0, 0];
for (const tally of standing) {
  for (const [id, count] of tally.countByOrigin) {
    total += count;
    if (opened.survey.origins.get(id).contributor === 'ai') ai += count;
  }
}
const { differences, checkedFiles } =
  mode === 'check'
    ? await check(opened, path.resolve(repository), ledgerAt, Number(seconds))
    : { differences: null, checkedFiles: 0 };
opened.close();
const paths = standing.map((tally) => tally.path);
const run: SurveyRun = { aiExactMs, completeMs, maxRssMB, paths, ai, total, problems, differences, checkedFiles };
console.log(JSON.stringify(run));
