import * as vscode from 'vscode';
import { samples } from '../samples.ts';
import { hands, pause, run, Session, set } from '../session.ts';

// What has the shape of an accepted inline suggestion, a typed prefix that becomes the prefix and more, and is none.

/** Inline suggestions are asked for some time after the last key. */
const askedAfterMs = 350;
const widgetRow = '.suggest-widget.visible .monaco-list-row';

/** Types something on a line of its own and waits until suggestions were asked for. */
async function typeAlone(s: Session, text: string): Promise<void> {
  await s.newLineAtEnd();
  await s.person('type.word', () => hands.type(text, 40));
  await hands.press('Escape');
  await pause(askedAfterMs);
}

async function renameAtCaret(name: string): Promise<void> {
  await hands.press('F2');
  await pause(400);
  await hands.press('Control+a');
  await hands.type(name, 30);
  await hands.press('Enter');
  await pause(900);
}

for (const [language, sample] of Object.entries(samples)) {
  it(`lookalikes-${language}`, async function () {
    this.timeout(240_000);
    const s = await Session.begin(`lookalikes-${language}`);
    await s.open(`like-${sample.file}`, sample.text);
    const [word = ''] = sample.words;
    const start = word.slice(0, 4);
    await run('players.words', sample.words);
    await typeAlone(s, start);
    await s.person('suggest.at-once', async () => {
      await run('editor.action.triggerSuggest');
      for (let attempt = 0; attempt < 60 && !s.text().includes(word, s.text().length - word.length); attempt++) {
        await run('acceptSelectedSuggestion');
        await pause(8);
      }
    });
    await typeAlone(s, start);
    await s.person('suggest.at-once', async () => {
      await run('editor.action.triggerSuggest');
      await s.shows(widgetRow);
      await hands.press('Enter');
    });
    await s.newLineAtEnd();
    // In prose IntelliSense does not come up by itself, and Tab indents.
    await s.person(language === 'markdown' ? 'type.then-tab' : 'suggest.typed-fast', async () => {
      await hands.type(start, 10);
      await s.shows(widgetRow);
      await hands.press('Tab');
    });
    await typeAlone(s, 'logl');
    await run('editor.action.triggerSuggest');
    await s.shows(widgetRow);
    await pause(250);
    await s.person('suggest.snippet-bare', () => hands.press('Tab'));
    await set('editor.tabCompletion', 'on');
    await typeAlone(s, start);
    await s.person('suggest.tab-completion', () => hands.press('Tab'));
    await run('players.words', []);
    await typeAlone(s, 'loglin');
    await s.person('suggest.tab-snippet', () => hands.press('Tab'));
    await set('editor.tabCompletion', undefined);
    await run('players.words', []);
    await typeAlone(s, 'lonely');
    await s.person('rename.longer', () => renameAtCaret('lonelyButLonger'));
    await typeAlone(s, 'recieve');
    await run('players.spelling', 'receiveAll');
    await s.person('code-action.spelling', () =>
      run('editor.action.codeAction', { kind: 'quickfix.spelling', apply: 'first' }),
    );
    await typeAlone(s, 'receive');
    await s.person('code-action.completes', () =>
      run('editor.action.codeAction', { kind: 'quickfix.spelling', apply: 'first' }),
    );
    await typeAlone(s, 'receive');
    await s.person('code-action.chosen', async () => {
      await hands.press('Control+.');
      await s.shows('.action-widget .monaco-list-row');
      await pause(700);
      const titles = await hands.readTexts('.action-widget .monaco-list-row.action');
      for (let step = titles.findIndex((title) => title.includes('Spell')); step > 0; step--) {
        await hands.press('ArrowDown');
      }
      await hands.press('Enter');
    });
    await hands.press('Escape');
    await run('players.spelling', null);
    await typeAlone(s, 'onlyonce');
    await run('editor.actions.findWithArgs', {
      searchString: 'onlyonce',
      replaceString: 'onlyonceAndLonger',
      isCaseSensitive: true,
    });
    await s.person('replace.longer', async () => {
      await run('editor.action.replaceOne');
      await run('editor.action.replaceOne');
    });
    await hands.press('Escape');
    await run('workbench.action.focusActiveEditorGroup');
    await typeAlone(s, 'const half = ');
    const { active } = s.editor.selection;
    await s.does('plain.inserts-at-caret', 'plain-extension', () =>
      run('players.applyEdit', [
        {
          uri: s.editor.document.uri.toString(),
          range: [active.line, 0, active.line, active.character],
          text: 'const half = 0.5; // by a table of constants',
        },
      ]),
    );
    await s.end();
  });
}

it('lookalikes-css', async function () {
  this.timeout(120_000);
  const s = await Session.begin('lookalikes-css');
  await s.open('like.css', '.basket {\n  margin: 0;\n}\n\n.lamp {\n');
  await set('emmet.triggerExpansionOnTab', true);
  for (const abbreviation of ['m10', 'pos', 'content', 'float', 'db', 'color']) {
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type(abbreviation, 40));
    await hands.press('Escape');
    await pause(askedAfterMs);
    await s.person('suggest.emmet-tab', () => hands.press('Tab'));
    await hands.press('Escape', 'Escape');
  }
  await set('emmet.triggerExpansionOnTab', undefined);
  for (const abbreviation of ['p10', 'posa', 'fl', 'color']) {
    await s.newLineAtEnd();
    await s.person('type.word', () => hands.type(abbreviation, 40));
    await run('editor.action.triggerSuggest');
    await s.shows(widgetRow);
    await pause(300);
    await s.person('suggest.emmet', () => hands.press('Tab'));
    await hands.press('Escape', 'Escape');
  }
  const end = s.editor.document.lineAt(s.editor.document.lineCount - 1).range.end;
  s.editor.selection = new vscode.Selection(end, end);
  await s.end();
});
