import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hands, hasHands } from '../hands.ts';
import {
  ai,
  api,
  byKey,
  closeAll,
  comes,
  holds,
  human,
  isExact,
  orUnknown,
  pause,
  run,
  show,
  takeKeyboard,
  typeAndAccept,
  unknown,
  until,
  withSetting,
  write,
} from '../scene.ts';

const arrived = (document: vscode.TextDocument, text: string): Promise<boolean> =>
  until(() => document.getText() === text);

const notebookText = `${JSON.stringify(
  {
    cells: [
      { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['before = 1'] },
      { cell_type: 'markdown', metadata: {}, source: ['words'] },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  },
  null,
  1,
)}\n`;

/** Opens a notebook with the keyboard in its first cell. */
async function openNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  await run('notebook.focusTop');
  await run('notebook.cell.edit');
  const cell = notebook.cellAt(0).document;
  await comes(() => vscode.window.activeTextEditor?.document === cell, 'the cell has the keyboard');
  await (await api()).whenIdle();
  return notebook;
}

(hasHands ? describe : describe.skip)(
  `live attribution that goes elsewhere, ${isExact ? 'with' : 'without'} reasons`,
  () => {
    afterEach(closeAll);

    it('follows a copy out of an untitled document', async () => {
      const untitled = await vscode.workspace.openTextDocument({ language: 'python', content: '' });
      await vscode.window.showTextDocument(untitled, { preview: false });
      await takeKeyboard();
      await typeAndAccept('total = ', 'sum(them)');
      await hands.press('Control+a', 'Control+c');
      await pause(100);
      const { document } = await show(write('copied.py', ''));
      await hands.press('Control+v');
      await arrived(document, 'total = sum(them)');
      await holds(document, [human('total = '), ai('sum(them)')]);
      await vscode.window.showTextDocument(untitled);
      await run('workbench.action.revertAndCloseActiveEditor');
    });

    it('stays with the cells of a notebook, in its file and when it is opened again', async () => {
      const uri = write('book.ipynb', notebookText);
      const notebook = await openNotebook(uri);
      const cell = notebook.cellAt(0).document;
      await holds(cell, [unknown('before = 1')]);
      await hands.press('Control+End');
      await hands.type('\nmine = 2\n');
      assert.ok(await arrived(cell, 'before = 1\nmine = 2\n'));
      const pieces = [unknown('before = 1'), orUnknown(byKey('\n')), human('mine = 2'), orUnknown(byKey('\n'))];
      await holds(cell, pieces);
      await notebook.save();
      await pause(200);
      await closeAll();
      await until(() => cell.isClosed);
      const lines = await (await api()).getLines(uri);
      const ofFile = (await vscode.workspace.fs.readFile(uri)).toString().split('\n');
      const at = ofFile.findIndex((line) => line.includes('mine = 2'));
      assert.equal(lines[at]?.contributor, 'human');
      assert.equal(lines[0]?.contributor, 'unknown');
      const again = await openNotebook(uri);
      await holds(again.cellAt(0).document, pieces);
    });

    it('is AI’s where a chat of the window showed what is pasted, and unknown where it showed something else', async () => {
      const shown = 'def chatted(values):\n    return sum(values)';
      await run('players.showInChat', '/response/1', `# An answer\n${shown}\n`);
      const { document } = await show(write('chatted.py', ''));
      await hands.writeClipboard(shown);
      await hands.press('Control+v');
      await arrived(document, shown);
      await holds(document, [ai(shown)]);
      await hands.writeClipboard('\ndef found_elsewhere(values): pass');
      await hands.press('Control+v');
      await arrived(document, `${shown}\ndef found_elsewhere(values): pass`);
      await holds(document, [ai(shown), unknown('\ndef found_elsewhere(values): pass')]);
    });

    it('is not a person’s where VS Code does not tell of pastes', async () => {
      const { document } = await show(write('untold.py', ''));
      await withSetting('editor.pasteAs.enabled', false, async () => {
        await pause(100);
        await hands.writeClipboard('x');
        await hands.press('Control+v');
        await arrived(document, 'x');
        await pause(100);
        await hands.writeClipboard('\n\n\n');
        await hands.press('Control+v');
        await arrived(document, 'x\n\n\n');
        await holds(document, [unknown('x\n\n\n')]);
      });
    });
  },
);
