import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BlamePiece, type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { openLedger } from '../../../src/platform/ledger/openLedger.ts';
import { GitDiff } from '../../../src/survey/blame/gitDiff.ts';
import { LineNames } from '../../../src/survey/blame/lineVersion.ts';
import { OwnBlame, type RenamingOf } from '../../../src/survey/blame/ownBlame.ts';
import { TouchTable } from '../../../src/survey/touchTable.ts';
import { parsePorcelain, sameLines } from '../../../src/survey/blameFile.ts';
import { createFileSystem } from '../../../src/platform/files/createFileSystem.ts';
import { FragileLines } from '../../../src/survey/fragileLines.ts';
import { type FileHistory } from '../../../src/survey/fileTally.ts';
import { HistoryReader } from '../../../src/survey/historyReader.ts';
import { openNothing } from '../../../src/survey/historyPass.ts';
import { attributeInSteps } from '../../../src/survey/historySteps.ts';
import { locate } from '../../../src/survey/locate.ts';
import { PatchReader } from '../../../src/survey/patchReader.ts';
import { git, initRepository } from '../../host/scratchFolder.ts';
import { editedText, generatedHistory, generatedText, importCommits, randomOf } from './generatedMoves.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const seed = 11;

const byLine = (pieces: readonly BlamePiece[]): readonly string[] =>
  pieces.flatMap(({ commit, originalPath, originalLineIndex, lineCount }) =>
    Array.from({ length: lineCount }, (_, index) => `${commit} ${originalPath}:${originalLineIndex + index}`),
  );

/** Object ids of the files of a revision. */
const filesOf = (folder: string, revision: string): readonly (readonly [file: string, blobOid: string])[] =>
  git(folder, 'ls-tree', '-r', '-z', revision)
    .split('\0')
    .flatMap((row) => {
      const [meta, file] = row.split('\t');
      return meta === undefined || file === undefined ? [] : [[file, meta.split(' ')[2] ?? ''] as const];
    });

const blameOf = (folder: string, file: string, ...revisions: readonly string[]): readonly string[] =>
  byLine(parsePorcelain(git(folder, 'blame', ...sameLines, '--porcelain', ...revisions, '--', file)));

