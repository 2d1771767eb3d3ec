import assert from 'node:assert/strict';
import { type HostMessage } from '../../../src/core/protocol/messages.ts';
import { PageStage } from './pageStage.ts';
import { during, model, row, withEvidence } from './samples.ts';

describe('the page beside the range', () => {
  const stage = PageStage.forSuite();

  it('says of what the headline is the share: code and tests', async () => {
    await stage.show(model());
    assert.match(await stage.textOf('#share'), /100 lines of code and tests in 3 files/);
  });

  it('shows the unknown lines by cause, not the commits of the whole history', async () => {
    await stage.show(model());
    const text = await stage.textOf('#wide');
    assert.match(text, /Of 20 lines \(20 %\) nobody can say/);
    assert.match(text, /from commits that say nothing\s+17/);
    assert.match(text, /changed while nobody watched, or unexplained\s+3/);
    assert.doesNotMatch(text, /left out by/);
    assert.equal(await stage.page.locator('#history').getAttribute('open'), null);
  });

  it('gives no reason for a range where there is none', async () => {
    await stage.show(model({}, 'standing', row('', 50, 45, 5, 0)));
    assert.equal(await stage.page.locator('#wide').count(), 0);
    assert.equal(await stage.page.locator('#narrow').count(), 0);
    await stage.show(model({}, 'written'));
    assert.equal(await stage.page.locator('#wide').count(), 0);
  });

  it('lets a date be taken back that made everything human', async () => {
    const known = model({}, 'standing', row('', 0, 95, 5, 0));
    await stage.show(withEvidence(known, { commitsBeforeAi: 9, commitsUnmarked: 0 }));
    await stage.page.locator('#no-ai-before').fill('');
    await stage.page.locator('#set-no-ai-before').click();
    assert.deepEqual((await stage.asked('setNoAiBefore'))[0]?.params, { date: '', target: 'workspace' });
  });

  it('says that the counts are those so far while the history is read', async () => {
    await stage.show(during(model(), 'history'));
    assert.match(await stage.textOf('#wide'), /still being read/);
    await stage.show(during(model(), 'done'));
    assert.doesNotMatch(await stage.textOf('#wide'), /still being read/);
  });

  it('calls no line uncommitted whose commits were not looked at, because reading goes on or was stopped', async () => {
    const sample = model();
    assert.ok(sample.report !== null);
    const unknownBy = {
      ...sample.report.unknownBy,
      silentCommit: 0,
      unexplained: 0,
      uncommitted: sample.report.counts.unknown,
    };
    const unread = { ...sample, report: { ...sample.report, unknownBy } };
    await stage.show(unread);
    assert.match(await stage.textOf('#wide'), /\nnot committed, and there before anybody watched/);
    const [root] = unread.status.roots;
    assert.ok(root !== undefined);
    const stopped = { ...unread, status: { ...unread.status, roots: [{ ...root, isStopped: true }] } };
    for (const one of [during(unread, 'history'), stopped]) {
      await stage.show(one);
      assert.match(await stage.textOf('#wide'), /not read yet, or not committed and there before anybody watched/);
    }
  });

  it('says whether there are authorship logs, and how those of others are fetched', async () => {
    await stage.show(model());
    assert.match(await stage.textOf('#narrow'), /There are no authorship logs \(refs\/notes\/ai\) in this clone/);
    assert.match(await stage.textOf('#narrow'), /git fetch origin refs\/notes\/ai:refs\/notes\/ai/);
    await stage.page.locator('#copy-fetch-notes').click();
    assert.equal((await stage.asked('copyFetchNotes')).length, 1);
    await stage.show(withEvidence(model(), { logs: 1234 }));
    assert.match(await stage.textOf('#narrow'), /There are 1 234 authorship logs/);
  });

  it('says whether new commits will carry what is known, and where to change that', async () => {
    await stage.show(model({ notesWriting: 'never' }));
    assert.match(await stage.textOf('#narrow'), /authorship logs are turned off/);
    await stage.page.locator('#narrow button', { hasText: 'Settings for authorship logs' }).click();
    assert.equal((await stage.asked('openNotesSettings')).length, 1);
  });

  it('says before a date is set where it goes, and afterwards where it went', async () => {
    await stage.show(model());
    assert.match(await stage.textOf('#no-ai-before-target'), /here \(\.vscode\/settings\.json\)/);
    await stage.page.locator('#no-ai-before').fill('2024-05-01');
    await stage.page.locator('#no-ai-before-target').selectOption('user');
    await stage.page.locator('#set-no-ai-before').click();
    const [request] = await stage.asked('setNoAiBefore');
    assert.deepEqual(request?.params, { date: '2024-05-01', target: 'user' });
    const said = 'Written into your user settings, for every folder.';
    await stage.post({ type: 'answer', id: request.id, ok: true, said });
    assert.equal(await stage.textOf('.notice [role="status"]'), said);
    await stage.page.locator('.notice button', { hasText: 'Close' }).click();
    assert.equal(await stage.page.locator('.notice').isVisible(), false);
  });

  it('offers the settings of the person where those of the folder cannot be written', async () => {
    await stage.show(model());
    await stage.page.locator('#no-ai-before').fill('2024-05-01');
    await stage.page.locator('#set-no-ai-before').click();
    const refusal = (id: number): HostMessage => {
      return { type: 'answer', id, ok: false, error: 'It is read-only.', offers: 'userSettings' };
    };
    await stage.post(refusal((await stage.asked('setNoAiBefore'))[0]?.id ?? 0));
    await stage.page.locator('.notice button', { hasText: 'for every folder' }).click();
    assert.deepEqual((await stage.asked('setNoAiBefore'))[1]?.params, { date: '2024-05-01', target: 'user' });
  });

  it('names the dates of folders that have dates of their own', async () => {
    const shown = model();
    const [root] = shown.status.roots;
    assert.ok(root);
    const roots = [root, { ...root, name: 'lib', noAiBefore: '2024-01-01' }];
    await stage.show({ ...shown, status: { ...shown.status, roots } });
    assert.equal(await stage.page.locator('#no-ai-before').inputValue(), '');
    assert.match(await stage.textOf('#narrow'), /app 2021-06-29, lib 2024-01-01/);
  });

  it('sets published figures beside the share of the same meaning, and none beside those without one', async () => {
    const figure = {
      high: null,
      relation: 'about',
      narrowedTo: null,
      date: '2025',
      definition: null,
      unit: null,
      source: 'S',
      verified: 'secondary',
    };
    await stage.show(
      model({
        figures: [
          { ...figure, who: 'Microsoft', low: 20, high: 30, lens: 'standing' },
          { ...figure, who: 'Google', low: 50, lens: 'written', narrowedTo: 'inline completion', definition: 'D' },
          { ...figure, who: 'A survey', low: 42, lens: 'committed' },
          { ...figure, who: 'Google again', low: 75, lens: null },
        ],
        ownShares: [
          { lens: 'standing', counts: { ai: 50, human: 25, tool: 5, unknown: 20 }, since: null },
          { lens: 'written', counts: { ai: 0, human: 0, tool: 7, unknown: 7 }, since: '2026-08-27' },
        ],
      }),
    );
    const text = (await stage.textOf('#figures')).replace(/\s+/g, ' ');
    assert.match(text, /Closest to “Standing” This workspace 50–70 % now Microsoft 20 to 30 %/);
    assert.match(text, /Closest to “Written” This workspace nothing counted since 2026-08-27 Google about 50 %/);
    assert.match(text, /Google counted inline completion only/);
    assert.match(text, /Nothing to compare with: what was counted was not published Google again/);
    await stage.page.locator('#figures button', { hasText: 'Show it' }).click();
    assert.deepEqual((await stage.asked('choose'))[0]?.params, { choice: { lens: 'committed', days: 90 } });
  });
});
