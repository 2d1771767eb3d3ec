/**
 * Measures how long an agent waits for the hook as it calls it, by the launcher, in a repository of 20,000 files, beside the least that any hook costs on this machine: `sh` and Node that do
 * nothing, in the same run, one after the other in turn, by the clock and in time of all processors. `npm run bench:hook`. Absolute times never fail: they say as much of the machine as of us.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launcherScript } from '../src/agents/install/launcher.ts';
import { statusArguments } from '../src/agents/treeState.ts';
import { startingScript } from '../src/platform/git/startedGit.ts';
import { buildBundles } from '../test/host/build.ts';
import { projectRoot } from '../test/host/projectPaths.ts';
import { git, gitEnvironment, initRepository } from '../test/host/scratchFolder.ts';
import { makeTemporaryFolder } from '../test/host/temporaryFolder.ts';
import { percentile } from './measure.ts';
import { timeProcess } from './processTime.ts';
import { against, printReport, type Figure } from './report.ts';

const fileCount = 20_000;
const rounds = 40;
const node = 'node -e 0';
const shell = 'sh -c :';
const withChanges = 'before a command, ten files changed';

const scratch = makeTemporaryFolder('acs-hook-');
const repository = path.join(scratch.path, 'repository');

function makeRepository(): void {
  initRepository(repository);
  for (let folder = 0; folder < fileCount / 100; folder++) {
    mkdirSync(path.join(repository, `part${folder}`));
    for (let file = 0; file < 100; file++)
      writeFileSync(path.join(repository, `part${folder}`, `file${file}.js`), `call(${folder}, ${file});\n`);
  }
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', '--message', 'Begin');
}

const launcher = path.join(scratch.path, 'hook');
const rawFolder = path.join(scratch.path, 'data', 'ai-code-share', 'raw');
const changed = Array.from({ length: 10 }, (_, index) => path.join(repository, `part${index + 1}`, 'file0.js'));
const edited = path.join(repository, 'part0', 'file0.js');
const common = { session_id: 's', cwd: repository };

const edit = (call: number): object => ({
  ...common,
  hook_event_name: 'PostToolUse',
  tool_use_id: `edit${call}`,
  tool_name: 'Edit',
  tool_input: { file_path: edited, old_string: 'call', new_string: 'answer' },
  tool_response: { originalFile: 'call(0, 0);\n' },
});

const command = (call: number): object => ({
  ...common,
  hook_event_name: 'PreToolUse',
  tool_use_id: `command${call}`,
  tool_name: 'Bash',
  tool_input: { command: 'npm test' },
});

const env = {
  ...process.env,
  ...gitEnvironment,
  HOME: scratch.path,
  XDG_DATA_HOME: path.join(scratch.path, 'data'),
};

/** What it took, in milliseconds: by the clock, and of all processors. */
interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}

function run(program: string, args: readonly string[], input: string): Took {
  const { wallSeconds, cpuSeconds } = timeProcess(program, args, { cwd: repository, env, input });
  return { wallMs: wallSeconds * 1000, cpuMs: cpuSeconds * 1000 };
}

const runs: Readonly<Record<string, (call: number) => Took>> = {
  [shell]: () => run('sh', ['-c', ':'], ''),
  [node]: () => run(process.execPath, ['-e', '0'], ''),
  'git status': () => run('git', ['-C', repository, 'status', '--porcelain', '--untracked-files=all'], ''),
  'an edit': (call) => run('sh', [launcher, 'claude'], JSON.stringify(edit(call))),
  'before a command': (call) => run('sh', [launcher, 'claude'], JSON.stringify(command(call))),
  [withChanges]: (call) => {
    for (const file of changed) writeFileSync(file, `answer(${call});\n`);
    const took = run('sh', [launcher, 'claude'], JSON.stringify(command(call)));
    git(repository, 'checkout', '--quiet', '.');
    return took;
  },
};

/** The launcher lets an agent go on where it can, while our program is at work. */
async function untilTaken(): Promise<void> {
  while (readdirSync(rawFolder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

buildBundles('production');
makeRepository();
writeFileSync(
  launcher,
  launcherScript({
    runtime: process.execPath,
    program: path.join(projectRoot, 'dist', 'hook.cjs'),
    rawFolder,
    withReply: ['gemini'],
    status: (conditions) => startingScript(statusArguments, conditions),
  }),
);
mkdirSync(rawFolder, { recursive: true });
const times = new Map<string, Took[]>(Object.keys(runs).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, once] of Object.entries(runs)) {
    times.get(name)?.push(once(round));
    await untilTaken();
  }
  // What nobody takes in would make each round dearer than the one before.
  rmSync(path.join(repository, '.git', 'ai-code-share', 'inbox'), { recursive: true, force: true });
}
const problems = path.join(scratch.path, 'data', 'ai-code-share', 'hook-problems.ndjson');
const wallOf = (name: string): readonly number[] => (times.get(name) ?? []).map(({ wallMs }) => wallMs);
const medianOf = (name: string): number => percentile([...wallOf(name)], 0.5);
/** The shell counts in hundredths of a second, which a median would show; the mean does not. */
const cpuOf = (name: string): number => {
  const all = times.get(name) ?? [];
  return all.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / all.length;
};
const figures: Record<string, Figure> = {};
for (const name of [node, 'git status', 'an edit', 'before a command', withChanges]) {
  const peer = name === node ? shell : node;
  figures[`${name}: median`] = against(medianOf(name), 'ms', peer, medianOf(peer));
  figures[`${name}: longest`] = { value: Math.max(...wallOf(name)), unit: 'ms' };
  figures[`${name}: processor time, mean`] = against(cpuOf(name), 'ms', peer, cpuOf(peer));
}
figures['before a command: nothing known, git being too slow or failing'] = {
  value: countOf(problems),
  unit: `of ${2 * rounds}`,
};
printReport('hook', figures);
await scratch.remove();

function countOf(file: string): number {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').length;
  } catch {
    return 0;
  }
}
