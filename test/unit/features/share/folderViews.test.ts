import assert from 'node:assert/strict';
import { FolderViews, type WorkspaceStorage } from '../../../../src/features/share/folderViews.ts';

/** VS Code's storage of a workspace: what is put in comes out as JSON would bring it back. */
class Storage implements WorkspaceStorage {
  readonly #kept = new Map<string, string>();
  isBroken = false;

  get(key: string): unknown {
    const kept = this.#kept.get(key);
    return kept === undefined ? undefined : JSON.parse(kept);
  }

  update(key: string, value: unknown): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('the disk is full'));
    this.#kept.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}

describe('which folders a person looks at most', () => {
  let storage: Storage;
  let errors: string[];

  const open = (): FolderViews => {
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (message: string) => errors.push(message) };
    return new FolderViews(storage, log);
  };

  beforeEach(() => {
    storage = new Storage();
    errors = [];
  });

  it('is counted by turns to a file of the folder itself, also in the next window', () => {
    const views = open();
    for (const folder of ['/p/src', '/p/src', '/p/src/deep']) views.add(folder);
    for (const known of [views, open()]) {
      assert.deepEqual(
        ['/p/src', '/p/src/deep', '/p', '/p/other'].map((folder) => known.in(folder)),
        [2, 1, 0, 0],
      );
    }
  });

  it('is the same by both names of a folder of Windows', () => {
    const views = open();
    views.add('c:\\p\\src');
    assert.equal(views.in('c:\\p/src'), 1);
  });

  it('forgets what was long ago, and stays small', () => {
    const views = open();
    for (let turn = 0; turn < 400; turn++) views.add('/p/old');
    for (let turn = 0; turn < 5_000; turn++) views.add(`/p/${turn % 300}`);
    assert.equal(views.in('/p/old'), 0);
    const kept = storage.get('folderViews');
    assert.ok(Array.isArray(kept) && kept.length <= 500);
    for (let turn = 0; turn < 300; turn++) views.add('/p/new');
    assert.ok(views.in('/p/new') > views.in('/p/1'));
  });

  it('begins anew where what is kept is damaged', async () => {
    await storage.update('folderViews', [['/p', 'many'], ['/q', 2], 7, ['/r', -1]]);
    const views = open();
    assert.deepEqual([views.in('/p'), views.in('/q'), views.in('/r')], [0, 2, 0]);
    await storage.update('folderViews', { not: 'a list' });
    assert.equal(open().in('/q'), 0);
  });

  it('goes on in this window where nothing can be kept, and says so in the log', async () => {
    storage.isBroken = true;
    const views = open();
    views.add('/p');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(views.in('/p'), 1);
    assert.equal(errors.length, 1);
  });
});