describe(`what we say in place of git, of histories generated from seed ${seed},`, () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'own-blame-'));
    initRepository(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is in the difference of texts what its diff says, where many lines stand more than once and where a few are held against many, too', () => {
    const random = randomOf(seed);
    const pairs = Array.from({ length: 200 }, (_, index) => {
      const many = generatedText(random, [4, 60, 500][index % 3] ?? 1);
      const few = generatedText(random, 1 + random(40));
      if (index % 4 === 1) return { name: `${index}.ts`, before: many, after: few };
      const before = index % 16 === 2 ? few : many;
      let after = index % 5 === 0 ? generatedText(random, 300) : before;
      for (let left = random(8); left > 0; left--) after = editedText(after, random);
      return { name: `${index}.ts`, before, after };
    });
    const texts = (side: 'before' | 'after') => new Map(pairs.map((pair) => [pair.name, pair[side]]));
    importCommits(folder, [
      { texts: texts('before'), parents: [] },
      { texts: texts('after'), parents: [0] },
    ]);
    const expected = new Map<string, string[]>(pairs.map(({ name }) => [name, []]));
    const reader = new PatchReader({ onHunk: (_, name, hunk) => expected.get(name)?.push(JSON.stringify(hunk)) });
    const form = ['-r', '-p', '-U0', '-w', '--text', '--no-renames', '--diff-algorithm=myers'];
    reader.push(Buffer.from(git(folder, 'diff-tree', ...form, 'main~1', 'main')));
    const diff = new GitDiff();
    for (const { name, before, after } of pairs) {
      const names = new LineNames();
      const old = names.read(Buffer.from(before));
      const young = names.read(Buffer.from(after), old);
      const { ids, starts } = names.read(Buffer.from(after));
      assert.deepEqual(
        { ids: young.ids, starts: young.starts },
        { ids, starts },
        `${name} read beside an older version`,
      );
      const whole = (version: typeof old) => ({ version, start: 0, count: version.ids.length });
      const hunks = diff.hunks(whole(old), whole(young), names.count);
      assert.deepEqual(
        hunks.map((hunk) => JSON.stringify(hunk)),
        expected.get(name),
        name,
      );
    }
  });

  it('is of every line what blame says, through merges that mix, through moves and copies, and through renames', async () => {
    const random = randomOf(seed);
    const names = Array.from({ length: 14 }, (_, index) => `folder/ö ${index}.ts`);
    const commits = [...generatedHistory(random, names, 40)];
    const all = new Map<string, string>();
    for (const { texts } of commits) for (const [name, text] of texts) if (text !== null) all.set(name, text);
    // One that is renamed as it is, one that is changed besides, and one that has nothing in common with what goes.
    const [first = '', second = '', third = ''] = names;
    const tip = commits.length - 1;
    const renamed = new Map<string, string | null>([
      [first, null],
      ['one.ts', all.get(first) ?? ''],
      [second, null],
      ['two.ts', `${all.get(second) ?? ''}const more = 1;\n`],
      [third, null],
      ['three.ts', 'nothing of all that\n'],
    ]);
    commits.push({ texts: renamed, parents: [tip] });
    commits.push({
      texts: new Map([...renamed].flatMap(([name, text]) => (text === null ? [] : [[name, editedText(text, random)]]))),
      parents: [tip + 1],
    });
    importCommits(folder, commits);
    const revision = git(folder, 'rev-parse', 'main').trim();
    const bound = git(folder, 'rev-parse', 'main~9').trim();
    const table = TouchTable.load({
      git: createGit(log),
      cwd: folder,
      ledger: { readCache: () => null, writeCache: () => undefined },
      shape: '',
    });
    assert.ok(await table.read(git(folder, 'rev-list', revision).trim().split('\n')));
    const read: RenamingOf = (commit, file) => table.renamingOf(commit, file);
    const asked: RenamingOf = () => 'unclear';
    for (const [stopAt, renamingOf] of [
      [[], read],
      [[], asked],
      [[bound], read],
    ] as const) {
      const place = { git: createGit(log), cwd: folder, env: {}, revision, stopAt };
      const own = await OwnBlame.open(place, renamingOf);
      assert.ok(own !== null);
      const answers = await Promise.all(filesOf(folder, revision).map(([file, oid]) => own.blame(file, oid)));
      own.end();
      for (const [index, [file]] of filesOf(folder, revision).entries()) {
        const answer = answers[index];
        assert.ok(answer && 'pieces' in answer, `${file} is left to git`);
        assert.deepEqual(
          byLine(answer.pieces),
          blameOf(folder, file, revision, ...stopAt.map((oid) => `^${oid}`)),
          file,
        );
      }
    }
  });

  it('is what blame says of a file that a branch added and the merge changed, under its old name as well where a parent has it under that', async () => {
    const random = randomOf(seed);
    const [first, added] = [generatedText(random, 30), generatedText(random, 40)];
    const changed = editedText(editedText(added, random), random);
    // Whether git drops carriage returns when it looks for renames depends on attributes.
    const edited = (text: string): string => editedText(text, random).replaceAll('\r', '');
    const [long, other] = [200, 60].map((lines) => generatedText(random, lines).replaceAll('\r', ''));
    assert.ok(long !== undefined && other !== undefined);
    const merged = edited(edited(long));
    importCommits(folder, [
      { texts: new Map([['a.ts', first]]), parents: [] },
      { texts: new Map([['added.ts', added]]), parents: [0] },
      { texts: new Map([['b.ts', first]]), parents: [0] },
      {
        texts: new Map([
          ['added.ts', changed],
          ['made.ts', changed],
        ]),
        parents: [2, 1],
      },
      { texts: new Map([['added.ts', editedText(changed, random)]]), parents: [3] },
      { texts: new Map([['moved.ts', added]]), parents: [4] },
      { texts: new Map([['c.ts', first]]), parents: [4] },
      // Beside what the side added the merge lacks a file that the other has.
      {
        texts: new Map([
          ['moved.ts', changed],
          ['b.ts', null],
        ]),
        parents: [6, 5],
      },
      {
        texts: new Map([
          ['old.ts', long],
          ['as.ts', other],
        ]),
        parents: [7],
      },
      {
        texts: new Map([
          ['old.ts', null],
          ['new.ts', edited(long)],
          ['as.ts', null],
          ['same.ts', other],
        ]),
        parents: [8],
      },
      { texts: new Map([['old.ts', edited(long)]]), parents: [8] },
      // Beside the second parent these were renamed, and beside the first as well when that is the other one.
      {
        texts: new Map([
          ['old.ts', null],
          ['new.ts', merged],
          ['as.ts', null],
          ['same.ts', other.replace('\n', ' // said of it in the merge\n')],
        ]),
        parents: [9, 10],
      },
      { texts: new Map([['new.ts', edited(merged)]]), parents: [11] },
      { texts: new Map([['old.ts', edited(long)]]), parents: [8] },
      {
        texts: new Map([
          ['old.ts', null],
          ['new.ts', edited(merged)],
          ['as.ts', null],
          ['same.ts', other],
        ]),
        parents: [13, 12],
      },
    ]);
    const revision = git(folder, 'rev-parse', 'main').trim();
    const place = { git: createGit(log), cwd: folder, env: {}, revision, stopAt: [] };
    const own = await OwnBlame.open(place, () => 'unclear');
    const files = new Map(filesOf(folder, revision));
    for (const file of ['added.ts', 'made.ts', 'a.ts', 'moved.ts', 'new.ts', 'same.ts']) {
      const answer = await own?.blame(file, files.get(file) ?? '');
      assert.deepEqual(answer && 'pieces' in answer && byLine(answer.pieces), blameOf(folder, file, revision), file);
    }
    own?.end();
  });

  it('is after new commits what blame says from end to end, where these divided lines that had moved together, too', async () => {
    const random = randomOf(seed);
    const names = Array.from({ length: 34 }, (_, index) => `${index}.ts`);
    importCommits(folder, generatedHistory(random, names, 30));
    const ledgerFolder = path.join(folder, '.git', 'test-ledger');
    const ledger = openLedger({ folder: ledgerFolder, log, nowMs: 0 });
    const place = await locate(createGit(log), folder);
    assert.ok(place.kind === 'repository');
    const chain = git(folder, 'rev-list', '--first-parent', 'main').trim().split('\n');
    let before: string | null = null;
    let known: ReadonlyMap<string, string> = new Map();
    let [compared, knownFragile] = [0, 0];
    for (const revision of [chain[6] ?? '', chain[0] ?? '']) {
      git(folder, 'update-ref', '--no-deref', 'HEAD', revision);
      const reader = new HistoryReader(
        { git: createGit(log), files: createFileSystem(), ledger, log, cacheFolder: null },
        place,
        null,
      );
      const history = await reader.open(revision, await reader.state());
      assert.ok(history !== null);
      const found = new Map<string, FileHistory | null>();
      const files = filesOf(folder, revision).map(([file, blobOid]) => ({ path: file, blobOid }));
      const wanted = files
        .filter(({ path: file, blobOid }) => known.get(file) !== blobOid)
        .map((file) => ({ name: file.path, file }));
      const unchanged = files.filter(({ path: file, blobOid }) => known.get(file) === blobOid);
      known = new Map(files.map(({ path: file, blobOid }) => [file, blobOid]));
      const fragileOf = (): readonly unknown[] => {
        const kept = FragileLines.load(ledger);
        return unchanged.map((file) => kept.of(file));
      };
      const fragile = fragileOf();
      const keep = await attributeInSteps(
        {
          history,
          before,
          isElsewhere: false,
          nowMs: () => 0,
          openEnv: () => Promise.resolve({}),
          threads: null,
          open: openNothing,
          isThere: () => true,
          viewsOf: () => 0,
          onHistory: ({ name }, _, answer) => found.set(name, answer),
          onBegin: () => undefined,
          onAiExact: () => {},
        },
        Promise.resolve(wanted),
      );
      keep();
      for (const { name } of wanted) {
        const answer = found.get(name);
        // Where all commits say the same it is not asked which one wrote a line.
        if (answer?.owners !== 'named' || answer.pieces.length < 2) continue;
        compared++;
        assert.deepEqual(byLine(answer.pieces), blameOf(folder, name, revision), name);
      }
      // After later commits these are asked about in turn.
      assert.deepEqual(fragileOf(), fragile);
      before = revision;
      knownFragile += fragile.filter((stretches) => stretches !== null).length;
    }
    assert.ok(knownFragile > 0);
    ledger.close();
    assert.ok(compared > 30, `${compared}`);
  });
});
