import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { exclusively } from '../../host/exclusive.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

describe('doing something in one process at a time', () => {
  let folder: TemporaryFolder;
  let lockFile: string;

  beforeEach(() => {
    folder = makeTemporaryFolder('acs-u-');
    lockFile = path.join(folder.path, 'new', 'lock');
  });

  afterEach(async () => {
    await folder.remove();
  });

  it('makes the second wait for the first, and says so once', async () => {
    const order: string[] = [];
    const first = exclusively(
      lockFile,
      () => order.push('first waits'),
      async () => {
        order.push('first begins');
        await delay(50);
        order.push('first ends');
      },
    );
    const second = exclusively(
      lockFile,
      () => order.push('second waits'),
      () => Promise.resolve(order.push('second')),
    );
    await Promise.all([first, second]);
    assert.deepEqual(order, ['first begins', 'second waits', 'first ends', 'second']);
  });

  it('is free again after a failure', async () => {
    await assert.rejects(
      exclusively(
        lockFile,
        () => undefined,
        () => Promise.reject(new Error('on purpose')),
      ),
    );
    let hasWaited = false;
    await exclusively(
      lockFile,
      () => (hasWaited = true),
      () => Promise.resolve(),
    );
    assert.equal(hasWaited, false);
  });

  it('is free again when its holder was killed', async () => {
    const module = JSON.stringify(new URL('../../host/exclusive.ts', import.meta.url));
    const program = `import { exclusively } from ${module};
      await exclusively(${JSON.stringify(lockFile)}, () => {}, () => { console.log('has it'); return new Promise((r) => setTimeout(r, 60000)); });`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    let hasWaited = false;
    await exclusively(
      lockFile,
      () => (hasWaited = true),
      () => Promise.resolve(),
    );
    assert.equal(hasWaited, false);
  });
});
