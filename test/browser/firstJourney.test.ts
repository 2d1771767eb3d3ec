import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type Report } from '../../src/core/statistics/report.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { panelText } from '../host/check.ts';
import { killExtensionHosts } from '../host/extensionHostProcesses.ts';
import { paletteTitle } from '../host/manifest.ts';
import { commitFiles, initRepository } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { countsOf, shownReport } from './panelReport.ts';
import { setStage, suggesterPrefix, type Stage } from './stage.ts';

const cliFile = path.resolve(import.meta.dirname, '../../src/cli/main.ts');
const openPanel = paletteTitle('aiCodeShare.openPanel');

describe('the first journey', () => {
  let stage: Stage;
  let workbench: Workbench;

  /** What the command line says of the same folder. */
  function reportOfCommandLine(): Report & { readonly problems: readonly string[] } {
    const args = [cliFile, 'report', stage.folder, '--json', '--by', 'agent'];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ReturnType<
      typeof reportOfCommandLine
    >;
  }

  before(async function () {
    // May have to install code-server first.
    this.timeout(15 * 60_000);
    // Else an opening bracket takes the word that IntelliSense, where it comes up in time, has for the letters before it: a tool's word.
    stage = await setStage({
      settings: { 'editor.acceptSuggestionOnCommitCharacter': false, 'editor.quickSuggestions': false },
    });
    initRepository(stage.folder);
    const now = new Date().toISOString();
    commitFiles(stage.folder, { 'src/plain.js': 'one();\n\ntwo();\nthree();\n' }, 'Unmarked', now);
    commitFiles(
      stage.folder,
      { 'src/marked.js': 'four();\nfive();\n' },
      'Marked\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>',
      now,
    );
    workbench = await stage.open({ folder: stage.folder });
    await workbench.openPanel(openPanel);
  });

  after(async () => {
    await stage.close();
  });

  it('begins with what history says: two marked lines are AI’s, three unmarked ones are unknown', async () => {
    const report = await shownReport(workbench);
    assert.deepEqual(report.counts, { ai: 2, human: 0, tool: 0, unknown: 3 });
    assert.deepEqual(
      report.groups?.rows.map((row) => [row.key, row.total]),
      [['claude', 2]],
    );
    assert.match((await workbench.statusBarItem().innerText()).replaceAll('\u202f', ' '), /AI 40–100 %/);
  });

  it('counts a typed line as human, at once and before it is saved', async () => {
    await workbench.openFile('src/plain.js');
    await workbench.press('Control+End');
    await workbench.type('mine();');
    await workbench.openPanel(openPanel);
    assert.deepEqual(await countsOf(workbench, { human: 1 }), { ai: 2, human: 1, tool: 0, unknown: 3 });
  });

  it('counts an accepted inline suggestion as AI’s: four new lines, and the one whose greater part it wrote', async () => {
    await workbench.openFile('src/plain.js');
    await workbench.press('Control+End', 'Enter');
    await workbench.type(suggesterPrefix);
    await workbench.untilSuggested(suggesterPrefix);
    await workbench.press('Tab');
    await workbench.openPanel(openPanel);
    // `function addAll(numbers) {`: 14 non-blank characters are typed, 10 accepted, so the line is the person's.
    assert.deepEqual(await countsOf(workbench, { ai: 6, human: 2 }), { ai: 6, human: 2, tool: 0, unknown: 3 });
    const { mixedLines, groups } = await shownReport(workbench);
    assert.equal(mixedLines, 1);
    assert.deepEqual(
      groups?.rows.map((row) => row.total),
      [4, 2],
    );
  });

  it('counts what is pasted from elsewhere as unknown', async () => {
    await workbench.openFile('src/plain.js');
    await workbench.press('Control+End', 'Enter');
    await workbench.paste('pasted();');
    await workbench.openPanel(openPanel);
    assert.deepEqual(await countsOf(workbench, { unknown: 4 }), { ai: 6, human: 2, tool: 0, unknown: 4 });
  });

  it('takes back with undo what the text had, and gives it back with redo', async () => {
    await workbench.openFile('src/plain.js');
    await workbench.press('Control+Home', 'Control+Shift+End', 'Delete');
    await workbench.openPanel(openPanel);
    assert.deepEqual(await countsOf(workbench, { unknown: 0 }), { ai: 2, human: 0, tool: 0, unknown: 0 });
    await workbench.openFile('src/plain.js');
    await workbench.press('Control+z');
    await workbench.openPanel(openPanel);
    assert.deepEqual(await countsOf(workbench, { unknown: 4 }), { ai: 6, human: 2, tool: 0, unknown: 4 });
  });

  it('loses nothing when the extension host is killed two seconds after the last key', async () => {
    await workbench.openFile('src/plain.js');
    await workbench.press('Control+End', 'Enter');
    await workbench.type('late();');
    await workbench.page.waitForTimeout(2_000);
    killExtensionHosts(stage.server);
    await workbench.page.waitForTimeout(1_000);
    await workbench.reload();
    await workbench.openPanel(openPanel);
    assert.deepEqual(await countsOf(workbench, { human: 3 }), { ai: 6, human: 3, tool: 0, unknown: 4 });
  });

  it('shows after saving and reloading the numbers that the command line prints, to the digit', async () => {
    await workbench.openFile('src/plain.js');
    await workbench.save();
    await workbench.reload();
    await workbench.openPanel(openPanel);
    await countsOf(workbench, { human: 3 });
    const { generatedAt: _shownAt, ...shown } = await shownReport(workbench);
    const { generatedAt: _printedAt, problems: _printedBeside, ...printed } = reportOfCommandLine();
    assert.deepEqual(shown, printed);
    assert.deepEqual(shown.counts, { ai: 6, human: 3, tool: 0, unknown: 4 });
    const words = await panelText(workbench, createTerminal(process.stdout, process.stderr, { TERM: 'dumb' }));
    assert.equal(words, execFileSync(process.execPath, [cliFile, 'report', stage.folder], { encoding: 'utf8' }));
  });

  it('switches to what was written and what was committed, by keyboard', async () => {
    const panel = await workbench.panelFrame();
    await panel.locator('#lens-standing').focus();
    await workbench.press('ArrowDown');
    await panel.locator('body[data-report*=\'"lens":"committed"\']').waitFor({ state: 'attached' });
    assert.deepEqual((await shownReport(workbench)).counts, { ai: 2, human: 0, tool: 0, unknown: 3 });
    await workbench.press('ArrowDown');
    await panel.locator('body[data-report*=\'"lens":"written"\']').waitFor({ state: 'attached' });
    const { counts, unit } = await shownReport(workbench);
    assert.equal(unit, 'characters');
    assert.ok(counts.human >= 'mine();function addAlllate();'.length, JSON.stringify(counts));
    assert.ok(counts.ai > 50, JSON.stringify(counts));
    await workbench.press('ArrowUp', 'ArrowUp');
    await panel.locator('body[data-report*=\'"lens":"standing"\']').waitFor({ state: 'attached' });
  });

  it('opens a file from the table with Enter', async () => {
    const panel = await workbench.panelFrame();
    await panel.locator('#file-filter').fill('marked');
    await panel.locator('table.files button.path').focus();
    await workbench.press('Enter');
    await workbench.page.locator('.tab.active[data-resource-name="marked.js"]').waitFor();
  });

  it('explains the share without anybody else: the provider is off', async () => {
    await workbench.runCommand(paletteTitle('aiCodeShare.explainShare'));
    const panel = await workbench.panelFrame();
    await panel.locator('.explanation p').first().waitFor();
    assert.match(await panel.locator('.explanation').innerText(), /known to be AI’s/);
    assert.equal(await panel.locator('.explanation .unverified').count(), 0);
  });

  it('has shown no error', async () => {
    assert.deepEqual(
      (await workbench.toasts()).filter((toast) => toast.severity === 'error'),
      [],
    );
  });
});
