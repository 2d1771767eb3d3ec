import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Survey } from '../../../src/survey/survey.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { pathsOf as allPathsOf, Scene } from './scene.ts';

const live = { text: 'one();\ntwo();\n', runs: [{ utf16Length: 14, originId: 0 }] };

/** The code that counts. */
const pathsOf = (survey: Survey): readonly string[] => allPathsOf(survey).filter((path) => path.endsWith('.js'));

describe('files that a listing leaves out', () => {
  let scene: Scene;
  let folder: string;

  beforeEach(() => {
    scene = new Scene();
    folder = scene.at('folder');
  });

  afterEach(() => scene.end());

  /** Opens files in an editor, types into them, and closes them again; what counts after each. */
  async function openAndClose(survey: Survey, paths: readonly string[]): Promise<readonly (readonly string[])[]> {
    const seen: (readonly string[])[] = [];
    for (const path of paths) survey.setLive(path, live);
    // What is open is looked up behind the caller's back.
    await pause(300);
    seen.push(pathsOf(survey));
    for (const path of paths) survey.setLive(path, live);
    await pause(300);
    seen.push(pathsOf(survey));
    for (const path of paths) survey.setLive(path, null);
    await survey.refreshFiles(paths);
    seen.push(pathsOf(survey));
    return seen;
  }

  async function remembered(survey: Survey, paths: readonly string[]): Promise<readonly string[]> {
    const may = await Promise.all(paths.map((path) => survey.mayRemember(path)));
    return paths.filter((_path, index) => may[index] === true);
  }

  it('once counted when they were opened: ignored ones, those in .git and those of a repository inside', async () => {
    initRepository(folder);
    writeFiles(folder, { 'kept.log.js': 'kept();\n' });
    git(folder, 'add', '.');
    commitFiles(folder, { '.gitignore': 'dist/\n.env.js\n*.log.js\n', 'a.js': 'a();\n' }, 'First');
    initRepository(scene.at('folder', 'inside'));
    writeFiles(folder, {
      'dist/x.js': 'x();\n',
      '.env.js': 'secret();\n',
      '.git/hooks/h.js': 'h();\n',
      'inside/i.js': 'i();\n',
      'other.log.js': 'o();\n',
      'new.js': 'n();\n',
    });
    symlinkSync('.', scene.at('folder', 'link'));
    const out = ['dist/x.js', '.env.js', '.git/hooks/h.js', 'inside/i.js', 'other.log.js', 'link/a.js'];
    const { survey } = await scene.read(folder);
    const listed = pathsOf(survey);
    assert.deepEqual(listed, ['a.js', 'kept.log.js', 'new.js']);
    for (const paths of await openAndClose(survey, [...out, ...listed])) assert.deepEqual(paths, listed);
    assert.deepEqual(pathsOf((await scene.read(folder)).survey), listed);
    assert.deepEqual(await remembered((await scene.open(folder)).survey, [...out, ...listed]), listed);
  });

  it('without git are those in folders of builds and of packages, and those behind a link', async () => {
    writeFiles(folder, {
      'src/a.js': 'a();\n',
      'dist/x.js': 'x();\n',
      'src/build/b.js': 'b();\n',
      'node_modules/m/index.js': 'm();\n',
      '.git/h.js': 'h();\n',
    });
    symlinkSync('src', scene.at('folder', 'link'));
    const out = ['dist/x.js', 'src/build/b.js', 'node_modules/m/index.js', '.git/h.js', 'link/a.js'];
    const { survey } = await scene.read(folder);
    assert.deepEqual(pathsOf(survey), ['src/a.js']);
    for (const paths of await openAndClose(survey, [...out, 'src/a.js'])) assert.deepEqual(paths, ['src/a.js']);
    assert.deepEqual(await remembered(survey, [...out, 'src/a.js']), ['src/a.js']);
  });

  it('are not those that are about to be: a new file is remembered at once, and counts when it is on the disk', async () => {
    initRepository(folder);
    commitFiles(folder, { '.gitignore': '*.log\n' }, 'First');
    const { survey } = await scene.read(folder);
    assert.deepEqual(await remembered(survey, ['new.js', 'new.log']), ['new.js']);
    survey.setLive('new.js', live);
    await pause(300);
    assert.deepEqual(pathsOf(survey), []);
    writeFileSync(scene.at('folder', 'new.js'), live.text);
    await survey.refreshFiles(['new.js']);
    assert.deepEqual(pathsOf(survey), ['new.js']);
    rmSync(scene.at('folder', 'new.js'));
  });

  it('are asked of git at once, however many are opened at once', async () => {
    initRepository(folder);
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.js`, 'f();\n']));
    commitFiles(folder, files, 'First');
    const { survey } = await scene.open(folder);
    scene.asked.length = 0;
    assert.equal((await remembered(survey, Object.keys(files))).length, 30);
    assert.deepEqual(scene.asked, ['ls-files']);
  });

  it('come and go by thousands without a question for each', async () => {
    initRepository(folder);
    commitFiles(folder, { '.gitignore': 'packages/\n' }, 'First');
    const { survey } = await scene.read(folder);
    const many = Array.from({ length: 500 }, (_, i) => `packages/p${i}.js`);
    writeFiles(folder, Object.fromEntries(many.map((path) => [path, 'p();\n'])));
    scene.asked.length = 0;
    await survey.refreshFiles(many);
    assert.deepEqual(pathsOf(survey), []);
    assert.deepEqual(scene.asked, ['check-ignore']);
  });

  it('are taken out of a ledger that once stored them', async () => {
    initRepository(folder);
    commitFiles(folder, { '.gitignore': '.env\n', 'a.js': 'a();\n' }, 'First');
    const before = await scene.open(folder);
    for (const path of ['.env', '.git/COMMIT_EDITMSG', 'a.js', 'gone.js'])
      before.ledger.writeDocument({ worktree: '', path }, { runs: [], blobOid: null, text: '' });
    const { ledger } = await scene.read(folder);
    assert.deepEqual(
      ledger.listDocuments('').map(({ path }) => path),
      ['a.js', 'gone.js'],
    );
  });
});
