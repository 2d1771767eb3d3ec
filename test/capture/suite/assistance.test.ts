import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { samples, type Sample } from '../samples.ts';
import { hands, pause, run, Session } from '../session.ts';

/** Types the prefix of a suggestion and waits for its ghost text. */
async function suggest(s: Session, { prefix, rest }: Sample['suggestions'][number]): Promise<void> {
  await s.newLineAtEnd();
  await s.person('type.prefix', () => hands.type(prefix));
  await hands.press('Escape');
  // Brackets that the editor closed by itself would stand behind the suggestion.
  const { active } = s.editor.selection;
  if (s.editor.document.lineAt(active.line).text.length > active.character) {
    await s.person('type.delete', () => hands.press('Delete'));
  }
  await s.offer(prefix + rest, prefix.length);
  await run('editor.action.inlineSuggest.trigger');
  if (!(await s.ghost())) console.log(`no ghost text after ${prefix}`);
  await pause(80);
}

const withdraw = (): Promise<unknown> => run('players.offer', null);

/** The range of the whole document of the active editor, as the players take it. */
function endOf(s: Session): readonly [number, number, number, number] {
  const { document } = s.editor;
  const { line, character } = document.lineAt(document.lineCount - 1).range.end;
  return [line, character, line, character];
}

/** Undoes what was done just now, and does it again. */
async function thereAndBack(s: Session, kind: string): Promise<void> {
  await s.person(`undo.${kind}`, () => hands.press('Control+z'));
  await s.person(`redo.${kind}`, () => hands.press('Control+Shift+z'));
}

