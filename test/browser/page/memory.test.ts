import assert from 'node:assert/strict';
import { PageStage } from './pageStage.ts';
import { during, fileRow, model, row } from './samples.ts';

describe('the page and what the person did with it', () => {
  const stage = PageStage.forSuite();

  it('narrows the files to the row that is clicked, shows what they are narrowed to and takes that back', async () => {
    await stage.show(model());
    const python = stage.page.locator('#by-language button', { hasText: 'python' });
    await python.click();
    assert.deepEqual(await stage.paths(), ['src/c.py']);
    assert.equal(await python.getAttribute('aria-pressed'), 'true');
    assert.match(await stage.textOf('#clear-facet'), /Language: python/);
    assert.equal(await stage.page.evaluate('document.activeElement.id'), 'clear-facet');
    assert.ok(await stage.page.locator('#clear-facet').isVisible());
    await stage.page.keyboard.press('Enter');
    assert.equal((await stage.paths()).length, 3);
    assert.equal(await stage.page.locator('#clear-facet').count(), 0);
    assert.equal(await stage.page.evaluate('document.activeElement.id'), 'file-filter');
    await stage.page.locator('#by-agent button', { hasText: 'claude' }).click();
    assert.deepEqual(await stage.paths(), ['src/a.ts', 'src/b.ts']);
    await stage.page.locator('#by-folder button', { hasText: 'folder1' }).first().click();
    assert.deepEqual(await stage.paths(), ['src/b.ts']);
    await stage.page.locator('#by-folder button[aria-pressed="true"]').click();
    assert.equal((await stage.paths()).length, 3);
  });

  it('forgets nothing of how it was looked at when it is hidden or reloaded: sort, filter, rows, details, place', async () => {
    await stage.show(model());
    await stage.page.locator('table.files button.sort', { hasText: 'Human' }).click();
    await stage.page.locator('table.files button.sort', { hasText: 'Human' }).click();
    await stage.page.locator('#file-filter').fill('src/');
    await stage.page.locator('#by-folder button', { hasText: 'more' }).click();
    await stage.page.locator('#by-language button', { hasText: 'typescript' }).click();
    await stage.page.locator('#history summary').click();
    await stage.page.evaluate('window.scrollTo(0, 300)');
    await stage.reopen();
    await stage.show(model());
    assert.equal(await stage.page.locator('th[aria-sort="ascending"]').innerText(), 'Human');
    assert.equal(await stage.page.locator('#file-filter').inputValue(), 'src/');
    assert.equal(await stage.page.locator('#by-folder tbody tr').count(), 12);
    assert.deepEqual(await stage.paths(), ['src/a.ts', 'src/b.ts']);
    assert.notEqual(await stage.page.locator('#history').getAttribute('open'), null);
    assert.equal(await stage.page.evaluate('window.scrollY'), 300);
  });

  it('goes back to its place when there is enough to scroll, but not against a person who scrolls', async () => {
    const empty = during({ ...model(), report: null }, 'history');
    await stage.open({ scrollTop: 500 });
    await stage.show(empty);
    await stage.show(model());
    assert.equal(await stage.page.evaluate('window.scrollY'), 500);
    await stage.open({ scrollTop: 500 });
    await stage.show(empty);
    await stage.page.keyboard.press('PageUp');
    await stage.show(model());
    assert.notEqual(await stage.page.evaluate('window.scrollY'), 500);
  });

  it('asks for the lens that was chosen before', async () => {
    await stage.open({ choice: { lens: 'written', days: 7 } });
    assert.deepEqual((await stage.asked('ready'))[0]?.params, { choice: { lens: 'written', days: 7 } });
  });

  it('takes a filter of any length, and says when no file is like it', async () => {
    await stage.show(model());
    await stage.page.locator('#file-filter').fill('('.repeat(100_000));
    assert.deepEqual(await stage.paths(), []);
    assert.match(await stage.textOf('#files'), /0 of 3 files/);
    assert.match(await stage.textOf('#files'), /No file is like that/);
    assert.ok(await stage.page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth'));
    await stage.page.locator('#file-filter').fill('');
    assert.equal((await stage.paths()).length, 3);
  });

  it('shows what was chosen last, however fast the lenses are switched', async () => {
    await stage.show(model());
    for (const lens of ['committed', 'written', 'standing', 'committed'])
      await stage.page.locator(`#lens-${lens}`).click();
    const choices = (await stage.asked('choose')).map(({ params }) => (params['choice'] as { lens: string }).lens);
    assert.deepEqual(choices, ['committed', 'written', 'standing', 'committed']);
    await stage.show(model({}, 'committed'));
    assert.equal(await stage.page.locator('#lens-committed').isChecked(), true);
  });

  it('lets the person go on when the folder of the files is taken away', async () => {
    await stage.show(model());
    await stage.page.locator('#by-language button', { hasText: 'python' }).click();
    await stage.show(model({ hasFolder: false, report: null }));
    await stage.page.locator('#open-folder').click();
    assert.equal((await stage.asked('openFolder')).length, 1);
    const shown = model();
    const file = [fileRow('x.go', { ai: 0, human: 1, tool: 0, unknown: 0 }, { language: 'go' })];
    await stage.show({ ...shown, rows: { ...shown.rows, language: [row('go', 0, 1, 0, 0)], file } });
    assert.deepEqual(await stage.paths(), []);
    await stage.page.locator('#clear-facet').click();
    assert.deepEqual(await stage.paths(), ['x.go']);
  });
});
