import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BlamePiece, type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { parsePorcelain, sameLines } from '../../../src/survey/blameFile.ts';
import { followDown, type KnownCommits } from '../../../src/survey/followDown.ts';
import { MovedLines, newWorkbench } from '../../../src/survey/movedLines.ts';
import { ObjectDialogue } from '../../../src/survey/objectDialogue.ts';
import { git, initRepository } from '../../host/scratchFolder.ts';
import { generatedHistory, importCommits, randomOf } from './generatedMoves.ts';

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

describe(`a few lines that are followed down from some commit of a history generated from seed ${seed}`, () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'follow-'));
    initRepository(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are whose blame of these lines says, through merges that mix, and through moves and copies', async () => {
    const random = randomOf(seed);
    const names = Array.from({ length: 4 }, (_, index) => `folder/ö ${index}.ts`);
    importCommits(folder, generatedHistory(random, names, 60));
    const rows = git(folder, 'rev-list', '--topo-order', '--parents', 'main').trim().split('\n');
    const parents = new Map(rows.map((row) => row.split(' ')).map(([oid = '', ...others]) => [oid, others]));
    const oids = [...parents.keys()];
    const end = git(folder, 'rev-parse', 'main~25').trim();
    const ended = new Set(git(folder, 'rev-list', end).trim().split('\n'));
    const client = createGit(log);
    let merges = 0;
    for (let left = 24; left > 0; left--) {
      const isBounded = left % 3 === 0;
      const commit = oids[random(20)] ?? '';
      if ((parents.get(commit)?.length ?? 0) > 1) merges++;
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
        mayTouch: () => true,
        mayBeRenamed: () => false,
        rankOf: (oid) => oids.indexOf(oid),
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
    assert.ok(merges > 0);
  });
});
