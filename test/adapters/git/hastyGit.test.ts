import assert from 'node:assert/strict';
import { projectRoot } from '../../host/projectPaths.ts';
import { createHastyGit } from '../../../src/platform/git/hastyGit.ts';

describe('git for a process that an agent waits for', () => {
  const version = async (mostMs: number): Promise<unknown> =>
    await createHastyGit(() => mostMs, Date.now).run(['--version'], { cwd: projectRoot });

  it('runs where its time is no whole number of milliseconds, as it is on a busy machine: it threw, and all that commands changed stayed unknown', async () => {
    const result = (await version(20_000.25)) as { readonly ok: boolean };
    assert.equal(result.ok, true);
  });

  it('does not begin where no time is left', async () => {
    assert.deepEqual(await version(0.5), { ok: false, reason: 'cancelled', exitCode: null, stderr: '' });
  });
});
