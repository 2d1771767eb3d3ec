import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Counts, type Report } from '../../src/core/statistics/report.ts';
import { paletteTitle } from '../host/manifest.ts';
import { type Place } from '../host/place.ts';
import { commitFiles, git, initRepository, writeFiles } from '../host/scratchFolder.ts';
import { countsOf, shownReport } from './panelReport.ts';
import { setStage, type Stage } from './stage.ts';

const openPanel = paletteTitle('aiCodeShare.openPanel');

interface Seen {
  readonly report: Report;
  readonly text: string;
  readonly errors: readonly string[];
}

describe('the panel in places of all kinds', () => {
  let stage: Stage;

  before(async function () {
    this.timeout(15 * 60_000);
    stage = await setStage();
  });

  after(async () => {
    await stage.close();
  });

  /** Opens a place in a window of its own and looks at its panel, once it shows these counts. */
  async function look(place: Place, expected: Counts): Promise<Seen> {
    const workbench = await stage.open(place);
    try {
      const panel = await workbench.openPanel(openPanel);
      assert.deepEqual(await countsOf(workbench, expected), expected);
      const report = await shownReport(workbench);
      const text = (await panel.locator('body').innerText()).replaceAll('\u202f', ' ');
      const toasts = await workbench.toasts();
      return { report, text, errors: toasts.filter((toast) => toast.severity === 'error').map((toast) => toast.text) };
    } finally {
      await workbench.page.close();
    }
  }

  it('counts a folder without git and says that there is no history', async () => {
    const folder = path.join(stage.folder, 'no git here');
    writeFiles(folder, { 'src/añejo.ts': 'one();\ntwo();\n' });
    const { text, errors } = await look({ folder }, { ai: 0, human: 0, tool: 0, unknown: 2 });
    assert.match(text, /There is no history to read here/);
    assert.deepEqual(errors, []);
  });

  it('shows an empty repository as one in which there is nothing to count yet', async () => {
    const folder = path.join(stage.folder, 'empty');
    initRepository(folder);
    const { report, text, errors } = await look({ folder }, { ai: 0, human: 0, tool: 0, unknown: 0 });
    assert.equal(report.total, 0);
    assert.equal(report.repository.head, null);
    assert.match(text, /There is no code to count in this folder/);
    assert.deepEqual(errors, []);
  });

  it('reads the history behind a detached HEAD', async () => {
    const folder = path.join(stage.folder, 'detached');
    initRepository(folder);
    commitFiles(folder, { 'a.js': 'one();\n' }, 'One', '2020-01-01T00:00:00Z');
    commitFiles(folder, { 'b.js': 'two();\n' }, 'Two');
    git(folder, 'checkout', '--quiet', '--detach', 'HEAD~1');
    const { errors } = await look({ folder }, { ai: 0, human: 1, tool: 0, unknown: 0 });
    assert.deepEqual(errors, []);
  });

  it('keeps its ledger elsewhere where the git directory takes no folder of ours', async () => {
    const folder = path.join(stage.folder, 'closed');
    initRepository(folder);
    commitFiles(folder, { 'a.js': 'one();\n' }, 'One', '2020-01-01T00:00:00Z');
    // Stands for a read-only git directory, which does not stop a test that runs as root.
    writeFileSync(path.join(folder, '.git', 'ai-code-share'), '');
    const { text, errors } = await look({ folder }, { ai: 0, human: 1, tool: 0, unknown: 0 });
    assert.doesNotMatch(text, /forgotten/);
    assert.deepEqual(errors, []);
  });

  it('joins the folders of a workspace under their names', async () => {
    const folder = path.join(stage.folder, 'roots');
    initRepository(path.join(folder, 'one'));
    commitFiles(path.join(folder, 'one'), { 'a.js': 'one();\n' }, 'One', '2020-01-01T00:00:00Z');
    writeFiles(path.join(folder, 'two'), { 'b.js': 'two();\nthree();\n' });
    const workspaceFile = path.join(folder, 'both.code-workspace');
    writeFileSync(workspaceFile, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
    const { text, errors } = await look({ workspaceFile }, { ai: 0, human: 1, tool: 0, unknown: 2 });
    assert.match(text, /one\/a\.js/);
    assert.match(text, /two\/b\.js/);
    assert.deepEqual(errors, []);
  });

  for (const [what, setScene] of [
    [
      'a folder inside a repository, whose rows by folder are its own folders',
      (repository: string): string => path.join(repository, 'sub'),
    ],
    [
      'a linked work tree',
      (repository: string): string => {
        const linked = `${repository} linked`;
        git(repository, 'worktree', 'add', '--quiet', '-b', 'other', linked);
        return path.join(linked, 'sub');
      },
    ],
  ] as const) {
    it(`follows HEAD in ${what}`, async () => {
      const repository = path.join(stage.folder, what.split(',')[0] ?? '');
      initRepository(repository);
      const files = { 'sub/deep/a.js': 'one();\n', 'sub/b.js': 'two();\n', 'outside.js': 'three();\n' };
      commitFiles(repository, files, 'One');
      const folder = setScene(repository);
      const workbench = await stage.open({ folder });
      try {
        const panel = await workbench.openPanel(openPanel);
        const before = { ai: 0, human: 0, tool: 0, unknown: 2 };
        assert.deepEqual(await countsOf(workbench, before), before);
        assert.match(await panel.locator('#by-folder').innerText(), /\bdeep\b/);
        const byClaude = 'One\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>';
        git(folder, 'commit', '--quiet', '--amend', '--message', byClaude);
        const after = { ai: 2, human: 0, tool: 0, unknown: 0 };
        assert.deepEqual(await countsOf(workbench, after), after);
      } finally {
        await workbench.page.close();
      }
    });
  }

  it('counts a file once that is in two folders of the window', async () => {
    const folder = path.join(stage.folder, 'nested');
    initRepository(folder);
    commitFiles(folder, { 'a.js': 'one();\n', 'inner/b.js': 'two();\n' }, 'One', '2020-01-01T00:00:00Z');
    const workspaceFile = path.join(stage.folder, 'nested.code-workspace');
    writeFileSync(workspaceFile, JSON.stringify({ folders: [{ path: 'nested' }, { path: 'nested/inner' }] }));
    const { report, errors } = await look({ workspaceFile }, { ai: 0, human: 2, tool: 0, unknown: 0 });
    assert.equal(report.scope.files, 2);
    assert.deepEqual(errors, []);
  });

  it('asks for a folder where none is open', async () => {
    mkdirSync(stage.folder, { recursive: true });
    const workbench = await stage.open({ empty: true });
    const panel = await workbench.openPanel(openPanel);
    await panel.getByText('Open a folder to see the share of its code').waitFor();
    await workbench.page.close();
  });
});
