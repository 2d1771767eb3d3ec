/**
 * Measures the survey of a whole repository beside plain git in the same run. `npm run bench:survey -- [REPO] [--runs N] [--check] [--compare] [--minutes N]
 * [--blames FILE] [--sample N] [--files N --commits N]`. REPO is cloned into a temporary folder and left alone; without it a repository is generated from a seed. Figures are
 * medians of `--runs` (1) rounds, in each of which the survey and its peers, but for blame, take turns: machines are faster in one minute than in the next. With
 * `--check` every file's counts are held against blame of that file alone; with `--compare` every line, cold and after new commits, against plain `git blame` of every file. Both take
 * minutes: after `--minutes` (10) for each, what was answered until then is held against the survey, of files in a random order. `--blames` keeps the answers, and the next run goes on
 * where this one ended. Every difference is printed. `cpu` figures do not depend on what else the machine does. Times never fail.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { generateRepository } from './generatedRepository.ts';
import { percentile, randomNumbers } from './measure.ts';
import { timeProcess, type ProcessTime } from './processTime.ts';
import { against, printReport, type Figure } from './report.ts';
import { SurveyPeers, type PeerRound } from './surveyPeers.ts';
import { type SurveyComparison, type SurveyRun } from './surveyRunResult.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '1' },
    check: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    blames: { type: 'string', default: '' },
    sample: { type: 'string', default: '60' },
    files: { type: 'string', default: '3000' },
    commits: { type: 'string', default: '20000' },
  },
});
const newCommits = 10;
const noAiBefore = '2021-06-29';
const seed = 1;
const mostSeconds = 60 * Number(values.minutes);
const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'bench-survey-'));
const clone = path.join(folder, 'clone');
const graphFolder = path.join(folder, 'graph');
const bundledRun = path.join(folder, 'bundled', 'bench', 'surveyRun.mjs');
const figures: Record<string, Figure> = {};
/** Full object ids of HEAD and of the commit that was HEAD ten first parents before. */
let [head, before] = ['', ''];

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** A survey in a process of its own, with its ledger in a folder of that name. With `ai` it ends when AI's lines are exact. */
function survey(ledger: string, mode: '' | 'ai' | 'check' = ''): TimedRun {
  const took = runOn(clone, bundledRun, path.join(folder, ledger), mode, String(mostSeconds));
  return { ...(JSON.parse(took.stdout.trim().split('\n').at(-1) ?? '') as SurveyRun), took };
}

function runOn(repository: string, script: string, ...args: readonly string[]): ProcessTime {
  const all = ['--disable-warning=ExperimentalWarning', script, repository, ...args];
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
  return timeProcess(process.execPath, all, { cwd: folder, isRead: true, env });
}

