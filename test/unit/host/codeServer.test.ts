import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeServerVersion, findCodeServer } from '../../host/codeServer.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

describe('recognising an installed code-server', () => {
  let root: TemporaryFolder;
  let folder: string;
  let entryFile: string;
  const mark = (changes: object = {}): string =>
    JSON.stringify({
      version: codeServerVersion,
      nodeAbi: process.versions.modules,
      platform: process.platform,
      arch: process.arch,
      ...changes,
    });

  beforeEach(() => {
    root = makeTemporaryFolder('acs-u-');
    folder = path.join(root.path, codeServerVersion);
    entryFile = path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
    mkdirSync(path.dirname(entryFile), { recursive: true });
    writeFileSync(entryFile, '');
    writeFileSync(path.join(folder, 'installed.json'), mark());
  });

  afterEach(async () => {
    await root.remove();
  });

  it('finds one that is whole', () => {
    assert.deepEqual(findCodeServer(root.path), { entryFile, version: codeServerVersion });
  });

  it('finds none in an empty cache', () => {
    assert.equal(findCodeServer(path.join(root.path, 'elsewhere')), null);
  });

  it('does not take half an installation for a whole one', () => {
    rmSync(path.join(folder, 'installed.json'));
    assert.equal(findCodeServer(root.path), null);
    writeFileSync(path.join(folder, 'installed.json'), mark());
    rmSync(entryFile);
    assert.equal(findCodeServer(root.path), null);
  });

  it('does not take one that was built for another Node', () => {
    writeFileSync(path.join(folder, 'installed.json'), mark({ nodeAbi: '1' }));
    assert.equal(findCodeServer(root.path), null);
  });
});
