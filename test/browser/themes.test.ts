import assert from 'node:assert/strict';
import { paletteTitle } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { hardToRead } from './contrast.ts';
import { setStage, type Stage } from './stage.ts';

describe('the panel in the colours of the editor', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage();
    initRepository(stage.folder);
    commitFiles(stage.folder, { 'src/a.js': 'one();\ntwo();\n' }, 'One');
    commitFiles(
      stage.folder,
      { 'src/b.js': 'three();\n' },
      'Two\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>',
    );
    workbench = await stage.open({ folder: stage.folder });
  });

  after(async () => {
    await stage.close();
  });

  for (const theme of ['dark', 'light', 'highContrastDark', 'highContrastLight'] as const) {
    it(`can be read, every text of it: ${theme}`, async () => {
      await workbench.setTheme(theme);
      const panel = await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
      await workbench.panelReport();
      await panel.locator('#history summary').waitFor();
      assert.deepEqual(await hardToRead(panel), []);
    });
  }
});
