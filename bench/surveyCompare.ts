/**
 * Holds a survey line by line against plain `git blame` of every file, read by other code; both take the same evidence. Arguments: the repository and a folder
 * for the ledger; `--before`, the HEAD that the ledger knows from an earlier survey; `--blames`, a file to keep the blames in; `--seconds`, after which blame stops and
 * what it said of a fair sample of the files is compared; `--graph`, an object folder with a commit-graph for blame. Prints every difference and, last, one JSON object.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { originKey } from '../src/core/attribution/origin.ts';
import { type Logger } from '../src/core/ports.ts';
import { createFileSystem } from '../src/platform/files/createFileSystem.ts';
import { createGit } from '../src/platform/git/createGit.ts';
import { cacheFolder } from '../src/platform/ledger/location.ts';
import { openLedger } from '../src/platform/ledger/openLedger.ts';
import { filesOfRevision } from '../src/survey/fileScope.ts';
import { type FileHistory } from '../src/survey/fileTally.ts';
import { HistoryReader } from '../src/survey/historyReader.ts';
import { openNothing } from '../src/survey/historyPass.ts';
import { attributeInSteps, startThreads } from '../src/survey/historySteps.ts';
import { locate } from '../src/survey/locate.ts';
import { skippedOfRevision } from '../src/survey/revisionShare.ts';
import { fullBlame, type BlamedFile } from './fullBlame.ts';
import { type SurveyComparison } from './surveyRunResult.ts';

const log: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };
const git = createGit(log);
const files = createFileSystem();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    before: { type: 'string', default: '' },
    blames: { type: 'string', default: '' },
    seconds: { type: 'string', default: 'Infinity' },
    graph: { type: 'string', default: '' },
  },
});
const [given = '.', ledgerAt = ''] = positionals;
const { before, blames: cache, graph } = values;
const repository = path.resolve(given);
const place = await locate(git, repository);
if (place.kind !== 'repository') throw new Error(`${repository} is no repository`);
const ledger = openLedger({ folder: ledgerAt, log, nowMs: Date.now() });
const reader = new HistoryReader(
  { git, files, ledger, log, cacheFolder: cacheFolder(ledgerAt) },
  place,
  process.env['NO_AI_BEFORE'] ?? '2021-06-29',
);
const state = await reader.state();
const head = state.head ?? '';
const listed = await filesOfRevision({ git, root: place.root, scope: '' }, head);
const history = await reader.open(head, state);
if (listed === null || history === null) throw new Error('git could not read the history');
const skipped = await skippedOfRevision({ git, root: place.root, exclude: [] }, head, listed.oidOf);
const wanted = [...listed.oidOf].filter(([file]) => skipped?.has(file) !== true);

const early = new Map<string, FileHistory>();
const late = new Map<string, FileHistory>();
let isAiExact = false;
const touched = before === '' ? null : await reader.sameHistory(state).touchedSince(before, head);
const near = before === '' ? null : await reader.sameHistory(state).newCommits(before, head);
const threads = startThreads(
  { file: path.join(import.meta.dirname, '../src/features/share/blameThread.ts'), log },
  before === '' ? null : { cwd: place.root, head, before, paths: [...(touched ?? [])], graph: near?.graph ?? null },
);
await attributeInSteps(
  {
    history,
    before: before === '' ? null : before,
    isElsewhere: false,
    nowMs: () => Date.now(),
    openEnv: () => reader.graphEnv(head, true),
    threads,
    open: openNothing,
    isThere: () => true,
    viewsOf: () => 0,
    onHistory: ({ name }, _, answer) => {
      if (answer === null) return;
      late.set(name, answer);
      if (!isAiExact) early.set(name, answer);
    },
    onBegin: () => undefined,
    onAiExact: () => (isAiExact = true),
  },
  Promise.resolve(wanted.map(([file, blobOid]) => ({ name: file, file: { path: file, blobOid } }))),
);
threads.end();

const { origins } = ledger;
const result = { lines: 0, aiLines: 0, differingAi: 0, differing: 0, files: 0, unasked: 0, unanswered: 0 };
const paths = wanted.map(([file]) => file);
const blames = new Map<string, BlamedFile>();
const graphEnv = {
  GIT_OBJECT_DIRECTORY: graph,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: path.join(place.commonDir, 'objects'),
};
const wish = {
  repository,
  head,
  env: { ...process.env, ...(graph === '' ? {} : graphEnv) },
  cache: cache === '' ? null : cache,
  mostSeconds: Number(values.seconds),
};
await fullBlame(wish, paths, (file) => blames.set(file.path, file));
await history.evidence.loadRecords(
  new Set([...blames.values()].flatMap(({ pieces }) => pieces.map(([, , commit]) => commit))),
);
for (const file of paths) {
  const found = late.get(file);
  const blamed = blames.get(file);
  if (blamed === undefined) {
    result.unasked++;
    continue;
  }
  result.files++;
  if (found === undefined || blamed.pieces.length === 0) {
    if (found?.text !== '') result.unanswered++;
    continue;
  }
  const texts = found.text.split('\n');
  for (const [lineIndex, lineCount, commit, originalPath, originalLineIndex] of blamed.pieces) {
    for (let index = 0; index < lineCount; index++) {
      const at = lineIndex + index;
      if (!/\S/.test(texts[at] ?? '')) continue;
      const expected = history.evidence.originOf(commit, originalPath, originalLineIndex + index);
      const isAi = origins.get(expected).contributor === 'ai';
      const [first, second] = [early.get(file)?.lineOriginIds[at], found.lineOriginIds[at] ?? 0];
      result.lines++;
      if (isAi) result.aiLines++;
      const wasAi = first !== undefined && origins.get(first).contributor === 'ai';
      const differsInAi = wasAi !== isAi || (isAi && first !== expected);
      if (differsInAi) result.differingAi++;
      if (second !== expected) result.differing++;
      if (!differsInAi && second === expected) continue;
      const own = found.pieces.find((piece) => piece.lineIndex <= at && at < piece.lineIndex + piece.lineCount);
      console.log(
        `${file}:${at + 1}: git blame names ${commit} (${originKey(origins.get(expected))}), the survey ${own?.commit ?? 'nobody'} (${originKey(origins.get(second))})${differsInAi ? '; AI’s lines came out otherwise in the first step' : ''}`,
      );
    }
  }
}
ledger.close();
const comparison: SurveyComparison = result;
console.log(JSON.stringify(comparison));
