import assert from 'node:assert/strict';
import { type DialogueGit } from '../../../src/core/ports.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, counts, countsOf, noteOf, Scene, whose } from './scene.ts';

const byClaude = 'Add a thing\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n';
const longAgo = '2020-01-01T00:00:00Z';

/** So many that a plan is made. */
const many = 40;

function files(lines: (index: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: many }, (_, index) => [`f${index}.ts`, lines(index)]));
}

/** Whether git is asked for a blame, or for the commits in which many files are blamed. */
const isBlame = ([command, order]: readonly string[]): boolean =>
  command === 'blame' || (command === 'rev-list' && order === '--topo-order');

describe('a survey of files that several commits touched', () => {
  let scene: Scene;
  let repository: string;

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  afterEach(() => scene.end());

  it('blames none of which all commits say the same, and those of the others down to the time before AI', async () => {
    commitFiles(
      repository,
      files((index) => `f${index}();\n`),
      'Begin',
      longAgo,
    );
    commitFiles(
      repository,
      files((index) => `f${index}();\nolder();\n`),
      'Old',
      longAgo,
    );
    const human = await scene.read(repository);
    assert.equal(scene.count('blame'), 0);
    assert.deepEqual(counts(human.survey, human.survey.snapshot.standing), {
      ai: 0,
      human: 2 * many,
      tool: 0,
      unknown: 0,
    });
    commitFiles(repository, { 'f1.ts': 'f1();\nnew();\nolder();\n', 'g.ts': 'g();\n' }, 'New');
    commitFiles(repository, { 'g.ts': 'g();\ng2();\n' }, 'Newer');
    const bounds: string[] = [];
    const { survey } = await scene.read(repository, {
      onGit: (args) => {
        if (isBlame(args)) bounds.push(...args.filter((word) => word.startsWith('^')));
      },
    });
    assert.deepEqual(countsOf(survey, 'f1.ts'), { ai: 0, human: 2, tool: 0, unknown: 1 });
    assert.deepEqual(countsOf(survey, 'g.ts'), { ai: 0, human: 0, tool: 0, unknown: 2 });
    scene.asked.length = 0;
    const fresh = scene.at('fresh');
    git(scene.folder, 'clone', '--quiet', '--no-local', repository, fresh);
    const anew = await scene.read(fresh, {
      onGit: (args) => {
        if (isBlame(args)) bounds.push(...args.filter((word) => word.startsWith('^')));
      },
    });
    assert.ok(bounds.includes(`^${git(repository, 'rev-parse', 'HEAD~2').trim()}`));
    assert.deepEqual(countsOf(anew.survey, 'f1.ts'), { ai: 0, human: 2, tool: 0, unknown: 1 });
    assert.deepEqual(await whose(anew.survey, 'f1.ts'), ['human', 'unknown', 'human']);
  });

  it('hears of a log that comes later for one of these commits, through renames, too', async () => {
    commitFiles(
      repository,
      files((index) => `f${index}();\nsecond${index}();\nthird${index}();\n`),
      'Begin',
    );
    commitFiles(
      repository,
      files((index) => `f${index}();\nsecond${index}();\nthird${index}();\nlast();\n`),
      'More',
    );
    git(repository, 'mv', 'f3.ts', 'moved.ts');
    commitFiles(repository, { 'moved.ts': 'f3();\nsecond3();\nthird3();\nlast();\nmoved();\n' }, 'Move');
    const first = await scene.read(repository);
    assert.equal(scene.count('blame'), 0);
    assert.equal(counts(first.survey, first.survey.snapshot.standing).unknown, 4 * many + 1);
    addNote(repository, 'HEAD~2', noteOf({ 'f2.ts': '1-2', 'f3.ts': '3' }));
    const { survey } = await scene.read(repository);
    assert.deepEqual(countsOf(survey, 'f2.ts'), { ai: 2, human: 0, tool: 0, unknown: 2 });
    assert.deepEqual(countsOf(survey, 'moved.ts'), { ai: 1, human: 0, tool: 0, unknown: 4 });
    assert.equal(counts(survey, survey.snapshot.standing).ai, 3);
  });

  it('follows lines of AI through a rename that changes them, and from one of two files with the same content', async () => {
    const text = (name: string): string => Array.from({ length: 9 }, (_, line) => `${name}${line}();\n`).join('');
    commitFiles(repository, { ...files((index) => `f${index}();\n`), 'a.ts': text('a'), 'c.ts': text('c') }, byClaude);
    commitFiles(repository, { 'd.ts': text('c') }, 'The same by hand');
    for (const [from, to] of [
      ['a.ts', 'b.ts'],
      ['c.ts', 'e/c.ts'],
      ['d.ts', 'e/d.ts'],
    ] as const) {
      writeFiles(repository, { [to]: '' });
      git(repository, 'mv', '--force', from, to);
    }
    commitFiles(repository, { 'b.ts': `${text('a')}more();\n` }, 'Move');
    const { survey } = await scene.read(repository);
    assert.deepEqual(countsOf(survey, 'b.ts'), { ai: 9, human: 0, tool: 0, unknown: 1 });
    assert.deepEqual(countsOf(survey, 'e/c.ts'), { ai: 9, human: 0, tool: 0, unknown: 0 });
    assert.deepEqual(countsOf(survey, 'e/d.ts'), { ai: 0, human: 0, tool: 0, unknown: 9 });
  });

  it('goes on after it was stopped where it was', async () => {
    commitFiles(
      repository,
      files((index) => `f${index}();\n`),
      'Begin',
      longAgo,
    );
    commitFiles(
      repository,
      files((index) => `f${index}();\nnew();\n`),
      'New',
    );
    const abort = new AbortController();
    let asked = 0;
    const wrapGit = (real: DialogueGit): DialogueGit => ({
      ...real,
      openDialogue: (args, options) => {
        const dialogue = real.openDialogue(args, options);
        const write = (input: string): void => {
          asked += input.split('\n').length - 1;
          if (asked > many) abort.abort();
          dialogue.write(input);
        };
        return { ...dialogue, write };
      },
    });
    await scene.read(repository, { wrapGit }, abort.signal);
    // Of each file both versions, together; some files are under way when it stops, and begin anew.
    assert.ok(asked > many && asked < many + 16, `${asked}`);
    const { survey } = await scene.read(repository, { wrapGit });
    assert.ok(asked <= 2 * many + 16, `${asked} in all`);
    assert.deepEqual(counts(survey, survey.snapshot.standing), { ai: 0, human: many, tool: 0, unknown: many });
  });
});
