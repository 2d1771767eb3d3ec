import assert from 'node:assert/strict';
import path from 'node:path';
import { build } from 'esbuild';
import { type Browser, type Page } from 'playwright-core';
import { type PanelEvent } from '../../../src/core/protocol/messages.ts';
import { type ExplanationModel, type PanelModel } from '../../../src/core/protocol/panelModel.ts';
import { type GroupRow, type Lens } from '../../../src/core/statistics/report.ts';
import { launchBrowser } from '../../host/browser.ts';
import { projectRoot } from '../../host/projectPaths.ts';

/** What the page asks of the host, as it stands on the wire. */
interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Stands in for the host: keeps what the page asks, and what it remembers. */
const fakeHost = `
  window.asked = [];
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.asked.push(message),
    getState: () => window.state,
    setState: (state) => { window.state = state; },
  });`;

function row(key: string, ai: number, human: number, tool: number, unknown: number): GroupRow {
  return { key, counts: { ai, human, tool, unknown }, total: ai + human + tool + unknown };
}

const noExplanation: ExplanationModel = { phase: 'none', paragraphs: [], writer: 'W', sent: null, failure: null };

function model(over: Partial<PanelModel> = {}, lens: Lens = 'standing', all = row('', 50, 25, 5, 20)): PanelModel {
  const { counts, total } = all;
  return {
    choice: { lens, days: 90 },
    isTrusted: true,
    hasFolder: true,
    report: {
      schema: 'ai-code-share/report/1',
      generatedAt: '2026-11-24T00:00:00.000Z',
      repository: { head: null, dirty: false },
      lens,
      unit: lens === 'written' ? 'characters' : 'lines',
      period: { since: null, until: null },
      scope: {
        files: 3,
        kinds: ['code'],
        skipped: { generated: 2, vendored: 0, minified: 0, binary: 0, tooLarge: 0, excluded: 0, unreadable: 0 },
      },
      counts,
      total,
      share: {
        low: counts.ai / total,
        high: (counts.ai + counts.unknown) / total,
        known: counts.ai / (counts.ai + counts.human),
      },
      evidence: { reported: counts.ai, observed: 0, recorded: 0, declared: counts.human, inferred: 0 },
      aiByGranularity: { character: counts.ai, line: 0, commit: 0 },
      unknownBy: {
        silentCommit: counts.unknown,
        leftOutOfLog: 0,
        unexplained: 0,
        uncommitted: 0,
        setAside: 0,
        other: 0,
      },
      mixedLines: 0,
      groups: null,
    },
    rows: {
      agent: [row('claude', 50, 0, 0, 0)],
      language: [row('typescript', 50, 25, 5, 20)],
      folder: Array.from({ length: 12 }, (_, index) => row(`folder${index}`, 1, 1, 0, 0)),
      file: [row('src/a.ts', 30, 5, 0, 0), row('src/b.ts', 20, 10, 5, 10), row('src/c.ts', 0, 10, 0, 10)],
    },
    status: {
      roots: [{ name: 'app', hasGit: true, head: null, evidence: null, problems: [] }],
      progress: { phase: 'done', done: 1, total: 1 },
      asOfMs: 1,
      isTracking: true,
      editReasons: 'exact',
      noAiBefore: '2021-06-29',
    },
    figures: [],
    explanation: noExplanation,
    canSetUpAgents: false,
    problem: null,
    translations: {},
    language: 'en',
    ...over,
  };
}

