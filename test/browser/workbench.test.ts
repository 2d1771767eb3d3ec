import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { paletteTitle } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { setStage, suggesterPrefix, suggesterText, type Stage } from './stage.ts';

/** All that VS Code keeps for a workspace: in a browser that is in a database of the page's. */
const keptForWorkspace = `(async () => {
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const kept = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-') || name.endsWith('-global')) continue;
    const database = await done(indexedDB.open(name));
    kept.push(...(await done(database.transaction('ItemTable').objectStore('ItemTable').getAll())));
    database.close();
  }
  return kept.map(String);
})()`;

describe('the VS Code that journeys are made in', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async function () {
    // May have to install code-server first.
    this.timeout(15 * 60_000);
    // What would come by itself while a test types may keep ghost text away.
    stage = await setStage({ settings: { 'editor.quickSuggestions': false } });
    initRepository(stage.folder);
    commitFiles(stage.folder, { 'sums.js': '// sums\n' }, 'Begin');
    workbench = await stage.open({ folder: stage.folder });
  });

  after(async () => {
    await stage.close();
  });

  it('has the packaged extension: its status bar item is there and its command opens the panel', async () => {
    await workbench.statusBarItem().waitFor();
    const panel = await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    // A page that is still loading shows nothing yet, and takes the keyboard when it is done.
    await workbench.panelReport();
    assert.notEqual((await panel.locator('body').innerText()).trim(), '');
  });

  it('takes typing, an inline suggestion, a paste and a save as from a person', async () => {
    await workbench.openFile('sums.js');
    await workbench.press('Control+End');
    await workbench.type(suggesterPrefix);
    await workbench.untilSuggested(suggesterPrefix);
    await workbench.press('Tab', 'Control+End', 'Enter');
    await workbench.paste('// from elsewhere');
    // A paste waits for its providers: a save by the very next key would come before it.
    await workbench.page.locator('.view-line', { hasText: 'from elsewhere' }).waitFor();
    await workbench.save();
    assert.equal(
      readFileSync(path.join(stage.folder, 'sums.js'), 'utf8'),
      `// sums\n${suggesterText}\n// from elsewhere`,
    );
  });

  it('keeps its folder over a reload', async () => {
    await workbench.reload();
    await workbench.openFile('sums.js');
    assert.match(await workbench.page.locator('.view-lines').first().innerText(), /sums/);
  });

  it('keeps for the workspace, over a reload, which folders were looked at, so that they are read first', async () => {
    // Before the reload and after it. VS Code writes it some seconds later.
    const wanted = JSON.stringify({ folderViews: [[stage.folder, 2]] });
    const deadlineMs = performance.now() + 30_000;
    let kept: readonly string[] = [];
    while (!kept.includes(wanted) && performance.now() < deadlineMs) {
      await workbench.page.waitForTimeout(250);
      kept = await workbench.page.evaluate<readonly string[]>(keptForWorkspace);
    }
    assert.deepEqual(
      kept.filter((entry) => entry.includes('folderViews')),
      [wanted],
    );
  });

  it('has shown no error', async () => {
    assert.deepEqual(
      (await workbench.toasts()).filter((toast) => toast.severity === 'error'),
      [],
    );
  });
});
