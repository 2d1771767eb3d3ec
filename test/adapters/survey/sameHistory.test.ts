import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { parsePorcelain, sameLines } from '../../../src/survey/blameFile.ts';
import { readNearCommits } from '../../../src/survey/nearCommits.ts';
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

  it('are the same whether what few new commits did is read at once or not', async () => {
    const client = createGit(log);
    const later = git(folder, 'rev-list', '--first-parent', 'main').trim().split('\n');
    const side = git(folder, 'rev-list', '--merges', '--parents', '--max-count=1', 'main').trim().split(' ')[2] ?? '';
    const newest = later[0] ?? '';
    const nobody = '0'.repeat(40);
    let asked = 0;
    const reads = (earlier: string, other: string): ReturnType<typeof readNearCommits> => {
      asked++;
      return readNearCommits({ git: client, cwd: folder }, earlier, other);
    };
    const commands: string[] = [];
    const counting = {
      ...client,
      run: (...[args, more]: Parameters<typeof client.run>) => (commands.push(args[0] ?? ''), client.run(args, more)),
    };
    const quick = new SameHistory(counting, folder, reads);
    const slow = new SameHistory(client, folder);
    let atOnce = 0;
    for (const earlier of [...later.slice(1, 12), side, nobody]) {
      const touched = await quick.touchedSince(earlier, newest);
      assert.deepEqual(touched, await slow.touchedBetween(earlier, newest), earlier);
      assert.equal(await quick.touchedBetween(newest, earlier), touched);
      const near = await quick.newCommits(earlier, newest);
      assert.equal(await quick.baseOf(earlier, newest), earlier === nobody ? null : earlier);
      if (!near?.touched) continue;
      atOnce++;
      assert.deepEqual(commands, [], 'nothing else is asked');
    }
    assert.equal(atOnce, 11);
    // Each pair is read once.
    assert.equal(asked, 13);
    assert.deepEqual(await quick.touchedSince(newest, newest), new Set());
  });

  it('tell from which commit both come, through merges too', async () => {
    const same = new SameHistory(createGit(log), folder);
    const [newest = '', ...others] = git(folder, 'rev-list', '--topo-order', 'main').trim().split('\n');
    const later = others.slice(0, 8);
    const kinds = new Set<string>();
    for (const one of later)
      for (const other of [newest, ...later.slice(0, 3)]) {
        const base = await same.baseOf(one, other);
        const bases = git(folder, 'merge-base', '--all', one, other).trim().split('\n');
        assert.ok(bases.includes(base ?? ''), `${one} ${other}`);
        kinds.add(base === one ? 'behind' : base === other ? 'ahead' : 'beside');
      }
    assert.deepEqual(kinds, new Set(['behind', 'ahead', 'beside']));
    assert.equal(await same.baseOf('0'.repeat(40), newest), null);
  });
});
