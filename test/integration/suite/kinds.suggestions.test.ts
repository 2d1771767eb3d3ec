import { hands, hasHands } from '../hands.ts';
import {
  activeEditor,
  ai,
  byKey,
  human,
  isExact,
  itKnows,
  mechanics,
  offer,
  orUnknown,
  pause,
  run,
  shown,
  tool,
  typeAndAccept,
  typeUntilSuggested,
  unknown,
  until,
  type Piece,
} from '../scene.ts';

/** What was typed before a suggestion of several lines; the editor closed the bracket, the person typed over it. */
const typedHead = [human('def add(a'), byKey(')'), human(':')];

/** A line break alone looks like the Enter key where the editor names no reasons. */
const lineBreakOfAi: Piece = { text: '\n', exact: ['ai'], stable: ['ai', 'unknown', 'human'] };

const prices = 'sum(prices) * rate';

/** IntelliSense with these words, opened by hand. */
async function offerWords(...words: readonly string[]): Promise<void> {
  await run('players.words', words);
  await run('editor.action.triggerSuggest');
  await shown('.suggest-widget.visible .monaco-list-row.focused');
  // VS Code takes no key for a suggestion that has just come up.
  await pause(250);
}

(hasHands ? describe : describe.skip)(
  `live attribution of suggestions, ${isExact ? 'with' : 'without'} reasons`,
  () => {
    itKnows('suggestions.py', [
      {
        name: 'an inline suggestion taken whole',
        start: 'before\n‸',
        does: () => typeAndAccept('total = ', prices),
        then: [unknown('before\n'), human('total = '), ai(prices)],
      },
      {
        name: 'one of several lines',
        start: '‸',
        does: () => typeAndAccept('def add(a):', '\n    return a + 1\n'),
        then: [...typedHead, ai('\n    return a + 1\n')],
      },
      {
        name: 'one taken word by word',
        start: '‸',
        does: async () => {
          await typeUntilSuggested('total = ', prices);
          await hands.press('Control+ArrowRight');
          await until(() => activeEditor().document.getText() === 'total = sum');
          await pause(80);
          await hands.press('Control+ArrowRight');
        },
        then: [human('total = '), orUnknown(ai('sum('))],
      },
      {
        name: 'one taken line by line',
        start: '‸',
        does: async () => {
          await typeUntilSuggested('def add(a):', '\n    return a + 1\n');
          await run('editor.action.inlineSuggest.acceptNextLine');
        },
        then: [...typedHead, lineBreakOfAi],
      },
      {
        name: 'one taken by a click in its toolbar',
        start: '‸',
        does: async () => {
          await typeUntilSuggested('total = ', prices);
          await hands.click('.inlineSuggestionsHints a.action-label:has-text("Accept")');
        },
        then: [human('total = '), ai(prices)],
      },
      {
        name: 'one taken without a typed start',
        start: '‸',
        does: async () => {
          await offer(prices);
          await run('editor.action.inlineSuggest.trigger');
          await shown('.ghost-text-decoration, .ghost-text');
          await pause(60);
          await hands.press('Tab');
        },
        then: [orUnknown(ai(prices))],
      },
      {
        name: 'one typed through',
        start: '‸',
        does: async () => {
          await typeUntilSuggested('total = ', prices);
          await hands.type(prices.slice(0, 3), 40);
          await hands.type(prices.slice(3, 8), 40);
        },
        then: [human(`total = ${prices.slice(0, 8)}`), ...(prices[3] === '(' ? [tool(')')] : [])],
      },
      {
        name: 'one dismissed',
        start: '‸',
        does: async () => {
          await typeUntilSuggested('total = ', prices);
          await hands.press('Escape');
          await hands.type('mine');
        },
        then: [human('total = mine')],
      },
      {
        name: 'an edit somewhere else',
        start: 'price‸ = 1\nsome = price\nwinter = 2\n',
        does: async () => {
          const uri = activeEditor().document.uri.toString();
          await run('players.offer', { uri, isInlineEdit: true, range: [2, 0, 2, 6], text: 'midwinter' });
          await run('editor.action.inlineSuggest.trigger');
          await pause(500);
          await hands.press('Tab');
          if (!(await until(() => activeEditor().document.getText().includes('midw'), 500))) await hands.press('Tab');
        },
        then: [unknown('price = 1\nsome = price\n'), orUnknown(ai('mid')), unknown('winter = 2\n')],
      },
      {
        name: 'a word of IntelliSense',
        start: '‸',
        does: async () => {
          await hands.type('coll');
          await offerWords('collect_all');
          await hands.press('Tab');
        },
        then: [human('coll'), orUnknown(tool('ect_all'))],
      },
      {
        name: 'a word of IntelliSense that was typed through',
        start: '‸',
        does: async () => {
          await hands.type('co');
          await offerWords('collect_all');
          await hands.type('llec', 60);
          await pause(300);
          await hands.press('Enter');
        },
        then: [human('collec'), orUnknown(tool('t_all'))],
      },
      {
        name: 'a snippet with its places',
        start: '‸',
        does: async () => {
          await run('editor.action.insertSnippet', { snippet: 'each ${1:item} of ${2:list}' });
          await pause(120);
          await hands.type('thing');
          await hands.press('Tab');
          await hands.type('things');
          await hands.press('Escape');
        },
        then: [mechanics('each '), human('thing'), mechanics(' of '), human('things')],
      },
      {
        name: 'a copy of what an AI wrote',
        start: '‸',
        does: async () => {
          await typeAndAccept('total = ', prices);
          await hands.press('Shift+Home', 'Control+c', 'End', 'Enter', 'Control+v');
        },
        then: [human('total = '), ai(prices), human('\n'), human('total = '), ai(prices)],
      },
    ]);
  },
);
