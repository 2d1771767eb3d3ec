import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hands, hasHands } from '../hands.ts';

/** Opens an empty untitled document and collects the texts that its changes insert, until the returned function is called. */
async function watchNewDocument(): Promise<{ readonly inserted: string[]; readonly stop: () => void }> {
  const document = await vscode.workspace.openTextDocument({ language: 'plaintext' });
  await vscode.window.showTextDocument(document);
  const inserted: string[] = [];
  const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document === document) inserted.push(...event.contentChanges.map((change) => change.text));
  });
  return { inserted, stop: () => void subscription.dispose() };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('the window that the tests run in', () => {
  it('shows a git repository in a trusted workspace', async () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    assert.equal(vscode.workspace.isTrusted, true);
    assert.equal((await vscode.workspace.findFiles('src/*.ts')).length, 1);
  });

  it('passes the environment on to the extension host', () => {
    assert.equal(process.env['GIT_CONFIG_NOSYSTEM'], '1');
  });

  it('turns key presses into the changes that a person would make', async function () {
    if (!hasHands) this.skip();
    const { inserted, stop } = await watchNewDocument();
    await hands.type('hi(');
    await until(() => inserted.length === 3);
    stop();
    assert.deepEqual(inserted, ['h', 'i', '()']);
  });

  it('pastes what another program has copied', async function () {
    if (!hasHands) this.skip();
    const { inserted, stop } = await watchNewDocument();
    await hands.writeClipboard('from elsewhere');
    await hands.press('Control+v');
    await until(() => inserted.length > 0);
    stop();
    assert.deepEqual(inserted, ['from elsewhere']);
    assert.equal(await hands.readClipboard(), 'from elsewhere');
  });

  it('tells what stands in the window', async function () {
    if (!hasHands) this.skip();
    // A document of its own: what the explorer shows depends on how far it is scrolled.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'standing' }));
    const shown = async (): Promise<string> => (await hands.readTexts('.monaco-editor .view-lines')).join();
    while (!(await shown()).includes('standing')) await new Promise((resolve) => setTimeout(resolve, 20));
    await assert.rejects(hands.click('['), /click.*failed/);
  });
});
