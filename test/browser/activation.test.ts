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

  it(`takes less than ${limitMs} ms as VS Code tells it, median of ${windows} windows`, async function () {
    this.timeout(windows * 30_000);
    const folder = path.join(stage.folder, 'project');
    initRepository(folder);
    commitFiles(folder, { 'a.js': 'one();\n' }, 'One', '2020-01-01T00:00:00Z');
    const timesMs: number[] = [];
    for (let window = 0; window < windows; window++) {
      const workbench = await stage.open({ folder });
      timesMs.push(await activationTimeMs(workbench, manifestText('displayName')));
      await workbench.page.close();
    }
    timesMs.sort((a, b) => a - b);
    const median = ((timesMs[windows / 2 - 1] ?? NaN) + (timesMs[windows / 2] ?? NaN)) / 2;
    console.log(`      activation: median ${median} ms of ${timesMs.join(', ')}`);
    assert.ok(median < limitMs, `median ${median} ms of ${timesMs.join(', ')}`);
  });
});
