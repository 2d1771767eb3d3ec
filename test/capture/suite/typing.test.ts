import * as vscode from 'vscode';
import { samples } from '../samples.ts';
import { hands, pause, run, Session } from '../session.ts';

/** Undoes what was done just now, and does it again. */
async function thereAndBack(session: Session, kind: string): Promise<void> {
  await session.person(`undo.${kind}`, () => hands.press('Control+z'));
  await session.person(`redo.${kind}`, () => hands.press('Control+Shift+z'));
}

for (const [language, sample] of Object.entries(samples)) {
  it(`typing-${language}`, async function () {
    this.timeout(240_000);
    const s = await Session.begin(`typing-${language}`);
    await s.open(sample.file, sample.text);
    const [first = '', second = '', third = '', fourth = ''] = sample.lines;
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type(first));
    await thereAndBack(s, 'type');
    await s.person('type.enter', () => hands.press('Enter'));
    await s.person('type.word', () => hands.type(second, 35));
    await s.person('type.enter', () => hands.press('Enter'));
    await s.person('type.fast', () => hands.type(third, 0));
    await s.person('type.enter', () => hands.press('Enter'));
    await s.person('type.quotes', () => hands.type(fourth));
    await s.newLineAtEnd();
    await s.person('type.auto-close', () => hands.type('call(one[two]).three("four")'));
    await s.person('type.backspace', () => hands.press('Backspace', 'Backspace', 'Backspace'));
    await s.person('type.delete-word', () => hands.press('Control+Backspace'));
    await s.newLineAtEnd();
    await s.person('type.braces-enter', async () => {
      await hands.type('when (x) {');
      await hands.press('Enter');
      await hands.type('y');
    });
    await thereAndBack(s, 'type.braces-enter');
    await s.newLineAtEnd();
    await s.person('type.auto-pair-deleted', async () => {
      await hands.type('(');
      await hands.press('Backspace');
    });
    await s.person('type.tab', () => hands.press('Tab'));
    await s.person('type.after-tab', () => hands.type('deep'));
    await s.person('type.shift-tab', () => hands.press('Shift+Tab'));
    await s.select(sample.name);
    await s.person('type.surround', () => hands.type('('));
    await thereAndBack(s, 'type.surround');
    await s.select(sample.name);
    await s.person('type.over-selection', () => hands.type('renamed'));
    await thereAndBack(s, 'type.over-selection');
    await s.caretAfter('winter');
    await run('editor.action.insertCursorBelow');
    await s.person('type.multi-cursor', () => hands.type('ly'));
    await s.person('type.multi-cursor-pair', () => hands.type('('));
    await thereAndBack(s, 'type.multi-cursor');
    await s.person('type.multi-cursor-enter', () => hands.press('Enter'));
    await s.person('undo.type.multi-cursor-enter', () => hands.press('Control+z'));
    await hands.press('Escape', 'Escape');
    await s.caretAfter('autumn');
    await run('cursorColumnSelectDown');
    await s.person('type.column', () => hands.type('z'));
    await s.person('undo.type.column', () => hands.press('Control+z'));
    await hands.press('Escape', 'Escape');
    await s.newLineAtEnd();
    await s.person('type.composed', () => hands.compose('你好'));
    await s.person('type.composed', () => hands.compose('日本語'));
    await s.person('type.composed-stepwise', () => hands.composeStepwise(['n', 'ni', 'nih', 'niha', 'nihao'], '你好'));
    await s.person('type.composed-stepwise', () => hands.composeStepwise(['に', 'にほ', 'にほん'], '日本'));
    await s.person('type.emoji', () => hands.compose('🙂'));
    await s.person('type.emoji', () => hands.compose('👩‍🚀'));
    await s.person('type.accent', () => hands.compose('é'));
    await s.newLineAtEnd();
    await s.person('type.dictation', () => run('type', { text: 'for each value of the list' }));
    await s.newLineAtEnd();
    await s.person('type.over-typed', async () => {
      await hands.type('pair(');
      await hands.type(')');
    });
    await s.person('type.between', async () => {
      await hands.press('ArrowLeft');
      await hands.type('inside, and "more"');
    });
    await run('players.words', sample.words);
    await s.newLineAtEnd();
    const [word = ''] = sample.words;
    await s.person('type.word', () => hands.type(word.slice(0, 3), 60));
    if (!(await s.shows('.suggest-widget.visible .monaco-list-row'))) await run('editor.action.triggerSuggest');
    await s.shows('.suggest-widget.visible .monaco-list-row');
    await pause(250);
    await s.person('suggest.tab', () => hands.press('Tab'));
    await thereAndBack(s, 'suggest.tab');
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type(word.slice(0, 2), 60));
    await run('editor.action.triggerSuggest');
    await s.shows('.suggest-widget.visible .monaco-list-row');
    await s.person('type.through-widget', () => hands.type(word.slice(2, 5), 80));
    await pause(250);
    await s.person('suggest.enter', async () => {
      await hands.press('ArrowDown');
      await pause(100);
      await hands.press('Enter');
    });
    await s.newLineAtEnd();
    await run('editor.action.triggerSuggest');
    await s.shows('.suggest-widget.visible .monaco-list-row');
    await pause(200);
    await s.person('suggest.bare', () => hands.press('Tab'));
    await run('players.words', []);
    await s.newLineAtEnd();
    await s.person('snippet.inserted', () =>
      run('editor.action.insertSnippet', { snippet: 'each ${1:item} of ${2:list} do\n\t$0\nend' }),
    );
    await s.person('snippet.placeholder', () => hands.type('thing'));
    await s.person('snippet.next', async () => {
      await hands.press('Tab');
      await hands.type('things');
    });
    await hands.press('Escape');
    await thereAndBack(s, 'snippet');
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('guardx', 40));
    await run('editor.action.triggerSuggest');
    await s.shows('.suggest-widget.visible .monaco-list-row');
    await pause(250);
    await s.person('suggest.snippet', () => hands.press('Tab'));
    await hands.press('Escape', 'Escape');
    const end = s.editor.document.lineAt(s.editor.document.lineCount - 1).range.end;
    s.editor.selection = new vscode.Selection(end, end);
    await s.end();
  });
}
