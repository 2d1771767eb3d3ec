import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { followPaths } from '../../../src/platform/files/followPaths.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

describe('paths that are followed', () => {
  let scratch: TemporaryFolder;
  let told: string[];
  let stop: (() => void) | null;

  beforeEach(() => {
    scratch = makeTemporaryFolder('acs-follow-');
    told = [];
    stop = null;
  });

  afterEach(async () => {
    stop?.();
    await scratch.remove();
  });

  const at = (...names: string[]): string => path.join(scratch.path, ...names);

  function follow(...paths: readonly string[]): void {
    stop = followPaths(paths, (found) => told.push(path.relative(scratch.path, found))).dispose;
  }

  /** Waits until a path was told that was not told before this call. */
  async function tells(name: string, action: () => void, withinMs: number): Promise<void> {
    told.length = 0;
    const startedAtMs = performance.now();
    action();
    while (!told.includes(name)) {
      assert.ok(performance.now() - startedAtMs < withinMs, `nothing was told of ${name}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const atOnceMs = 1_500;
  const withALookMs = 10_000;

  it('tell of what comes into a folder and goes', async () => {
    mkdirSync(at('inbox'));
    follow(at('inbox'));
    await tells('inbox', () => writeFileSync(at('inbox', 'a.json'), '{}'), atOnceMs);
    await tells('inbox', () => rmSync(at('inbox', 'a.json')), atOnceMs);
  });

  it('tell of what came into a folder that was made together with the one above it', async () => {
    // VS Code's own watcher knows nothing of such a folder four times in six.
    mkdirSync(at('new', 'inbox'), { recursive: true });
    follow(at('new', 'inbox'));
    await tells('new/inbox', () => writeFileSync(at('new', 'inbox', 'a.json'), '{}'), atOnceMs);
  });

  it('tell of a file that grows, and of the file that takes its place', async () => {
    writeFileSync(at('HEAD'), '1\n');
    follow(at('HEAD'), at('other'));
    await tells('HEAD', () => appendFileSync(at('HEAD'), '2\n'), atOnceMs);
    writeFileSync(at('HEAD.lock'), '3\n');
    await tells('HEAD', () => renameSync(at('HEAD.lock'), at('HEAD')), atOnceMs);
    await tells('HEAD', () => appendFileSync(at('HEAD'), '4\n'), withALookMs);
    assert.deepEqual(new Set(told), new Set(['HEAD']));
  });

  it('told nothing more of a file that was written just after it took the place of another', async () => {
    writeFileSync(at('HEAD'), 'old');
    let [seen, round] = ['', 0];
    const read = (): void => {
      const text = readFileSync(at('HEAD'), 'utf8');
      // Written when the new file was told of, before there is a watch on it.
      if (text === `new ${round}` && seen !== text) setImmediate(() => appendFileSync(at('HEAD'), '+'));
      seen = text;
    };
    stop = followPaths([at('HEAD')], read).dispose;
    for (round = 1; round <= 20; round++) {
      writeFileSync(at('HEAD.lock'), `new ${round}`);
      renameSync(at('HEAD.lock'), at('HEAD'));
      const startedAtMs = performance.now();
      while (seen !== `new ${round}+`) {
        assert.ok(performance.now() - startedAtMs < withALookMs, `what was read last is ${seen} in round ${round}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  });

  it('tell of what was not there yet, without any watch on it, and from then on at once', async () => {
    follow(at('refs', 'notes', 'ai'));
    mkdirSync(at('refs', 'notes'), { recursive: true });
    const name = path.join('refs', 'notes', 'ai');
    await tells(name, () => writeFileSync(at(name), '1'), withALookMs);
    await tells(name, () => appendFileSync(at(name), '2'), atOnceMs);
  });

  it('tell nothing more when nobody follows them', async () => {
    writeFileSync(at('HEAD'), '1\n');
    follow(at('HEAD'));
    stop?.();
    appendFileSync(at('HEAD'), '2\n');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(told, []);
  });
});
