import assert from 'node:assert/strict';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { isAllRead } from '../../../src/core/protocol/shareSource.ts';
import { stoppedProblem } from '../../../src/survey/problems.ts';
import { type OpenedRoot } from '../../../src/survey/workspaceRoot.ts';
import { WorkspaceShare } from '../../../src/survey/workspaceShare.ts';
import { type SurveyAnswer } from '../../../src/survey/survey.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A share of folders that cannot be opened; `open` lets the next one that is waiting say so, `fail` lets its opening break. */
function shareOfClosedFolders(): {
  readonly share: WorkspaceShare;
  readonly open: (answer?: SurveyAnswer<OpenedRoot>) => Promise<void>;
  readonly fail: () => Promise<void>;
} {
  const waiting: { resolve: (answer: SurveyAnswer<OpenedRoot>) => void; reject: (error: Error) => void }[] = [];
  const share = new WorkspaceShare(
    {
      clock: { nowMs: () => 0 },
      log,
      openRoot: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
      isTracking: () => true,
      editReasons: () => 'stable',
      noAiBefore: () => null,
      countsInferred: () => false,
    },
    () => new AbortController(),
  );
  const open = async (answer: SurveyAnswer<OpenedRoot> = { ok: false, reason: 'closed' }): Promise<void> => {
    waiting.shift()?.resolve(answer);
    await nextTurn();
  };
  const fail = async (): Promise<void> => {
    waiting.shift()?.reject(new Error('broken'));
    await nextTurn();
  };
  return { share, open, fail };
}

/** As much of an opened folder as its readings need. */
function openedRoot(onRun: () => void, problems: readonly string[] = [], keep = (): void => undefined): OpenedRoot {
  const snapshot = { progress: { phase: 'done', done: 0, total: 0 }, problems, asOfMs: 0 };
  const run = (): Promise<void> => {
    onRun();
    return Promise.resolve();
  };
  const survey = { run, keep, onDidChange: () => () => undefined, snapshot };
  return { survey, ledger: { problem: null }, settingsProblems: [] } as unknown as OpenedRoot;
}

describe('the share of a workspace', () => {
  it('is kept for the next look some time after it is complete, which does not wait for that', async () => {
    const { share, open } = shareOfClosedFolders();
    const done: string[] = [];
    const root = openedRoot(
      () => done.push('read'),
      [],
      () => done.push('kept'),
    );
    share.setFolders([{ path: '/a', name: 'a' }]);
    await open({ ok: true, value: root });
    await share.whenIdle();
    assert.deepEqual(done, ['read']);
    assert.equal(share.status().progress.phase, 'done');
    await delay(1_000);
    assert.deepEqual(done, ['read', 'kept']);
  });

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

  it('reads the other folders, and is read again, after one broke while it was opened', async () => {
    const { share, open, fail } = shareOfClosedFolders();
    share.setFolders([
      { name: 'one', path: '/one' },
      { name: 'two', path: '/two' },
    ]);
    share.rescan();
    let readings = 0;
    await fail();
    await open({ ok: true, value: openedRoot(() => readings++) });
    await share.whenIdle();
    share.rescan();
    await share.whenIdle();
    assert.equal(readings, 2);
    assert.deepEqual(share.status().roots[0]?.problems, ['one could not be opened; the log says more.']);
  });

  it('is not all read where reading was stopped in one folder', async () => {
    for (const [problems, expected] of [[[], true] as const, [[stoppedProblem], false] as const]) {
      const { share, open } = shareOfClosedFolders();
      share.setFolders([
        { name: 'one', path: '/one' },
        { name: 'two', path: '/two' },
      ]);
      await open({ ok: true, value: openedRoot(() => undefined) });
      await open({ ok: true, value: openedRoot(() => undefined, problems) });
      await share.whenIdle();
      assert.equal(isAllRead(share.status()), expected);
    }
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
