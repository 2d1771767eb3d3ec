import * as vscode from 'vscode';
import { samples } from '../samples.ts';
import { hands, pause, run, Session, set } from '../session.ts';

/** Undoes what was done just now, and does it again. */
async function thereAndBack(s: Session, kind: string): Promise<void> {
  await s.person(`undo.${kind}`, () => hands.press('Control+z'));
  await s.person(`redo.${kind}`, () => hands.press('Control+Shift+z'));
}

for (const [language, sample] of Object.entries(samples)) {
  const [one] = sample.suggestions;
  if (one === undefined) throw new Error('a sample needs a suggestion');

  it(`moving-${language}`, async function () {
    this.timeout(240_000);
    const s = await Session.begin(`moving-${language}`);
    await s.open(`other-${sample.file}`, sample.text);
    await s.open(sample.file, sample.text);
    const typed = sample.lines[0] ?? '';
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type(typed));
    await s.person('type.enter', () => hands.press('Enter'));
    await hands.writeClipboard(sample.outside);
    await s.does('paste.outside-lines', 'outside', () => hands.press('Control+v'));
    await thereAndBack(s, 'paste.outside');
    await hands.writeClipboard('one line from elsewhere');
    await s.does('paste.outside', 'outside', () => hands.press('Control+v'));
    await hands.writeClipboard('x');
    await s.does('paste.outside-character', 'outside', () => hands.press('Control+v'));
    await s.select(typed);
    await hands.press('Control+c');
    await pause(250);
    await s.newLineAtEnd();
    await s.person('paste.own', () => hands.press('Control+v'));
    await thereAndBack(s, 'paste.own');
    await s.caretAfter(typed.slice(0, 5));
    await hands.press('Control+c');
    await pause(250);
    await s.person('paste.own-line', () => hands.press('Control+v'));
    await s.select(sample.block);
    await s.person('cut', () => hands.press('Control+x'));
    await pause(250);
    await s.newLineAtEnd();
    await s.person('paste.cut', () => hands.press('Control+v'));
    await thereAndBack(s, 'paste.cut');
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('red one, red two', 30));
    await s.person('type.enter', () => hands.press('Enter'));
    await s.person('type.word', () => hands.type('blue one, blue two', 30));
    await s.select('red one');
    await run('editor.action.insertCursorBelow');
    await hands.press('Control+c');
    await pause(250);
    await hands.press('End');
    await s.person('paste.multi-cursor', () => hands.press('Control+v'));
    await hands.press('Escape', 'Escape');
    await s.select('red two');
    await hands.press('Control+c');
    await pause(250);
    await s.select('blue two');
    await s.person('paste.over-selection', () => hands.press('Control+v'));
    await hands.press('Control+c');
    await s.select(typed);
    await hands.press('Control+c');
    await pause(250);
    await s.open(`other-${sample.file}`, null);
    await s.newLineAtEnd();
    await s.person('paste.other-file', () => hands.press('Control+v'));
    await s.newLineAtEnd();
    await s.person('type.prefix', () => hands.type(one.prefix));
    await hands.press('Escape');
    await s.offer(one.prefix + one.rest, one.prefix.length);
    await run('editor.action.inlineSuggest.trigger');
    await s.ghost();
    await s.person('inline.whole', () => hands.press('Tab'));
    await run('players.offer', null);
    await hands.press('Shift+Home', 'Control+c');
    await pause(250);
    await s.newLineAtEnd();
    await s.person('paste.copied-ai', () => hands.press('Control+v'));
    await hands.press('Shift+Home');
    await s.person('cut', () => hands.press('Control+x'));
    await pause(250);
    await s.open(sample.file, null);
    await s.newLineAtEnd();
    await s.person('paste.cut-ai-other-file', () => hands.press('Control+v'));
    await s.person('lines.move-up', () => hands.press('Alt+ArrowUp'));
    await thereAndBack(s, 'lines.move-up');
    await s.person('lines.move-down', () => hands.press('Alt+ArrowDown'));
    await s.person('lines.copy-down', () => run('editor.action.copyLinesDownAction'));
    await s.person('lines.copy-up', () => run('editor.action.copyLinesUpAction'));
    await s.person('duplicate-selection', async () => {
      await hands.press('Shift+Home');
      await run('editor.action.duplicateSelection');
    });
    await s.caretAfter(typed);
    await s.person('lines.join', () => run('editor.action.joinLines'));
    await thereAndBack(s, 'lines.join');
    await s.caretAfter(typed.slice(0, 4));
    await s.person('transpose', () => run('editor.action.transposeLetters'));
    await s.person('undo.transpose', () => hands.press('Control+z'));
    await s.select(typed);
    await s.person('case.upper', () => run('editor.action.transformToUppercase'));
    await thereAndBack(s, 'case.upper');
    await s.person('case.lower', () => run('editor.action.transformToLowercase'));
    await s.select('winter');
    await s.person('case.snake', () => run('editor.action.transformToSnakecase'));
    await s.person('case.title', () => run('editor.action.transformToTitlecase'));
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('pear', 30));
    await hands.press('Enter');
    await s.person('type.word', () => hands.type('apple', 30));
    await hands.press('Enter');
    await s.person('type.word', () => hands.type('fig', 30));
    await hands.press('Escape', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+Home');
    await s.person('lines.sort', () => run('editor.action.sortLinesAscending'));
    await thereAndBack(s, 'lines.sort');
    await s.person('comment.line', () => hands.press('Control+/'));
    await thereAndBack(s, 'comment.line');
    await s.person('comment.line-off', () => hands.press('Control+/'));
    await s.person('comment.block', () => run('editor.action.blockComment'));
    await s.person('indent', () => hands.press('Control+]'));
    await s.person('outdent', () => hands.press('Control+['));
    await s.person('lines.delete', () => hands.press('Control+Shift+k'));
    await s.person('undo.lines.delete', () => hands.press('Control+z'));
    await hands.press('Escape');
    await s.caretAfter(typed.slice(0, 3));
    await s.person('line.insert-below', () => hands.press('Control+Enter'));
    await s.person('line.insert-above', () => hands.press('Control+Shift+Enter'));
    await s.person('delete.right', () => hands.press('Control+Delete'));
    await s.end();
  });

  it(`tools-${language}`, async function () {
    this.timeout(240_000);
    const s = await Session.begin(`tools-${language}`);
    await s.open(sample.file, sample.text);
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('a=1  '));
    await s.person('type.enter', () => hands.press('Enter'));
    await s.person('type.word', () => hands.type(' b=2,c=3   '));
    await set('editor.defaultFormatter', 'test-fixture.players');
    await set(`[${language}]`, { 'editor.defaultFormatter': 'test-fixture.players' });
    await run('players.formatting', 'minimal');
    await s.person('format.document', () => run('editor.action.formatDocument'));
    await thereAndBack(s, 'format.document');
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('d=4,e=5  '));
    await run('players.formatting', 'whole');
    await s.person('format.document-whole', () => run('editor.action.formatDocument'));
    await thereAndBack(s, 'format.document-whole');
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('f=6,g=7  '));
    await run('players.formatting', 'minimal');
    await hands.press('Shift+Home');
    await s.person('format.selection', () => run('editor.action.formatSelection'));
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('h=8,i=9  '));
    await set('editor.formatOnSave', true);
    await s.person('format.on-save', () => hands.press('Control+s'));
    await set('editor.formatOnSave', false);
    await set('files.trimTrailingWhitespace', true);
    await set('files.insertFinalNewline', true);
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('trailing blanks    '));
    await s.person('save.trim-and-newline', () => hands.press('Control+s'));
    await set('files.trimTrailingWhitespace', undefined);
    await set('files.insertFinalNewline', undefined);
    await set('editor.formatOnType', true);
    await run('players.formatOnType', true);
    await s.newLineAtEnd();
    await s.person('type.then-formatted', () => hands.type('j=10,k=11;', 40));
    await s.person('format.on-type', () => hands.press('Enter'));
    await set('editor.formatOnType', undefined);
    await run('players.formatOnType', false);
    await set('editor.formatOnPaste', true);
    await hands.writeClipboard('l=12,m=13\nn=14,o=15\n');
    await s.newLineAtEnd();
    await s.does('paste.then-formatted', 'outside', () => hands.press('Control+v'));
    await set('editor.formatOnPaste', undefined);
    await run('players.formatting', null);
    await run('editor.actions.findWithArgs', {
      searchString: 'winter',
      replaceString: 'december',
      isCaseSensitive: true,
    });
    await s.person('replace.one', async () => {
      await run('editor.action.replaceOne');
      await run('editor.action.replaceOne');
    });
    await run('editor.actions.findWithArgs', { searchString: 'e', replaceString: 'ee', isCaseSensitive: true });
    await s.person('replace.all', () => run('editor.action.replaceAll'));
    await hands.press('Escape');
    await run('workbench.action.focusActiveEditorGroup');
    await thereAndBack(s, 'replace.all');
    await s.person('undo.replace.all', () => hands.press('Control+z'));
    await s.caretAfter(sample.name);
    await hands.press('Escape', 'Escape');
    await s.person('rename', async () => {
      await hands.press('F2');
      await pause(600);
      await hands.press('Control+a');
      await hands.type('chosenName', 30);
      await hands.press('Enter');
      await pause(1200);
    });
    await hands.press('Escape');
    await thereAndBack(s, 'rename');
    await s.person('change-all-occurrences', async () => {
      await s.caretAfter('autumn');
      await run('editor.action.changeAll');
      await hands.type('fall', 40);
      await hands.press('Escape');
    });
    s.editor.selection = new vscode.Selection(0, 0, 0, 0);
    await s.person('code-action.import', () =>
      run('editor.action.codeAction', { kind: 'quickfix.players', apply: 'first' }),
    );
    await thereAndBack(s, 'code-action.import');
    await s.person('code-action.organize', () =>
      run('editor.action.codeAction', { kind: 'source.organizeImports.players', apply: 'first' }),
    );
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type('dragged words'));
    await s.select('dragged');
    await hands.press('Control+s');
    await pause(300);
    await s.person('type.word', async () => {
      await hands.press('Control+End');
      await hands.type(' and more');
    });
    await s.person('eol', async () => {
      const changed = run('workbench.action.editor.changeEOL');
      await s.shows('.quick-input-list .monaco-list-row');
      await pause(200);
      await hands.type('CRLF', 40);
      await pause(300);
      await hands.press('Enter');
      await changed;
    });
    await s.person('type.after-eol', () => hands.type('after', 40));
    await s.person('type.enter', () => hands.press('Enter'));
    await s.person('type.after-eol', () => hands.type('and again', 40));
    await s.person('undo.type', () => hands.press('Control+z'));
    await s.does('paste.big', 'outside', async () => {
      await hands.writeClipboard(sample.outside.repeat(40));
      await hands.press('Control+v');
    });
    await s.person('undo.paste.big', () => hands.press('Control+z'));
    await s.end();
  });
}
