import * as vscode from 'vscode';
import { hands, hasHands } from '../hands.ts';
import {
  activeEditor,
  ai,
  applyCodeAction,
  byKey,
  human,
  isExact,
  itKnows,
  mechanics,
  orUnknown,
  pause,
  run,
  shown,
  tool,
  typeAndAccept,
  unknown,
  until,
  withSetting,
  type Piece,
} from '../scene.ts';

/** What a formatter makes of `a=1`. */
const spaced = (name: string, value: string): readonly Piece[] => [
  human(name),
  byKey(' '),
  human('='),
  byKey(' '),
  human(value),
];

/** Short lines that change places beside a new one: what of them is kept is for the diff to say, and nobody else has a part in it. */
const organized: Piece = {
  text: 'import abc\nimport os\nimport "node:path";\n',
  exact: ['human', 'tool'],
  stable: ['human', 'tool', 'unknown'],
};

/** An abbreviation that Emmet expands is a person's as far as it stays; the rest is Emmet's, which VS Code does not always say. */
const anyButAi = ['human', 'tool', 'unknown'] as const;

/** Does something while the player that formats answers like this. */
async function whileFormatting(how: 'minimal' | 'whole', action: () => Promise<unknown>): Promise<void> {
  await run('players.formatting', how);
  try {
    await action();
  } finally {
    await run('players.formatting', null);
  }
}

/** The keys that were typed have arrived. */
const arrived = (text: string): Promise<boolean> => until(() => activeEditor().document.getText() === text);

async function typed(text: string): Promise<void> {
  const { length } = activeEditor().document.getText();
  await hands.type(text);
  await until(() => activeEditor().document.getText().length === length + text.length);
  await pause(60);
}

async function save(): Promise<void> {
  await hands.press('Control+s');
  await until(() => !activeEditor().document.isDirty);
}

async function find(searchString: string, replaceString: string, preserveCase = false): Promise<void> {
  const isCaseSensitive = !preserveCase;
  await run('editor.actions.findWithArgs', { searchString, replaceString, isCaseSensitive, preserveCase });
  await pause(150);
}

