import assert from 'node:assert/strict';
import path from 'node:path';
import { manifestText } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { activationTimeMs } from './activationTime.ts';
import { setStage, type Stage } from './stage.ts';

const [fewestWindows, mostWindows] = [2, 6];
const limitMs = 50;

describe('the activation of the extension', () => {
  let stage: Stage;

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage();
  });

  after(async () => {
    await stage.close();
  });

  // VS Code begins all extensions that wait for the end of the startup at once and loads them one after another, so what it tells of
  // one includes the code of those before it, and whatever else runs. Each makes it longer only: the quickest window says most.
  it(`takes less than ${limitMs} ms as VS Code tells it, or than VS Code's own Git on a slow machine, in the quickest of ${mostWindows} windows`, async function () {
    this.timeout(mostWindows * 45_000);
    const folder = path.join(stage.folder, 'project');
    initRepository(folder);
    commitFiles(folder, { 'a.js': 'one();\n' }, 'One', '2020-01-01T00:00:00Z');
    const ownMs: number[] = [];
    const peerMs: number[] = [];
    const isQuick = (): boolean => Math.min(...ownMs) < Math.max(limitMs, Math.min(...peerMs));
    while (ownMs.length < fewestWindows || (ownMs.length < mostWindows && !isQuick())) {
      const workbench = await stage.open({ folder });
      ownMs.push(await activationTimeMs(workbench, manifestText('displayName')));
      // It starts in the same window at the same time, so what slows the machine down slows both.
      peerMs.push(await activationTimeMs(workbench, 'Git'));
      await workbench.page.close();
    }
    const told = `activation, ms: ${ownMs.join(', ')} (Git ${peerMs.join(', ')})`;
    console.log(`      ${told}`);
    assert.ok(isQuick(), told);
  });
});
