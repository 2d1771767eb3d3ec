import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { originKey } from '../../../src/core/attribution/origin.ts';
import { type Tally } from '../../../src/core/statistics/tally.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { editedText, generatedHistory, importCommits, randomOf } from './generatedMoves.ts';
import { countsByFile, Scene, type SceneOptions } from './scene.ts';

const file = fileURLToPath(new URL('../../../src/features/share/blameThread.ts', import.meta.url));
const seed = 12;

/** Says what a survey on threads counts in a folder, by file and origin. */
function countedIn(scene: Scene): (folder: string) => Promise<unknown> {
  return async (folder) => countsByFile((await scene.read(folder, { blameThread: file })).survey);
}

describe('a survey that blames on threads', () => {
  it('gives a survey of many files, of a work tree and of a revision, the answers that git gives without', async () => {
    const scene = new Scene();
    const repository = scene.at('many');
    mkdirSync(repository);
    initRepository(repository);
    const many = Array.from({ length: 110 }, (_, index) => `${index % 7}/${index}.ts`);
    importCommits(repository, generatedHistory(randomOf(seed), many, 12));
    git(repository, 'reset', '--quiet', '--hard', 'main');
    const [without, withThreads] = [scene.at('without'), scene.at('with')];
    for (const clone of [without, withThreads]) git(scene.folder, 'clone', '--quiet', repository, clone);
    const tallied = async (folder: string, blameThread?: string): Promise<string> => {
      const options: SceneOptions =
        blameThread === undefined
          ? // Nothing can be asked on and on: all is left to git's own blame.
            { wrapGit: (all) => ({ run: (args, more) => all.run(args, more) }) }
          : { blameThread };
      const { survey } = await scene.read(folder, options);
      const at = await survey.standingAt('HEAD');
      assert.ok(at.ok);
      const whose = (tallies: readonly Tally[]) =>
        tallies.map(({ path: name, day, countByOrigin }) => [
          name,
          day,
          ...[...countByOrigin].map(([id, count]) => `${originKey(survey.origins.get(id))} ${count}`).sort(),
        ]);
      return JSON.stringify([whose(survey.snapshot.standing), whose(at.value.tallies)].map((all) => all.sort()));
    };
    const expected = await tallied(without);
    const ownBlames = scene.count('blame');
    assert.equal(await tallied(withThreads, file), expected);
    // What git was asked here was asked without the threads.
    assert.ok(ownBlames > 0 && scene.count('blame') === ownBlames, `${ownBlames}, ${scene.count('blame')}`);
    assert.match(expected, /ai/);
    assert.deepEqual(scene.warnings, []);
    scene.end();
  });

  it('goes on after new commits from what was kept, with the answers of a fresh look', async () => {
    const scene = new Scene();
    const repository = scene.at('moving');
    mkdirSync(repository);
    initRepository(repository);
    const names = Array.from({ length: 60 }, (_, index) => `${index}.ts`);
    importCommits(repository, generatedHistory(randomOf(seed), names, 16));
    git(repository, 'reset', '--quiet', '--hard', 'main');
    const fresh = scene.at('fresh');
    git(scene.folder, 'clone', '--quiet', '--config=advice.detachedHead=false', repository, fresh);
    const counted = countedIn(scene);
    git(repository, 'checkout', '--quiet', '--detach', 'main~5');
    await counted(repository);
    git(repository, 'checkout', '--quiet', 'main');
    const touched = git(repository, 'diff', '--name-only', 'main~5', 'main').trim().split('\n');
    assert.ok(touched.length >= 30, `${touched.length}`);
    assert.deepEqual(await counted(repository), await counted(fresh));
    assert.deepEqual(scene.warnings, []);
    scene.end();
  });

  it('goes to another branch, back, and on from there, with the answers of a fresh look and without a blame by git', async () => {
    const scene = new Scene();
    const repository = scene.at('branches');
    mkdirSync(repository);
    initRepository(repository);
    const names = Array.from({ length: 40 }, (_, index) => `${index}.ts`);
    importCommits(repository, generatedHistory(randomOf(seed), names, 30));
    git(repository, 'reset', '--quiet', '--hard', 'main');
    // Two branches that part from an earlier commit, with what git makes of two commits that change the same files otherwise.
    git(repository, 'branch', 'later', 'main');
    git(repository, 'reset', '--quiet', '--hard', 'main~6');
    const random = randomOf(seed + 1);
    const readText = (name: string): string => git(repository, 'show', `HEAD:${name}`);
    for (let round = 0; round < 3; round++)
      commitFiles(
        repository,
        Object.fromEntries(
          names.filter(() => random(3) === 0).map((name) => [name, editedText(readText(name), random)]),
        ),
        'Change\n\nCo-authored-by: Claude <noreply@anthropic.com>\n',
      );
    const counted = countedIn(scene);
    git(repository, 'checkout', '--quiet', '--detach', 'later~2');
    await counted(repository);
    const blames = scene.count('blame');
    // There and back, then on from where it was before, and to an earlier commit.
    for (const revision of ['main', 'later~2', 'later', 'main~1']) {
      git(repository, 'checkout', '--quiet', '--detach', revision);
      const moved = await counted(repository);
      assert.equal(scene.count('blame'), blames, revision);
      if (revision === 'later~2') continue;
      const fresh = scene.at(`fresh-${revision}`);
      git(scene.folder, 'clone', '--quiet', '--config=advice.detachedHead=false', repository, fresh);
      assert.deepEqual(moved, await counted(fresh), revision);
    }
    assert.deepEqual(scene.warnings, []);
    scene.end();
  });

  it('goes on after an amended commit and a rebase from where both come, without a blame of all that came before', async () => {
    const scene = new Scene();
    const repository = scene.at('repository');
    mkdirSync(repository);
    initRepository(repository);
    const names = Array.from({ length: 40 }, (_, index) => `${index}.ts`);
    importCommits(repository, generatedHistory(randomOf(seed), names, 20));
    git(repository, 'reset', '--quiet', '--hard', 'main');
    const random = randomOf(seed + 2);
    const edit = (some: readonly string[]): void => {
      for (const name of some)
        writeFileSync(path.join(repository, name), editedText(git(repository, 'show', `HEAD:${name}`), random));
      git(repository, 'add', '--all');
    };
    const counted = countedIn(scene);
    await counted(repository);
    const blames = scene.count('blame');
    const moves: readonly (readonly [name: string, move: () => void])[] = [
      ['committed', () => (edit(['1.ts', '2.ts']), git(repository, 'commit', '--quiet', '--message', 'One'))],
      ['amended', () => (edit(['2.ts']), git(repository, 'commit', '--quiet', '--amend', '--message', 'Other'))],
      [
        'rebased',
        () => {
          git(repository, 'checkout', '--quiet', '--detach', 'HEAD~1');
          edit(['4.ts']);
          git(repository, 'commit', '--quiet', '--message', 'Theirs');
          git(repository, 'cherry-pick', 'main');
        },
      ],
    ];
    for (const [name, move] of moves) {
      move();
      const moved = await counted(repository);
      assert.equal(scene.count('blame'), blames, name);
      const fresh = scene.at(name);
      git(scene.folder, 'clone', '--quiet', '--config=advice.detachedHead=false', repository, fresh);
      git(fresh, 'checkout', '--quiet', '--detach', git(repository, 'rev-parse', 'HEAD').trim());
      assert.deepEqual(moved, await counted(fresh), name);
    }
    assert.deepEqual(scene.warnings, []);
    scene.end();
  });
});
