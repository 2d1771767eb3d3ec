import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Frame } from 'playwright-core';
import { paletteTitle } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { countsOf, shownReport } from './panelReport.ts';
import { setStage, type Stage } from './stage.ts';

const openPanel = paletteTitle('aiCodeShare.openPanel');
const pause = paletteTitle('aiCodeShare.pause');
const dateSetting = 'aiCodeShare.history.noAiBefore';

describe('what a person does with the panel', () => {
  let stage: Stage;
  let workbench: Workbench;

  const settingsIn = (file: string): unknown =>
    (JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>)[dateSetting];

  /** Sets the "no AI before" date in the panel, and gives what the panel says of it. */
  async function setDate(date: string, target: 'workspace' | 'user'): Promise<string> {
    const panel = await workbench.openPanel(openPanel);
    await workbench.panelReport();
    await panel.locator('#no-ai-before').fill(date);
    await panel.locator('#no-ai-before-target').selectOption(target);
    await panel.locator('#set-no-ai-before').click();
    return await noticeOf(panel);
  }

  async function noticeOf(panel: Frame): Promise<string> {
    const notice = panel.locator('.notice');
    await notice.waitFor();
    const text = await notice.locator('p:not(:empty)').innerText();
    return text;
  }

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage({
      settings: { 'files.readonlyFromPermissions': true, 'files.watcherExclude': { '**/unwatched/**': true } },
    });
    initRepository(stage.folder);
    commitFiles(
      stage.folder,
      { 'src/a.js': 'one();\ntwo();\n', 'lib/b.py': 'three()\n', 'src/fixed.js': 'four();\n' },
      'One',
      '2024-03-01T00:00:00Z',
    );
    chmodSync(path.join(stage.folder, 'src/fixed.js'), 0o444);
    workbench = await stage.open({ folder: stage.folder });
    await workbench.openPanel(openPanel);
    await workbench.panelReport();
  });

  after(async () => {
    await stage.close();
  });

  it('comes back to it as they left it, after another file and after a reload', async () => {
    let panel = await workbench.panelFrame();
    await panel.locator('#by-language button', { hasText: 'javascript' }).click();
    await panel.locator('table.files button.sort', { hasText: 'File' }).click();
    await panel.locator('#file-filter').fill('src');
    await panel.locator('table.files button.path', { hasText: 'a.js' }).click();
    await workbench.page.locator('.tab.active[data-resource-name="a.js"]').waitFor();
    for (const comeBack of ['hidden', 'reloaded']) {
      if (comeBack === 'reloaded') {
        // A page that is merely loaded anew loses what VS Code was about to write.
        const loaded = workbench.page.waitForEvent('load');
        await workbench.runCommand('Developer: Reload Window');
        await loaded;
        await workbench.statusBarItem().waitFor({ timeout: 60_000 });
      }
      panel = await workbench.openPanel(openPanel);
      await workbench.panelReport();
      assert.equal(await panel.locator('#file-filter').inputValue(), 'src', comeBack);
      assert.deepEqual(await panel.locator('table.files button.path').allInnerTexts(), ['src/a.js', 'src/fixed.js']);
      assert.equal(await panel.locator('th[aria-sort="ascending"]').innerText(), 'File', comeBack);
      assert.match(await panel.locator('#clear-facet').innerText(), /javascript/, comeBack);
    }
    await panel.locator('#clear-facet').click();
    await panel.locator('#file-filter').fill('');
  });

  it('pauses tracking: what is typed meanwhile is unknown, what is typed afterwards is human', async () => {
    await workbench.runCommand(pause);
    await workbench.statusBarItem().locator('.codicon-debug-pause').waitFor();
    await workbench.openFile('src/a.js');
    await workbench.press('Control+End');
    await workbench.type('paused();');
    await workbench.save();
    const panel = await workbench.openPanel(openPanel);
    await panel.getByText('Tracking is paused').first().waitFor();
    assert.deepEqual(await countsOf(workbench, { unknown: 5 }), { ai: 0, human: 0, tool: 0, unknown: 5 });
    await workbench.runCommand(pause);
    await workbench.openFile('src/a.js');
    await workbench.press('Control+End', 'Enter');
    await workbench.type('resumed();');
    await workbench.save();
    await workbench.openPanel(openPanel);
    assert.deepEqual(await countsOf(workbench, { human: 1 }), { ai: 0, human: 1, tool: 0, unknown: 5 });
  });

  it('scans again what nobody told the editor of', async () => {
    const file = path.join(stage.folder, 'unwatched', 'new.js');
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'five();\nsix();\n');
    await workbench.page.waitForTimeout(1_500);
    assert.equal((await shownReport(workbench)).counts.unknown, 5);
    await workbench.runCommand(paletteTitle('aiCodeShare.rescan'));
    assert.equal((await countsOf(workbench, { unknown: 7 })).unknown, 7);
  });

  it('opens a file that is read-only, and nothing is counted anew', async () => {
    const before = (await shownReport(workbench)).counts;
    await workbench.openFile('src/fixed.js');
    await workbench.press('Control+End');
    await workbench.type('no();');
    await workbench.press('Escape');
    await workbench.openPanel(openPanel);
    await workbench.page.waitForTimeout(1_000);
    assert.deepEqual((await shownReport(workbench)).counts, before);
  });

  it('sets the date before which there was no AI, is told where it is written, and sees older lines become human', async () => {
    assert.match(await setDate('2024-06-01', 'workspace'), /^Written into \.vscode\/settings\.json of /);
    assert.equal(settingsIn(path.join(stage.folder, '.vscode', 'settings.json')), '2024-06-01');
    assert.equal((await countsOf(workbench, { human: 5 })).human, 5);
  });

  it('is told when a date for every folder has no effect in this one', async () => {
    assert.match(await setDate('2023-01-01', 'user'), /has no effect in .*a date of their own, which wins/);
    assert.equal((await countsOf(workbench, { human: 5 })).human, 5);
  });

  it('is offered their own settings where those of the folder cannot be written', async () => {
    rmSync(path.join(stage.folder, '.vscode'), { recursive: true });
    // Stands for a read-only folder, which does not stop a test that runs as root.
    writeFileSync(path.join(stage.folder, '.vscode'), '');
    assert.equal((await countsOf(workbench, { human: 1 })).human, 1);
    assert.match(await setDate('2024-06-01', 'workspace'), /^The date is not set/);
    const panel = await workbench.panelFrame();
    await panel.locator('.notice button', { hasText: 'for every folder' }).click();
    await panel.getByText('Written into your user settings, for every folder.').waitFor();
    assert.equal(settingsIn(stage.profile.settingsFile), '2024-06-01');
    assert.equal((await countsOf(workbench, { human: 5 })).human, 5);
  });

  it('has seen no error', async () => {
    assert.deepEqual(
      (await workbench.toasts()).filter((toast) => toast.severity === 'error'),
      [],
    );
  });
});
