import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type DialogueGit, type Logger } from '../../../src/core/ports.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { PassObjects } from '../../../src/survey/passObjects.ts';
import { commitFiles, git, initRepository } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** More than the number of damaged objects over which one dialogue goes on. */
const manyFiles = 24;

describe('objects that are read in several goes', () => {
  let folder: TemporaryFolder;
  let root: string;
  let started: string[] = [];
  const real = createGit(log);
  const client: DialogueGit = {
    run: (args, options) => (started.push(`run ${args[0]}`), real.run(args, options)),
    openDialogue: (args, options) => (started.push(`talk ${args[0]}`), real.openDialogue(args, options)),
  };
  const names = Array.from({ length: manyFiles }, (_, index) => `${index}.ts`);
  beforeEach(() => {
    folder = makeTemporaryFolder('objects-');
    root = path.join(folder.path, 'origin');
    mkdirSync(root);
    initRepository(root);
    commitFiles(root, Object.fromEntries(names.map((name) => [name, `first ${name}\n`])), 'First');
    commitFiles(root, Object.fromEntries(names.map((name) => [name, `second ${name}\n`])), 'Second');
    started = [];
  });
  afterEach(() => folder.remove());

  async function read(objects: PassObjects, wanted: readonly string[]): Promise<unknown> {
    const found: (readonly [string, string | null])[] = [];
    const isRead = await objects.read(wanted, (name, content) =>
      found.push([name, content && Buffer.from(content).toString()]),
    );
    return isRead && found;
  }
  /** Object ids, in the order of the names. */
  const oidsOf = (revision: string): readonly string[] =>
    git(root, 'rev-parse', ...names.map((name) => `${revision}:${name}`))
      .trim()
      .split('\n');

  it('pass through one process, that answers in order and goes on behind what is missing', async () => {
    const objects = new PassObjects({ git: client, cwd: root });
    const [one = '', two = '', nobody] = [oidsOf('HEAD')[1], oidsOf('HEAD~1')[2], '0123'.repeat(10)];
    assert.deepEqual(await read(objects, []), []);
    assert.deepEqual(started, []);
    assert.deepEqual(await read(objects, [one, nobody, two]), [
      [one, 'second 1.ts\n'],
      [nobody, null],
      [two, 'first 2.ts\n'],
    ]);
    assert.deepEqual(await read(objects, [two, one]), [
      [two, 'first 2.ts\n'],
      [one, 'second 1.ts\n'],
    ]);
    objects.end();
    assert.deepEqual(started, ['talk cat-file']);
  });

  it('are told from those that a partial clone lacks, however many these are', async () => {
    git(root, 'config', 'uploadpack.allowFilter', 'true');
    const clone = path.join(folder.path, 'clone');
    git(folder.path, 'clone', '--quiet', '--filter=blob:none', `file://${root}`, clone);
    const objects = new PassObjects({ git: client, cwd: clone });
    const [here, lacking] = [oidsOf('HEAD'), oidsOf('HEAD~1')];
    const expected = names.flatMap((name, index) => [
      [here[index] ?? '', `second ${name}\n`],
      [lacking[index] ?? '', null],
    ]);
    const wanted = expected.map(([oid]) => oid ?? '');
    assert.deepEqual(await read(objects, wanted), expected);
    assert.deepEqual(await read(objects, wanted.slice(0, 2)), expected.slice(0, 2));
    objects.end();
  });
});
