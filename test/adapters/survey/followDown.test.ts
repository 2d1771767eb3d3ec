import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BlamePiece, type DialogueGit, type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { parsePorcelain, sameLines } from '../../../src/survey/blameFile.ts';
import { followDown, type KnownCommits } from '../../../src/survey/followDown.ts';
import { MovedLines, newWorkbench } from '../../../src/survey/movedLines.ts';
import { FileGraph } from '../../../src/survey/blame/fileGraph.ts';
import { OwnBlame } from '../../../src/survey/blame/ownBlame.ts';
import { ObjectDialogue } from '../../../src/survey/objectDialogue.ts';
import { type Renaming } from '../../../src/survey/renaming.ts';
import { SeenChanges } from '../../../src/survey/seenChanges.ts';
import { TouchTable } from '../../../src/survey/touchTable.ts';
import { git, initRepository } from '../../host/scratchFolder.ts';
import {
  editedText,
  generatedHistory,
  generatedText,
  importCommits,
  randomOf,
  type PlannedCommit,
} from './generatedMoves.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const seed = 5;

const byLine = (pieces: readonly BlamePiece[]): readonly string[] =>
  pieces
    .flatMap(({ commit, originalPath, originalLineIndex, lineCount, lineIndex }) =>
      Array.from(
        { length: lineCount },
        (_, index) => `${lineIndex + index} ${commit} ${originalPath}:${originalLineIndex + index}`,
      ),
    )
    .sort();

/** Keeps what is written in memory. */
function memoryCache(): {
  readCache: (name: string) => Uint8Array | null;
  writeCache: (name: string, value: Uint8Array) => void;
} {
  const values = new Map<string, Uint8Array>();
  return { readCache: (name) => values.get(name) ?? null, writeCache: (name, value) => void values.set(name, value) };
}

/** What our own blame of all files of `main` sees, kept and read again. */
async function seenOf(folder: string, client: DialogueGit): Promise<SeenChanges> {
  const cache = memoryCache();
  const seen = SeenChanges.load(cache, 'shape');
  const revision = git(folder, 'rev-parse', 'main').trim();
  const place = { git: client, cwd: folder, env: {}, revision, stopAt: [] };
  const graph = await FileGraph.read(place, revision, []);
  assert.ok(graph !== null);
  seen.addMerges(graph.packed);
  const own = OwnBlame.of(graph, place, () => 'unclear');
  for (const row of git(folder, 'ls-tree', '-r', '-z', 'main').split('\0')) {
    const [meta = '', name = ''] = row.split('\t');
    const answer = name === '' ? null : await own?.blame(name, meta.split(' ')[2] ?? '');
    const changes = answer === null || answer === undefined || 'missing' in answer ? [] : answer.changes;
    for (const one of changes) seen.add(one);
    // The second time it learns nothing.
    for (const one of changes) seen.add(one);
  }
  own?.end();
  seen.store(() => true);
  return SeenChanges.load(cache, 'shape');
}

/** A line of commits that change one file, and every third time give it another name, with changes or without; beside it a file that stays. Without carriage returns: with those only git knows what it renamed. */
function renamedHistory(random: (below: number) => number, length: number): readonly PlannedCommit[] {
  let [name, text] = ['ä 0.ts', generatedText(random, 60)];
  const commits: PlannedCommit[] = [{ texts: new Map([[name, text]]), parents: [] }];
  while (commits.length < length) {
    const texts = new Map<string, string | null>();
    if (commits.length % 3 === 0) {
      texts.set(name, null);
      name = `${random(2) === 0 ? 'folder/' : ''}ä ${commits.length}.ts`;
    }
    if (!texts.size || random(3) > 0) text = editedText(text, random).replaceAll('\r', '');
    texts.set(name, text).set('other.ts', generatedText(random, 20));
    commits.push({ texts, parents: [commits.length - 1] });
  }
  return commits;
}

