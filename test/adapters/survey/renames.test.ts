import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { FileGraph } from '../../../src/survey/blame/fileGraph.ts';
import { TouchTable } from '../../../src/survey/touchTable.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { editedText, generatedHistory, generatedText, importCommits, randomOf } from './generatedMoves.ts';
import { Scene } from './scene.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A cache that ends with the test. */
function memory(): {
  readCache(name: string): Uint8Array | null;
  writeCache(name: string, bytes: Uint8Array | null): void;
} {
  const kept = new Map<string, Uint8Array>();
  return {
    readCache: (name) => kept.get(name) ?? null,
    writeCache: (name, bytes) => {
      kept.set(name, bytes ?? new Uint8Array());
    },
  };
}

/** From which paths lines of others may have come, as the table says of one commit: `from > to`. */
function linksOf(table: TouchTable, commit: string): readonly string[] {
  const found: string[] = [];
  const { values, start, endExclusive } = table.links(commit);
  for (let at = start; at < endExclusive; at += 2)
    found.push(`${table.path(values[at] ?? -1)} > ${table.path(values[at + 1] ?? -1)}`);
  return found.sort();
}

describe('where lines of added files may have come from', () => {
  let scene: Scene;
  let repository: string;
  const table = (ledger = memory()): TouchTable =>
    TouchTable.load({ git: createGit(quiet), cwd: repository, ledger, shape: '' });
  const head = (): string => git(repository, 'rev-parse', 'HEAD').trim();

  beforeEach(() => {
    scene = new Scene();
    repository = scene.at('repository');
    initRepository(repository);
  });

  afterEach(() => scene.end());

  it('keeps nobody waiting where looking for it fails, however it fails', async () => {
    commitFiles(repository, { 'old.ts': 'one();\ntwo();\nthree();\n' }, 'Before');
    rmSync(`${repository}/old.ts`);
    commitFiles(repository, { 'new.ts': 'one();\ntwo();\nfour();\n' }, 'After');
    const real = createGit(quiet);
    for (const failure of ['thrown', 'said']) {
      const run: typeof real.run = (args, options) => {
        if (args[0] !== 'cat-file') return real.run(args, options);
        if (failure === 'thrown') throw new Error('a bug');
        return Promise.resolve({ ok: false, reason: 'failed', exitCode: 1, stderr: '' });
      };
      const failing = TouchTable.load({ git: { ...real, run }, cwd: repository, ledger: memory(), shape: '' });
      const soon = await failing.readSoon([head()], null);
      const waiting = failing.renamesOf(head());
      await assert.doesNotReject(async () => await soon?.renames.catch(() => false));
      await waiting;
      assert.equal(failing.renamingOf(head(), 'new.ts'), 'unclear');
      assert.equal(failing.missingOf([head()]), 1);
    }
  });

  it('is everything that git blame may take for a rename', async () => {
    const line = fc.integer({ min: 0, max: 12 }).map((n) => (n === 0 ? '}' : `line${n}("${'x'.repeat(5 * n)}");`));
    // Versions of git do not agree on a last line without a line break; of carriage returns it thinks one way in text, another in what has a NUL.
    const text = fc
      .record({
        lines: fc.array(line, { minLength: 1, maxLength: 12 }),
        between: fc.constantFrom('\n', '\n', '\r\n'),
        isOpen: fc.boolean(),
        start: fc.constantFrom(...Array<string>(9).fill(''), '\0'),
      })
      .map(({ lines, between, isOpen, start }) => `${start}${lines.join(between)}${isOpen ? '' : between}`);
    const attributes = fc.constantFrom('', '', '*/a.ts diff\n', '*/b.ts -diff\n', '*/index.ts diff=css\n');
    const name = fc.constantFrom('a.ts', 'b.ts', 'in/a.ts', 'in/b.ts', 'c/index.ts', 'd/index.ts');
    const before = fc.dictionary(name, text, { minKeys: 1, maxKeys: 6 });
    const change = fc.record({ of: fc.nat(5), more: text, isSame: fc.boolean(), cut: fc.nat(4) });
    const after = fc.dictionary(name, change, { minKeys: 1, maxKeys: 6 });
    let [renames, unclear] = [0, 0];
    await fc.assert(
      fc.asyncProperty(before, after, attributes, async (sources, targets, said) => {
        writeFileSync(`${repository}/.git/info/attributes`, said);
        for (const folder of ['old', 'new']) rmSync(`${repository}/${folder}`, { recursive: true, force: true });
        const texts = Object.values(sources);
        const moved = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
          Object.fromEntries(Object.entries(files).map(([file, content]) => [`${folder}/${file}`, content]));
        commitFiles(repository, { ...moved('old', sources), 'count.txt': `${renames} ${Math.random()}\n` }, 'Before');
        rmSync(`${repository}/old`, { recursive: true });
        const added = Object.entries(targets).map(([file, { of, more, isSame, cut }]) => {
          const source = texts[of % texts.length] ?? '';
          return [file, isSame ? source : source.split('\n').slice(cut).join('\n') + more] as const;
        });
        commitFiles(repository, moved('new', Object.fromEntries(added)), 'After');
        const commit = head();
        const found = table();
        assert.ok(await found.read([commit]));
        const links = new Set(linksOf(found, commit));
        for (const [file] of added) {
          const renaming = found.renamingOf(commit, `new/${file}`);
          const from = renaming === 'none' || renaming === 'unclear' ? renaming : renaming.from;
          if (from === 'unclear' && said === '' && !JSON.stringify([sources, targets]).includes('\\u0000')) unclear++;
          const blamed = git(repository, 'blame', '-w', '-M', '--porcelain', 'HEAD^..HEAD', '--', `new/${file}`);
          const [, before] = /^previous \S+ (.*)$/m.exec(blamed) ?? [];
          if (from !== 'unclear' && before !== undefined) assert.equal(from, before);
          if (before === undefined && !blamed.includes('\nfilename old/'))
            assert.ok(from === 'none' || from === 'unclear');
          for (const [, name = ''] of blamed.matchAll(/^filename (.*)$/gm)) {
            if (name === `new/${file}`) continue;
            renames++;
            if (from !== 'unclear') assert.equal(from, name);
            assert.ok(links.has(`${name} > new/${file}`), `${name} > new/${file}`);
          }
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
    assert.ok(renames > 10 && unclear === 0, `${renames} renames, ${unclear} unclear`);
  });

  it('is one file with the same name and content where there are several with that content, and none that is unlike', async () => {
    const same = 'one();\ntwo();\nthree();\n';
    const other = Array.from({ length: 5 }, (_, index) => `other${index}();\n`).join('');
    commitFiles(repository, { 'a/x.ts': same, 'a/y.ts': same, 'a/other.ts': other }, 'Begin');
    for (const file of ['x.ts', 'y.ts', 'other.ts']) rmSync(`${repository}/a/${file}`);
    const unlike = Array.from({ length: 5 }, (_, index) => `unlike${index}();\n`).join('');
    commitFiles(repository, { 'b/y.ts': same, 'b/new.ts': unlike, 'b/like.ts': `${other}more();\n` }, 'Move');
    const found = table();
    assert.ok(await found.read([head()]));
    assert.deepEqual(linksOf(found, head()), ['a/other.ts > b/like.ts', 'a/y.ts > b/y.ts']);
  });

  it('is kept, so that only commits are read that nobody looked at', async () => {
    commitFiles(repository, { 'a.ts': 'one();\ntwo();\n' }, 'Begin');
    git(repository, 'mv', 'a.ts', 'b.ts');
    commitFiles(repository, {}, 'Move');
    const ledger = memory();
    const commits = git(repository, 'rev-list', 'HEAD').trim().split('\n');
    const first = table(ledger);
    assert.ok(await first.read(commits));
    first.store(commits);
    const asked: string[] = [];
    const real = createGit(quiet);
    const again = TouchTable.load({
      git: {
        run: (args, options) => {
          asked.push(String(options.stdin));
          return real.run(args, options);
        },
      },
      cwd: repository,
      ledger,
      shape: '',
    });
    assert.ok(await again.read(commits));
    assert.deepEqual(asked, []);
    assert.deepEqual(linksOf(again, head()), ['a.ts > b.ts']);
    commitFiles(repository, { 'c.ts': 'three();\n' }, 'More');
    assert.ok(await again.read([head(), ...commits]));
    assert.deepEqual(asked, [`${head()}\n`]);
  });

  it('is read again where what was kept is damaged or of a history of another shape', async () => {
    commitFiles(repository, { 'a.ts': 'one();\n' }, 'Begin');
    const ledger = memory();
    const first = table(ledger);
    assert.ok(await first.read([head()]));
    first.store([head()]);
    const shaped = TouchTable.load({ git: createGit(quiet), cwd: repository, ledger, shape: 'other' });
    assert.equal(shaped.pathCount, 0);
    assert.equal(table(ledger).pathCount, 1);
    ledger.writeCache('touches', new Uint8Array([1, 2, 3]));
    assert.equal(table(ledger).pathCount, 0);
  });

  it('is the same by what blame read of the commits as by what git says, in the order of git, too', async () => {
    const random = randomOf(4);
    // UTF-16 and UTF-8 have the last two in another order.
    const names = ['b.ts', 'a/b.ts', 'a.ts', 'a-.ts', '\uff5e.ts', '\u{1f600}.ts'];
    const commits = [...generatedHistory(random, names, 30)];
    const text = generatedText(random, 12);
    const edited = names.map((_, index) => [`y/${index}.ts`, editedText(text, random)] as const);
    // All are as similar, so that git takes one by its place.
    const moved = [...edited, ...names.map((name) => [`x/${name}`, null] as const)];
    for (const texts of [names.map((name) => [`x/${name}`, text] as const), moved, [['x/b.ts', 'later\n'] as const]])
      commits.push({ texts: new Map<string, string | null>(texts), parents: [commits.length - 1] });
    importCommits(repository, commits);
    const revision = git(repository, 'rev-parse', 'main').trim();
    const all = git(repository, 'rev-list', revision).trim().split('\n');
    const graph = await FileGraph.read({ git: createGit(quiet), cwd: repository }, revision, []);
    assert.ok(graph);
    const [own, ofGit] = [table(), table()];
    const soon = await own.readSoon(all, graph.packed);
    assert.ok(soon !== null && (await soon.renames) && (await ofGit.read(all)));
    const toldOf = (found: TouchTable, commit: string): unknown => {
      const touches: string[] = [];
      found.eachTouch(commit, (path, kind) => touches.push(`${kind} ${found.path(path)}`));
      const paths = touches.map((touch) => touch.slice(touch.indexOf(' ') + 1)).sort();
      return [touches.sort(), linksOf(found, commit), paths.map((path) => [path, found.renamingOf(commit, path)])];
    };
    for (const commit of all) assert.deepEqual(toldOf(own, commit), toldOf(ofGit, commit), commit);
    assert.ok(all.some((commit) => linksOf(own, commit).length === names.length));
  });
});
