/**
 * Measures the survey of a whole repository beside plain git in the same run. `npm run bench:survey -- [REPO] [--check] [--sample N] [--files N --commits N]`.
 * REPO is cloned into a temporary folder and left alone; without it a repository is generated from a seed. With `--check` every file's counts are held
 * against blame of that file alone, and every difference is printed. Times never fail.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generateRepository } from './generatedRepository.ts';
import { randomNumbers, timed } from './measure.ts';
import { against, printReport, type Figure } from './report.ts';
import { type SurveyRun } from './surveyRunResult.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    sample: { type: 'string', default: '60' },
    files: { type: 'string', default: '3000' },
    commits: { type: 'string', default: '20000' },
  },
});
const newCommits = 10;
const seed = 1;
const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'bench-survey-'));
const clone = path.join(folder, 'clone');
const figures: Record<string, Figure> = {};

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });
}

function seconds(run: () => unknown): number {
  return timed(run) / 1000;
}

/** A survey in a process of its own, with its ledger in a folder of that name. */
function survey(ledger: string, mode = ''): SurveyRun {
  const script = path.join(import.meta.dirname, 'surveyRun.ts');
  const args = ['--disable-warning=ExperimentalWarning', script, clone, path.join(folder, ledger), mode];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 30 })) as SurveyRun;
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
  spawnSync('git', ['checkout', '--quiet', '--force'], { cwd: clone });
}

/** How long blame of every text file takes, by a sample of them: one process after the other, as a script would do it. */
function blameAll(files: readonly string[], sample: readonly string[], args: readonly string[], env: object): number {
  const options = { cwd: clone, env: { ...process.env, ...env }, stdio: 'ignore' as const };
  const took = seconds(() => {
    for (const file of sample) spawnSync('git', [...args, 'blame', '--incremental', 'HEAD', '--', file], options);
  });
  return (took / sample.length) * files.length;
}

function measurePeers(cold: SurveyRun): void {
  const files = git(clone, 'grep', '-I', '--name-only', '-z', '-e', '', 'HEAD').split('\0').filter(Boolean);
  const paths = files.map((name) => name.slice('HEAD:'.length));
  const random = randomNumbers(seed);
  const count = Math.min(Number(values.sample), paths.length);
  const sample = Array.from({ length: count }, () => paths[random(paths.length)] ?? '');
  const how = count < paths.length ? `${count} of ${paths.length} files, extrapolated` : `${paths.length} files`;
  const [aiExact, complete] = [cold.aiExactMs / 1000, cold.completeMs / 1000];
  const plain = blameAll(paths, sample, ['-c', 'core.commitGraph=false'], {});
  const objects = path.join(folder, 'graph');
  mkdirSync(objects);
  const env = {
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: path.join(clone, '.git', 'objects'),
  };
  const graph = seconds(() => {
    const args = ['commit-graph', 'write', '--stdin-commits', '--changed-paths', '--no-progress'];
    spawnSync('git', args, {
      cwd: clone,
      env: { ...process.env, ...env },
      input: git(clone, 'rev-parse', 'HEAD'),
    });
  });
  const withGraph = graph + blameAll(paths, sample, [], env);
  const readHead = seconds(() => {
    const oids = git(clone, 'ls-tree', '-r', '--format=%(objectname)', 'HEAD');
    spawnSync('git', ['cat-file', '--batch', '--buffer'], {
      cwd: clone,
      input: oids,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  });
  const logPatches = seconds(() => {
    spawnSync('git', ['log', '-p', '-U0', '-M', '--format=%H', 'HEAD'], { cwd: clone, stdio: 'ignore' });
  });
  figures['cold.aiExact'] = against(aiExact, 'seconds', `peer git blame (${how})`, plain);
  figures['cold.aiExact.graph'] = against(aiExact, 'seconds', `git blame with commit-graph (${how})`, withGraph);
  figures['cold.seconds'] = against(complete, 'seconds', `peer git blame (${how})`, plain);
  figures['cold.seconds.graph'] = against(complete, 'seconds', `git blame with commit-graph (${how})`, withGraph);
  figures['cold.limit.read'] = against(aiExact, 'seconds', "limit: reading HEAD's objects", readHead);
  figures['cold.limit.log'] = against(complete, 'seconds', 'limit: git log -p -U0 -M', logPatches);
}

try {
  prepare();
  const cold = survey('ledger', values.check ? 'check' : '');
  const warm = survey('ledger');
  measurePeers(cold);
  figures['cold.memory'] = { value: cold.maxRssMB, unit: 'MB' };
  figures['warm.seconds'] = { value: warm.completeMs / 1000, unit: 'seconds' };
  figures['warm.memory'] = { value: warm.maxRssMB, unit: 'MB' };
  figures['files'] = { value: cold.files, unit: 'files' };
  figures['lines'] = { value: cold.total, unit: 'lines' };
  figures['lines.ai'] = { value: cold.ai, unit: 'lines' };
  figures['warm.ai'] = against(warm.ai, 'lines', 'cold', cold.ai);
  const head = git(clone, 'rev-parse', 'HEAD').trim();
  const chain = git(clone, 'rev-list', '--first-parent', `--max-count=${newCommits + 1}`, 'HEAD')
    .trim()
    .split('\n');
  spawnSync('git', ['checkout', '--quiet', '--force', chain.at(-1) ?? head], { cwd: clone });
  survey('moving');
  spawnSync('git', ['checkout', '--quiet', '--force', head], { cwd: clone });
  const moved = survey('moving');
  figures['after10.seconds'] = { value: moved.completeMs / 1000, unit: 'seconds' };
  figures['after10.ai'] = against(moved.ai, 'lines', 'cold', cold.ai);
  if (cold.differences !== null) {
    for (const difference of cold.differences) console.log(difference);
    figures['check.differingFiles'] = { value: cold.differences.length, unit: 'files' };
  }
  for (const problem of cold.problems) console.log(problem);
  printReport('survey', figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