(hasHands ? describe : describe.skip)(
  `live attribution of what tools do, ${isExact ? 'with' : 'without'} reasons`,
  () => {
    itKnows('tools.py', [
      {
        name: 'a formatted document',
        start: '‸',
        does: async () => {
          await typed('a=1\nb=2');
          await whileFormatting('minimal', () => run('editor.action.formatDocument'));
        },
        then: [...spaced('a', '1'), byKey('\n'), ...spaced('b', '2')],
      },
      {
        name: 'a formatted document, given back as a whole',
        start: '‸',
        does: async () => {
          await hands.type('a=1\n');
          await typeAndAccept('total=', 'sum(a,b)');
          await whileFormatting('whole', () => run('editor.action.formatDocument'));
        },
        then: [
          ...spaced('a', '1'),
          byKey('\n'),
          human('total'),
          byKey(' '),
          human('='),
          byKey(' '),
          ...[
            ai('sum(a,'),
            { ...byKey(' '), exact: ['ai', 'human', 'tool'], stable: ['ai', 'human', 'tool'] } as Piece,
          ],
          ai('b)'),
        ],
      },
      {
        name: 'a formatted selection',
        start: '‸',
        does: async () => {
          await typed('a=1\nb=2');
          await hands.press('Shift+Home');
          await pause(60);
          await whileFormatting('minimal', () => run('editor.action.formatSelection'));
        },
        then: [human('a=1'), byKey('\n'), ...spaced('b', '2')],
      },
      {
        name: 'a file that is formatted when it is saved',
        start: '‸',
        does: async () => {
          await typed('a=1');
          await withSetting('editor.formatOnSave', true, () => whileFormatting('minimal', save));
        },
        then: spaced('a', '1'),
      },
      {
        name: 'a file that is tidied when it is saved',
        start: '‸',
        does: async () => {
          await typed('mine  ');
          await withSetting('files.trimTrailingWhitespace', true, () =>
            withSetting('files.insertFinalNewline', true, save),
          );
        },
        then: [human('mine'), byKey('\n')],
      },
      {
        name: 'what is formatted while it is typed',
        start: '‸',
        does: async () => {
          await run('players.formatOnType', true);
          await withSetting('editor.formatOnType', true, () =>
            whileFormatting('minimal', async () => {
              await hands.type('a=1;');
              await arrived('a = 1;');
            }),
          );
          await run('players.formatOnType', false);
        },
        then: [...spaced('a', '1'), human(';')],
      },
      {
        name: 'what is formatted when it is pasted',
        start: '‸',
        does: async () => {
          await hands.writeClipboard('l=12,m=13\n');
          await withSetting('editor.formatOnPaste', true, () =>
            whileFormatting('minimal', async () => {
              await hands.press('Control+v');
              await arrived('l = 12, m = 13\n');
            }),
          );
        },
        then: ['l', ' ', '=', ' ', '12,', ' ', 'm', ' ', '=', ' ', '13\n'].map((text) =>
          text === ' ' ? { text, exact: ['tool', 'unknown'], stable: ['tool', 'unknown'] } : unknown(text),
        ),
        isOneWay: true,
      },
      {
        name: 'an import that a quick fix adds',
        start: '‸',
        does: async () => {
          await typed('mine\n');
          await applyCodeAction('quickfix.players');
        },
        then: [orUnknown(tool('import { readFile } from "node:fs/promises";\n')), human('mine'), byKey('\n')],
      },
      {
        name: 'organised imports',
        start: '‸',
        does: async () => {
          await typed('import os\nimport abc\n');
          await hands.press('Control+Home');
          await applyCodeAction('source.organizeImports');
        },
        then: [organized],
      },
      {
        name: 'a renamed symbol',
        start: '‸',
        does: async () => {
          await typed('aaa = 1\naaa');
          await hands.press('F2');
          await shown('.rename-box input:focus, .rename-input:focus');
          await pause(250);
          await hands.press('Control+a');
          await hands.type('bbbb');
          await hands.press('Enter');
        },
        then: [mechanics('bbbb'), human(' = 1'), byKey('\n'), mechanics('bbbb')],
      },
      {
        name: 'every occurrence replaced',
        start: '‸',
        does: async () => {
          await typed('aaa = 1\naaa');
          await find('aaa', 'bbbb');
          await run('editor.action.replaceAll');
          await hands.press('Escape');
          await run('workbench.action.focusActiveEditorGroup');
        },
        then: [tool('bbbb'), human(' = 1'), byKey('\n'), tool('bbbb')],
      },
      {
        name: 'every occurrence replaced in its own case',
        start: '‸',
        does: async () => {
          await typed('aaa Aaa AAA');
          await find('aaa', 'bcde', true);
          await run('editor.action.replaceAll');
          await hands.press('Escape');
          await run('workbench.action.focusActiveEditorGroup');
        },
        then: [mechanics('bcde'), human(' '), mechanics('Bcde'), human(' '), mechanics('BCDE')],
      },
      {
        name: 'one occurrence replaced',
        start: '‸',
        does: async () => {
          await typed('mine aaa');
          await hands.press('Control+Home');
          await find('aaa', 'bbbb');
          await run('editor.action.replaceOne');
          await pause(100);
          if (activeEditor().document.getText() === 'mine aaa') await run('editor.action.replaceOne');
          await hands.press('Escape');
          await run('workbench.action.focusActiveEditorGroup');
        },
        then: [human('mine '), orUnknown(tool('bbbb'))],
      },
      {
        name: 'other line breaks',
        start: '‸',
        does: async () => {
          await typed('a\nb');
          await activeEditor().edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
          await arrived('a\r\nb');
          await hands.type('c');
        },
        then: [human('a'), byKey('\r\n'), human('bc')],
        isOneWay: true,
      },
      {
        name: 'line breaks as they were',
        start: '‸',
        does: async () => {
          await activeEditor().edit((edit) => edit.setEndOfLine(vscode.EndOfLine.LF));
          await typed('a\nb');
        },
        then: [human('a'), byKey('\n'), human('b')],
      },
      {
        name: 'merge conflict buttons',
        start: '<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n‸',
        does: async () => {
          await typed('mine');
          await hands.press('Control+Home');
          // The extension that has these buttons may not have seen the conflict yet.
          for (let attempt = 0; attempt < 8 && activeEditor().document.getText().includes('<<<'); attempt++) {
            await run('merge-conflict.accept.current');
            await pause(150);
          }
        },
        then: [unknown('ours\n'), human('mine')],
      },
    ]);

    itKnows('page.html', [
      {
        name: 'an abbreviation of Emmet',
        start: '‸',
        does: async () => {
          await typed('ul>li');
          await run('editor.emmet.action.expandAbbreviation');
          await until(() => activeEditor().document.getText().includes('</ul>'));
        },
        then: [{ text: '<ul>\n    <li></li>\n</ul>', exact: anyButAi, stable: anyButAi }],
      },
    ]);
  },
);
