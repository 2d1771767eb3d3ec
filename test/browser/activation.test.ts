import assert from 'node:assert/strict';
import path from 'node:path';
import { manifestText } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { activationTimeMs } from './activationTime.ts';
import { setStage, type Stage } from './stage.ts';

const windows = 4;
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

  it(`takes less than ${limitMs} ms as VS Code tells it, or than VS Code's own Git on a slow machine, in most of ${windows} windows`, async function () {
    this.timeout(windows * 30_000);
    const folder = path.join(stage.folder, 'project');
    initRepository(folder);
    commitFiles(folder, { 'a.js': 'one();\n' }, 'One', '2020-01-01T00:00:00Z');
    const told: string[] = [];
    let good = 0;
    for (let window = 0; window < windows; window++) {
      const workbench = await stage.open({ folder });
      const ownMs = await activationTimeMs(workbench, manifestText('displayName'));
      // It starts in the same window at the same time, so what slows the machine down slows both.
      const peerMs = await activationTimeMs(workbench, 'Git');
      await workbench.page.close();
      told.push(`${ownMs} (Git ${peerMs})`);
      if (ownMs < Math.max(limitMs, peerMs)) good++;
    }
    console.log(`      activation, ms: ${told.join(', ')}`);
    assert.ok(good > windows / 2, told.join(', '));
  });
});
