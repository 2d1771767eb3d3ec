import path from 'node:path';
import { type Stage } from '../browser/stage.ts';
import { writeFiles } from '../host/scratchFolder.ts';
import { type Workbench } from '../host/workbench.ts';

/** A name that the scripted model goes by. */
export const chatModel = 'scripted-1';

/** What VS Code needs so that its chat's agent works without anybody signing in and without asking, with a model on this machine. */
export const chatSettings = {
  'chat.disableAIFeatures': false,
  'chat.tools.global.autoApprove': true,
  'chat.tools.edits.autoApprove': { '**/*': true },
  'chat.tools.terminal.enableAutoApprove': true,
  'chat.tools.terminal.blockDetectedFileWrites': 'never',
  'chat.tools.terminal.autoApprove': { '/.*/': { approve: true, matchCommandLine: true } },
};

const keys = {
  newChat: 'Control+Alt+F8',
  discard: 'Control+Alt+F9',
  askInline: 'Control+Alt+F10',
  ask: (index: number) => `Control+Alt+F${index + 1}`,
} as const;

/** Writes the model and the keys that put questions to the agent and to the inline chat into the profile; before a window is opened. */
export function prepareChat(
  { profile }: Stage,
  modelUrl: string,
  questions: readonly string[],
  inlineQuestion: string,
): void {
  const model = { id: chatModel, name: 'Scripted', url: `${modelUrl}/v1/chat/completions`, toolCalling: true };
  const limits = { vision: false, maxInputTokens: 128_000, maxOutputTokens: 16_000, editTools: ['find-replace'] };
  const provider = { name: 'local', vendor: 'customendpoint', apiKey: 'dummy', apiType: 'chat-completions' };
  const modelSelector = { vendor: 'customendpoint' };
  const bindings = questions.map((query, index) => ({
    key: `ctrl+alt+f${index + 1}`,
    command: 'workbench.action.chat.open',
    args: { query, mode: 'agent', modelSelector },
  }));
  const inlineArgs = { message: inlineQuestion, autoSend: true, modelSelector };
  writeFiles(path.join(profile.userDataFolder, 'User'), {
    'chatLanguageModels.json': JSON.stringify([{ ...provider, models: [{ ...model, ...limits }] }]),
    'keybindings.json': JSON.stringify([
      { key: 'ctrl+alt+f8', command: 'workbench.action.chat.newChat' },
      { key: 'ctrl+alt+f9', command: 'chatEditing.discardAllFiles' },
      { key: 'ctrl+alt+f10', command: 'inlineChat.start', args: inlineArgs },
      ...bindings,
    ]),
  });
}

/** In the page: the extension of the chat is switched off at the first start of a VS Code in the browser; forgets that. */
const forgetDisabled = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  let count = 0;
  for (const { name } of await indexedDB.databases()) {
    if (!name.includes('state-db-global')) continue;
    const db = await done(indexedDB.open(name));
    for (const storeName of db.objectStoreNames) {
      const store = db.transaction(storeName, 'readwrite').objectStore(storeName);
      for (const key of await done(store.getAllKeys())) {
        if (!/extensionsIdentifiers\\/disabled/.test(key)) continue;
        await done(store.delete(key));
        count++;
      }
    }
    db.close();
  }
  return count;
})()`;

/** Switches the extension of VS Code's chat on, which takes a second start of the window. */
export async function switchChatOn(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const endMs = performance.now() + 60_000;
  while ((await page.evaluate<number>(forgetDisabled)) === 0 && performance.now() < endMs)
    await page.waitForTimeout(500);
  // What the window holds in memory is written when it goes.
  await workbench.reload();
}

/** Puts a question of {@link prepareChat} to the agent in a new conversation. */
export async function ask(workbench: Workbench, index: number): Promise<void> {
  await workbench.press(keys.newChat);
  await workbench.page.waitForTimeout(1_000);
  await workbench.press(keys.ask(index));
}

/** Undoes all that the conversation changed, by the chat's own button, and says yes to its question. */
export async function discard(workbench: Workbench): Promise<void> {
  await workbench.press(keys.discard);
  await workbench.page.locator('.monaco-dialog-box').waitFor();
  await workbench.page.keyboard.press('Enter');
}

/** Puts the question of the inline chat at the caret of the editor. */
export async function askInline(workbench: Workbench): Promise<void> {
  await workbench.press(keys.askInline);
}

/** Ticks a setting in VS Code's own list of settings, as a person does. */
export async function turnOn({ page }: Workbench, setting: string): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.locator('.settings-editor .suggest-input-container .monaco-editor').first().waitFor();
  await page.keyboard.type(setting, { delay: 15 });
  const box = page.getByRole('checkbox', { name: setting, exact: true });
  await box.click();
  await page.getByRole('checkbox', { name: setting, exact: true, checked: true }).waitFor();
}
