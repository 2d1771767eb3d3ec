import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { filesOfWorkTree, type WorkTreeFiles } from '../../../src/survey/workTreeFiles.ts';
import { commitFiles, git, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { Scene } from './scene.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What git says of a file at HEAD by another way. */
function atHead(folder: string, file: string): string | null {
  const [entry = ''] = git(folder, 'ls-tree', '-z', 'HEAD', '--', file).split('\0');
  return /^100\d{3} blob (\S+)/.exec(entry)?.[1] ?? null;
}

describe('what the files of a work tree are at HEAD', () => {
  let scene: Scene;
  let folder = '';
  let commands: string[] = [];

  beforeEach(() => {
    scene = new Scene();
    folder = scene.at('folder');
    initRepository(folder);
    const texts = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'sub/e', 'sub/ü'].map((name) => [name, `${name}\n`.repeat(9)]),
    );
    commitFiles(folder, texts, 'Begin');
    commands = [];
  });

  afterEach(() => scene.end());

  async function list(scope = ''): Promise<WorkTreeFiles> {
    const real = createGit(silent);
    const spied: typeof real = {
      ...real,
      run: (args, options) => {
        commands.push(args[0] ?? '');
        return real.run(args, options);
      },
    };
    const head = git(folder, 'rev-parse', 'HEAD').trim();
    const listed = await filesOfWorkTree({ git: spied, root: folder, scope }, head);
    assert.ok(listed !== null);
    return listed;
  }

  /** Every file's object at HEAD, unless it came by a rename, and whether it is as there. */
  function assertTrue(listed: WorkTreeFiles): void {
    for (const { path: file, head, isClean } of listed.files) {
      const expected = atHead(folder, file);
      assert.equal(head?.path === file ? head.blobOid : null, expected, file);
      if (expected === null) assert.equal(isClean, false, file);
    }
  }

  it('is told by the index and the status alone, whatever is changed in it', async () => {
    writeFiles(folder, { a: 'staged\n', b: 'not staged\n', new: 'new and staged\n', 'with \t tab': 'untracked\n' });
    git(folder, 'add', 'a', 'new');
    writeFiles(folder, { a: 'staged, and changed again\n', intent: 'to be added\n' });
    git(folder, 'add', '--intent-to-add', 'intent');
    git(folder, 'rm', '--quiet', '--cached', 'c');
    unlinkSync(path.join(folder, 'd'));
    symlinkSync('a', path.join(folder, 'd'));
    git(folder, 'add', 'd');
    unlinkSync(path.join(folder, 'sub/e'));
    git(folder, 'update-index', '--chmod=+x', 'sub/ü');
    const listed = await list();
    assertTrue(listed);
    const paths = listed.files.map(({ path: file }) => file).sort();
    assert.deepEqual(paths, ['a', 'b', 'c', 'intent', 'new', 'sub/e', 'sub/ü', 'with \t tab']);
    assert.deepEqual(
      [...listed.missing.values()].map((file) => file.path),
      ['sub/e'],
    );
    assert.ok(listed.isDirty);
    assert.ok(!commands.includes('ls-tree'), commands.join(' '));
  });

  it('is asked of git where files were renamed or are in conflict, and in a part of it', async () => {
    git(folder, 'checkout', '--quiet', '-b', 'other');
    commitFiles(folder, { b: 'theirs\n' }, 'Theirs');
    git(folder, 'checkout', '--quiet', 'main');
    commitFiles(folder, { b: 'ours\n' }, 'Ours');
    assert.throws(() => git(folder, 'merge', 'other'));
    assertTrue(await list());
    git(folder, 'reset', '--quiet', '--hard');
    git(folder, 'mv', 'a', 'sub/a');
    renameSync(path.join(folder, 'c'), path.join(folder, 'sub/c'));
    for (const scope of ['', 'sub']) {
      const listed = await list(scope);
      assertTrue(listed);
      assert.equal(listed.files.find((file) => file.path === 'sub/a')?.head?.path, 'a', scope);
    }
  });

  it('is that of the HEAD that was asked for, though HEAD has moved since', async () => {
    const before = git(folder, 'rev-parse', 'HEAD').trim();
    const expected = atHead(folder, 'a');
    commitFiles(folder, { a: 'later\n' }, 'Later');
    const listed = await filesOfWorkTree({ git: createGit(silent), root: folder, scope: '' }, before);
    assert.equal(listed?.files.find((file) => file.path === 'a')?.head?.blobOid, expected);
  });

  it('is said of files without a commit, too', async () => {
    rmSync(path.join(folder, '.git'), { recursive: true });
    initRepository(folder);
    git(folder, 'add', 'a');
    const listed = await filesOfWorkTree({ git: createGit(silent), root: folder, scope: '' }, null);
    assert.ok(listed?.files.every((file) => file.head === null && !file.isClean));
    assert.equal(listed?.files.length, 6);
  });
});
