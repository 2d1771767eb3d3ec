import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { hands, hasHands } from '../hands.ts';
import {
  activeEditor,
  ai,
  closeAll,
  holds,
  human,
  isExact,
  offer,
  pause,
  reads,
  run,
  show,
  shown,
  start,
  typeUntilSuggested,
  unknown,
  withSetting,
  write,
} from '../scene.ts';

const text = 'sum(prices) * rate';

/** Lets ghost text of a suggestion come up where nothing was typed of it: a stock VS Code does not tell its accept for certain. */
async function suggest(): Promise<void> {
  await start('‸');
  await offer(text);
  await run('editor.action.inlineSuggest.trigger');
  await shown('.ghost-text-decoration, .ghost-text');
  await pause(60);
}

/** The folder of the person's settings, in which their key bindings lie. */
async function userFolder(): Promise<string> {
  const players = await vscode.extensions.getExtension<{ globalStorage: string }>('test-fixture.players')?.activate();
  assert.ok(players);
  return path.dirname(path.dirname(players.globalStorage));
}

(hasHands ? describe : describe.skip)(
  `live attribution with accept keys wrapped, ${isExact ? 'with' : 'without'} reasons`,
  () => {
    let document: vscode.TextDocument;
    before(async () => {
      ({ document } = await show(write('keys.py', '')));
    });
    afterEach(async () => {
      await run('players.offer', null);
      await hands.press('Escape');
    });
    after(closeAll);

    const wrapped = (action: () => Promise<unknown>): Promise<void> =>
      withSetting('aiCodeShare.acceptKeys.enabled', true, async () => {
        await pause(300);
        await action();
      });

    it('takes a suggestion by Tab and knows it for certain', async () => {
      await wrapped(async () => {
        await suggest();
        await hands.press('Tab');
        await reads(document, text);
        await holds(document, [ai(text)]);
      });
    });

    it('takes words of a suggestion and knows them', async () => {
      await wrapped(async () => {
        await start('‸');
        await typeUntilSuggested('total = ', text);
        await hands.press('Control+ArrowRight');
        await reads(document, 'total = sum');
        await holds(document, [human('total = '), ai('sum')]);
      });
    });

    it('leaves Tab as it is where there is no suggestion', async () => {
      await wrapped(async () => {
        await start('‸');
        await hands.press('Tab');
        await reads(document, '    ');
      });
    });

    it('leaves a key alone whose command the person bound or unbound', async () => {
      const file = path.join(await userFolder(), 'keybindings.json');
      writeFileSync(file, '// mine\n[{ "key": "f8", "command": "editor.action.inlineSuggest.commit" }]\n');
      try {
        await wrapped(async () => {
          await suggest();
          await hands.press('Tab');
          await reads(document, text);
          // VS Code's own key took it: without reasons that is not certain, as it is without the setting.
          await holds(document, [isExact ? ai(text) : unknown(text)]);
        });
      } finally {
        rmSync(file, { force: true });
      }
      assert.equal(activeEditor().document, document);
    });
  },
);