describe(`a few lines that are followed down from some commit of a history generated from seed ${seed}`, () => {
  let folder = '';
  let compared: string[] = [];
  const real = createGit(log);
  const client: DialogueGit = {
    ...real,
    openDialogue: (args, more) => {
      if (args[0] === 'diff-tree') compared.push(args.at(-1) ?? '');
      return real.openDialogue(args, more);
    },
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'follow-'));
    initRepository(folder);
    compared = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Follows lines of some commits, and holds what is found against blame. Gives how many of them were merges. */
  async function followSome(
    known: Pick<KnownCommits, 'mayTouch' | 'isMixed' | 'seen'> & Partial<KnownCommits>,
    namesAt: (commit: string) => readonly string[],
  ): Promise<number> {
    const random = randomOf(seed);
    const rows = git(folder, 'rev-list', '--topo-order', '--parents', 'main').trim().split('\n');
    const parents = new Map(rows.map((row) => row.split(' ')).map(([oid = '', ...others]) => [oid, others]));
    const oids = [...parents.keys()];
    const end = git(folder, 'rev-parse', 'main~25').trim();
    const ended = new Set(git(folder, 'rev-list', end).trim().split('\n'));
    let merges = 0;
    for (let left = 16; left > 0; left--) {
      const isBounded = left % 3 === 0;
      const commit = oids[random(20)] ?? '';
      if ((parents.get(commit)?.length ?? 0) > 1) merges++;
      const names = namesAt(commit);
      const file = names[random(names.length)] ?? '';
      const text = git(folder, 'show', `${commit}:${file}`);
      const lineCount = 1 + random(6);
      const lineIndex = random(Math.max(1, text.split('\n').length - 1 - lineCount));
      const objects = new ObjectDialogue(client, folder);
      const moves = await MovedLines.open(objects, newWorkbench(), `${commit}:${file}`);
      assert.ok(moves !== null);
      const commits: KnownCommits = {
        parentsOf: (oid) => parents.get(oid),
        isEnd: (oid) => isBounded && ended.has(oid),
        renamingOf: () => 'none',
        rankOf: (oid) => oids.indexOf(oid),
        ...known,
      };
      const piece = { lineIndex, lineCount, commit, originalPath: file, originalLineIndex: lineIndex };
      const found = await followDown({ git: client, cwd: folder, commits, moves, signal: undefined }, [piece]);
      objects.end();
      const lines = `-L${lineIndex + 1},+${lineCount}`;
      const range = [commit, ...(isBounded ? [`^${end}`] : [])];
      const blamed = parsePorcelain(git(folder, 'blame', ...sameLines, '--porcelain', lines, ...range, '--', file));
      assert.ok(found !== null, `${commit} ${file}`);
      assert.deepEqual(byLine(found), byLine(blamed), `${commit} ${file} ${lineIndex}`);
    }
    return merges;
  }

  it('are whose blame of these lines says, through merges that mix, and through moves and copies', async () => {
    const names = Array.from({ length: 4 }, (_, index) => `folder/ö ${index}.ts`);
    const namesAt = (): readonly string[] => names;
    importCommits(folder, generatedHistory(randomOf(seed), names, 60));
    const nothing = { changeOf: () => null, isAsInFirstParent: () => null };
    assert.ok((await followSome({ mayTouch: () => true, isMixed: () => false, seen: nothing }, namesAt)) > 0);
    assert.equal(compared.length, 16);
    const table = TouchTable.load({ git: client, cwd: folder, ledger: memoryCache(), shape: '' });
    await table.read(git(folder, 'rev-list', 'main').trim().split('\n'));
    const seen = await seenOf(folder, client);
    compared = [];
    assert.ok(
      (await followSome({ mayTouch: table.mayTouch.bind(table), isMixed: table.isMixed.bind(table), seen }, namesAt)) >
        0,
    );
    // Our own blame went through all of it, as far as lines may come from there.
    assert.deepEqual(compared, []);
  });

  it('are whose blame of these lines says, through names that the file had before', async () => {
    importCommits(folder, renamedHistory(randomOf(seed), 40));
    const table = TouchTable.load({ git: client, cwd: folder, ledger: memoryCache(), shape: '' });
    await table.read(git(folder, 'rev-list', 'main').trim().split('\n'));
    const namesAt = (commit: string): readonly string[] =>
      git(folder, 'ls-tree', '-r', '--name-only', '-z', commit).split('\0').slice(0, -1);
    let renamings = 0;
    const known = {
      mayTouch: table.mayTouch.bind(table),
      isMixed: table.isMixed.bind(table),
      seen: { changeOf: () => null, isAsInFirstParent: () => null },
      renamingOf: (commit: string, of: string): Renaming => {
        const renaming = table.renamingOf(commit, of);
        if (typeof renaming !== 'string') renamings++;
        return renaming;
      },
    };
    await followSome(known, namesAt);
    assert.ok(renamings > 10, `${renamings} renames were followed`);
  });
});
