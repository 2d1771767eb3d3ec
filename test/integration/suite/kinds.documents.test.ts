import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hands, hasHands } from '../hands.ts';
import {
  activeEditor,
  ai,
  api,
  applyCodeAction,
  byKey,
  closeAll,
  comes,
  holds,
  human,
  isExact,
  mechanics,
  pause,
  reads,
  run,
  show,
  shown,
  takeKeyboard,
  typeAndAccept,
  unknown,
  until,
  uriOf,
  withSetting,
  write,
} from '../scene.ts';
import { SceneError } from '../sceneError.ts';

const quickInput = '.quick-input-widget:not([style*="display: none"]) input';

/** A file, open and saved, of which a person typed the one half and took the other from an AI. */
async function written(name: string): Promise<vscode.TextDocument> {
  const { document } = await show(write(name, ''));
  await typeAndAccept('total = ', 'sum(them)');
  await saved(document);
  return document;
}
const writtenText = 'total = sum(them)';
const writtenPieces = [human('total = '), ai('sum(them)')];

async function saved(document: vscode.TextDocument): Promise<void> {
  assert.ok(await document.save());
  await (await api()).whenIdle();
}

/** Answers VS Code's question where to save. It proposes a path some time after it asks, in place of what is typed before that. */
async function saveAs(absolutePath: string): Promise<void> {
  await shown(quickInput);
  for (let attempt = 0; (await hands.readValue(quickInput)) !== absolutePath; attempt++) {
    if (attempt === 20) throw new SceneError('the question where to save does not take a path');
    if ((await hands.readValue(quickInput)) !== '') await hands.fill(quickInput, absolutePath);
    await pause(500);
  }
  await hands.press('Enter');
}

/** Git's view of what changed follows some time after a save, by itself only in a window that has the focus. */
async function repeatUntil(command: string, condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 20 && !condition(); attempt++) {
    await run('git.refresh');
    await run(command);
    await until(condition, 400);
  }
  await comes(condition, command);
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: uriOf('.').fsPath, encoding: 'utf8' });

