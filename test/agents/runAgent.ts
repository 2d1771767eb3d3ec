import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startProcessGroup } from '../host/processGroup.ts';
import { commitFiles, git, initRepository } from '../host/scratchFolder.ts';
import { type AgentDriver, type RunPlace } from './driver.ts';
import { type Script } from './model/script.ts';
import { setUpHooks, textsBelow, untilHooksEnd } from './ourHooks.ts';
import { startScriptedModel, type SeenRequest } from './model/scriptedModel.ts';

/** What is to be run. */
export interface AgentRun {
  readonly driver: AgentDriver;
  /** The agent's program, absolute. */
  readonly program: string;
  /** An empty folder for all of the run. */
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly script: (repository: string) => Script;
}

/** What came of a run. */
export interface FinishedRun {
  readonly repository: string;
  readonly home: string;
  /** Null when the agent did not end by itself in time. */
  readonly exitCode: number | null;
  /** Standard output and standard error. */
  readonly output: string;
  readonly requests: readonly SeenRequest[];
  /** The person's settings below the home before we came, by path. */
  readonly settings: ReadonlyMap<string, string>;
}

const withinMs = 150_000;

/** Every variable is named: nothing of the machine's agents, keys or proxies reaches the agent under test, and nothing leaves the machine. */
function environmentOf(driver: AgentDriver, place: RunPlace): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9';
  return {
    PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(path.delimiter),
    HOME: place.home,
    // A busy machine must not make what agents did unknown.
    AI_CODE_SHARE_HOOK_GIT_MS: '20000',
    TMPDIR: path.join(place.home, 'tmp'),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1,localhost',
    ...driver.env(place),
  };
}

/** Ends what an agent left behind outside of its process group: whatever runs in the scratch home, which only this run knows. Linux only. */
function endLeftBehind(home: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOME=${home}`)) continue;
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself, or is somebody else's.
    }
  }
}

/** Runs an agent once, offline, in a home and a repository of its own; returns when none of its processes is left. */
export async function runAgent({ driver, program, folder, files, script }: AgentRun): Promise<FinishedRun> {
  const [home, repository] = [path.join(folder, 'home'), path.join(folder, 'repository')];
  await mkdir(path.join(home, 'tmp'), { recursive: true });
  initRepository(repository);
  // In the repository itself: some agents keep the person's own git configuration from their shells.
  git(repository, 'config', 'user.name', 'Ada Example');
  git(repository, 'config', 'user.email', 'ada@example.org');
  commitFiles(repository, files, 'Begin', '2020-05-01T12:00:00Z');
  // A sync that the agent's commit starts would take in what its hooks told; the test reads that first.
  const ledgerFolder = path.join(repository, '.git', 'ai-code-share');
  await mkdir(ledgerFolder, { mode: 0o700 });
  await writeFile(path.join(ledgerFolder, 'sync.lock'), String(process.pid));
  const model = await startScriptedModel(script(repository));
  try {
    const place: RunPlace = { home, repository, modelUrl: model.url };
    driver.setUp(place);
    const settings = textsBelow(home);
    setUpHooks('install', driver.agent, { home, repository });
    const options = { cwd: repository, env: environmentOf(driver, place) };
    const group = startProcessGroup(program, driver.args('Improve f.js', place), options);
    let output = '';
    for (const stream of [group.child.stdout, group.child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const timer = setTimeout(() => void group.stop(), withinMs);
    const exitCode = await new Promise<number | null>((resolve) => group.child.on('exit', resolve));
    clearTimeout(timer);
    await untilHooksEnd(home);
    await group.stop();
    endLeftBehind(home);
    await rm(path.join(ledgerFolder, 'sync.lock'), { force: true });
    return { repository, home, exitCode, output, requests: model.requests, settings };
  } finally {
    await model.stop();
  }
}
