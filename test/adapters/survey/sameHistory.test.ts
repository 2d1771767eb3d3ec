import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { parsePorcelain, sameLines } from '../../../src/survey/blameFile.ts';
import { SameHistory } from '../../../src/survey/sameHistory.ts';
import { git, initRepository } from '../../host/scratchFolder.ts';
import { generatedHistory, importCommits, randomOf } from './generatedMoves.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const seed = 21;

describe(`files that have one history at two commits of one generated from seed ${seed}`, () => {
  let folder = '';
  const names = Array.from({ length: 9 }, (_, index) => `${index}.ts`);
  beforeEach(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'same-'));
    initRepository(folder);
    importCommits(folder, generatedHistory(randomOf(seed), names, 40));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const blames = new Map<string, unknown>();
  const blameOf = (commit: string, file: string): unknown => {
    const key = `${commit} ${file}`;
    if (!blames.has(key))
      blames.set(key, parsePorcelain(git(folder, 'blame', ...sameLines, '--porcelain', commit, '--', file)));
    return blames.get(key);
  };

  it('are blamed alike there, along first parents and through the merges by which a branch came in', async () => {
    const same = new SameHistory(createGit(log), folder);
    const rows = git(folder, 'rev-list', '--topo-order', '--parents', 'main').trim().split('\n');
    const sides = rows.flatMap((row) => row.split(' ').slice(2));
    const later = git(folder, 'rev-list', '--first-parent', 'main').trim().split('\n');
    const pairs = sides.flatMap((side) => {
      // The merge is the oldest of the chain that has it.
      const merge = later.findLastIndex((oid) => git(folder, 'rev-list', side, `^${oid}`) === '');
      return [merge, merge - 1].flatMap((index) => {
        const other = later[index];
        return other === undefined ? [] : [[side, other] as const];
      });
    });
    let [known, checked] = [0, 0];
    for (const [side, other] of [...pairs.slice(0, 10), [later[5] ?? '', later[0] ?? ''] as const]) {
      const touched = await same.touchedBetween(side, other);
      assert.deepEqual(await new SameHistory(createGit(log), folder).touchedBetween(other, side), touched);
      if (touched === null) continue;
      known++;
      for (const file of names) {
        if (touched.has(file)) continue;
        checked++;
        assert.deepEqual(blameOf(side, file), blameOf(other, file), `${side} ${other} ${file}`);
      }
    }
    assert.ok(known >= 5 && checked >= 10, `${known} ${checked}`);
  });

  it('tells whether one came before the other, through merges too, and not of a commit beside it', async () => {
    const same = new SameHistory(createGit(log), folder);
    const [newest = '', ...others] = git(folder, 'rev-list', '--topo-order', 'main').trim().split('\n');
    const later = others.slice(0, 8);
    const isBefore = (one: string, other: string): boolean => git(folder, 'rev-list', one, `^${other}`) === '';
    const found = new Map<string, boolean>();
    for (const one of later)
      for (const other of [newest, ...later.slice(0, 3)]) {
        const isBehind = await same.isBehind(one, other);
        assert.equal(isBehind, isBefore(one, other), `${one} ${other}`);
        found.set(`${isBehind} ${isBefore(other, one)}`, isBehind);
      }
    assert.deepEqual(new Set(found.keys()), new Set(['true false', 'false true', 'false false', 'true true']));
    assert.equal(await same.isBehind('0'.repeat(40), newest), false);
  });
});
