/**
 * Measures the survey of a whole repository beside plain git in the same run. `npm run bench:survey -- [REPO] [--check] [--compare] [--minutes N] [--blames FILE]
 * [--sample N] [--files N --commits N]`. REPO is cloned into a temporary folder and left alone; without it a repository is generated from a seed. With
 * `--check` every file's counts are held against blame of that file alone; with `--compare` every line, cold and after new commits, against plain `git blame` of every file. Both take
 * minutes: after `--minutes` (10) for each, what was answered until then is held against the survey, of files in a random order. `--blames` keeps the answers, and the next run goes on
 * where this one ended. Every difference is printed. `cpu` figures do not depend on what else the machine does. Times never fail.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { generateRepository } from './generatedRepository.ts';
import { randomNumbers } from './measure.ts';
import { timeProcess, type ProcessTime } from './processTime.ts';
import { standInEnv } from './standIns.ts';
import { against, printReport, type Figure } from './report.ts';
import { type SurveyComparison, type SurveyRun, type SweepResult } from './surveyRunResult.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
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

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** A survey in a process of its own, with its ledger in a folder of that name. With `ai` it ends when AI's lines are exact. */
function survey(ledger: string, mode: '' | 'ai' | 'check' = ''): SurveyRun & { readonly took: ProcessTime } {
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

/** What blame of every file takes, by a sample of them: one process after the other, as a script would do it. */
function blameAll(sample: readonly string[], files: number, args: readonly string[], env: object): ProcessTime {
  const input = sample.join('\0');
  const blame = ['-0', '-n1', 'git', ...args, 'blame', '--incremental', 'HEAD', '--'];
  const { wallSeconds, cpuSeconds } = timeProcess('xargs', blame, {
    cwd: clone,
    env: { ...process.env, ...env },
    input,
  });
  const part = sample.length / files;
  return { wallSeconds: wallSeconds / part, cpuSeconds: cpuSeconds / part, stdout: '' };
}

/** What it takes to follow the lines of all files down through one walk of all patches, without asking whose the commits are. */
function sweepOnce(paths: readonly string[], env: NodeJS.ProcessEnv): ProcessTime {
  const how = { cwd: clone, env, input: paths.join('\0'), isRead: true };
  const took = timeProcess(process.execPath, [path.join(import.meta.dirname, 'lineSweep.ts'), clone, noAiBefore], how);
  const { found, lines } = JSON.parse(took.stdout) as SweepResult;
  figures['sweep.lines'] = against(found, 'lines', 'all that count, blank ones too', lines);
  return took;
}

function measurePeers(aiOnly: SurveyRun & { took: ProcessTime }, cold: SurveyRun & { took: ProcessTime }): void {
  const { paths } = cold;
  const random = randomNumbers(seed);
  const count = Math.min(Number(values.sample), paths.length);
  const sample =
    count === paths.length ? paths : Array.from({ length: count }, () => paths[random(paths.length)] ?? '');
  const how = count < paths.length ? `${count} of ${paths.length} files, extrapolated` : `${paths.length} files`;
  const plain = blameAll(sample, paths.length, ['-c', 'core.commitGraph=false'], {});
  const objects = graphFolder;
  mkdirSync(objects);
  const env = {
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: path.join(clone, '.git', 'objects'),
  };
  const graph = timeProcess('git', ['commit-graph', 'write', '--stdin-commits', '--changed-paths', '--no-progress'], {
    cwd: clone,
    env: { ...process.env, ...env },
    input: git(clone, 'rev-parse', 'HEAD'),
  });
  const withGraph = blameAll(sample, paths.length, [], env);
  const oids = git(clone, 'ls-tree', '-r', '--format=%(objectname)', 'HEAD');
  const readHead = timeProcess('git', ['cat-file', '--batch', '--buffer'], { cwd: clone, input: oids });
  const sweeping = { cwd: clone, env: standInEnv(clone) };
  const sweep = sweepOnce(paths, sweeping.env);
  const patches = ['log', '-p', '-U0', '-M', '--format=%H'];
  const newPatches = timeProcess('git', [...patches, `--since=${noAiBefore}T00:00:00Z`, 'HEAD'], sweeping);
  const allPatches = timeProcess('git', [...patches, 'HEAD'], sweeping);
  const both = (name: string, own: number, cpu: number, peer: string, theirs: ProcessTime): void => {
    figures[name] = against(own, 'seconds', peer, theirs.wallSeconds);
    figures[`${name}.cpu`] = against(cpu, 'seconds', peer, theirs.cpuSeconds);
  };
  const aiExact = aiOnly.aiExactMs / 1000;
  const complete = cold.completeMs / 1000;
  const graphToo: ProcessTime = {
    wallSeconds: graph.wallSeconds + withGraph.wallSeconds,
    cpuSeconds: graph.cpuSeconds + withGraph.cpuSeconds,
    stdout: '',
  };
  both('cold.aiExact', aiExact, aiOnly.took.cpuSeconds, `peer git blame (${how})`, plain);
  both('cold.aiExact.graph', aiExact, aiOnly.took.cpuSeconds, `git blame with commit-graph (${how})`, graphToo);
  both('cold.seconds', complete, cold.took.cpuSeconds, `peer git blame (${how})`, plain);
  both('cold.seconds.graph', complete, cold.took.cpuSeconds, `git blame with commit-graph (${how})`, graphToo);
  both('cold.sweep', complete, cold.took.cpuSeconds, `one sweep that follows lines, since ${noAiBefore}`, sweep);
  both('cold.patches', complete, cold.took.cpuSeconds, `git log -p -U0 -M since ${noAiBefore}`, newPatches);
  both('cold.limit.read', aiExact, aiOnly.took.cpuSeconds, "limit: reading HEAD's objects", readHead);
  both('cold.limit.log', complete, cold.took.cpuSeconds, 'limit: git log -p -U0 -M', allPatches);
}

/** Line by line, AI's after the first step and all in the end; `before` is the commit at which the survey was before. */
function compare(name: string, before: string | null): void {
  const blames = values.blames === '' ? path.join(folder, 'blames') : path.resolve(values.blames);
  // The second comparison has the answers of the first.
  const seconds = String(before === null ? mostSeconds : 0);
  const from = before === null ? [] : ['--before', before];
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

try {
  prepare();
  bundleAndCompileOnce();
  const aiOnly = survey('ai', 'ai');
  const cold = survey('ledger');
  const warm = survey('ledger');
  measurePeers(aiOnly, cold);
  figures['cold.memory'] = { value: cold.maxRssMB, unit: 'MB' };
  figures['cold.aiExact.memory'] = { value: aiOnly.maxRssMB, unit: 'MB' };
  figures['warm.seconds'] = { value: warm.completeMs / 1000, unit: 'seconds' };
  figures['warm.cpu'] = { value: warm.took.cpuSeconds, unit: 'seconds' };
  figures['warm.memory'] = { value: warm.maxRssMB, unit: 'MB' };
  figures['files'] = { value: cold.paths.length, unit: 'files' };
  figures['lines'] = { value: cold.total, unit: 'lines' };
  figures['lines.ai'] = { value: cold.ai, unit: 'lines' };
  figures['warm.ai'] = against(warm.ai, 'lines', 'cold', cold.ai);
  const head = git(clone, 'rev-parse', 'HEAD').trim();
  const chain = git(clone, 'rev-list', '--first-parent', `--max-count=${newCommits + 1}`, 'HEAD')
    .trim()
    .split('\n');
  // As `git checkout` does: only what is otherwise is written. What was written in the same second as the index git reads again whenever it is asked.
  const moveTo = (oid: string): void => {
    spawnSync('git', ['read-tree', '-m', '-u', 'HEAD', oid], { cwd: clone });
    git(clone, 'update-ref', '--no-deref', 'HEAD', oid);
  };
  moveTo(chain.at(-1) ?? head);
  survey('moving');
  moveTo(head);
  const moved = survey('moving');
  figures['after10.seconds'] = { value: moved.completeMs / 1000, unit: 'seconds' };
  figures['after10.cpu'] = { value: moved.took.cpuSeconds, unit: 'seconds' };
  figures['after10.memory'] = { value: moved.maxRssMB, unit: 'MB' };
  figures['after10.ai'] = against(moved.ai, 'lines', 'cold', cold.ai);
  if (values.check) {
    const { differences, checkedFiles } = survey('ledger', 'check');
    for (const difference of differences ?? []) console.log(difference);
    figures['check.files'] = { value: checkedFiles, unit: 'files' };
    figures['check.differingFiles'] = { value: differences?.length ?? 0, unit: 'files' };
  }
  if (values.compare) {
    compare('compare', null);
    const before = chain.at(-1) ?? head;
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
