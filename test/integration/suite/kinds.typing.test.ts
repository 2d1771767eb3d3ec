import { hands, hasHands } from '../hands.ts';
import { ai, byKey, human, isExact, itKnows, orUnknown, pause, run, tool, typeAndAccept, unknown } from '../scene.ts';

(hasHands ? describe : describe.skip)(`live attribution of typing, ${isExact ? 'with' : 'without'} reasons`, () => {
  itKnows('typing.py', [
    {
      name: 'words',
      start: 'before ‸',
      does: () => hands.type('total = 1'),
      then: [unknown('before '), human('total = 1')],
    },
    {
      name: 'words as fast as keys can come',
      start: '‸',
      does: () => hands.type('a quick brown fox jumps over one lazy dog and then runs home', 0),
      then: [human('a quick brown fox jumps over one lazy dog and then runs home')],
    },
    {
      name: 'Enter with its indentation',
      start: '‸',
      does: () => hands.type('if a:\nb'),
      then: [human('if a:'), byKey('\n    '), human('b')],
    },
    { name: 'a closed bracket', start: '‸', does: () => hands.type('f('), then: [human('f('), tool(')')] },
    { name: 'a bracket typed over', start: '‸', does: () => hands.type('f(x)'), then: [human('f(x'), byKey(')')] },
    {
      name: 'Enter between brackets',
      start: '‸',
      does: () => hands.type('f(\nx'),
      then: [human('f('), byKey('\n    '), human('x'), byKey('\n)')],
    },
    {
      name: 'brackets around a selection',
      start: 'a «word» b',
      does: () => hands.type('('),
      then: [unknown('a '), orUnknown(byKey('(')), unknown('word'), orUnknown(byKey(')')), unknown(' b')],
    },
    {
      name: 'over a selection',
      start: 'a «word» b',
      does: () => hands.type('wide'),
      then: [unknown('a '), human('wide'), unknown(' b')],
    },
    {
      name: 'with several carets',
      start: 'one‸\ntwo‸\nthree‸',
      does: () => hands.type('x('),
      then: ['one', '\ntwo', '\nthree'].flatMap((line) => [unknown(line), human('x('), tool(')')]),
    },
    {
      name: 'into a column',
      start: 'o‸ne\ntwo\nthree',
      does: async () => {
        await run('cursorColumnSelectDown');
        await pause(60);
        await hands.type('z');
      },
      then: [unknown('o'), human('z'), unknown('ne\nt'), human('z'), unknown('wo\nthree')],
    },
    { name: 'Tab', start: '‸word', does: () => hands.press('Tab'), then: [byKey('    '), unknown('word')] },
    {
      name: 'Backspace and delete',
      start: 'one two‸ three',
      does: () => hands.press('Backspace', 'Control+Delete'),
      then: [unknown('one twthree')],
    },
    { name: 'composed words', start: '‸', does: () => hands.compose('你好'), then: [human('你好')] },
    {
      name: 'an input method that shows its words as they grow',
      start: '‸',
      does: () => hands.composeStepwise(['に', 'にほ', 'にほん'], '日本'),
      then: [orUnknown(human('日本'))],
    },
    { name: 'an emoji of several code points', start: '‸', does: () => hands.compose('👩‍🚀'), then: [human('👩‍🚀')] },
    { name: 'an accent', start: '‸', does: () => hands.compose('é'), then: [human('é')] },
    {
      name: 'dictation',
      start: '‸',
      does: () => run('type', { text: 'for each value' }),
      then: [orUnknown(human('for each value'))],
    },
    {
      name: 'inside and over the text of an AI',
      start: '‸',
      does: async () => {
        await typeAndAccept('total = ', 'sum(prices)');
        await hands.press('ArrowLeft', 'ArrowLeft');
        await hands.type('my');
        await hands.press('Home', 'Control+ArrowRight', 'Control+ArrowRight', 'Control+ArrowRight');
        await hands.press('Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft');
        await hands.type('x');
      },
      then: [human('total = x'), ai('(price'), human('my'), ai('s)')],
    },
  ]);
});
