import assert from 'node:assert/strict';
import { type ExplanationModel } from '../../../src/core/protocol/panelModel.ts';
import { PageStage } from './pageStage.ts';
import { model, noExplanation } from './samples.ts';

describe('the explanation on the page', () => {
  const stage = PageStage.forSuite();

  const tell = async (told: Partial<ExplanationModel>): Promise<void> =>
    await stage.tell({ name: 'explanation', value: { ...noExplanation, ...told } });

  it('shows what will be sent before anything is asked', async () => {
    await stage.show(model({ explanationPreview: '- lines: 100' }));
    await stage.page.locator('#preview summary').click();
    assert.equal(await stage.textOf('#preview pre'), '- lines: 100');
    assert.deepEqual(await stage.asked('explain'), []);
  });

  it('shows nothing to be sent where nothing leaves the machine', async () => {
    await stage.show(model());
    assert.equal(await stage.page.locator('#explanation details').count(), 0);
  });

  it('can be stopped while it waits for the figures', async () => {
    await stage.show(model());
    await tell({ phase: 'reading' });
    assert.match(await stage.textOf('#explanation'), /Waiting for the figures/);
    assert.equal(await stage.textOf('#explain'), 'Stop');
    await stage.page.locator('#explain').click();
    assert.equal((await stage.asked('cancelExplanation')).length, 1);
  });

  it('shows all that would be sent and sends it only when told so', async () => {
    await stage.show(model());
    await stage.page.locator('#explain').focus();
    await tell({ phase: 'asking', sent: 'You explain.\n- lines: 100' });
    assert.equal(await stage.textOf('.question pre'), 'You explain.\n- lines: 100');
    assert.match(await stage.textOf('body > [role="status"]'), /Nothing is sent yet/);
    assert.equal(await stage.page.evaluate('document.activeElement.id'), 'explain', 'the focus stays');
    assert.deepEqual(await stage.asked('sendExplanation'), []);
    await stage.page.locator('#do-not-send').click();
    assert.equal((await stage.asked('cancelExplanation')).length, 1);
    await stage.page.locator('#explain').click();
    assert.equal((await stage.asked('sendExplanation')).length, 1);
  });
});