for (const [language, sample] of Object.entries(samples)) {
  const [one, two, three] = sample.suggestions;
  if (one === undefined || two === undefined || three === undefined)
    throw new Error('a sample needs three suggestions');

  it(`inline-${language}`, async function () {
    this.timeout(240_000);
    const s = await Session.begin(`inline-${language}`);
    await s.open(sample.file, sample.text);
    await suggest(s, one);
    await s.person('inline.whole', () => hands.press('Tab'));
    await withdraw();
    await thereAndBack(s, 'inline.whole');
    await s.person('type.after-accept', () => hands.type(' x'));
    await suggest(s, two);
    await s.person('inline.whole-lines', () => hands.press('Tab'));
    await withdraw();
    await thereAndBack(s, 'inline.whole-lines');
    await suggest(s, three);
    await s.person('inline.word', () => hands.press('Control+ArrowRight'));
    await s.person('inline.word', () => hands.press('Control+ArrowRight'));
    await s.person('inline.rest', () => hands.press('Tab'));
    await withdraw();
    await suggest(s, two);
    await s.person('inline.line', () => run('editor.action.inlineSuggest.acceptNextLine'));
    // At the start of a line, Tab indents as long as the suggestion is indented by less.
    await s.person('inline.rest', () => run('editor.action.inlineSuggest.commit'));
    await withdraw();
    await suggest(s, one);
    await s.person('type.through-ghost', () => hands.type(one.rest.slice(0, 3), 90));
    await pause(200);
    await s.person('inline.after-through', () => hands.press('Tab'));
    await withdraw();
    await suggest(s, three);
    await hands.press('Escape');
    await s.person('type.after-dismissal', () => hands.type(' something of my own'));
    await withdraw();
    await suggest(s, three);
    await s.person('type.other-than-ghost', () => hands.type('; I differ'));
    await withdraw();
    await suggest(s, three);
    await s.person('type.ghost-to-the-end', () => hands.type(three.rest, 25));
    await withdraw();
    await s.newLineAtEnd();
    await s.offer(two.prefix + two.rest, 0);
    await run('editor.action.inlineSuggest.trigger');
    await s.ghost();
    // Tab indents where the suggestion is indented by less.
    await s.person('inline.bare', () =>
      language === 'json' ? run('editor.action.inlineSuggest.commit') : hands.press('Tab'),
    );
    await withdraw();
    await suggest(s, one);
    await s.person('inline.command', () => run('editor.action.inlineSuggest.commit'));
    await withdraw();
    await s.newLineAtEnd();
    await hands.type('  ');
    await pause(250);
    await s.offer(three.prefix + three.rest, 0);
    await run('editor.action.inlineSuggest.trigger');
    await s.ghost();
    await s.person('inline.indented', () => run('editor.action.inlineSuggest.commit'));
    await withdraw();
    const at = s.editor.document.positionAt(s.text().indexOf('autumn'));
    await s.caretAfter('winter');
    await run('players.offer', {
      uri: s.editor.document.uri.toString(),
      isInlineEdit: true,
      range: [at.line, at.character, at.line, at.character + 6],
      text: 'summer-and-autumn',
    });
    await run('editor.action.inlineSuggest.trigger');
    await pause(700);
    await s.person('inline.next-edit', async () => {
      await hands.press('Tab');
      await pause(500);
      if (!s.text().includes('summer')) await hands.press('Tab');
    });
    await withdraw();
    await hands.press('Escape');
    await thereAndBack(s, 'inline.next-edit');
    await suggest(s, two);
    await s.person('inline.whole-lines', () => hands.press('Tab'));
    await withdraw();
    await s.caretAfter(two.rest.slice(0, 9));
    await s.person('type.inside-ai', () => hands.type('mine'));
    await s.select(two.rest.slice(2, 8));
    await s.person('type.over-ai', () => hands.type('own'));
    await s.end();
  });

  it(`agents-${language}`, async function () {
    this.timeout(240_000);
    const s = await Session.begin(`agents-${language}`);
    const hidden = `hidden-${sample.file}`;
    const closed = `closed-${sample.file}`;
    const outside = `outside-${sample.file}`;
    s.write(closed, sample.text);
    await s.open(hidden, sample.text);
    await s.open(sample.file, sample.text);
    const uri = s.uriOf(sample.file);
    const changed = (text: string): string =>
      text.replace('winter', 'midwinter').replace('spring', 'late spring') + sample.agent;
    await s.person('type.word', () => hands.type(sample.lines[0] ?? ''));
    await s.does('agent.insert-active', 'ai-extension', () =>
      run('players.applyEdit', [{ uri, range: endOf(s), text: sample.agent }]),
    );
    await s.person('undo.agent.insert-active', () => hands.press('Control+z'));
    await s.person('redo.agent.insert-active', () => hands.press('Control+Shift+z'));
    await s.person('type.word', () => hands.type(sample.lines[1] ?? ''));
    const at = s.editor.document.positionAt(s.text().indexOf('autumn'));
    await s.does('agent.replace-active', 'ai-extension', () =>
      run('players.applyEdit', [{ uri, range: [at.line, at.character, at.line, at.character + 6], text: 'harvest' }]),
    );
    await s.does('agent.whole-active', 'ai-extension', () =>
      run('players.applyEdit', [{ uri, range: null, text: changed(s.text()) }]),
    );
    await s.does('agent.whole-hidden', 'ai-extension', () =>
      run('players.applyEdit', [{ uri: s.uriOf(hidden), range: null, text: changed(sample.text) }]),
    );
    await s.does('agent.insert-hidden', 'ai-extension', () =>
      run('players.applyEdit', [{ uri: s.uriOf(hidden), range: [0, 0, 0, 0], text: sample.agent }]),
    );
    await run('players.save', s.uriOf(hidden));
    await s.does('agent.closed-file', 'ai-extension', () =>
      run('players.applyEdit', [{ uri: s.uriOf(closed), range: null, text: changed(sample.text) }]),
    );
    await run('players.save', s.uriOf(closed));
    await s.newLineAtEnd();
    await s.does('agent.streamed', 'ai-extension', async () => {
      for (const chunk of sample.agent.match(/[\s\S]{1,24}/g) ?? []) {
        await run('players.editorEdit', [{ range: endOf(s), text: chunk }]);
        await pause(12);
      }
    });
    await s.does('agent.characters', 'ai-extension', async () => {
      for (const character of sample.agent.slice(0, 60)) {
        await run('players.editorEdit', [{ range: endOf(s), text: character }]);
        await pause(8);
      }
    });
    await s.newLineAtEnd();
    await s.does('plain.header', 'plain-extension', () =>
      run('players.applyEdit', [{ uri, range: [0, 0, 0, 0], text: 'Copyright of nobody, licence of everybody.\n' }]),
    );
    await s.does('plain.fix', 'plain-extension', () =>
      run('players.editorEdit', [{ range: [0, 0, 0, 9], text: 'Rights' }]),
    );
    await s.does('plain.at-caret', 'plain-extension', () =>
      run('players.editorEdit', [{ range: endOf(s), text: sample.outside }]),
    );
    await s.newLineAtEnd();
    await s.does('plain.snippet', 'plain-extension', () =>
      run('players.insertSnippet', 'generated ${1:stub} of a tool\n'),
    );
    await hands.press('Escape');
    await s.editor.document.save();
    await s.rest();
    await s.does('disk.appended', 'outside', async () => {
      writeFileSync(s.pathOf(sample.file), s.text() + sample.outside);
      await pause(900);
    });
    await s.does('disk.changed', 'outside', async () => {
      writeFileSync(s.pathOf(sample.file), s.text().replace('winter', 'january').replace('spring', 'may'));
      await pause(900);
    });
    await s.person('type.word', async () => {
      await hands.press('Control+End');
      await hands.type(sample.lines[2] ?? '');
    });
    await s.person('revert', () => run('workbench.action.files.revert'));
    await s.open(outside, sample.text);
    await s.save();
    await s.does('disk.agent-wrote', 'ai-extension', async () => {
      writeFileSync(s.pathOf(outside), changed(sample.text));
      await pause(900);
    });
    await s.does('disk.overwritten', 'outside', async () => {
      writeFileSync(s.pathOf(outside), sample.text);
      await pause(900);
    });
    const end = new vscode.Position(0, 0);
    s.editor.selection = new vscode.Selection(end, end);
    await s.end();
  });
}
