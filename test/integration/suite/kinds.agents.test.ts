import { hands, hasHands } from '../hands.ts';
import {
  activeEditor,
  human,
  isExact,
  itKnows,
  pause,
  run,
  mechanics,
  typeAndAccept,
  ai,
  byKey,
  unknown,
  until,
  type Piece,
} from '../scene.ts';

const uri = (): string => activeEditor().document.uri.toString();

/** The range behind the last character, as the players take it. */
function end(): readonly [number, number, number, number] {
  const { document } = activeEditor();
  const { line, character } = document.lineAt(document.lineCount - 1).range.end;
  return [line, character, line, character];
}

/** Types a line and waits until it has arrived, so that what follows is no part of it. */
async function typed(text: string): Promise<void> {
  const { length } = activeEditor().document.getText();
  await hands.type(text);
  await until(() => activeEditor().document.getText().length === length + text.length);
  await pause(80);
}

const block = 'def agent(a, b):\n    return a + b\n';
/** A line break alone, put at the caret, looks like the Enter key where the editor names no reasons. */
const lineBreakAtCaret: Piece = { text: '\n', exact: ['unknown'], stable: ['unknown', 'human'] };

const manyLines = Array.from({ length: 20_000 }, (_, index) => `value_${index} = ${index}\n`).join('');

(hasHands ? describe : describe.skip)(
  `live attribution of what extensions write, ${isExact ? 'with' : 'without'} reasons`,
  () => {
    // VS Code names nobody for what an extension writes by these interfaces: it stays unknown, and what stood there stays whose it was.
    itKnows('agents.py', [
      {
        name: 'into the active editor, away from the caret',
        start: 'before\n‸',
        does: async () => {
          await typed('mine');
          await run('players.editorEdit', [{ range: [0, 0, 0, 0], text: block }]);
        },
        then: [unknown(`${block}before\n`), human('mine')],
      },
      {
        name: 'into the active editor, at the caret',
        start: '‸',
        does: async () => {
          await typed('mine = ');
          await run('players.editorEdit', [{ range: end(), text: 'theirs(1)' }]);
        },
        then: [human('mine = '), unknown('theirs(1)')],
      },
      {
        name: 'in a stream of pieces, as chat does',
        start: '‸',
        does: async () => {
          await typed('mine');
          for (const piece of ['\n', ...(block.match(/[\s\S]{1,9}/g) ?? [])]) {
            await run('players.editorEdit', [{ range: end(), text: piece }]);
            await pause(8);
          }
        },
        then: [human('mine'), lineBreakAtCaret, unknown(block)],
        isOneWay: true,
      },
      {
        name: 'in a stream of single characters',
        start: '‸',
        does: async () => {
          await typed('mine');
          for (const character of 'def f(a): return a') {
            await run('players.editorEdit', [{ range: end(), text: character }]);
            await pause(5);
          }
        },
        then: [human('mine'), unknown('def f(a): return a')],
        isOneWay: true,
      },
      {
        name: 'by a WorkspaceEdit',
        start: 'winter = 1\n‸',
        does: async () => {
          await typed('mine');
          await run('players.applyEdit', [{ uri: uri(), range: [0, 0, 0, 6], text: 'harvest' }]);
        },
        then: [unknown('harvest = 1\n'), human('mine')],
      },
      {
        name: 'by a WorkspaceEdit of the whole document, of which little is new',
        start: '‸',
        does: async () => {
          await typed('mine = 1\n');
          await typeAndAccept('total = ', 'sum(them)');
          const text = activeEditor().document.getText();
          await run('players.applyEdit', [{ uri: uri(), range: null, text: `${block}${text}\n${block}` }]);
        },
        then: [
          unknown(block),
          human('mine = 1'),
          byKey('\n'),
          human('total = '),
          ai('sum(them)'),
          unknown(`\n${block}`),
        ],
      },
      {
        name: 'as a snippet',
        start: '‸',
        does: async () => {
          await typed('mine ');
          await run('players.insertSnippet', 'made ${1:here}');
          await hands.press('Escape');
        },
        // The editor names a snippet, and not who had it inserted.
        then: [human('mine '), mechanics('made here')],
      },
      {
        name: 'very much at once',
        start: '‸',
        does: async () => {
          await typed('mine\n');
          await run('players.editorEdit', [{ range: end(), text: manyLines }]);
          await hands.press('Control+End');
          await hands.type('again');
        },
        then: [human('mine'), byKey('\n'), unknown(manyLines), human('again')],
      },
    ]);
  },
);
