import assert from 'node:assert/strict';
import { type ExplanationModel, type PanelModel } from '../../../src/core/protocol/panelModel.ts';
import { PageStage } from './pageStage.ts';
import { during, fileRow, model, nextModel, noExplanation, row, withEvidence } from './samples.ts';

describe('the page of the panel', () => {
  const stage = PageStage.forSuite();

  it('says that it is ready, shows the range and writes the report down for others', async () => {
    assert.equal((await stage.asked('ready')).length, 1);
    assert.match(await stage.textOf('main'), /Reading…/);
    await stage.show(model());
    assert.equal(await stage.textOf('.figure'), 'AI 50–70 %');
    const report = JSON.parse((await stage.page.locator('body').getAttribute('data-report')) ?? '') as {
      total: number;
    };
    assert.equal(report.total, 100);
    assert.equal(await stage.page.locator('body').getAttribute('data-progress'), 'done');
  });

  it('keeps a half-written date, the focus and what was opened while numbers change', async () => {
    await stage.show(model());
    await stage.page.locator('#no-ai-before').fill('2024-05-01');
    await stage.page.locator('#by-folder button', { hasText: 'more' }).click();
    const file = stage.page.locator('table.files button.path', { hasText: 'src/b.ts' });
    await file.focus();
    await stage.show(nextModel());
    assert.equal(await stage.textOf('.figure'), 'AI 50–70 %');
    assert.equal(await stage.page.locator('table.files tbody tr').count(), 4);
    assert.equal(await stage.page.locator('#no-ai-before').inputValue(), '2024-05-01');
    assert.equal(await stage.page.locator('#by-folder tbody tr').count(), 12);
    assert.equal(await stage.page.evaluate('document.activeElement.textContent'), 'src/b.ts');
  });

  it('says when a model stands on the page, once for each', async () => {
    assert.deepEqual(await stage.asked('shown'), []);
    for (const [shows, count] of [
      [model(), 1],
      [nextModel(), 2],
    ] as const) {
      await stage.show(shows);
      await stage.page.waitForFunction(`window.asked.filter(({ method }) => method === 'shown').length === ${count}`);
    }
  });

  it('follows how far the workspace is read without making anything else anew', async () => {
    await stage.show(during(model(), 'history'));
    await stage.page.evaluate(`window.table = document.querySelector('table.files')`);
    await stage.page.locator('#rescan').focus();
    await stage.tell({ name: 'progress', value: { phase: 'history', done: 1_234, total: 2_000 } });
    assert.match(await stage.textOf('header'), /Attributing lines to commits: 1 234 of 2 000/);
    assert.equal(await stage.page.evaluate(`window.table === document.querySelector('table.files')`), true);
    assert.equal(await stage.page.evaluate('document.activeElement.id'), 'rescan');
    await stage.show(model());
    await stage.tell({ name: 'progress', value: { phase: 'history', done: 1_999, total: 2_000 } });
    assert.doesNotMatch(await stage.textOf('header'), /Attributing/);
    assert.equal(await stage.textOf('.unseen'), 'Reading has ended.');
  });

  it('does not take the focus while the person is elsewhere', async () => {
    await stage.show(model());
    await stage.page.locator('table.files button.path').first().focus();
    await stage.page.evaluate(`document.hasFocus = () => false;
      window.taken = 0;
      HTMLElement.prototype.focus = () => { window.taken++; };`);
    await stage.show(nextModel());
    await stage.tell({ name: 'showExplanation', value: null });
    assert.equal(await stage.page.evaluate('window.taken'), 0);
  });

  it('keeps what is typed into the filter and where the caret is', async () => {
    await stage.show(model());
    await stage.page.locator('#file-filter').pressSequentially('src/b');
    await stage.page.keyboard.press('ArrowLeft');
    await stage.show(nextModel());
    await stage.page.keyboard.type('x');
    assert.equal(await stage.page.locator('#file-filter').inputValue(), 'src/xb');
  });

  it('opens a file by its path and sorts by keyboard', async () => {
    await stage.show(model());
    await stage.page.locator('table.files button.path').first().press('Enter');
    assert.deepEqual((await stage.asked('openFile'))[0]?.params, { path: 'src/a.ts' });
    await stage.page.locator('table.files button.sort', { hasText: 'Human' }).press('Enter');
    assert.equal(await stage.page.locator('th[aria-sort="descending"]').innerText(), 'Human');
  });

  it('never takes a path for HTML', async () => {
    const shown = model();
    await stage.show({
      ...shown,
      rows: {
        ...shown.rows,
        file: [fileRow('<img src=x onerror=alert(1)>.ts', { ai: 1, human: 0, tool: 0, unknown: 0 })],
      },
    });
    assert.equal(await stage.page.locator('main img').count(), 0);
    assert.match(await stage.textOf('table.files'), /<img src=x/);
  });

  it('does not say "at least" of less than one in a hundred', async () => {
    await stage.show(model({}, 'standing', row('', 1, 400, 0, 600)));
    assert.match(await stage.textOf('#share'), /Less than 1\s% is known to be AI; .* could be 60\s%/);
    await stage.show(model());
    assert.match(await stage.textOf('#share'), /At least \d+\s% is known to be AI/);
  });

  it('leaves out of the bar and the table of "written" what stands beside that lens', async () => {
    await stage.show(model({}, 'written'));
    assert.equal(await stage.textOf('.figure'), 'AI 67 %');
    assert.equal(await stage.page.locator('#share .part').count(), 2);
    // 20 AI, 10 human, and 15 beside them.
    assert.match(await stage.textOf('table.files tr:has-text("src/b.ts")'), /67 %/);
  });

  it('claims that there is no sign of AI only when all is read and there is none', async () => {
    const none = row('', 0, 25, 5, 70);
    const withMarks = (commitsWithMark: number, phase: 'history' | 'done'): PanelModel =>
      during(withEvidence(model({}, 'standing', none), { commitsWithMark }), phase);
    await stage.show(withMarks(0, 'history'));
    assert.equal(await stage.page.locator('.welcome').count(), 0);
    await stage.show(withMarks(0, 'done'));
    assert.match(await stage.textOf('.welcome'), /None carries a sign of AI/);
    const read = withMarks(3, 'done');
    const roots = read.status.roots.map((root) => ({ ...root, isStopped: true }));
    await stage.show({ ...read, status: { ...read.status, roots } });
    assert.equal(await stage.page.locator('.welcome').count(), 0, 'nor where the person stopped the reading');
    await stage.show(read);
    assert.match(await stage.textOf('.welcome'), /An authorship log or an AI mark is on 3 commits/);
  });

  it('offers to set up agents only where that can be done', async () => {
    await stage.show(model());
    assert.equal(await stage.page.locator('#set-up-agents').count(), 0);
    await stage.show(model({ canSetUpAgents: true }));
    await stage.page.locator('#set-up-agents').click();
    assert.equal((await stage.asked('setUpAgents')).length, 1);
  });

  it('follows an explanation piece by piece, marks what cannot be vouched for and shows what was sent', async () => {
    await stage.show(model());
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
    await stage.tell({ name: 'explanation', value: growing });
    assert.equal(await stage.page.locator('#explain').innerText(), 'Stop');
    assert.equal(await stage.textOf('.unverified'), 'It was 17 before.');
    await stage.page.locator('#explanation summary').click();
    await stage.tell({ name: 'explanation', value: { ...growing, phase: 'done' } });
    assert.equal(await stage.textOf('#explanation pre'), '- lines: 100');
    assert.equal(await stage.page.locator('body > [role="status"]').innerText(), 'The explanation is there.');
    assert.equal(await stage.textOf('#explanation summary'), 'Exactly what was sent');
  });

  it('does not say that something was sent to a server that may not have been reached', async () => {
    await stage.show(model());
    const failed = {
      ...noExplanation,
      phase: 'failed',
      failure: 'It cannot be reached.',
      sent: '- lines: 100',
    } as const;
    await stage.tell({ name: 'explanation', value: failed });
    assert.equal(await stage.textOf('#explanation summary'), 'Exactly what was to be sent');
  });

  it('brings the explanation into sight when it was asked for elsewhere, also before anything is shown', async () => {
    await stage.tell({ name: 'showExplanation', value: null });
    await stage.show(model());
    assert.equal(await stage.page.evaluate('document.activeElement.id'), 'explain');
    assert.ok(((await stage.page.locator('#explanation').boundingBox())?.y ?? 9_999) < 600);
  });

  it('says what the host could not do, and what it cannot show', async () => {
    await stage.show(model());
    await stage.page.locator('#rescan').click();
    const [request] = await stage.asked('rescan');
    await stage.post({ type: 'answer', id: request?.id ?? 0, ok: false, error: 'Not now.', offers: null });
    assert.equal(await stage.textOf('.notice [role="alert"]'), 'Not now.');
    await stage.tell({ name: 'problem', value: 'It could not be read.' });
    assert.equal(await stage.textOf('.notice [role="alert"]'), 'It could not be read.');
    await stage.show(model());
    assert.equal(await stage.page.locator('.notice [role="alert"]').isVisible(), false);
  });

  it('says before the numbers what went wrong while they were read', async () => {
    const shown = model();
    const roots = shown.status.roots.map((root) => ({ ...root, problems: ['It cannot be read.'] }));
    await stage.show({ ...shown, status: { ...shown.status, roots } });
    const text = await stage.textOf('main');
    assert.ok(text.indexOf('It cannot be read.') > 0);
    assert.ok(text.indexOf('It cannot be read.') < text.indexOf('AI 50–70 %'));
  });

  it('has something to say without a folder and in one that is not trusted', async () => {
    await stage.show(model({ hasFolder: false }));
    assert.match(await stage.textOf('main'), /Open a folder/);
    await stage.show(model({ isTrusted: false }));
    assert.match(await stage.textOf('main'), /not trusted/);
  });

  it('shows ten thousand files without rendering them all, and never wider than a narrow window', async () => {
    const shown = model();
    const file = Array.from({ length: 10_000 }, (_, index) =>
      fileRow(`src/folder/with/a/long/path/${index}.ts`, { ai: index, human: 1, tool: 0, unknown: 0 }),
    );
    await stage.page.setViewportSize({ width: 320, height: 600 });
    await stage.show({ ...shown, rows: { ...shown.rows, file } });
    assert.equal(await stage.page.locator('table.files tbody tr').count(), 25);
    assert.ok(await stage.page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth'));
    // The end of a path tells files apart, so it is the start that is cut off.
    const isEndSeen = `(() => {
      const button = document.querySelector('table.files button.path').getBoundingClientRect();
      const path = document.querySelector('table.files bdi').getBoundingClientRect();
      return Math.round(path.right) <= Math.round(button.right) && path.left < button.left;
    })()`;
    assert.ok(await stage.page.evaluate<boolean>(isEndSeen));
  });
});
