import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readHeadFile, readRefFiles } from '../../../src/survey/refFiles.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

const wanted = ['refs/notes/ai', 'refs/heads', 'refs/remotes', 'refs/stash'];

describe('the refs of a repository, read from its files', () => {
  let folder: TemporaryFolder;
  let root: string;
  let commonDir: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('acs-refs-');
    root = folder.path;
    commonDir = path.join(root, '.git');
    initRepository(root);
    commitFiles(root, { 'a.txt': 'one\n' }, 'one');
    git(root, 'update-ref', 'refs/notes/ai', 'HEAD');
    git(root, 'update-ref', 'refs/notes/aim', 'HEAD');
    git(root, 'branch', 'team/one');
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    git(root, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    git(root, 'tag', '--annotate', '--message=t', 'v1');
    git(root, 'pack-refs', '--all');
    commitFiles(root, { 'a.txt': 'two\n' }, 'two');
    git(root, 'branch', 'later');
    writeFileSync(path.join(root, 'a.txt'), 'three\n');
    git(root, 'stash', '--quiet');
  });
  afterEach(() => folder.remove());

  /** What git itself says; the symbolic ones name what another one names. */
  function asked(): Record<string, string> {
    const lines = git(root, 'for-each-ref', '--format=%(refname) %(objectname) %(symref)', ...wanted)
      .trim()
      .split('\n');
    const refs = lines.map((line) => line.split(' '));
    return Object.fromEntries(
      refs.flatMap(([name = '', oid = '', symbolic = '']) => (symbolic === '' ? [[name, oid]] : [])),
    );
  }

  it('are those that git lists, loose, packed or both', () => {
    const read = Object.fromEntries(readRefFiles(commonDir, wanted) ?? []);
    assert.deepEqual(read, asked());
    assert.equal(Object.keys(read).length, 6);
  });

  it('are not mixed up with what git is just writing', () => {
    writeFileSync(path.join(commonDir, 'refs', 'heads', 'main.lock'), '');
    mkdirSync(path.join(commonDir, 'refs', 'heads', 'empty'));
    assert.deepEqual(Object.fromEntries(readRefFiles(commonDir, wanted) ?? []), asked());
  });

  it('are left to git where a file of them is not as git writes it', () => {
    git(root, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    assert.equal(readRefFiles(commonDir, wanted), null);
    git(root, 'symbolic-ref', '--delete', 'refs/heads/alias');
    writeFileSync(path.join(commonDir, 'refs', 'heads', 'torn'), git(root, 'rev-parse', 'HEAD').slice(0, 20));
    assert.equal(readRefFiles(commonDir, wanted), null);
  });

  it('are left to git where another store has them', () => {
    // As repositories with reftables have it.
    rmSync(path.join(commonDir, 'refs', 'heads'), { recursive: true });
    writeFileSync(path.join(commonDir, 'refs', 'heads'), 'this repository uses the reftable format\n');
    assert.equal(readRefFiles(commonDir, wanted), null);
  });

  it('are left to git where there are very many', () => {
    for (let index = 0; index < 250; index++)
      writeFileSync(path.join(commonDir, 'refs', 'heads', `many${index}`), `${'a'.repeat(40)}\n`);
    assert.equal(readRefFiles(commonDir, wanted), null);
  });

  it('say what HEAD is: a branch, a commit, in a linked work tree, too', () => {
    assert.deepEqual(readHeadFile(commonDir), { branch: 'refs/heads/main' });
    const linked = path.join(root, 'linked');
    git(root, 'worktree', 'add', '--quiet', '--detach', linked, 'team/one');
    assert.deepEqual(readHeadFile(path.join(commonDir, 'worktrees', 'linked')), {
      oid: git(root, 'rev-parse', 'team/one').trim(),
    });
  });

  it('leave HEAD to git where it is a link, or names no branch', () => {
    git(root, 'symbolic-ref', 'HEAD', 'refs/remotes/origin/main');
    assert.equal(readHeadFile(commonDir), null);
    rmSync(path.join(commonDir, 'HEAD'));
    assert.equal(readHeadFile(commonDir), null);
    symlinkSync('refs/heads/later', path.join(commonDir, 'HEAD'));
    assert.equal(readHeadFile(commonDir), null);
  });
});
