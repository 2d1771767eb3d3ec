import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oneThread } from '../agents/scenario.ts';
import { paletteTitle } from '../host/manifest.ts';
import { acceptChecked } from '../host/palette.ts';
import { commitFiles, initRepository, writeFiles } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { countsOf, shownReport } from './panelReport.ts';
import { setStage, type Stage } from './stage.ts';

const transcript = path.resolve(import.meta.dirname, '../fixtures/transcripts/claude.jsonl');
const command = paletteTitle('aiCodeShare.importTranscripts');

describe('edits from before there were hooks', () => {
  let stage: Stage;
  let workbench: Workbench;

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage();
    initRepository(stage.folder);
    commitFiles(stage.folder, { 'created.js': '' }, 'Begin', '2024-05-01T12:00:00Z');
    const lines = (oneThread.expected['created.js'] ?? []).map((line) => `${line.slice(3)}\n`);
    writeFiles(stage.folder, { 'created.js': `${lines.join('')}const mine = 3;\n` });
    workbench = await stage.open({ folder: stage.folder });
    await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
  });

  after(async () => {
    await stage.close();
  });

  it('are not looked for where there is no transcript, and that is said', async () => {
    assert.deepEqual((await shownReport(workbench)).counts, { ai: 0, human: 0, tool: 0, unknown: 3 });
    await workbench.runCommand(command);
    await workbench.page.getByText('There are no transcripts of a coding agent').first().waitFor();
    await workbench.press('Escape');
  });

  it('are read after one yes, shown, and attributed after another', async () => {
    const text = readFileSync(transcript, 'utf8').replaceAll('/home/dev/repo', stage.folder);
    writeFiles(stage.home, { '.claude/projects/-home-dev-repo/one.jsonl': text });
    await workbench.runCommand(command);
    const question = workbench.page.locator('.quick-input-widget:visible');
    await question.getByText('Claude Code').first().waitFor();
    await question.getByText('1 transcript').first().waitFor();
    // As the panel does by itself where it had the keyboard before the palette: the question closed with that.
    await (await workbench.panelFrame()).getByText('What is counted').click();
    await acceptChecked(workbench.page);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('2 lines stand from edits that the transcripts tell of.').waitFor();
    await dialog.getByText('created.js: 2').waitFor();
    assert.equal((await shownReport(workbench)).counts.ai, 0);
    await dialog.getByRole('button', { name: 'Give them to AI' }).click();
    assert.deepEqual(await countsOf(workbench, { ai: 2 }), { ai: 2, human: 0, tool: 0, unknown: 1 });
    const { groups, evidence } = await shownReport(workbench);
    assert.deepEqual(
      groups?.rows.map((row) => [row.key, row.total]),
      [['claude', 2]],
    );
    assert.equal(evidence.recorded, 2);
  });

  it('are not found twice, and nothing went wrong', async () => {
    await workbench.runCommand(command);
    await workbench.page.locator('.quick-input-widget:visible').getByText('Claude Code').first().waitFor();
    await acceptChecked(workbench.page);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('No line of this workspace stands that these transcripts explain').waitFor();
    await workbench.press('Escape');
    const toasts = await workbench.toasts();
    assert.deepEqual(
      toasts.filter((toast) => toast.severity === 'error'),
      [],
    );
  });
});
