/**
 * `npm run bench:commits`: what noticing commits and writing their authorship logs costs. A commit of 50 files against the promise and against what git
 * takes to print the same commit; 1,000 commits that nobody looked at, seen while they were written and rewritten afterwards, against the promise and
 * against `git log -p` of the same commits; and what the opt-in hooks add to a commit of the person. Processor time is of this process and of the
 * git processes that it starts.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeOrigin, unknownOriginId, type OriginId } from '../src/core/attribution/origin.ts';
import { type DialogueGit, type Ledger } from '../src/core/ports.ts';
import { createGit } from '../src/platform/git/createGit.ts';
import { openLedger } from '../src/platform/ledger/openLedger.ts';
import { syncCommits } from '../src/survey/commits/syncCommits.ts';
import { locate, type Place } from '../src/survey/locate.ts';
import { gitBlobOid } from '../src/survey/storedRuns.ts';
import { percentile, randomNumbers } from './measure.ts';
import { against, printReport, type Figure } from './report.ts';

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string) => console.error(message),
  error: (message: string) => console.error(message),
};
const firstCommitAt = Math.floor(Date.now() / 1000) - 500_000;
const figures: Record<string, Figure> = {};
const scratch = mkdtempSync(path.join(realpathSync(tmpdir()), 'bench-commits-'));

/** Environment of git that knows nothing of this machine. */
const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Example',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