/** What ships is bundled, and as a rule was compiled before: a process and a thread that strip a hundred files of their types first would be measured for that. */
function bundleAndCompileOnce(): void {
  const root = path.join(import.meta.dirname, '..');
  buildSync({
    entryPoints: ['bench/surveyRun.ts', 'src/features/share/blameThread.ts'].map((file) => path.join(root, file)),
    outbase: root,
    outdir: path.join(folder, 'bundled'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
  });
  const small = path.join(folder, 'small');
  generateRepository(small, { files: 4, commits: 4 }, seed);
  runOn(small, bundledRun, path.join(folder, 'small-ledger'));
}

function prepare(): void {
  const [given] = positionals;
  const source = given === undefined ? path.join(folder, 'generated') : path.resolve(given);
  if (given === undefined) {
    generateRepository(source, { files: Number(values.files), commits: Number(values.commits) }, seed);
  }
  git(folder, 'clone', '--quiet', '--shared', '--no-checkout', source, clone);
  // Not every repository has authorship logs, and not every clone every object.
  spawnSync('git', ['fetch', '--quiet', 'origin', 'refs/notes/ai:refs/notes/ai'], { cwd: clone });
  git(clone, 'read-tree', 'HEAD');
  checkOut();
}

/** Writes out what the index holds, but for files whose objects are missing. */
function checkOut(): void {
  spawnSync('git', ['checkout-index', '--all', '--force', '--quiet'], { cwd: clone });
  // Files that are as young as the index git reads again at each look; a work tree that is looked at was there before, as a rule.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  spawnSync('git', ['update-index', '-q', '--refresh'], { cwd: clone });
}

/** A survey and the process that did it. */
type TimedRun = SurveyRun & { readonly took: ProcessTime };

/** What one round measured. */
interface Round {
  /** Ends when AI's lines are exact. */
  readonly aiOnly: TimedRun;
  readonly cold: TimedRun;
  /** A second look at what did not change. */
  readonly warm: TimedRun;
  /** A look after ten new commits. */
  readonly moved: TimedRun;
  readonly peers: PeerRound;
}

function measureRound(number: number, peers: SurveyPeers): Round {
  const aiOnly = survey(`ai-${number}`, 'ai');
  const cold = survey(`ledger-${number}`);
  const warm = survey(`ledger-${number}`);
  moveTo(before);
  survey(`moving-${number}`);
  moveTo(head);
  const moved = survey(`moving-${number}`);
  return { aiOnly, cold, warm, moved, peers: peers.round(cold.paths) };
}

function reportRounds(rounds: readonly Round[]): void {
  const median = (of: (round: Round) => number): number => percentile(rounds.map(of), 0.5);
  const both = (
    name: string,
    run: 'aiOnly' | 'cold' | 'moved',
    peer: Exclude<keyof PeerRound, 'swept'>,
    what: string,
  ): void => {
    const ms = run === 'aiOnly' ? 'aiExactMs' : 'completeMs';
    const [own, theirs] = [median((round) => round[run][ms] / 1000), median(({ peers }) => peers[peer].wallSeconds)];
    figures[name] = against(own, 'seconds', what, theirs);
    const cpu = median((round) => round[run].took.cpuSeconds);
    figures[`${name}.cpu`] = against(
      cpu,
      'seconds',
      what,
      median(({ peers }) => peers[peer].cpuSeconds),
    );
  };
  const sweep = `one sweep that follows lines, since ${noAiBefore}`;
  both('cold.question', 'cold', 'question', `reading messages, logs, HEAD and work tree, and ${sweep}`);
  both('cold.sweep', 'cold', 'sweep', sweep);
  both('cold.patches', 'cold', 'newPatches', `git log -p -U0 -M since ${noAiBefore}`);
  both('cold.limit.log', 'cold', 'allPatches', 'limit: git log -p -U0 -M');
  both('cold.aiExact.limit.log', 'aiOnly', 'allPatches', 'limit: git log -p -U0 -M');
  both('after10.limit.log', 'moved', 'allPatches', 'limit: git log -p -U0 -M');
  for (const name of ['cold', 'warm', 'moved', 'aiOnly'] as const) {
    const shown = { cold: 'cold', warm: 'warm', moved: 'after10', aiOnly: 'cold.aiExact' }[name];
    figures[`${shown}.memory`] = { value: Math.max(...rounds.map((round) => round[name].maxRssMB)), unit: 'MB' };
  }
  figures['warm.seconds'] = { value: median(({ warm }) => warm.completeMs / 1000), unit: 'seconds' };
  figures['warm.cpu'] = { value: median(({ warm }) => warm.took.cpuSeconds), unit: 'seconds' };
  figures['after10.seconds'] = { value: median(({ moved }) => moved.completeMs / 1000), unit: 'seconds' };
  figures['after10.cpu'] = { value: median(({ moved }) => moved.took.cpuSeconds), unit: 'seconds' };
}

/** Blame takes long and is asked once. */
function measureBlame(peers: SurveyPeers, paths: readonly string[], rounds: readonly Round[]): void {
  const random = randomNumbers(seed);
  const count = Math.min(Number(values.sample), paths.length);
  const sample =
    count === paths.length ? paths : Array.from({ length: count }, () => paths[random(paths.length)] ?? '');
  const how = count < paths.length ? `${count} of ${paths.length} files, extrapolated` : `${paths.length} files`;
  const plain = peers.blame(sample, paths.length).wallSeconds;
  const withGraph = peers.blameWithGraph(sample, paths.length, graphFolder).wallSeconds;
  const aiExact = percentile(
    rounds.map(({ aiOnly }) => aiOnly.aiExactMs / 1000),
    0.5,
  );
  const complete = percentile(
    rounds.map(({ cold }) => cold.completeMs / 1000),
    0.5,
  );
  figures['cold.aiExact'] = against(aiExact, 'seconds', `peer git blame (${how})`, plain);
  figures['cold.aiExact.graph'] = against(aiExact, 'seconds', `git blame with commit-graph (${how})`, withGraph);
  figures['cold.seconds'] = against(complete, 'seconds', `peer git blame (${how})`, plain);
  figures['cold.seconds.graph'] = against(complete, 'seconds', `git blame with commit-graph (${how})`, withGraph);
  const read = peers.readHead().wallSeconds;
  figures['cold.limit.read'] = against(aiExact, 'seconds', "limit: reading HEAD's objects", read);
}

/** Line by line, AI's after the first step and all in the end; `earlier` is the commit at which the survey was before. */
function compare(name: string, earlier: string | null): void {
  const blames = values.blames === '' ? path.join(folder, 'blames') : path.resolve(values.blames);
  // The second comparison has the answers of the first.
  const seconds = String(earlier === null ? mostSeconds : 0);
  const from = earlier === null ? [] : ['--before', earlier];
  const options = ['--blames', blames, '--seconds', seconds, '--graph', graphFolder, ...from];
  const comparing = path.join(import.meta.dirname, 'surveyCompare.ts');
  const script = runOn(clone, comparing, path.join(folder, name), ...options);
  const lines = script.stdout.trim().split('\n');
  for (const difference of lines.slice(0, -1)) console.log(difference);
  const found = JSON.parse(lines.at(-1) ?? '') as SurveyComparison;
  figures[`${name}.aiLines`] = { value: found.aiLines, unit: 'lines' };
  figures[`${name}.aiLines.differing`] = { value: found.differingAi, unit: 'lines' };
  figures[`${name}.lines`] = { value: found.lines, unit: 'lines' };
  figures[`${name}.lines.differing`] = { value: found.differing, unit: 'lines' };
  if (found.lines > 0) figures[`${name}.agreement`] = { value: 1 - found.differing / found.lines, unit: 'ratio' };
  figures[`${name}.files`] = { value: found.files, unit: 'files' };
  figures[`${name}.unasked`] = { value: found.unasked, unit: 'files' };
  figures[`${name}.unanswered`] = { value: found.unanswered, unit: 'files' };
}

/** As `git checkout` does: only what is otherwise is written. What was written in the same second as the index git reads again whenever it is asked. */
function moveTo(oid: string): void {
  spawnSync('git', ['read-tree', '-m', '-u', 'HEAD', oid], { cwd: clone });
  git(clone, 'update-ref', '--no-deref', 'HEAD', oid);
}

try {
  prepare();
  bundleAndCompileOnce();
  const chain = git(clone, 'rev-list', '--first-parent', `--max-count=${newCommits + 1}`, 'HEAD')
    .trim()
    .split('\n');
  [head, before] = [chain[0] ?? '', chain.at(-1) ?? ''];
  const peers = new SurveyPeers(clone, noAiBefore);
  const rounds = Array.from({ length: Number(values.runs) }, (_, number) => measureRound(number, peers));
  const [{ cold, warm, moved, peers: theirs }] = rounds as [Round];
  measureBlame(peers, cold.paths, rounds);
  reportRounds(rounds);
  const { found, lines } = theirs.swept;
  figures['sweep.lines'] = against(found, 'lines', 'all that count, blank ones too', lines);
  figures['files'] = { value: cold.paths.length, unit: 'files' };
  figures['lines'] = { value: cold.total, unit: 'lines' };
  figures['lines.ai'] = { value: cold.ai, unit: 'lines' };
  figures['warm.ai'] = against(warm.ai, 'lines', 'cold', cold.ai);
  figures['after10.ai'] = against(moved.ai, 'lines', 'cold', cold.ai);
  if (values.check) {
    const { differences, checkedFiles } = survey('ledger-0', 'check');
    for (const difference of differences ?? []) console.log(difference);
    figures['check.files'] = { value: checkedFiles, unit: 'files' };
    figures['check.differingFiles'] = { value: differences?.length ?? 0, unit: 'files' };
  }
  if (values.compare) {
    compare('compare', null);
    moveTo(before);
    survey('compare.after10');
    moveTo(head);
    compare('compare.after10', before);
  }
  for (const problem of cold.problems) console.log(problem);
  printReport('survey', figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
