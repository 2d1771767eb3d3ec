import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Frame } from 'playwright-core';
import { paletteTitle } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { countsOf, shownReport } from './panelReport.ts';
import { setStage, type Stage } from './stage.ts';

const openPanel = paletteTitle('aiCodeShare.openPanel');

describe('a folder that is not trusted', () => {
  let stage: Stage;
  let workbench: Workbench;
  let panel: Frame;

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage({
      hasWorkspaceTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
    initRepository(stage.folder);
    commitFiles(
      stage.folder,
      { 'marked.js': 'one();\ntwo();\n' },
      'Marked\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>',
    );
    workbench = await stage.open({ folder: stage.folder });
    panel = await workbench.openPanel(openPanel);
  });

  after(async () => {
    await stage.close();
  });

  it('is counted without git, says so, and leaves nothing in its git directory', async () => {
    const report = await shownReport(workbench);
    assert.deepEqual(report.counts, { ai: 0, human: 0, tool: 0, unknown: 2 });
    const text = await panel.locator('body').innerText();
    assert.match(text, /This folder is not trusted: git is not run/);
    assert.doesNotMatch(text, /git (was|is) not found|no git/i);
    assert.equal(existsSync(path.join(stage.folder, '.git', 'ai-code-share')), false);
    assert.deepEqual(await workbench.toasts(), []);
  });

  it('has its typing attributed all the same', async () => {
    await workbench.openFile('marked.js');
    await workbench.press('Control+End');
    await workbench.type('mine();');
    await workbench.openPanel(openPanel);
    assert.deepEqual(await countsOf(workbench, { human: 1 }), { ai: 0, human: 1, tool: 0, unknown: 2 });
  });

  it('has its history read once the person trusts it, from the panel on', async () => {
    panel = await workbench.panelFrame();
    await panel.locator('#manage-trust').click();
    const editor = workbench.page.locator('.workspace-trust-editor');
    await editor
      .locator('.monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await workbench.openPanel(openPanel);
    assert.equal((await countsOf(workbench, { ai: 2 })).ai, 2);
    panel = await workbench.panelFrame();
    assert.equal(await panel.locator('#manage-trust').count(), 0);
    assert.deepEqual(
      (await workbench.toasts()).filter((toast) => toast.severity === 'error'),
      [],
    );
  });
});
