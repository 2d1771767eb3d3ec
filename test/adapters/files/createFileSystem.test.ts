import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFileSystem } from '../../../src/platform/files/createFileSystem.ts';
import { writeFiles } from '../../host/scratchFolder.ts';

const files = createFileSystem();

describe('the file system', () => {
  let scratch: string;

  beforeEach(() => {
    scratch = mkdtempSync(path.join(realpathSync(tmpdir()), 'files-'));
  });

  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  const at = (name: string): string => path.join(scratch, name);

  it('reads a file of at most so many bytes', async () => {
    writeFiles(scratch, { 'a.ts': 'größe' });
    const read = await files.readFile(at('a.ts'), 7);
    assert.ok(read.ok);
    assert.equal(new TextDecoder().decode(read.bytes), 'größe');
    assert.ok(Math.abs(read.modifiedAtMs - Date.now()) < 60_000);
    assert.deepEqual(await files.readFile(at('a.ts'), 6), { ok: false, reason: 'tooLarge' });
  });

  it('says what is not there and what is no file', async () => {
    mkdirSync(at('folder'));
    writeFiles(scratch, { 'a.ts': '' });
    assert.deepEqual(await files.readFile(at('b.ts'), 9), { ok: false, reason: 'missing' });
    assert.deepEqual(await files.readFile(at('a.ts/b.ts'), 9), { ok: false, reason: 'missing' });
    assert.deepEqual(await files.readFile(at('folder'), 9), { ok: false, reason: 'notAFile' });
  });

  it('does not throw for a path that no system can have', async () => {
    assert.deepEqual(await files.readFile(at('a\0b.ts'), 9), { ok: false, reason: 'unreadable' });
  });

  it('does not follow a symbolic link to a file', async function () {
    if (process.platform === 'win32') this.skip();
    writeFiles(scratch, { 'secret.ts': 'x' });
    symlinkSync(at('secret.ts'), at('link.ts'));
    assert.deepEqual(await files.readFile(at('link.ts'), 9), { ok: false, reason: 'notAFile' });
    assert.deepEqual(await files.listFiles(scratch, new Set()), ['secret.ts']);
  });

  it('does not enter a symbolic link to a folder, also not one that leads back', async function () {
    if (process.platform === 'win32') this.skip();
    writeFiles(scratch, { 'tree/a.ts': 'x', 'elsewhere/b.ts': 'x' });
    symlinkSync(at('elsewhere'), at('tree/link'));
    symlinkSync(at('tree'), at('tree/loop'));
    assert.deepEqual(await files.listFiles(at('tree'), new Set()), ['a.ts']);
  });

  it('does not wait for a pipe that nobody writes to', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [at('pipe.ts')]);
    assert.deepEqual(await files.readFile(at('pipe.ts'), 9), { ok: false, reason: 'notAFile' });
    assert.deepEqual(await files.listFiles(scratch, new Set()), []);
  });

  it('lists the files of all folders but those that are named and git’s', async () => {
    writeFiles(scratch, {
      'a.ts': '',
      'b/c/d e.ts': '',
      'node_modules/x.js': '',
      'b/.git/config': '',
      '.hidden/f.ts': '',
    });
    const listed = await files.listFiles(scratch, new Set(['node_modules']));
    assert.deepEqual([...listed].sort(), ['.hidden/f.ts', 'a.ts', 'b/c/d e.ts']);
  });

  it('lists nothing for a folder that is not there, and stops when it is cancelled', async () => {
    writeFiles(scratch, { 'a.ts': '' });
    assert.deepEqual(await files.listFiles(at('missing'), new Set()), []);
    assert.deepEqual(await files.listFiles(scratch, new Set(), AbortSignal.abort()), []);
  });
});
