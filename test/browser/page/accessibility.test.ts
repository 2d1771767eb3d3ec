import assert from 'node:assert/strict';
import { type PanelModel } from '../../../src/core/protocol/panelModel.ts';
import { PageStage } from './pageStage.ts';
import { during, model, noExplanation, row, withEvidence } from './samples.ts';

const figure = {
  who: 'Google',
  low: 50,
  high: null,
  relation: 'about',
  lens: 'standing' as const,
  narrowedTo: null,
  date: '2025',
  definition: null,
  unit: null,
  source: 'S',
  verified: 'secondary',
};

/** Everything that the page can hold, in the states in which it holds most. */
const states: Readonly<Record<string, () => PanelModel>> = {
  'with everything in it': () =>
    withEvidence(
      model({
        canSetUpAgents: true,
        figures: [figure],
        isTrusted: false,
        explanationPreview: 'P',
        explanation: { ...noExplanation, phase: 'failed', failure: 'F' },
      }),
      { isCutOff: true },
    ),
  'that asks whether it may send': () =>
    model({ explanation: { ...noExplanation, phase: 'asking', sent: 'S' }, explanationPreview: 'S' }),
  'over a period': () => model({}, 'committed'),
  'without a sign of AI': () => model({}, 'standing', row('', 0, 5, 5, 90)),
  'while the workspace is read': () => during(model(), 'history'),
  'without a folder': () => model({ hasFolder: false, report: null }),
};

/** What can be said of a document by looking at it: ids that are there twice, references to nothing, headings out of order. */
const faultsInPage = `(() => {
  const faults = [];
  const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('twice: #' + id);
  for (const name of ['aria-labelledby', 'aria-describedby', 'for'])
    for (const node of document.querySelectorAll('[' + name + ']'))
      for (const id of node.getAttribute(name).split(' '))
        if (document.getElementById(id) === null) faults.push(name + ' names nothing: ' + id);
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) faults.push('a heading too deep: ' + heading.textContent);
    level = next;
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.hasAttribute('aria-labelledby')) faults.push('a table without a name');
    for (const cell of table.querySelectorAll('th')) if (!cell.hasAttribute('scope')) faults.push('no scope: ' + cell.textContent);
    for (const one of table.querySelectorAll('tbody tr')) if (one.querySelector('th[scope="row"]') === null) faults.push('a row without a head');
  }
  for (const node of document.querySelectorAll('[tabindex]')) if (node.tabIndex > 0) faults.push('an order of its own: ' + node.outerHTML);
  if (document.documentElement.lang === '') faults.push('no language');
  return faults;
})()`;

/** The elements that the keyboard reaches, in the order of the document. */
const reachable = `[...document.querySelectorAll('button, input, select, summary, a[href], [tabindex="0"]')]
  .filter((node) => node.checkVisibility() && !node.disabled && (node.type !== 'radio' || node.checked))`;

describe('the page for those who do not see it or use no mouse', () => {
  const stage = PageStage.forSuite(':root { --vscode-focusBorder: #00f; }');

  for (const [name, state] of Object.entries(states)) {
    it(`has a name for each control, table and picture, and sound headings: ${name}`, async () => {
      await stage.show(state());
      const nameless = (await stage.page.locator('body').ariaSnapshot())
        .split('\n')
        .filter((line) =>
          /^\s*- '?(?:button|textbox|searchbox|combobox|radio|checkbox|table|img|progressbar|link|region|group)(?: \[.*\])?:?$/.test(
            line,
          ),
        );
      assert.deepEqual(nameless, []);
      assert.deepEqual(await stage.page.evaluate(faultsInPage), []);
    });

    it(`is gone through by Tab from top to bottom, and what has the focus shows it: ${name}`, async () => {
      await stage.show(state());
      const count = await stage.page.evaluate<number>(`(window.stops = ${reachable}).length`);
      assert.ok(count > 0);
      const walked: unknown[] = [];
      const unseen: unknown[] = [];
      for (let step = 0; step < count; step++) {
        await stage.page.keyboard.press('Tab');
        walked.push(await stage.page.evaluate('window.stops.indexOf(document.activeElement)'));
        const isSeen = await stage.page.evaluate('getComputedStyle(document.activeElement).outlineStyle !== "none"');
        if (isSeen !== true) unseen.push(await stage.page.evaluate('document.activeElement.outerHTML'));
      }
      // A date has a stop for each of its parts, which shifts the rest.
      const stops = walked.filter((stop, index) => index === 0 || stop !== walked[index - 1]);
      assert.deepEqual(stops, [...stops.keys()]);
      assert.deepEqual(unseen, []);
    });
  }

  it('tells contributors apart by more than colour: each has a pattern of its own in the bar', async () => {
    await stage.show(model());
    const patterns = await stage.page.evaluate<string[]>(
      `[...document.querySelectorAll('#share .bar.large .part')].map((part) => getComputedStyle(part).backgroundImage.replace(/rgba?\\([^)]*\\)/g, ''))`,
    );
    assert.equal(patterns.length, 4);
    assert.equal(new Set(patterns).size, 4, patterns.join('\n'));
  });

  it('says in the bar what its parts are', async () => {
    await stage.show(model());
    const label = (await stage.page.locator('#share .bar.large').getAttribute('aria-label')) ?? '';
    assert.equal(label.replaceAll('\u202f', ' '), 'AI 50 %, Unknown 20 %, Human 25 %, Tool 5 %');
  });
});