(hasHands ? describe : describe.skip)(`live attribution of documents, ${isExact ? 'with' : 'without'} reasons`, () => {
  afterEach(closeAll);

  it('goes from an untitled document into the file that it is saved as', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'python', content: '' });
    await vscode.window.showTextDocument(untitled, { preview: false });
    await takeKeyboard();
    await typeAndAccept('total = ', 'sum(them)');
    const uri = uriOf('named.py');
    await hands.press('Control+s');
    await saveAs(uri.fsPath);
    await comes(() => vscode.window.activeTextEditor?.document.uri.path === uri.path, 'the file is shown');
    await (await api()).whenIdle();
    await holds(activeEditor().document, writtenPieces);
    await hands.type('\nmore');
    await holds(activeEditor().document, [...writtenPieces, byKey('\n'), human('more')]);
  });

  it('goes from a document with a name and no file yet into its file', async () => {
    const uri = uriOf('notyet.py');
    const untitled = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
    await vscode.window.showTextDocument(untitled, { preview: false });
    await takeKeyboard();
    await typeAndAccept('total = ', 'sum(them)');
    await hands.press('Control+s');
    await comes(() => vscode.window.activeTextEditor?.document.uri.scheme === 'file', 'the file is shown');
    await (await api()).whenIdle();
    await holds(activeEditor().document, writtenPieces);
  });

  it('comes back when another program writes what the file held before', async () => {
    const document = await written('former.py');
    writeFileSync(document.uri.fsPath, 'new words\n');
    await holds(document, [unknown('new words\n')]);
    writeFileSync(document.uri.fsPath, writtenText);
    await holds(document, writtenPieces);
  });

  it('comes back when a former version of the timeline is restored', async () => {
    const document = await written('timeline.py');
    // VS Code makes one version of saves that are close together.
    await withSetting('workbench.localHistory.mergeWindow', 0, async () => {
      await hands.press('Control+a');
      await hands.type('other');
      await saved(document);
    });
    void run('workbench.action.localHistory.restoreViaPicker');
    await hands.pickRow('timeline.py');
    await pause(300);
    await hands.press('ArrowDown', 'Enter');
    const former = (): vscode.Uri | null => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input.original : null;
    };
    await comes(() => former() !== null, 'the former version is shown');
    // In tests VS Code answers its own question whether to do so with yes.
    await run('workbench.action.localHistory.restoreViaEditor', former());
    await holds(document, writtenPieces);
  });

  it('comes back where changes are discarded, and stays with lines that are staged', async () => {
    const document = await written('ranges.py');
    await hands.type('\nmiddle\nlast');
    await saved(document);
    git('add', 'ranges.py');
    const added = document.getText();
    const pieces = [...writtenPieces, byKey('\n'), human('middle'), byKey('\n'), human('last')];
    // The git extension does not open a repository above the folder by itself.
    await run('git.openRepository', uriOf('.').fsPath);
    await hands.type(' + 1');
    await saved(document);
    await repeatUntil('git.revertSelectedRanges', () => document.getText() === added);
    await holds(document, pieces);
    await saved(document);
    await hands.press('Control+Home');
    await hands.type('first\n');
    await saved(document);
    activeEditor().selection = new vscode.Selection(0, 0, 0, 0);
    await repeatUntil('git.stageSelectedRanges', () => git('show', ':./ranges.py') === `first\n${added}`);
    await holds(document, [human('first'), byKey('\n'), ...pieces]);
    git('rm', '--quiet', '--force', '--cached', 'ranges.py');
  });

  it('stays when a file is saved and opened with another encoding', async () => {
    const { document } = await show(write('encoded.py', ''));
    await hands.compose('é');
    await typeAndAccept('total = ', 'sum(them)');
    await saved(document);
    const pieces = [human('étotal = '), ai('sum(them)')];
    void run('workbench.action.editor.changeEncoding');
    await hands.pickRow('Save with Encoding');
    await pause(300);
    await hands.pickRow('Windows 1252');
    await comes(() => readFileSync(document.uri.fsPath).length === 'étotal = sum(them)'.length, 'one byte each');
    await holds(document, pieces);
    await hands.type('é');
    await saved(document);
    const all = [...pieces, human('é')];
    await holds(document, all);
    await closeAll();
    await until(() => document.isClosed);
    const again = await vscode.workspace.openTextDocument(document.uri, { encoding: 'windows1252' });
    await vscode.window.showTextDocument(again);
    await (await api()).whenIdle();
    await holds(again, all);
  });

  it('comes back after a file was read with the wrong encoding', async () => {
    const { document } = await show(write('misread.py', ''));
    await hands.compose('é');
    await typeAndAccept('total = ', 'sum(them)');
    await saved(document);
    await vscode.workspace.openTextDocument(document.uri, { encoding: 'windows1252' });
    await holds(document, [mechanics('Ã©'), human('total = '), ai('sum(them)')]);
    await vscode.workspace.openTextDocument(document.uri, { encoding: 'utf8' });
    await holds(document, [human('étotal = '), ai('sum(them)')]);
  });

  it('stays when the line breaks are changed from the status bar', async () => {
    const { document } = await show(write('breaks.py', ''));
    await hands.type('first\n');
    await typeAndAccept('total = ', 'sum(them)');
    await saved(document);
    void run('workbench.action.editor.changeEOL');
    await hands.pickRow('CRLF');
    await reads(document, `first\r\n${writtenText}`);
    await hands.type('!');
    const pieces = [human('first'), byKey('\r\n'), ...writtenPieces, human('!')];
    await holds(document, pieces);
    await saved(document);
    await closeAll();
    await until(() => document.isClosed);
    await holds((await show(document.uri)).document, pieces);
  });

  it('stays when another extension writes the file below unsaved changes', async () => {
    const document = await written('below.py');
    await hands.type('!');
    await reads(document, `${writtenText}!`);
    await run('players.writeFile', document.uri.toString(), 'new words\n');
    await pause(300);
    await holds(document, [...writtenPieces, human('!')]);
    await run('workbench.action.files.revert');
    await holds(document, [unknown('new words\n')]);
  });

  it('stays in closed and hidden files in which a symbol is renamed', async () => {
    const { document: closed } = await show(write('renamed-closed.py', ''));
    await hands.type('use(aaa)');
    await saved(closed);
    await closeAll();
    await until(() => closed.isClosed);
    const { document: hidden } = await show(write('renamed-hidden.py', ''));
    await hands.type('keep(aaa)');
    await saved(hidden);
    const { document } = await show(write('renamed.py', ''));
    await hands.type('aaa = 1');
    await saved(document);
    await run('players.renameElsewhere', [closed.uri.toString(), hidden.uri.toString()]);
    await hands.press('Control+Home', 'F2');
    await shown('.rename-box input:focus, .rename-input:focus');
    await pause(250);
    await hands.press('Control+a');
    await hands.type('bbbb');
    await hands.press('Enter');
    await holds(document, [mechanics('bbbb'), human(' = 1')]);
    await holds(hidden, [human('keep('), mechanics('bbbb'), byKey(')')]);
    await run('players.renameElsewhere', []);
    await run('workbench.action.files.saveAll');
    await holds((await show(closed.uri)).document, [human('use('), mechanics('bbbb'), byKey(')')]);
  });

  it('stays in files across which the search replaces', async () => {
    const { document: open } = await show(write('across/open.py', ''));
    await hands.type('keep(needle)');
    await saved(open);
    const { document: closed } = await show(write('across/closed.py', ''));
    await hands.type('use(needle)');
    await saved(closed);
    await run('workbench.action.closeActiveEditor');
    await until(() => closed.isClosed);
    await run('workbench.action.findInFiles', {
      query: 'needle',
      replace: 'straw',
      filesToInclude: '**/across',
      triggerSearch: true,
    });
    await shown('.search-view .filematch');
    await pause(300);
    await hands.press('Control+Alt+Enter');
    const pieces = (text: string) => [human(`${text}(`), mechanics('straw'), byKey(')')];
    await holds(open, pieces('keep'));
    await run('workbench.action.files.saveAll');
    await until(() => readFileSync(closed.uri.fsPath, 'utf8') === 'use(straw)');
    await holds((await show(closed.uri)).document, pieces('use'));
    await run('workbench.view.explorer');
  });

  it('stays with what a language server extracts', async () => {
    const { document } = await show(write('extract.py', ''));
    await hands.type('print ');
    await typeAndAccept('1 + ', '2 + 3');
    activeEditor().selection = new vscode.Selection(0, 6, 0, 15);
    await applyCodeAction('refactor.extract.players');
    await holds(document, [
      mechanics('extracted = '),
      human('1 + '),
      ai('2 + 3'),
      mechanics('\n'),
      human('print '),
      mechanics('extracted'),
    ]);
  });
});
