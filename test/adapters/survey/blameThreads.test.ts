import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { BlameThreads } from '../../../src/survey/blame/blameThreads.ts';
import { FileGraph } from '../../../src/survey/blame/fileGraph.ts';
import { OwnBlame } from '../../../src/survey/blame/ownBlame.ts';
import { type PackedGraph } from '../../../src/survey/blame/packedGraph.ts';
import { MovedLines, newWorkbench } from '../../../src/survey/movedLines.ts';
import { ObjectDialogue } from '../../../src/survey/objectDialogue.ts';
import { git, initRepository } from '../../host/scratchFolder.ts';
import { editedText, generatedHistory, generatedText, importCommits, randomOf } from './generatedMoves.ts';

const file = fileURLToPath(new URL('../../../src/features/share/blameThread.ts', import.meta.url));
const seed = 12;

describe('blame on threads of its own', () => {
  let folder = '';
  let task = {
    cwd: '',
    env: {},
    revision: '',
    stopAt: [] as readonly string[],
    withDivisions: true,
    soon: [] as readonly string[],
  };
  let files: readonly (readonly [path: string, blobOid: string])[] = [];
  let errors: string[] = [];
  const listener = { renamingOf: () => 'unclear' as const, onGraph: () => {} };
  const log: Logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (message) => errors.push(message),
  };

  before(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'blame-threads-'));
    initRepository(folder);
    const random = randomOf(seed);
    const names = Array.from({ length: 9 }, (_, index) => `${index} ö.ts`);
    const commits = [...generatedHistory(random, names, 25)];
    const [first = ''] = names;
    const text = commits.findLast(({ texts }) => typeof texts.get(first) === 'string')?.texts.get(first) ?? '';
    const renamed = new Map([
      [first, null],
      ['renamed.ts', editedText(text, random)],
    ]);
    commits.push({ texts: renamed, parents: [commits.length - 1] });
    importCommits(folder, commits);
    task = { ...task, cwd: folder, revision: git(folder, 'rev-parse', 'main').trim() };
    files = git(folder, 'ls-tree', '-r', '-z', 'main')
      .split('\0')
      .flatMap((row) => {
        const [meta, name] = row.split('\t');
        return meta === undefined || name === undefined ? [] : [[name, meta.split(' ')[2] ?? ''] as const];
      });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    errors = [];
  });

  it('says of every file what is said on this thread, fragile stretches and renames too', async () => {
    const asked: string[] = [];
    const graphs: PackedGraph[] = [];
    const threads = new BlameThreads({ file, log }, task, {
      renamingOf: (_, name) => (asked.push(name), 'unclear'),
      onGraph: (graph) => graphs.push(graph),
    });
    const answers = await Promise.all(files.map(([name, oid]) => threads.blame(name, oid)));
    threads.end();
    const own = await OwnBlame.open({ git: createGit(log), ...task }, () => 'unclear');
    for (const [index, [name, oid]] of files.entries()) {
      const expected = await own?.blame(name, oid);
      assert.ok(expected);
      assert.deepEqual(answers[index], expected, name);
    }
    own?.end();
    assert.ok(asked.includes('renamed.ts'));
    assert.deepEqual(
      graphs.map(({ paths }) => paths.length > 0),
      [true],
    );
    assert.ok(answers.some((answer) => answer !== null && 'fragile' in answer && (answer.fragile?.length ?? 0) > 0));
    assert.deepEqual(errors, []);
  });

  it('begins another thread when this one has time for it, with the same answers', async () => {
    const [begun, counting] = [path.join(folder, 'begun'), path.join(folder, 'counting.mjs')];
    writeFileSync(begun, '');
    const count = `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(begun)}, '.');`;
    writeFileSync(counting, `${count} await import(${JSON.stringify(pathToFileURL(file).href)});`);
    const always = { begin: () => {}, isEnoughAfter: () => true };
    const threads = new BlameThreads({ file: counting, log }, task, listener, undefined, always);
    const ask = async () => await Promise.all(files.map(([name, oid]) => threads.blame(name, oid)));
    const answers = await ask();
    // By now both are handed files.
    for (let round = 0; round < 3; round++) assert.deepEqual(await ask(), answers);
    threads.begin({ ...task, stopAt: [git(folder, 'rev-parse', 'main~5').trim()] });
    const bounded = await ask();
    threads.end();
    const own = await OwnBlame.open({ git: createGit(log), ...task }, () => 'unclear');
    for (const [index, one] of files.entries()) assert.deepEqual(answers[index], await own?.blame(...one), one[0]);
    own?.end();
    assert.notDeepEqual(bounded, answers);
    assert.ok(bounded.every((answer) => answer !== null));
    assert.equal(readFileSync(begun, 'utf8').length, Math.min(2, availableParallelism()));
    assert.deepEqual(errors, []);
  });

  it('goes on with other files while some wait to be told what was renamed', async () => {
    const place = mkdtempSync(path.join(realpathSync(tmpdir()), 'blame-waiting-'));
    initRepository(place);
    const random = randomOf(seed);
    const names = Array.from({ length: 9 }, (_, index) => `${index}.ts`);
    const texts = names.map(() => generatedText(random, 30));
    const old = names.map((name, index) => [`old ${name}`, texts[index] ?? ''] as const);
    const renamed = [
      ...old.map(([name]) => [name, null] as const),
      ...old.map(([name, text]) => [name.replace('old ', ''), editedText(text, random)] as const),
    ];
    importCommits(place, [
      { texts: new Map(old), parents: [] },
      { texts: new Map(renamed), parents: [0] },
    ]);
    const from = (name: string): { readonly from: string } => ({ from: `old ${name}` });
    const asked = new Set<string>();
    let goOn = (): void => undefined;
    const areAllAsked = new Promise<void>((resolve) => (goOn = resolve));
    const own = { ...task, cwd: place, revision: git(place, 'rev-parse', 'main').trim() };
    const threads = new BlameThreads({ file, log }, own, {
      ...listener,
      renamingOf: async (_, name) => {
        if (asked.add(name).size === names.length) goOn();
        await areAllAsked;
        return from(name);
      },
    });
    const oidOf = (name: string): string => git(place, 'rev-parse', `main:${name}`).trim();
    const answers = await Promise.all(names.map((name) => threads.blame(name, oidOf(name))));
    threads.end();
    const here = await OwnBlame.open({ git: createGit(log), ...own }, (_, name) => from(name));
    for (const [index, name] of names.entries())
      assert.deepEqual(answers[index], await here?.blame(name, oidOf(name)), name);
    here?.end();
    rmSync(place, { recursive: true, force: true });
    assert.deepEqual(errors, []);
  });

  it('reads nothing of a history that is there already', async () => {
    const graph = await FileGraph.read({ git: createGit(log), cwd: folder }, task.revision, []);
    assert.ok(graph !== null);
    const graphs: PackedGraph[] = [];
    const threads = new BlameThreads({ file, log }, null, { ...listener, onGraph: (one) => graphs.push(one) });
    threads.begin(task, graph.packed);
    assert.deepEqual(graphs, [graph.packed]);
    assert.equal(await threads.graph, graph.packed);
    const answers = await Promise.all(files.map(([name, oid]) => threads.blame(name, oid)));
    threads.end();
    const own = OwnBlame.of(graph, { git: createGit(log), ...task }, () => 'unclear');
    for (const [index, one] of files.entries()) assert.deepEqual(answers[index], await own?.blame(...one), one[0]);
    own?.end();
  });

  it('says the same of what it blames before somebody asks, and nothing of paths that are not there', async () => {
    const soon = [...files.map(([name]) => name), 'never.ts', '0 ö.ts'];
    const threads = new BlameThreads({ file, log }, { ...task, soon }, listener);
    // All is begun by then.
    await threads.graph;
    const answers = await Promise.all(files.map(([name, oid]) => threads.blame(name, oid)));
    // Asked once more, or with another content than the revision has, it is blamed as it comes.
    const [name, oid] = files[0] ?? ['', ''];
    const again = await threads.blame(name, oid);
    threads.end();
    const own = await OwnBlame.open({ git: createGit(log), ...task }, () => 'unclear');
    assert.ok(own !== null);
    for (const [index, one] of files.entries()) assert.deepEqual(answers[index], await own.blame(...one), one[0]);
    assert.equal(own.oidOf(name), oid);
    assert.deepEqual(
      ['never.ts', '0 ö.ts'].map((path) => own.oidOf(path)),
      [null, null],
    );
    own.end();
    assert.deepEqual(again, answers[0]);
    assert.deepEqual(errors, []);
  });

  it('finds lines of one text in others as is done on this thread, and nothing in what is not there', async () => {
    const [name, oid] = files[1] ?? ['', ''];
    const threads = new BlameThreads({ file, log }, task, listener);
    const objects = new ObjectDialogue(createGit(log), folder);
    const [there, here] = [await threads.openText(oid), await MovedLines.open(objects, newWorkbench(), oid)];
    assert.ok(there !== null && here !== null);
    const lineCount = here.lettersBefore.length - 1;
    const entries = [{ lineIndex: 0, at: 0, lineCount }];
    const olds = ['main~3', 'main~9', 'main~20'].map((revision) => `${revision}:${name}`);
    const wanted = [...olds, `main:not there`].map((old) => ({ name: old, entries }));
    const found = await there.search(wanted);
    assert.deepEqual(found, await here.search(wanted));
    assert.ok(found?.some((one) => (one?.moved.length ?? 0) > 1));
    assert.equal(found?.at(-1), null);
    for (let line = 0; line < lineCount; line++) assert.equal(there.isSlight(line, 1), here.isSlight(line, 1));
    here.end();
    objects.end();
    there.end();
    assert.equal(await threads.openText('0'.repeat(40)), null);
    // Of a task that is over nothing is said.
    const open = await threads.openText(oid);
    const soon = open?.search(wanted);
    threads.begin(task);
    assert.equal(await soon, null);
    assert.equal(await open?.search(wanted), null);
    threads.end();
    assert.deepEqual(errors, []);
  });

  it('leaves to git what a thread was at that failed, and all that comes after it', async () => {
    const broken = path.join(folder, 'broken.cjs');
    writeFileSync(
      broken,
      "require('node:worker_threads').parentPort.once('message', () => { throw new Error('lost') });",
    );
    const threads = new BlameThreads({ file: broken, log }, task, listener);
    const answers = await Promise.all(files.map(([name, oid]) => threads.blame(name, oid)));
    assert.equal(await threads.openText(files[0]?.[1] ?? ''), null);
    threads.end();
    assert.deepEqual(new Set(answers), new Set([null]));
    assert.match(errors.join('\n'), /thread that reads the history failed/);
  });

  it('leaves all to git where the history cannot be read', async () => {
    const threads = new BlameThreads({ file, log }, { ...task, revision: '0'.repeat(40) }, listener);
    assert.equal(await threads.blame(...(files[0] ?? ['', ''])), null);
    threads.end();
  });

  it('ends at once when it is cancelled', async () => {
    const abort = new AbortController();
    const threads = new BlameThreads({ file, log }, task, listener, abort.signal);
    const answers = Promise.all(files.map(([name, oid]) => threads.blame(name, oid)));
    const startedAtMs = performance.now();
    abort.abort();
    assert.deepEqual(new Set(await answers), new Set([null]));
    const took = performance.now() - startedAtMs;
    assert.ok(took < 100, `${took} ms`);
    threads.end();
  });
});
