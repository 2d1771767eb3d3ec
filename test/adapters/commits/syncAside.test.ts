import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeOrigin, unknownOriginId } from '../../../src/core/attribution/origin.ts';
import { type DialogueGit, type Logger } from '../../../src/core/ports.ts';
import { syncAside } from '../../../src/features/commitNotes/syncAside.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { openLedger } from '../../../src/platform/ledger/openLedger.ts';
import { syncCommits } from '../../../src/survey/commits/syncCommits.ts';
import { locate, type RepositoryPlace } from '../../../src/survey/locate.ts';
import { gitBlobOid } from '../../../src/survey/storedRuns.ts';
import { gitEnvironment, initRepository } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder } from '../../host/temporaryFolder.ts';

const workerFile = fileURLToPath(new URL('../../../src/features/commitNotes/syncWorker.ts', import.meta.url));

/** The longest time of processor, in milliseconds, that this thread took without letting others go on; what else the machine does is not in it. */
async function longestTurn(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.threadCpuUsage();
  };
  let isOver = false;
  const turn = (): void => {
    look();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work.finally(() => (isOver = true));
  look();
  return longest;
}

describe('a sync beside an editor', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let place: RepositoryPlace;
  let ledgerFolder: string;
  let warnings: string[];
  const log: Logger = {
    debug: () => {},
    info: () => {},
    warn: (message) => warnings.push(message),
    error: (message) => warnings.push(message),
  };

  beforeEach(async () => {
    warnings = [];
    folder = makeTemporaryFolder('aside-');
    const root = path.join(folder.path, 'repository');
    initRepository(root);
    const found = await locate(createGit(log), root);
    assert.ok(found.kind === 'repository');
    place = found;
    ledgerFolder = path.join(place.commonDir, 'ai-code-share');
  });
  afterEach(() => folder.remove());

  /** Commits with two lines of AI in each of so many files, which tracking saw, and one that nobody did. */
  function make(commits: number, files: number): void {
    const ledger = openLedger({ folder: ledgerFolder, log, nowMs: Date.now() });
    const origin = { evidence: 'reported', source: 'agent-hook', agent: 'claude', session: 'k-1' } as const;
    const ai = ledger.origins.intern(makeOrigin({ contributor: 'ai', atMs: Date.now() - 86_400_000, ...origin }));
    const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const at = Math.floor(Date.now() / 1000) - commits;
    const stream: string[] = [];
    ledger.atomically(() => {
      for (let commit = 1; commit <= commits; commit++) {
        stream.push(
          `commit refs/heads/main\nmark :${commit}\ncommitter A <a@b.c> ${at + commit} +0000\n${data('work')}`,
        );
        if (commit > 1) stream.push(`from :${commit - 1}\n`);
        for (let file = 0; file < files; file++) {
          const name = `src/file${(commit * files + file) % 97}.ts`;
          const [seen, other] = [
            `const value${commit} = compute(${file}, options);\nconst again${commit} = compute(${file}, others);\n`,
            `const unseen${commit} = nobody(${file});\n`,
          ];
          const text = seen + other;
          const runs = [
            { utf16Length: seen.length, originId: ai },
            { utf16Length: other.length, originId: unknownOriginId },
          ];
          ledger.writeDocument({ worktree: '', path: name }, { runs, blobOid: gitBlobOid(Buffer.from(text)), text });
          stream.push(`M 644 inline ${name}\n${data(text)}`);
        }
      }
    });
    ledger.close();
    execFileSync('git', ['fast-import', '--quiet'], { cwd: place.root, input: stream.join(''), env: gitEnvironment });
  }

  function notes(): number {
    const listed = execFileSync('git', ['ls-tree', '-r', '--name-only', 'refs/notes/ai'], { cwd: place.root });
    return listed.toString().trim().split('\n').length;
  }

  it('of a thousand commits leaves the thread of the editor alone, and writes their logs', async () => {
    make(1_000, 3);
    const ledger = openLedger({ folder: ledgerFolder, log, nowMs: Date.now() });
    const services = { git: createGit(log), ledger, log, place };
    const { signal } = new AbortController();
    const longest = await longestTurn(
      (async () => {
        const here = await syncCommits(services, false, signal, { commits: 20, files: 200 });
        assert.ok(here.ok && here.value.isTooMuch);
        assert.deepEqual(here.value.written, []);
        const aside = await syncAside(workerFile, { place, ledgerFolder }, log, signal);
        assert.deepEqual(aside, { ok: true, written: 1_000 });
      })(),
    );
    assert.ok(longest < 50, `${longest.toFixed(1)} ms in one piece`);
    assert.equal(notes(), 1_000);
    // What the other thread did is done here, too.
    const again = await syncCommits(services, false, signal, { commits: 20, files: 200 });
    assert.ok(again.ok);
    assert.deepEqual(again.value, { unseen: 0, written: [], isTooMuch: false });
    ledger.close();
    assert.deepEqual(warnings, []);
  }).timeout(120_000);

  it('of as much as is done on its thread lets it go on, and starts git some times, not for each commit', async () => {
    make(20, 10);
    const ledger = openLedger({ folder: ledgerFolder, log, nowMs: Date.now() });
    const own = createGit(log);
    const started: string[] = [];
    const git: DialogueGit = {
      run: (args, options) => {
        started.push(args[0] ?? '');
        return own.run(args, options);
      },
      openDialogue: (args, options) => {
        started.push(args[0] ?? '');
        return own.openDialogue(args, options);
      },
    };
    const services = { git, ledger, log, place };
    const longest = await longestTurn(
      syncCommits(services, false, undefined, { commits: 20, files: 200 }).then((answer) => {
        assert.ok(answer.ok && answer.value.written.length === 20);
      }),
    );
    ledger.close();
    assert.ok(longest < 50, `${longest.toFixed(1)} ms in one piece`);
    assert.ok(started.length <= 8, started.join(', '));
  });

  it('whose ledger is not on the disk goes on in pieces, too, since no other thread could open that', async () => {
    make(250, 3);
    const onDisk = openLedger({ folder: ledgerFolder, log, nowMs: Date.now() });
    const services = { git: createGit(log), log, place };
    await syncCommits({ ...services, ledger: onDisk }, false);
    onDisk.close();
    const newest = execFileSync('git', ['rev-list', '--max-count=200', 'main'], { cwd: place.root });
    execFileSync('git', ['notes', '--ref=ai', 'remove', '--stdin'], {
      cwd: place.root,
      input: newest,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: gitEnvironment,
    });
    // Nothing can be stored below a file.
    const ledger = openLedger({ folder: path.join(place.commonDir, 'HEAD', 'x'), log, nowMs: Date.now() });
    assert.notEqual(ledger.problem, null);
    let unseen = 0;
    const longest = await longestTurn(
      syncCommits({ ...services, ledger }, false).then((answer) => (unseen = answer.ok ? answer.value.unseen : 0)),
    );
    ledger.close();
    assert.equal(unseen, 250);
    assert.ok(longest < 50, `${longest.toFixed(1)} ms in one piece`);
  });

  it('on a thread of its own ends when it is told to, and says why it did nothing', async () => {
    make(200, 3);
    const abort = new AbortController();
    const running = syncAside(workerFile, { place, ledgerFolder }, log, abort.signal);
    abort.abort();
    const answer = await running;
    assert.equal(answer.ok, false);
    const nowhere = { ...place, root: path.join(folder.path, 'gone') };
    const failed = await syncAside(workerFile, { place: nowhere, ledgerFolder }, log, new AbortController().signal);
    assert.equal(failed.ok, false);
  });
});