function git(folder: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Milliseconds of processor that ended child processes took, as the kernel counts them; 0 where it does not say. */
function childMilliseconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function costOf(run: () => unknown): Promise<Cost> {
  const [own, children, at] = [process.cpuUsage(), childMilliseconds(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(own);
  return { cpuMs: (user + system) / 1000 + childMilliseconds() - children, wallMs: performance.now() - at };
}

/** A repository with files that a ledger follows: each line that is added is AI's, a person's, or nobody's. */
class Site {
  readonly root: string;
  readonly ledger: Ledger;
  readonly git: DialogueGit;
  processes = 0;
  #place: Place | null = null;
  readonly #random = randomNumbers(7);
  readonly #texts = new Map<string, string>();
  readonly #origins = new Map<string, { utf16Length: number; originId: OriginId }[]>();
  readonly #originIds: readonly OriginId[];
  #lines = 0;

  constructor(name: string) {
    this.root = path.join(scratch, name);
    mkdirSync(this.root);
    git(this.root, ['init', '--quiet', '--initial-branch=main']);
    git(this.root, ['config', 'user.name', 'Ada Example']);
    git(this.root, ['config', 'user.email', 'ada@example.org']);
    this.ledger = openLedger({ folder: path.join(this.root, '.git', 'ai-code-share'), log, nowMs: Date.now() });
    const own = createGit(log);
    this.git = {
      openDialogue: (args, options) => {
        this.processes++;
        return own.openDialogue(args, { ...options, env: { GIT_CONFIG_GLOBAL: '/dev/null', ...options.env } });
      },
      run: (args, options) => {
        this.processes++;
        return own.run(args, { ...options, env: { GIT_CONFIG_GLOBAL: '/dev/null', ...options.env } });
      },
    };
    const intern = (contributor: 'ai' | 'human'): OriginId =>
      this.ledger.origins.intern(
        makeOrigin({
          contributor,
          evidence: contributor === 'ai' ? 'reported' : 'observed',
          source: contributor === 'ai' ? 'agent-hook' : 'keystroke',
          agent: contributor === 'ai' ? 'claude' : null,
          session: contributor === 'ai' ? 'k-1' : null,
          atMs: firstCommitAt * 1000,
        }),
      );
    this.#originIds = [intern('ai'), intern('human'), unknownOriginId];
  }

  /** Adds lines somewhere in a file; `isSeen` whether the ledger follows. Gives the file's new text. */
  add(file: string, count: number, isSeen: boolean, isOfOthersToo = true): string {
    const before = this.#texts.get(file) ?? '';
    const runs = this.#origins.get(file) ?? [];
    const at = this.#random(runs.length + 1);
    const originId = this.#originIds[this.#random(isOfOthersToo ? 3 : 2)] ?? unknownOriginId;
    const lines = Array.from(
      { length: count },
      () => `  const value${this.#lines++} = compute(options, ${this.#random(1e9)});\n`,
    );
    const offset = runs.slice(0, at).reduce((sum, run) => sum + run.utf16Length, 0);
    const text = before.slice(0, offset) + lines.join('') + before.slice(offset);
    runs.splice(
      at,
      0,
      ...lines.map((line) => ({ utf16Length: line.length, originId: isSeen ? originId : unknownOriginId })),
    );
    this.#texts.set(file, text);
    this.#origins.set(file, runs);
    if (isSeen)
      this.ledger.writeDocument(
        { worktree: '', path: file },
        { runs: [...runs], blobOid: gitBlobOid(Buffer.from(text)), text },
      );
    return text;
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
    writeFileSync(path.join(this.root, file), text);
  }

  async sync(): Promise<number> {
    // A window or a command knows its place before.
    const place = this.#place ?? (await locate(this.git, this.root));
    if (place.kind !== 'repository') throw new Error('no repository');
    this.#place = place;
    this.processes = 0;
    const answer = await syncCommits({ git: this.git, ledger: this.ledger, log, place }, false);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.value.written.length;
  }
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `src/part${index % 20}/file${index}.ts`);

/** A commit of 50 files, as an agent makes it, or one in which somebody whom nobody watched has lines in every file. */
async function measureCommit(name: string, isOfOthersToo: boolean): Promise<void> {
  const site = new Site(name);
  const files = names(50);
  for (const file of files) site.write(file, site.add(file, 200, false));
  git(site.root, ['add', '--all']);
  git(site.root, ['commit', '--quiet', '--message', 'Begin']);
  await site.sync();
  const costs: Cost[] = [];
  const peers: Cost[] = [];
  for (let round = 0; round < 9; round++) {
    for (const file of files) {
      site.add(file, 6, true, isOfOthersToo);
      site.write(file, site.add(file, 4, true, isOfOthersToo));
    }
    git(site.root, ['commit', '--quiet', '--all', '--message', `Change ${round}`]);
    costs.push(await costOf(() => site.sync()));
    peers.push(await costOf(() => git(site.root, ['log', '-p', '-1'])));
  }
  const median = (all: readonly Cost[]): number =>
    percentile(
      all.map(({ cpuMs }) => cpuMs),
      0.5,
    );
  figures[`${name}.cpu.first`] = against(costs[0]?.cpuMs ?? NaN, 'ms', 'limit', 100);
  figures[`${name}.cpu`] = against(median(costs), 'ms', 'limit', 100);
  figures[`${name}.cpu.git`] = against(median(costs), 'ms', 'git log -p -1', median(peers));
  figures[`${name}.processes`] = { value: site.processes, unit: 'git processes' };
  site.ledger.close();
}

/** 1,000 commits made while nobody looked, then all of them once more on another base. */
async function measureSync(): Promise<void> {
  const site = new Site('sync');
  const files = names(200);
  const commits = 1_000;
  const stream: string[] = [];
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const head = (branch: string, mark: number, at: number): string =>
    `commit refs/heads/${branch}\nmark :${mark}\ncommitter Ada Example <ada@example.org> ${firstCommitAt + at} +0000\n${data('Change')}`;
  const file = (name: string, text: string): string => `M 644 inline ${name}\n${data(text)}`;
  stream.push(head('main', 1, 0), ...files.map((name) => file(name, site.add(name, 100, false))));
  const changes: (readonly (readonly [name: string, text: string])[])[] = [];
  for (let index = 0; index < commits; index++) {
    const change = [0, 1, 2].map((which) => {
      const name = files[(index * 7 + which * 61) % files.length] ?? '';
      return [name, site.add(name, 4, true)] as const;
    });
    changes.push(change);
    stream.push(
      head('main', index + 2, index * 60),
      `from :${index + 1}\n`,
      ...change.map(([name, text]) => file(name, text)),
    );
  }
  git(site.root, ['fast-import', '--quiet'], stream.join(''));
  const peer = await costOf(() => git(site.root, ['log', '-p', 'main']));
  const report = async (name: string, logPeer: Cost): Promise<void> => {
    let written = 0;
    const cost = await costOf(async () => (written = await site.sync()));
    if (written < commits * 0.9) throw new Error(`only ${written} logs were written`);
    figures[`${name}.seconds`] = against(cost.wallMs / 1000, 's', 'limit', 10);
    figures[`${name}.cpu`] = against(cost.cpuMs / 1000, 's', 'git log -p', logPeer.cpuMs / 1000);
    figures[`${name}.processes`] = against(site.processes, 'git processes', 'one a commit', commits);
  };
  await report('sync1000', peer);
  // A rebase of all of it, while VS Code was closed: the saved states say nothing of the moved lines, the old logs do.
  const moved = [
    head('rebased', 1, 100_000),
    ...files.map((name) => file(name, `// moved down\n${'// by others\n'.repeat(3)}`)),
  ];
  const texts = new Map<string, string>();
  changes.forEach((change, index) => {
    for (const [name, text] of change) texts.set(name, text);
    moved.push(
      head('rebased', index + 2, 100_060 + index * 60),
      `from :${index + 1}\n`,
      ...change.map(([name]) => file(name, `// moved down\n${'// by others\n'.repeat(3)}${texts.get(name) ?? ''}`)),
    );
  });
  git(site.root, ['fast-import', '--quiet'], moved.join(''));
  await report('rewritten1000', await costOf(() => git(site.root, ['log', '-p', 'rebased'])));
  site.ledger.close();
}

/** What the opt-in hooks add to `git commit`: the person waits for no sync. */
async function measureHooks(): Promise<void> {
  const site = new Site('hooks');
  const commit = (): number => {
    const at = performance.now();
    git(site.root, ['commit', '--quiet', '--allow-empty', '--message', 'x']);
    return performance.now() - at;
  };
  const cli = path.join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
  const hooks = (action: string): void => {
    const { status, stderr } = spawnSync(process.execPath, [cli, 'git-hooks', action, '--yes'], {
      cwd: site.root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  };
  const without: number[] = [];
  const withHooks: number[] = [];
  const withEmpty: number[] = [];
  const empty = path.join(site.root, '.git', 'hooks', 'post-commit');
  mkdirSync(path.dirname(empty), { recursive: true });
  commit();
  for (let round = 0; round < 5; round++) {
    for (let count = 0; count < 4; count++) without.push(commit());
    writeFileSync(empty, '#!/bin/sh\n', { mode: 0o755 });
    for (let count = 0; count < 4; count++) withEmpty.push(commit());
    rmSync(empty);
    hooks('install');
    for (let count = 0; count < 4; count++) {
      withHooks.push(commit());
      // The sync of one commit is not to be measured with the next.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
    hooks('uninstall');
  }
  // The quickest of each: whatever else the machine does only makes them slower.
  const base = Math.min(...without);
  const added = Math.min(...withHooks) - base;
  figures['hooks.added'] = against(added, 'ms', 'limit', 20);
  figures['hooks.added.empty'] = against(added, 'ms', 'a hook that does nothing', Math.min(...withEmpty) - base);
  site.ledger.close();
}

try {
  await measureCommit('commit50', false);
  await measureCommit('commit50mixed', true);
  await measureSync();
  await measureHooks();
  printReport('commits', figures);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
