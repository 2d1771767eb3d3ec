import * as vscode from 'vscode';
import { hands, hasHands } from '../hands.ts';
import {
  activeEditor,
  ai,
  byKey,
  human,
  isExact,
  itKnows,
  orUnknown,
  pause,
  run,
  tool,
  typeAndAccept,
  unknown,
} from '../scene.ts';

/** Two lines: one a person's, one half a person's and half an AI's. */
async function writeTwoLines(): Promise<void> {
  await hands.type('mine = 1\n');
  await typeAndAccept('total = ', 'sum(them)');
}
const mine = human('mine = 1');
const total = [human('total = '), ai('sum(them)')];

/** Places an own command of the editor behind two written lines. */
const afterwards =
  (...actions: readonly (string | (() => Promise<unknown>))[]) =>
  async (): Promise<void> => {
    await writeTwoLines();
    for (const action of actions) {
      if (typeof action === 'function') await action();
      else if (action.includes('.')) await run(action);
      else await hands.press(action);
      await pause(80);
    }
  };

(hasHands ? describe : describe.skip)(`live attribution of moved text, ${isExact ? 'with' : 'without'} reasons`, () => {
  itKnows('moved.py', [
    {
      name: 'pasted from elsewhere',
      start: '‸',
      does: async () => {
        await hands.type('mine');
        await hands.writeClipboard(' theirs');
        await hands.press('Control+v');
      },
      then: [human('mine'), unknown(' theirs')],
    },
    {
      name: 'one character pasted from elsewhere',
      start: '‸',
      does: async () => {
        await hands.writeClipboard('x');
        await hands.press('Control+v');
      },
      then: [unknown('x')],
    },
    {
      name: 'cut and pasted',
      start: '‸',
      does: afterwards('Shift+Home', 'Control+x', 'Control+Home', 'Control+v'),
      then: [...total, mine, byKey('\n')],
    },
    {
      name: 'lines copied by several carets and pasted by as many',
      start: '‸',
      does: afterwards(
        'Control+a',
        'editor.action.insertCursorAtEndOfEachLineSelected',
        'Shift+Home',
        'Control+c',
        'End',
        'Control+v',
      ),
      then: [mine, mine, byKey('\n'), ...total, ...total],
    },
    {
      name: 'a selection dragged with the mouse',
      start: '‸',
      does: async () => {
        await hands.type('placed\ndragged ');
        await typeAndAccept('total = ', 'sum(them)');
        activeEditor().selection = new vscode.Selection(1, 0, 1, 'dragged total = sum(them)'.length);
        await pause(100);
        await hands.drag('.view-line span span:has-text("dragged")', '.view-line span span:has-text("placed")');
      },
      then: [human('pladragged '), ...total, human('ced'), byKey('\n')],
    },
    {
      name: 'text of another program that is dropped',
      start: '‸',
      does: async () => {
        await hands.type('placed');
        await hands.drop(' theirs', '.view-line span span:has-text("placed")');
      },
      then: [human('pla'), unknown(' theirs'), human('ced')],
    },
    {
      name: 'a duplicated line',
      start: '‸',
      does: afterwards('editor.action.copyLinesDownAction'),
      then: [mine, byKey('\n'), ...total, byKey('\n'), ...total],
    },
    {
      name: 'a duplicated selection',
      start: '‸',
      does: afterwards('Shift+Home', 'editor.action.duplicateSelection'),
      then: [mine, byKey('\n'), ...total, ...total],
    },
    {
      name: 'a moved line',
      start: '‸',
      does: afterwards('Alt+ArrowUp'),
      then: [...total, byKey('\n'), mine],
    },
    {
      name: 'joined lines',
      start: '‸',
      does: afterwards('Control+Home', 'editor.action.joinLines'),
      then: [mine, byKey(' '), ...total],
    },
    {
      name: 'transposed letters',
      start: '‸',
      does: afterwards('Control+Home', 'ArrowRight', 'editor.action.transposeLetters'),
      then: [orUnknown(human('im')), human('ne = 1'), byKey('\n'), ...total],
    },
    {
      name: 'another case',
      start: '‸',
      does: afterwards('Control+a', 'editor.action.transformToUppercase'),
      then: [human('MINE = 1'), byKey('\n'), human('TOTAL = '), ai('SUM(THEM)')].map((piece) =>
        // Whose a letter is in another case: who wrote it, or the tool.
        ({ ...piece, exact: [...piece.exact, 'tool' as const], stable: [...piece.stable, 'tool' as const] }),
      ),
    },
    {
      name: 'sorted lines',
      start: '‸',
      does: async () => {
        await hands.type('pear\napple\nfig');
        await hands.press('Control+a');
        await run('editor.action.sortLinesAscending');
      },
      then: [human('apple'), byKey('\n'), human('fig'), byKey('\n'), human('pear')],
    },
    {
      name: 'commented lines',
      start: '‸',
      does: afterwards('Control+a', 'Control+/'),
      then: [tool('# '), mine, byKey('\n'), tool('# '), ...total],
    },
    {
      name: 'an indented and outdented block',
      start: '‸',
      does: afterwards(
        'Control+a',
        'editor.action.indentLines',
        'editor.action.indentLines',
        'editor.action.outdentLines',
      ),
      then: [byKey('    '), mine, byKey('\n    '), ...total],
    },
    {
      name: 'a deleted line that comes back',
      start: '‸',
      does: afterwards('editor.action.deleteLines', () => run('undo')),
      then: [mine, byKey('\n'), ...total],
      isOneWay: true,
    },
    {
      name: 'what was deleted bit by bit and comes back at once',
      start: '‸',
      does: async () => {
        await writeTwoLines();
        await hands.press('Backspace', 'Backspace', 'Backspace', 'Control+Home', 'Delete', 'Delete');
        await pause(100);
        await run('undo');
        await run('undo');
        if (!activeEditor().document.getText().startsWith('mine')) await run('undo');
      },
      then: [mine, byKey('\n'), ...total],
      isOneWay: true,
    },
  ]);
});