describe('the page of the panel', () => {
  let browser: Browser;
  let script: string;
  let page: Page;
  let errors: string[];

  before(async () => {
    const built = await build({
      entryPoints: [path.join(projectRoot, 'src/webview/panel.ts')],
      bundle: true,
      write: false,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
    });
    script = built.outputFiles[0]?.text ?? '';
    browser = await launchBrowser();
  });

  after(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    errors = [];
    page = await browser.newPage({ viewport: { width: 900, height: 600 } });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setContent('<!DOCTYPE html><html lang="en"><body></body></html>');
    await page.addStyleTag({ path: path.join(projectRoot, 'media/panel.css') });
    await page.evaluate(fakeHost);
    await page.evaluate(script);
  });

  afterEach(async () => {
    await page.close();
    assert.deepEqual(errors, []);
  });

  const post = async (message: unknown): Promise<void> => {
    // Twice around the loop: once for the message, once for what it starts.
    await page.evaluate(
      `new Promise((resolve) => { window.postMessage(${JSON.stringify(message)}, '*'); setTimeout(() => setTimeout(resolve)); })`,
    );
  };
  const tell = async (event: Omit<PanelEvent, 'type'>): Promise<void> => await post({ type: 'event', ...event });
  const show = async (shown: PanelModel): Promise<void> => await tell({ name: 'model', value: shown });
  const asked = async (method: string): Promise<readonly Asked[]> =>
    (await page.evaluate<Asked[]>('window.asked')).filter((message) => message.method === method);
  const textOf = async (selector: string): Promise<string> =>
    (await page.locator(selector).innerText()).replaceAll('\u202f', ' ');

  /** A model as it comes while a workspace is read: every count has changed. */
  const nextModel = (): PanelModel => {
    const first = model({}, 'standing', row('', 51, 25, 5, 20));
    return { ...first, rows: { ...first.rows, file: [row('src/new.ts', 1, 0, 0, 0), ...first.rows.file] } };
  };

  it('says that it is ready, shows the range and writes the report down for others', async () => {
    assert.equal((await asked('ready')).length, 1);
    await show(model());
    assert.equal(await textOf('.figure'), 'AI 50–70 %');
    const report = JSON.parse((await page.locator('body').getAttribute('data-report')) ?? '') as { total: number };
    assert.equal(report.total, 100);
    assert.equal(await page.locator('body').getAttribute('data-progress'), 'done');
  });

  it('keeps a half-written date, the focus and what was opened while numbers change', async () => {
    await show(model());
    await page.locator('#no-ai-before').fill('2024-05-01');
    await page.locator('#by-folder button').click();
    const file = page.locator('table.files button.path', { hasText: 'src/b.ts' });
    await file.focus();
    await show(nextModel());
    assert.equal(await textOf('.figure'), 'AI 50–70 %');
    assert.equal(await page.locator('table.files tbody tr').count(), 4);
    assert.equal(await page.locator('#no-ai-before').inputValue(), '2024-05-01');
    assert.equal(await page.locator('#by-folder tbody tr').count(), 12);
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'src/b.ts');
  });

  it('does not take the focus while the person is elsewhere', async () => {
    await show(model());
    await page.locator('table.files button.path').first().focus();
    await page.evaluate(`document.hasFocus = () => false;
      window.taken = 0;
      HTMLElement.prototype.focus = () => { window.taken++; };`);
    await show(nextModel());
    await tell({ name: 'showExplanation', value: null });
    assert.equal(await page.evaluate('window.taken'), 0);
  });

  it('keeps what is typed into the filter and where the caret is', async () => {
    await show(model());
    await page.locator('#file-filter').pressSequentially('src/b');
    await page.keyboard.press('ArrowLeft');
    await show(nextModel());
    await page.keyboard.type('x');
    assert.equal(await page.locator('#file-filter').inputValue(), 'src/xb');
  });

  it('opens a file by its path and sorts by keyboard', async () => {
    await show(model());
    await page.locator('table.files button.path').first().press('Enter');
    assert.deepEqual((await asked('openFile'))[0]?.params, { path: 'src/a.ts' });
    await page.locator('table.files button.sort', { hasText: 'Human' }).press('Enter');
    assert.equal(await page.locator('th[aria-sort="descending"]').innerText(), 'Human');
  });

  it('never takes a path for HTML', async () => {
    const shown = model();
    await show({ ...shown, rows: { ...shown.rows, file: [row('<img src=x onerror=alert(1)>.ts', 1, 0, 0, 0)] } });
    assert.equal(await page.locator('main img').count(), 0);
    assert.match(await textOf('table.files'), /<img src=x/);
  });

  it('leaves out of the bar and the table of "written" what stands beside that lens', async () => {
    await show(model({}, 'written'));
    assert.equal(await textOf('.figure'), 'AI 67 %');
    assert.equal(await page.locator('#share .part').count(), 2);
    // 20 AI, 10 human, and 15 beside them.
    assert.match(await textOf('table.files tr:has-text("src/b.ts")'), /67 %/);
  });

  it('claims that there is no sign of AI only when all is read and there is none', async () => {
    const none = row('', 0, 25, 5, 70);
    const evidence = {
      commits: 9,
      commitsWithRecord: 0,
      commitsWithMark: 0,
      commitsOfAutomation: 0,
      commitsBeforeAi: 0,
      commitsUnmarked: 9,
      oldestCommitAt: null,
      oldestAiCommitAt: null,
      isCutOff: false,
    };
    const withMarks = (commitsWithMark: number, phase: 'history' | 'done'): PanelModel => {
      const shown = model({}, 'standing', none);
      const roots = [
        { name: 'app', hasGit: true, head: null, evidence: { ...evidence, commitsWithMark }, problems: [] },
      ];
      return { ...shown, status: { ...shown.status, roots, progress: { phase, done: 1, total: 2 } } };
    };
    await show(withMarks(0, 'history'));
    assert.equal(await page.locator('.welcome').count(), 0);
    await show(withMarks(0, 'done'));
    assert.match(await textOf('.welcome'), /none carries a sign of AI/);
    await show(withMarks(3, 'done'));
    assert.match(await textOf('.welcome'), /3 of the commits carry an authorship log or an AI mark/);
  });

  it('offers to set up agents only where that can be done', async () => {
    await show(model());
    assert.equal(await page.locator('#set-up-agents').count(), 0);
    await show(model({ canSetUpAgents: true }));
    await page.locator('#set-up-agents').click();
    assert.equal((await asked('setUpAgents')).length, 1);
  });

  it('follows an explanation piece by piece, marks what cannot be vouched for and shows what was sent', async () => {
    await show(model());
    const growing: ExplanationModel = {
      ...noExplanation,
      phase: 'running',
      sent: '- lines: 100',
      paragraphs: [
        [
          { text: 'Of 100 lines 50 are AI’s.', isVerified: true },
          { text: 'It was 17 before.', isVerified: false },
        ],
      ],
    };
    await tell({ name: 'explanation', value: growing });
    assert.equal(await page.locator('#explain').innerText(), 'Stop');
    assert.equal(await textOf('.unverified'), 'It was 17 before.');
    await page.locator('#explanation summary').click();
    await tell({ name: 'explanation', value: { ...growing, phase: 'done' } });
    assert.equal(await textOf('#explanation pre'), '- lines: 100');
    assert.equal(await page.locator('[role="status"]').innerText(), 'The explanation is there.');
  });

  it('brings the explanation into sight when it was asked for elsewhere, also before anything is shown', async () => {
    await tell({ name: 'showExplanation', value: null });
    await show(model());
    assert.equal(await page.evaluate('document.activeElement.id'), 'explain');
    assert.ok(((await page.locator('#explanation').boundingBox())?.y ?? 9_999) < 600);
  });

  it('says what the host could not do, and what it cannot show', async () => {
    await show(model());
    await page.locator('#rescan').click();
    const [request] = await asked('rescan');
    await post({ type: 'answer', id: request?.id, ok: false, error: 'Not now.' });
    assert.equal(await textOf('[role="alert"]'), 'Not now.');
    await tell({ name: 'problem', value: 'It could not be read.' });
    assert.equal(await textOf('[role="alert"]'), 'It could not be read.');
    await show(model());
    assert.equal(await page.locator('[role="alert"]').isVisible(), false);
  });

  it('has something to say without a folder and in one that is not trusted', async () => {
    await show(model({ hasFolder: false }));
    assert.match(await textOf('main'), /Open a folder/);
    await show(model({ isTrusted: false }));
    assert.match(await textOf('main'), /not trusted/);
  });

  it('shows ten thousand files without rendering them all, and never wider than a narrow window', async () => {
    const shown = model();
    const file = Array.from({ length: 10_000 }, (_, index) =>
      row(`src/folder/with/a/long/path/${index}.ts`, index, 1, 0, 0),
    );
    await page.setViewportSize({ width: 320, height: 600 });
    await show({ ...shown, rows: { ...shown.rows, file } });
    assert.equal(await page.locator('table.files tbody tr').count(), 100);
    assert.ok(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth'));
    // The end of a path tells files apart, so it is the start that is cut off.
    const isEndSeen = `(() => {
      const button = document.querySelector('table.files button.path').getBoundingClientRect();
      const path = document.querySelector('table.files bdi').getBoundingClientRect();
      return Math.round(path.right) <= Math.round(button.right) && path.left < button.left;
    })()`;
    assert.ok(await page.evaluate<boolean>(isEndSeen));
  });
});
