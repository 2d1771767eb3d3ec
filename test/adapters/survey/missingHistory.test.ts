import assert from 'node:assert/strict';
import { chmodSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CommittedShare, type Survey } from '../../../src/survey/survey.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, counts, countsOf, noteOf, Scene, whose } from './scene.ts';

const byClaude = 'Add a thing\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';

describe('a history of which a part is missing', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  afterEach(() => scene.end());

  function clone(...options: readonly string[]): string {
    const folder = scene.at(`clone ${options.join(' ')}`);
    git(scene.folder, 'clone', '--quiet', ...options, pathToFileURL(repository).href, folder);
    return folder;
  }

  async function committed(
    folder: string,
    since: string | null = null,
  ): Promise<CommittedShare & { readonly survey: Survey }> {
    const { survey } = await scene.open(folder);
    const answer = await survey.committed(since, null);
    assert.ok(answer.ok, answer.ok ? '' : answer.reason);
    return { ...answer.value, survey };
  }

  /** The object that a revision names is gone from the repository. */
  function lose(revision: string): void {
    const oid = git(repository, 'rev-parse', revision).trim();
    const object = path.join(repository, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
    chmodSync(object, 0o600);
    rmSync(object);
  }

  it('gives the AI nothing of what stood where a shallow clone ends, though that commit carries its mark', async () => {
    commitFiles(repository, { 'a.ts': 'person();\n', 'bot.ts': 'b();\n' }, 'By a person');
    commitFiles(repository, { 'a.ts': 'person();\nai();\n' }, byClaude);
    const one = await scene.read(clone('--depth=1'));
    assert.deepEqual(countsOf(one.survey, 'a.ts'), { ai: 0, human: 0, tool: 0, unknown: 2 });
    assert.deepEqual(await whose(one.survey, 'a.ts', 'HEAD'), ['unknown', 'unknown']);
    commitFiles(repository, { 'a.ts': 'person();\nai();\nmore();\n' }, byClaude);
    const two = await scene.read(clone('--depth=2'));
    assert.deepEqual(countsOf(two.survey, 'a.ts'), { ai: 1, human: 0, tool: 0, unknown: 2 });
    assert.deepEqual(countsOf((await scene.read(repository)).survey, 'a.ts'), { ai: 2, human: 0, tool: 0, unknown: 1 });
  });

  it('gives a shallow clone’s oldest commit what its authorship log says, line by line', async () => {
    commitFiles(repository, { 'a.ts': 'person();\n' }, 'By a person');
    commitFiles(repository, { 'a.ts': 'person();\nai();\n' }, byClaude);
    addNote(repository, 'HEAD', noteOf({ 'a.ts': '2' }));
    const folder = clone('--depth=1');
    git(folder, 'fetch', '--quiet', 'origin', 'refs/notes/ai:refs/notes/ai');
    assert.deepEqual(await whose((await scene.read(folder)).survey, 'a.ts'), ['unknown', 'ai']);
  });

  it('leaves a shallow clone’s oldest commit out of the lines that were committed: it seems to have added everything', async () => {
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n' }, 'By a person');
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\nthree();\n' }, 'And more');
    commitFiles(repository, { 'b.ts': 'b();\n' }, byClaude);
    const folder = clone('--depth=2');
    const { survey, tallies, problems, tip } = await committed(folder);
    assert.deepEqual(counts(survey, tallies), { ai: 1, human: 0, tool: 0, unknown: 0 });
    assert.deepEqual(problems, ['1 commit is left out: what it changed is not all here.']);
    assert.equal(tip, git(folder, 'rev-parse', 'HEAD').trim());
    const unknownHere = await survey.committed('HEAD~2', null);
    assert.ok(!unknownHere.ok);
    assert.match(unknownHere.reason, /"HEAD~2" is neither .* this clone is shallow and may not have it$/);
  });

  it('is counted as far as it is here in a partial clone, and nothing is fetched', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'First');
    commitFiles(repository, { 'a.ts': 'two();\n', 'c.ts': 'c();\n' }, byClaude);
    commitFiles(repository, { 'b.ts': 'b();\n' }, byClaude);
    git(repository, 'config', 'uploadpack.allowFilter', 'true');
    const folder = clone('--filter=blob:none');
    const absent = git(folder, 'rev-list', '--objects', '--all', '--missing=print').match(/^\?.*/gm);
    assert.equal(absent?.length, 1);
    const { survey, tallies, problems } = await committed(folder);
    assert.deepEqual(counts(survey, tallies), { ai: 1, human: 0, tool: 0, unknown: 0 });
    assert.deepEqual(problems, ['2 commits are left out: what they changed is not all here.']);
    const first = await survey.standingAt('HEAD~2');
    assert.ok(first.ok);
    assert.equal(first.value.skipped.unreadable, 1);
    assert.deepEqual(git(folder, 'rev-list', '--objects', '--all', '--missing=print').match(/^\?.*/gm), absent);
    const kept = await survey.aiLinesByCommit('HEAD');
    assert.ok(kept.ok, 'retention');
    assert.deepEqual(counts(survey, kept.value.added).ai, 1);
  });

  it('does not keep the lens of commits or the retention from the commits whose objects are here', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n', 'lost.ts': 'x();\n' }, byClaude);
    commitFiles(repository, { 'b.ts': 'b();\n', 'lost.ts': 'y();\n' }, byClaude);
    commitFiles(repository, { 'c.ts': 'c();\n' }, byClaude);
    lose('HEAD~2:lost.ts');
    const { survey, tallies, problems } = await committed(repository);
    assert.deepEqual(counts(survey, tallies), { ai: 1, human: 0, tool: 0, unknown: 0 });
    assert.deepEqual(problems, ['2 commits are left out: what they changed is not all here.']);
    const kept = await survey.aiLinesByCommit('HEAD');
    assert.ok(kept.ok);
    assert.deepEqual(counts(survey, kept.value.added).ai, 1);
    assert.deepEqual(kept.value.problems[0], problems[0]);
  });

  it('is asked for once where an object is missing, until the object is there: each look asked git anew, which took it 19 seconds', async () => {
    const versions = ['one();\n', 'one();\ntwo();\n', 'one();\ntwo();\nthree();\n'];
    for (const [index, text] of versions.entries())
      commitFiles(repository, { 'a.ts': text, [`${index}.ts`]: 'more();\n' }, byClaude);
    lose('HEAD~1:a.ts');
    const look = async (): Promise<{
      readonly ai: number;
      readonly problems: readonly string[];
      readonly blamed: number;
    }> => {
      const before = scene.count('blame');
      const { survey } = await scene.read(repository);
      const { problems } = survey.snapshot;
      return { ai: countsOf(survey, 'a.ts')?.ai ?? NaN, problems, blamed: scene.count('blame') - before };
    };
    const said =
      'git could not say who wrote the lines of 1 file: a part of their history is missing here. They count as unknown.';
    const first = await look();
    assert.deepEqual([first.ai, first.problems], [0, [said]]);
    assert.ok(first.blamed > 0);
    assert.deepEqual(await look(), { ai: 0, problems: [said], blamed: 0 });
    assert.equal(scene.count('log'), 1, 'the evidence was read once');
    commitFiles(repository, { 'b.ts': 'b();\n' }, 'Something else');
    const moved = await look();
    assert.deepEqual(moved, { ai: 0, problems: [said], blamed: 1 }, 'only the new file is asked about');
    assert.deepEqual(await look(), { ai: 0, problems: [said], blamed: 0 });
    const one = await scene.open(repository);
    const blames = scene.count('blame');
    const lines = await one.survey.blame('a.ts', 'HEAD');
    assert.equal(scene.count('blame'), blames);
    assert.ok(!lines.ok || lines.value.problems.length > 0);
    writeFiles(scene.folder, { found: versions[1] ?? '' });
    git(repository, 'hash-object', '-w', scene.at('found'));
    const healed = await look();
    assert.deepEqual([healed.ai, healed.problems], [3, []]);
    assert.ok(healed.blamed > 0);
  });

  it('is told without git where what is read in its place lacks an object: git blamed for 19 seconds to find that out', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${index}.ts`);
    const files = (text: string): Readonly<Record<string, string>> =>
      Object.fromEntries(names.map((name) => [name, text]));
    commitFiles(repository, files('one();\n'), byClaude);
    commitFiles(repository, { ...files('one();\ntwo();\n'), 'lost.ts': 'one();\n', 'cut.ts': 'one();\n' }, byClaude);
    commitFiles(repository, { 'lost.ts': 'one();\nlost();\n', 'cut.ts': 'a();\n' }, byClaude);
    commitFiles(repository, { 'lost.ts': 'one();\nlost();\nthree();\n', 'cut.ts': 'b();\n' }, byClaude);
    lose('HEAD~1:lost.ts');
    const { survey } = await scene.read(repository);
    assert.equal(scene.count('blame'), 0);
    assert.deepEqual(countsOf(survey, 'lost.ts'), { ai: 0, human: 0, tool: 0, unknown: 3 });
    assert.deepEqual(countsOf(survey, 'cut.ts'), { ai: 1, human: 0, tool: 0, unknown: 0 });
    assert.deepEqual(survey.snapshot.problems, [
      'git could not say who wrote the lines of 1 file: a part of their history is missing here. They count as unknown.',
    ]);
    await scene.read(repository);
    assert.equal(scene.count('blame'), 0, 'it is remembered');
  });

  it('is named with git’s own words where it cannot be listed', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'First');
    commitFiles(repository, { 'b.ts': 'b();\n' }, 'Second');
    lose('HEAD~1');
    const { survey } = await scene.open(repository);
    const answer = await survey.committed(null, null);
    assert.ok(!answer.ok);
    assert.match(answer.reason, /git could not read the history/);
  });

  it('is not hidden from a period by a commit that claims to be from 1970', async () => {
    commitFiles(repository, { 'a.ts': 'a();\n' }, byClaude, '2026-01-01T12:00:00Z');
    commitFiles(repository, { 'b.ts': 'b();\n' }, 'Clock was flat', '1970-01-02T12:00:00Z');
    commitFiles(repository, { 'c.ts': 'c();\n' }, byClaude, '2026-02-01T12:00:00Z');
    const paths = (share: CommittedShare): readonly string[] => share.tallies.map(({ path: name }) => name).sort();
    assert.deepEqual(paths(await committed(repository, '2025-06-01')), ['a.ts', 'c.ts']);
    assert.deepEqual(paths(await committed(repository, '2026-01-02')), ['c.ts']);
    assert.deepEqual(paths(await committed(repository)), ['a.ts', 'b.ts', 'c.ts']);
  });
});
