import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type OpenedRoot, WorkspaceShare } from '../../../src/survey/workspaceShare.ts';
import { type SurveyAnswer } from '../../../src/survey/survey.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A share of folders that cannot be opened; `open` lets the next one that is waiting say so. */
function shareOfClosedFolders(): { readonly share: WorkspaceShare; readonly open: () => Promise<void> } {
  const waiting: ((answer: SurveyAnswer<OpenedRoot>) => void)[] = [];
  const share = new WorkspaceShare(
    {
      clock: { nowMs: () => 0 },
      log,
      openRoot: () => new Promise((resolve) => waiting.push(resolve)),
      isTracking: () => true,
      editReasons: () => 'stable',
      noAiBefore: () => null,
      countsInferred: () => false,
    },
    () => new AbortController(),
  );
  const open = async (): Promise<void> => {
    waiting.shift()?.({ ok: false, reason: 'closed' });
    await nextTurn();
  };
  return { share, open };
}

describe('the share of a workspace', () => {
  it('is not complete before somebody says which folders there are', async () => {
    const { share } = shareOfClosedFolders();
    assert.equal(share.status().progress.phase, 'listing');
    share.setFolders([]);
    await share.whenIdle();
    assert.equal(share.status().progress.phase, 'done');
  });

  it('is complete when its last folder is, and tells its listeners so', async () => {
    const { share, open } = shareOfClosedFolders();
    const phases: string[] = [];
    share.onDidChange(() => phases.push(share.status().progress.phase));
    share.setFolders([
      { name: 'one', path: '/one' },
      { name: 'two', path: '/two' },
    ]);
    await open();
    assert.equal(share.status().progress.phase, 'listing');
    await open();
    await share.whenIdle();
    assert.equal(share.status().progress.phase, 'done');
    assert.equal(phases.at(-1), 'done');
    assert.deepEqual(
      share.status().roots.map((root) => root.problems),
      [['closed'], ['closed']],
    );
  });

  it('does not seem complete between a reading that is given up and the one that takes its place', async () => {
    const { share, open } = shareOfClosedFolders();
    share.setFolders([{ name: 'one', path: '/one' }]);
    await open();
    await share.whenIdle();
    share.rescan();
    share.rescan();
    assert.equal(share.status().progress.phase, 'listing');
    await share.whenIdle();
    assert.equal(share.status().progress.phase, 'done');
  });

  it('does not call a file that is open before the folders are known a file of no folder', async () => {
    const { share, open } = shareOfClosedFolders();
    let opened = 0;
    const asked = share.homeOf('/one/a.ts').then((home) => {
      opened++;
      return home;
    });
    await nextTurn();
    assert.equal(opened, 0);
    share.setFolders([{ name: 'one', path: '/one' }]);
    await nextTurn();
    // The folder is being opened, and the file is in it.
    assert.equal(opened, 0);
    await open();
    assert.equal(await asked, null);
  });

  it('tells whenever folders were set, so that files that were in none can be taken up', () => {
    const { share } = shareOfClosedFolders();
    let told = 0;
    share.onDidSetFolders(() => told++);
    share.setFolders([]);
    share.setFolders([{ name: 'one', path: '/one' }]);
    assert.equal(told, 2);
  });
});
