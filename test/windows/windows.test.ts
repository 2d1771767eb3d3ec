import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { paletteTitle } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { countsOf } from '../browser/panelReport.ts';
import { setStage, suggesterPrefix, type Stage } from '../browser/stage.ts';

const openPanel = paletteTitle('aiCodeShare.openPanel');

/** Where windows keep copies for each other. */
const copiesOf = ({ profile }: Stage): string =>
  path.join(profile.userDataFolder, 'User/globalStorage/ai-code-share.ai-code-share/copies');

/** Waits until the copy is there for other windows. */
async function untilKept(stage: Stage): Promise<void> {
  const folder = copiesOf(stage);
  const deadlineMs = performance.now() + 10_000;
  while (!existsSync(folder) || readdirSync(folder).length === 0) {
    assert.ok(performance.now() < deadlineMs, 'the copy is kept');
    await setTimeout(50);
  }
}

describe('two windows of a VS Code that names no reasons', () => {
  let stage: Stage;

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage({
      // Where IntelliSense may have taken the Tab, an accepted suggestion stays unknown.
      settings: { 'editor.quickSuggestions': false },
      environment: { AI_CODE_SHARE_HIDE_EDIT_REASONS: '1' },
    });
  });

  after(async () => {
    await stage.close();
  });

  it('keep whose a text is that is copied or cut in one and pasted in the other', async () => {
    const [here, there] = [path.join(stage.folder, 'here'), path.join(stage.folder, 'there')];
    initRepository(here);
    commitFiles(here, { 'sums.js': '\n' }, 'Begin');
    initRepository(there);
    commitFiles(there, { 'copied.js': '\n', 'cut.js': '\n' }, 'Begin');
    const first = await stage.open({ folder: here });
    await first.openPanel(openPanel);
    await first.openFile('sums.js');
    await first.type(suggesterPrefix);
    await first.untilSuggested(suggesterPrefix);
    await first.press('Tab', 'Control+End');
    const made = { ai: 4, human: 1, tool: 0, unknown: 0 };
    await first.openPanel(openPanel);
    assert.deepEqual(await countsOf(first, made), made);
    const second = await stage.open({ folder: there });
    // What is pasted before our extension has started nobody sees.
    await second.openPanel(openPanel);
    for (const [times, [file, take]] of [
      ['copied.js', 'Control+c'] as const,
      ['cut.js', 'Control+x'] as const,
    ].entries()) {
      rmSync(copiesOf(stage), { recursive: true, force: true });
      await first.page.bringToFront();
      await first.openFile('sums.js');
      await first.press('Control+a', take);
      await untilKept(stage);
      await second.page.bringToFront();
      await second.openFile(file);
      await second.press('Control+v');
      await second.page.locator('.view-line', { hasText: 'sum += number' }).waitFor();
      await second.openPanel(openPanel);
      const pasted = { ...made, ai: 4 * (times + 1), human: times + 1 };
      assert.deepEqual(await countsOf(second, pasted), pasted);
    }
    await Promise.all([first.page.close(), second.page.close()]);
  });

  it('call unknown what is copied from a terminal', async () => {
    const folder = path.join(stage.folder, 'terminal');
    initRepository(folder);
    commitFiles(folder, { 'said.js': '\n' }, 'Begin');
    const workbench = await stage.open({ folder });
    await workbench.openPanel(openPanel);
    await workbench.openFile('said.js');
    await workbench.runCommand('Terminal: Create New Terminal');
    const terminal = workbench.page.locator('.terminal-wrapper.active .xterm-screen');
    await terminal.waitFor();
    await workbench.type('echo "said_in_a_terminal();"\n');
    await workbench.page.waitForTimeout(1_000);
    await workbench.runCommand('Terminal: Select All');
    await workbench.runCommand('Terminal: Copy Selection');
    await workbench.openFile('said.js');
    await workbench.press('Control+v');
    await workbench.page.locator('.view-line', { hasText: 'said_in_a_terminal' }).first().waitFor();
    await workbench.openPanel(openPanel);
    const counts = await countsOf(workbench, { human: 0 });
    assert.equal(counts.ai + counts.human + counts.tool, 0, JSON.stringify(counts));
    assert.ok(counts.unknown > 0);
    await workbench.page.close();
  });
});
