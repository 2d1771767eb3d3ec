import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { Inbox } from '../../src/agents/inbox/inbox.ts';
import { extensionHostProcesses } from '../host/extensionHostProcesses.ts';
import { paletteTitle } from '../host/manifest.ts';
import { acceptChecked } from '../host/palette.ts';
import { commitFiles, initRepository, writeFiles } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';
import { countsOf } from './panelReport.ts';
import { setStage, type Stage } from './stage.ts';

const setUpAgents = paletteTitle('aiCodeShare.setUpAgents');

/** As a person has it: a mark, comments, an order and line ends of their own. */
const mine = '\uFEFF{\r\n\t// mine\r\n\t"model": "opus", /* the best */\r\n\t"permissions": {"allow": [ ]},\r\n}\r\n';

describe('setting agents up in the window', () => {
  let stage: Stage;
  let workbench: Workbench;
  let home: string;
  let settings: string;
  let launcher: string;

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage();
    home = path.join(path.dirname(stage.folder), 'home');
    settings = path.join(home, '.claude', 'settings.json');
    launcher = path.join(stage.profile.folder, 'share', 'ai-code-share', 'hook');
    writeFiles(home, { '.claude/settings.json': mine });
    initRepository(stage.folder);
    commitFiles(stage.folder, { 'a.js': 'one();\n' }, 'One', '2020-01-01T00:00:00Z');
    // A line of which nothing is known, so that the panel says what could help.
    commitFiles(stage.folder, { 'c.js': 'three();\n' }, 'Two');
    workbench = await stage.open({ folder: stage.folder });
  });

  after(async () => {
    await stage.close();
  });

  const row = (text: string): ReturnType<Workbench['page']['locator']> =>
    workbench.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text });

  /** Opens the question with Claude Code alone checked, or nothing. */
  async function choose(isClaudeChecked: boolean): Promise<void> {
    await workbench.runCommand(setUpAgents);
    await row('Claude Code').waitFor();
    for (const one of await row('').all()) {
      const wanted = isClaudeChecked && (await one.innerText()).includes('Claude Code');
      // A separator has no box.
      const isChecked = await one.getAttribute('aria-checked');
      if (isChecked !== null && isChecked !== String(wanted)) await one.click();
    }
    await acceptChecked(workbench.page);
  }

  it('writes nothing before the differences are shown, and nothing when told not to', async () => {
    await choose(true);
    await row('Write nothing').waitFor();
    const shown = workbench.page.locator('.multiDiffEntry');
    await shown.getByText('SessionStart').first().waitFor();
    assert.ok((await workbench.page.locator('.editor-group-container.active').innerText()).includes('settings.json'));
    await row('Write nothing').click();
    assert.equal(readFileSync(settings, 'utf8'), mine);
    assert.ok(!existsSync(launcher));
  });

  it('writes what was shown when told so, and says how things are', async () => {
    await choose(true);
    await row('Write these 2 files').click();
    await workbench.page.locator('.view-line', { hasText: 'Claude Code: set up' }).waitFor();
    const written = readFileSync(settings, 'utf8');
    for (const line of mine.split('\r\n').filter((one) => /[a-z]/.test(one))) assert.ok(written.includes(line), line);
  });

  /** Claude Code writes a file and runs the hook that is in its settings, as it stands there. */
  function claudeWrites(name: string, content: string): void {
    const { hooks } = parse(readFileSync(settings, 'utf8').slice(1)) as {
      hooks: { PostToolUse: [{ hooks: [{ command: string }] }] };
    };
    writeFiles(stage.folder, { [name]: content });
    const input = JSON.stringify({
      session_id: 's',
      hook_event_name: 'PostToolUse',
      tool_name: 'Write',
      tool_input: { file_path: path.join(stage.folder, name), content },
      tool_response: { type: 'create' },
      tool_use_id: name,
    });
    const { status, stdout, stderr } = spawnSync('sh', ['-c', hooks.PostToolUse[0].hooks[0].command], {
      input,
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  }

  const inbox = (): Inbox => new Inbox(path.join(stage.folder, '.git', 'ai-code-share', 'inbox'));

  it('what it wrote makes an edit of the agent arrive, run by the runtime of the editor', async () => {
    claudeWrites('b.js', 'two();\n');
    while (inbox().pending().length === 0) await workbench.page.waitForTimeout(50);
    assert.equal(inbox().pending()[0]?.entry.report.agent, 'claude');
  });

  it('shows in the panel within two seconds what the agent did while VS Code was closed', async () => {
    await workbench.page.close();
    // The extension host ends with its window, or stays for a while in case that it comes back.
    for (const id of extensionHostProcesses(stage.server)) {
      try {
        process.kill(id, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
    claudeWrites('d.js', 'four();\nfive();\nsix();\n');
    while (
      !inbox()
        .pending()
        .some(({ entry }) => entry.report.files[0]?.path === 'd.js')
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
    workbench = await stage.open({ folder: stage.folder });
    await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    const shownAtMs = performance.now();
    assert.equal((await countsOf(workbench, { ai: 4 })).ai, 4);
    const tookMs = performance.now() - shownAtMs;
    console.log(`      ${Math.round(tookMs)} ms after the panel was there`);
    // A busy machine gets room.
    assert.ok(tookMs < 10_000, `${tookMs} ms`);
  });

  it('leads the launcher to this editor again after the next start, whatever it was led to', async () => {
    const ours = readFileSync(launcher, 'utf8');
    writeFiles(path.dirname(launcher), { hook: ours.replace(/^runtime=.*$/m, "runtime='/gone'") });
    await workbench.reload();
    while (readFileSync(launcher, 'utf8') !== ours) await workbench.page.waitForTimeout(100);
  });

  it('takes in at once what the launcher had to keep while the window is open, and leads it to this editor again', async () => {
    const ours = readFileSync(launcher, 'utf8');
    const raw = path.join(path.dirname(launcher), 'raw');
    // Past the look that the window takes after its start.
    await workbench.page.waitForTimeout(1_500);
    writeFiles(path.dirname(launcher), { hook: ours.replace(/^runtime=.*$/m, "runtime='/gone'") });
    claudeWrites('e.js', 'seven();\neight();\n');
    while (readFileSync(launcher, 'utf8') !== ours || readdirSync(raw).length > 0)
      await workbench.page.waitForTimeout(50);
    await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    assert.equal((await countsOf(workbench, { ai: 6 })).ai, 6);
  });

  it('takes its hooks out again, byte for byte', async () => {
    await choose(false);
    await row('Write these 2 files').click();
    await workbench.page.locator('.view-line', { hasText: 'Claude Code: not set up' }).waitFor();
    assert.equal(readFileSync(settings, 'utf8'), mine);
    assert.ok(!existsSync(launcher));
  });

  it('can be begun from the panel, and left without a trace', async () => {
    const panel = await workbench.openPanel(paletteTitle('aiCodeShare.openPanel'));
    await panel.locator('#set-up-agents').click();
    await row('Claude Code').waitFor();
    await workbench.press('Escape');
    await row('Claude Code').waitFor({ state: 'detached' });
    assert.equal(readFileSync(settings, 'utf8'), mine);
  });

  it('has pushed no message at the person', async () => {
    assert.deepEqual(await workbench.toasts(), []);
  });
});
